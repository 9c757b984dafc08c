from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from gallery import storage
from gallery.storage import StorageError


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_file_is_written_whole_under_a_random_name(tmp_path: Path) -> None:
    name = storage.write(b"some bytes", extension="png")
    assert len(name) == len("images/") + 40 + len(".png")
    assert storage.read(name) == b"some bytes"
    assert files_below(tmp_path) == [tmp_path / "media" / name]


def test_file_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "images").write_bytes(b"a file where the folder should be")
    with pytest.raises(StorageError):
        storage.write(b"some bytes", extension="png")
    assert files_below(tmp_path) == [tmp_path / "media" / "images"]


def test_file_on_a_full_disk_leaves_nothing(tmp_path: Path, full_disk: None) -> None:
    with pytest.raises(StorageError):
        storage.write(bytes(100_000), extension="png")
    assert files_below(tmp_path) == []


def test_missing_file_is_told() -> None:
    with pytest.raises(StorageError, match="missing"):
        storage.read("images/none.png")


def test_removal_of_a_missing_file_is_no_fault() -> None:
    storage.remove("images/none.png")
    assert not default_storage.exists("images/none.png")


def test_chunks_give_the_asked_bytes() -> None:
    name = storage.write(bytes(range(200)) * 20_000, extension="png")
    pieces = list(storage.chunks(name, start=150, length=3_000_000))
    assert b"".join(pieces) == (bytes(range(200)) * 20_000)[150:3_000_150]
    assert max(map(len, pieces)) == storage.CHUNK_BYTES


def test_url_leads_to_the_file_view() -> None:
    assert storage.url("images/abc.png") == "/media/images/abc.png"
