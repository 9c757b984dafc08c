"""What stylesheets, templates and sprite say about one another is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config.env import BASE_DIR

STATIC = BASE_DIR / "static"
TEMPLATES = BASE_DIR / "templates"
SPRITE = set(re.findall(r'<symbol id="i-([\w-]+)"', (STATIC / "icons.svg").read_text()))
MARKUP = "\n".join(path.read_text() for path in TEMPLATES.rglob("*.html"))
DRAWN = set(re.findall(r'_icon\.html" with name="([\w-]+)"', MARKUP))
SENT = set(re.findall(r"\{% static ['\"]([^'\"]+)['\"]", MARKUP))


def test_stylesheet_imports_every_file_once() -> None:
    imported = re.findall(r'@import url\("(.+)"\)', (STATIC / "css/app.css").read_text())
    files = (path.relative_to(STATIC / "css").as_posix() for path in STATIC.rglob("css/**/*.css"))
    assert sorted([*imported, "app.css"]) == sorted(files)


@pytest.mark.parametrize("icon", sorted(DRAWN))
def test_icon_in_a_template_is_in_the_sprite(icon: str) -> None:
    assert icon in SPRITE


@pytest.mark.parametrize("name", sorted(SENT))
def test_file_in_a_template_is_there(name: str) -> None:
    assert (STATIC / name).is_file()


@pytest.mark.parametrize("path", sorted(STATIC.glob("js/*.js")), ids=lambda path: path.name)
def test_script_stays_small(path: Path) -> None:
    assert len(path.read_text().splitlines()) < 150
