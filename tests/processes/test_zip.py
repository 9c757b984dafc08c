"""A thousand pictures as one ZIP, out of a real web process whose memory is watched."""

from __future__ import annotations

import json
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from tests.stack import Stack

pytestmark = [pytest.mark.processes, pytest.mark.timeout(300)]

COUNT = 1000
PICTURE_BYTES = 80_000
MOST_GROWTH_BYTES = 40_000_000
ROWS = f"""
from django.contrib.auth.models import User
from gallery.models import Image
owner = User.objects.get(username="ada")
Image.objects.bulk_create(
    Image(owner=owner, name="images/%040x.png" % number, mime_type="image/png", width_px=1000,
          height_px=1000, size_bytes={PICTURE_BYTES}, sha256="%064x" % number,
          prompt="a picture with many words " * 20, details={{"text": "y" * 2000}})
    for number in range({COUNT}))
"""


def store_files(folder: Path, *, lost: int) -> None:
    """One file of noise under every name but one."""
    folder.mkdir(exist_ok=True)
    noise = folder / "noise"
    noise.write_bytes(bytes(range(256)) * (PICTURE_BYTES // 256))
    for number in set(range(COUNT)) - {lost}:
        (folder / f"{number:040x}.png").hardlink_to(noise)


def resident_bytes(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * 4096


@contextmanager
def watched(pid: int) -> Iterator[list[int]]:
    """The process's memory, first and then again and again."""
    seen, done = [resident_bytes(pid)], threading.Event()

    def watch() -> None:
        while not done.wait(0.02):
            seen.append(resident_bytes(pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield seen
    finally:
        done.set()
        watcher.join()


def download(stack: Stack, token: str, body: dict[str, object], to: Path) -> None:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    url = f"{stack.url}/api/images/download"
    asked = Request(url, json.dumps(body).encode(), headers, method="POST")
    with urlopen(asked, timeout=200) as answer, to.open("wb") as file:
        while piece := answer.read(1024 * 1024):
            file.write(piece)


def test_zip_of_a_thousand_keeps_memory_and_names_what_is_lost(tmp_path: Path) -> None:
    if not Path("/proc/self/statm").exists():
        pytest.skip("memory of another process: no /proc on this machine")
    target = tmp_path / "images.zip"
    with Stack(workers=0) as stack:
        token = stack.manage("create_api_token", "ada").split()[-1]
        stack.manage("shell", "-v", "0", "-c", ROWS)
        store_files(stack.folder / "media" / "images", lost=500)
        download(stack, token, {"ids": [1, 2]}, target)  # what the first one loads stays
        with watched(stack.web.pid) as seen:
            download(stack, token, {"filter": {}}, target)
    with zipfile.ZipFile(target) as packed:
        told = json.loads(packed.read("manifest.json"))["images"]
        assert len(packed.namelist()) == COUNT  # the lost one away, the manifest there
    assert [each["id"] for each in told if each["error"]] == [501]
    assert max(seen) - seen[0] < MOST_GROWTH_BYTES
