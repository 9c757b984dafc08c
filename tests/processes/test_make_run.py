"""`make run` itself, in a copy of the project: a `var/`, a store and a port of its own."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from config.env import BASE_DIR

pytestmark = pytest.mark.processes

PATIENCE_S = 60.0
NOT_COPIED = shutil.ignore_patterns(".*", "var", "media", "__pycache__")
READY = re.compile(
    r"Musa is ready: (?P<url>\S+)   sign in as demo with password (?P<password>\S+)\n"
)
AGAIN = re.compile(r"Musa is ready: \S+   sign in as demo \(password shown at the first start")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A checkout in which Musa never ran."""
    house = tmp_path / "musa"
    shutil.copytree(BASE_DIR, house, ignore=NOT_COPIED)
    (house / ".venv").symlink_to(BASE_DIR / ".venv")
    return house


class Run:
    """`make run` in `house`; the environment has nothing of the developer's own settings."""

    def __init__(self, house: Path, port: int) -> None:
        self.house = house
        self.output_file = house.parent / f"output-{port}"
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        with self.output_file.open("wb") as output:
            # -o: what is installed is installed; this is no test of pip.
            self.make = subprocess.Popen(
                ["make", "-o", ".venv/.installed", "run"],
                cwd=house,
                env={**kept, "PORT": str(port)},
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    @property
    def output(self) -> str:
        return self.output_file.read_text()

    def wait_for(self, words: re.Pattern[str]) -> re.Match[str]:
        deadline = time.monotonic() + PATIENCE_S
        while not (found := words.search(self.output)):
            assert self.make.poll() is None, self.output
            assert time.monotonic() < deadline, self.output
            time.sleep(0.05)
        return found

    def wait(self) -> int:
        return self.make.wait(PATIENCE_S)

    def stop(self) -> int:
        self.make.terminate()
        return self.wait()

    def close(self) -> None:
        if self.make.poll() is None:
            self.stop()

    def workers(self) -> list[int]:
        return [pid for pid, _, line in self.processes() if "-A config worker" in line]

    def command(self) -> int:
        """The number of `manage.py run_studio`, the one child of make."""
        [pid] = [pid for pid, parent, _ in self.processes() if parent == self.make.pid]
        return pid

    def processes(self) -> list[tuple[int, int, str]]:
        """Number, parent and command line of all that make started or this house runs."""
        listed = subprocess.run(
            ["ps", "-axww", "-o", "pid=,ppid=,command="], capture_output=True, text=True, check=True
        )
        lines = [line.split(maxsplit=2) for line in listed.stdout.splitlines()]
        every = [(int(pid), int(parent), line) for pid, parent, line in lines]
        home = str(self.house)
        return [each for each in every if each[1] == self.make.pid or home in each[2]]


def holds_within(patience_s: float, holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + patience_s
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.1)
    return holds()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def run(house: Path) -> Iterator[Run]:
    with closing(Run(house, _free_port())) as run:
        yield run


def _sign_in(site: str, password: str) -> str:
    """The address that a browser ends at after signing in as demo."""
    browser = build_opener(HTTPCookieProcessor())
    with browser.open(f"{site}/accounts/login/", timeout=10) as page:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.read().decode())
    assert token is not None
    form = {"login": "demo", "password": password, "csrfmiddlewaretoken": token[1]}
    with browser.open(f"{site}/accounts/login/", urlencode(form).encode(), timeout=10) as page:
        return str(page.url)


def test_first_start_leads_to_a_login_that_the_next_start_keeps(run: Run) -> None:
    ready = run.wait_for(READY)
    assert _sign_in(ready["url"], ready["password"]) == f"{ready['url']}/"
    assert oct((run.house / "var" / "secrets.env").stat().st_mode)[-3:] == "600"
    assert "SIMULATOR_URL=http://127.0.0.1:" in (run.house / "var" / "runtime.env").read_text()
    _second_run_is_refused(run.house)
    _sigterm_leaves_nothing_behind(run)
    with closing(Run(run.house, _free_port())) as later:
        later.wait_for(AGAIN)
        _ctrl_c_leaves_nothing_behind(later)
        assert "with password" not in later.output


def _second_run_is_refused(house: Path) -> None:
    second = Run(house, _free_port())
    assert second.wait() != 0
    assert "Musa runs already in this folder" in second.output


def _sigterm_leaves_nothing_behind(run: Run) -> None:
    assert len(run.processes()) >= 5
    run.stop()
    assert "Musa has stopped." in run.output
    assert run.processes() == []
    assert not (run.house / "var" / "runtime.env").exists()


def _ctrl_c_leaves_nothing_behind(run: Run) -> None:
    os.kill(run.command(), signal.SIGINT)
    run.wait()
    assert run.processes() == []


def test_worker_that_dies_comes_back_and_kill_9_of_the_command_ends_all(run: Run) -> None:
    run.wait_for(READY)
    [first] = run.workers()
    os.kill(first, signal.SIGKILL)
    run.wait_for(re.compile(r"worker ended \(-9\), starting it again in 1 s"))
    assert holds_within(PATIENCE_S, lambda: run.workers() not in ([], [first]))
    os.kill(run.command(), signal.SIGKILL)
    run.wait()
    assert holds_within(15, lambda: run.processes() == [])


def test_taken_port_is_a_sentence(house: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
        run = Run(house, port)
        assert run.wait() != 0
    assert f"Port {port} cannot be used" in run.output
    assert "Traceback" not in run.output
    assert run.processes() == []
