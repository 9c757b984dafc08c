from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from studio.running.surroundings import (
    CannotRunError,
    RuntimeFile,
    fresh_logs,
    only_run,
    private_folder,
    refuse_taken,
)


def test_second_run_is_refused_while_the_first_lasts(tmp_path: Path) -> None:
    lock = tmp_path / "var" / "run.lock"
    with only_run(lock), pytest.raises(CannotRunError, match="runs already"), only_run(lock):
        pass


def test_run_after_a_run_is_welcome(tmp_path: Path) -> None:
    with only_run(tmp_path / "run.lock"):
        pass
    with only_run(tmp_path / "run.lock"):
        pass


def test_taken_port_names_the_port_and_another() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotRunError, match=rf"Port {port} .* PORT=\d+ make run"):
            refuse_taken(port)


def test_private_folder_closes_an_open_one(tmp_path: Path) -> None:
    (tmp_path / "queue").mkdir(mode=0o755)
    folder = private_folder(tmp_path / "queue")
    assert oct(folder.stat().st_mode)[-3:] == "700"


def test_private_folder_of_somebody_else_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "getuid", lambda: tmp_path.stat().st_uid + 1)
    with pytest.raises(CannotRunError, match="belongs to another user"):
        private_folder(tmp_path)


def test_logs_of_the_last_run_are_kept_once(tmp_path: Path) -> None:
    (tmp_path / "web.log").write_text("last")
    (tmp_path / "web.log.1").write_text("the one before")
    fresh_logs(tmp_path)
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == {"web.log.1": "last"}


def test_runtime_file_left_behind_is_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    RuntimeFile(tmp_path / "runtime.env").write(SIMULATOR_URL="http://127.0.0.1:1")
    monkeypatch.setenv("SIMULATOR_URL", "http://127.0.0.1:1")
    RuntimeFile(tmp_path / "runtime.env").forget()
    assert "SIMULATOR_URL" not in os.environ
    assert not (tmp_path / "runtime.env").exists()


def test_runtime_file_leaves_what_a_person_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    RuntimeFile(tmp_path / "runtime.env").write(SIMULATOR_URL="http://127.0.0.1:1")
    monkeypatch.setenv("SIMULATOR_URL", "http://127.0.0.1:2")
    RuntimeFile(tmp_path / "runtime.env").forget()
    assert os.environ["SIMULATOR_URL"] == "http://127.0.0.1:2"
