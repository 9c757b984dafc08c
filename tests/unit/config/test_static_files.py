from __future__ import annotations

from pathlib import Path

from config.env import BASE_DIR
from config.static_files import StaticFiles

STATIC = BASE_DIR / "static"


def test_module_imports_modules_under_the_names_of_their_content(tmp_path: Path) -> None:
    names = ["js/musa-upload.js", "js/upload-request.js"]
    target = StaticFiles(tmp_path)
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes((STATIC / name).read_bytes())
    list(target.post_process({name: (target, name) for name in names}))
    imported = Path(target.stored_name("js/upload-request.js")).name
    assert f'from "./{imported}"' in Path(target.path(target.stored_name(names[0]))).read_text()
