from __future__ import annotations

import os
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from config.bootstrap import make_secrets


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    # Emptied, not deleted: so they come back after the test whatever it sets.
    monkeypatch.setenv("SECRET_KEY", "")
    monkeypatch.setenv("ENCRYPTION_KEYS", "")
    return tmp_path / "var" / "secrets.env"


def _values(file: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in file.read_text().splitlines())


def test_secrets_are_made_and_of_use(file: Path) -> None:
    make_secrets(file)
    values = _values(file)
    assert len(values["SECRET_KEY"]) >= 50
    assert (
        Fernet(values["ENCRYPTION_KEYS"]).decrypt(Fernet(values["ENCRYPTION_KEYS"]).encrypt(b"key"))
        == b"key"
    )


def test_secrets_are_for_their_owner_alone(file: Path) -> None:
    make_secrets(file)
    assert oct(file.stat().st_mode)[-3:] == "600"
    assert oct(file.parent.stat().st_mode)[-3:] == "700"


def test_secrets_that_are_set_are_not_made(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "set by hand")
    make_secrets(file)
    assert set(_values(file)) == {"ENCRYPTION_KEYS"}


def test_secrets_that_exist_are_kept(file: Path) -> None:
    make_secrets(file)
    before = _values(file)
    make_secrets(file)
    assert _values(file) == before


def test_secrets_are_there_for_the_settings_at_once(file: Path) -> None:
    make_secrets(file)
    assert os.environ["SECRET_KEY"] == _values(file)["SECRET_KEY"]
