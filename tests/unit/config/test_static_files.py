from __future__ import annotations

import re
from pathlib import Path

from django.contrib.staticfiles.storage import StaticFilesStorage

from config.env import BASE_DIR
from config.static_files import STYLESHEET, StaticFiles

STATIC = BASE_DIR / "static"


SENT = re.compile(r"@import|url\(")


def test_stylesheet_comes_as_one_file(tmp_path: Path) -> None:
    target = StaticFiles(tmp_path)
    list(target.post_process({STYLESHEET: (StaticFilesStorage(STATIC), STYLESHEET)}))
    sent = Path(target.path(target.stored_name(STYLESHEET))).read_text()
    assert not SENT.search(sent)
    assert sent.count("@layer components {") == len(list((STATIC / "css/components").iterdir()))


def test_module_imports_modules_under_the_names_of_their_content(tmp_path: Path) -> None:
    names = ["js/musa-upload.js", "js/upload-request.js"]
    target = StaticFiles(tmp_path)
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes((STATIC / name).read_bytes())
    list(target.post_process({name: (target, name) for name in names}))
    imported = Path(target.stored_name("js/upload-request.js")).name
    assert f'from "./{imported}"' in Path(target.path(target.stored_name(names[0]))).read_text()
