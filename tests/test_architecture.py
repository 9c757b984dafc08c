"""Who may know whom, `site_builder -> studio -> sessions_app -> gallery`, and what templates are.

Read from the source, so that an import inside a function counts as well.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent
ORDER = ["site_builder", "studio", "sessions_app", "gallery"]  # each may know those to its right
PURE = [
    "gallery/imaging/__init__.py",
    "gallery/imaging/colours.py",
    "gallery/imaging/decoding.py",
    "gallery/imaging/encoding.py",
    "gallery/embedding.py",
    "gallery/texts.py",
    "studio/wildcards.py",
    "studio/pricing.py",
    "studio/prompting.py",
]
PURE_NAMES = tuple(
    path.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for path in PURE
)
PURE_OF_EDITING = [
    "grading",
    "pixel_lock",
    "plans",
    "prompts",
    "regions",
    "registration",
    "styles",
]
PURE_OF_SITES = [
    "catalogue.py",
    "documents.py",
    "merging.py",
    "outside.py",
    "planning",
    "pointers.py",
    "terms.py",
    "validation",
    "vocabulary.py",
]
PURE_OF_SKETCHES = [
    "composing",
    "enforcement",
    "languages",
    "layouts",
    "lettering",
    "measuring",
    "near_duplicates",
    "reading",
    "records",
    "rules",
    "spec",
    "variation",
    "verification",
]
INNER = ["actions", "tasks", "execution", "scheduling", "models"]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def imported_by(path: Path) -> Iterator[str]:
    """Every module that the file names in an import, wherever it stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def sources(folder: str) -> list[Path]:
    return [
        path for path in sorted((ROOT / folder).rglob("*.py")) if "migrations" not in path.parts
    ]


@pytest.mark.parametrize("app", ORDER)
def test_app_imports_only_what_stands_to_its_right(app: str) -> None:
    left = {*ORDER[: ORDER.index(app)], "config", "tests"}
    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sources(app)
        for name in imported_by(path)
        if name.split(".")[0] in left
    }
    assert not wrong


@pytest.mark.parametrize("app", ORDER)
def test_app_relates_only_to_what_stands_to_its_right(app: str) -> None:
    left = set(ORDER[: ORDER.index(app)])
    wrong = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model
        if getattr(field.related_model, "_meta").app_label in left  # noqa: B009
    }
    assert not wrong


@pytest.mark.parametrize("path", PURE)
def test_pure_module_knows_neither_django_nor_models(path: str) -> None:
    named = [name for name in imported_by(ROOT / path) if not name.startswith(PURE_NAMES)]
    wrong = [name for name in named if name.split(".")[0] in {"django", *ORDER}]
    assert wrong == []


@pytest.mark.parametrize("name", PURE_OF_EDITING)
def test_pure_module_of_editing_knows_its_like_alone(name: str) -> None:
    like = tuple(f"studio.editing.{each}" for each in PURE_OF_EDITING)
    wrong = [
        found
        for found in imported_by(ROOT / f"studio/editing/{name}.py")
        if found.split(".")[0] in {"django", *ORDER}
        if found != "studio.editing" and not found.startswith(like)
    ]
    assert wrong == []


@pytest.mark.parametrize("name", PURE_OF_SITES)
def test_pure_part_of_the_site_builder_knows_neither_django_nor_models(name: str) -> None:
    files = sources(f"site_builder/{name}") or [ROOT / "site_builder" / name]
    wrong = {
        f"{path.relative_to(ROOT)} imports {found}"
        for path in files
        for found in imported_by(path)
        if found.split(".")[0] in {"django", *ORDER[1:]} or found == "site_builder.models"
    }
    assert wrong == set()


@pytest.mark.parametrize("name", PURE_OF_SKETCHES)
def test_pure_module_of_sketches_knows_its_like_alone(name: str) -> None:
    like = {f"studio.sketches.{each}" for each in PURE_OF_SKETCHES}
    wrong = [
        found
        for found in imported_by(ROOT / f"studio/sketches/{name}.py")
        if found.split(".")[0] in {"django", *ORDER}
        if found != "studio.sketches" and found not in like
        if found.rpartition(".")[0] not in like and not found.startswith(PURE_NAMES)
    ]
    assert wrong == []


def test_only_the_gemini_engine_imports_the_vendors_package() -> None:
    users = {
        str(path.relative_to(ROOT))
        for app in ORDER
        for path in sources(app)
        if any(name.startswith("google") for name in imported_by(path))
    }
    assert users == {"studio/engines/gemini.py"}


def test_simulator_and_studio_do_not_know_each_other() -> None:
    out = {
        name
        for path in sources("studio/simulator")
        for name in imported_by(path)
        if name.startswith("studio.") and not name.startswith("studio.simulator")
    }
    into = {
        str(path.relative_to(ROOT))
        for path in sources("studio")
        if "simulator" not in path.parts
        if any(name.startswith("studio.simulator") for name in imported_by(path))
    }
    assert out == set()
    assert into == {"studio/management/commands/simulate_gemini.py"}


@pytest.mark.parametrize("module", INNER[1:])
def test_workers_side_does_not_know_the_persons_side(module: str) -> None:
    files = sources(f"studio/{module}") or [ROOT / "studio" / f"{module}.py"]
    above = {f"studio.{name}" for name in INNER[: INNER.index(module)]}
    assert above.isdisjoint(name for path in files for name in imported_by(path))


def test_models_of_one_app_stand_one_to_a_file() -> None:
    assert all((ROOT / app / "models").is_dir() for app in ORDER)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_template_carries_no_code(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", text)
    assert "|safe" not in text


@pytest.mark.parametrize(
    "path", [path for path in TEMPLATES if path.name.startswith("_")], ids=lambda path: path.name
)
def test_partial_says_what_it_takes(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith(("{#", "{% comment %}"))
