from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from studio.running import preparation, services, surroundings
from studio.running.processes import DidNotStartError
from studio.running.supervision import Supervisor
from studio.running.surroundings import CannotRunError, RuntimeFile

FIRST_PAGE_PATIENCE_S = 20


class Command(BaseCommand):
    help = "Start everything that Musa needs on this machine, and end it all on Ctrl-C."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with surroundings.only_run(settings.VAR_DIR / "run.lock"), _interruptible():
                self._run()
        except (CannotRunError, DidNotStartError) as error:
            raise CommandError(str(error)) from None
        except KeyboardInterrupt:
            self._say("Musa has stopped.")

    def _run(self) -> None:
        surroundings.refuse_taken(settings.PORT)
        runtime = RuntimeFile(settings.VAR_DIR / "runtime.env")
        runtime.forget()
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        logs = surroundings.fresh_logs(settings.VAR_DIR / "log")
        supervisor = Supervisor(log_folder=logs, environment=environment, say=self._say)
        try:
            _start_backing(supervisor)
            if simulator_url := _start_simulator(supervisor, environment):
                runtime.write(SIMULATOR_URL=simulator_url)
            supervisor.start(
                services.worker(), services.beat(settings.VAR_DIR / "beat-schedule"), services.web()
            )
            self._say(f"Musa is ready: {_first_page()}   {preparation.sign_in_words()}")
            supervisor.watch()
        finally:
            supervisor.stop()
            runtime.forget()

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _start_backing(supervisor: Supervisor) -> None:
    """The queue server, unless there is one; then all that lies still on disk."""
    if not os.environ.get("REDIS_URL"):
        socket = Path(urlsplit(settings.REDIS_URL).path)
        surroundings.private_folder(socket.parent)
        folder = surroundings.private_folder(settings.VAR_DIR / "queue")
        supervisor.start(services.queue(socket, folder))
    preparation.prepare_rows()
    preparation.prepare_static_files()


def _start_simulator(supervisor: Supervisor, environment: dict[str, str]) -> str:
    """Its address, which every later child gets; "" where a key or another simulator is set."""
    if settings.GEMINI_API_KEY or environment.get("SIMULATOR_URL"):
        return ""
    port = surroundings.free_port()
    supervisor.start(services.simulator(port))
    environment["SIMULATOR_URL"] = f"http://{surroundings.LOCALHOST}:{port}"
    return environment["SIMULATOR_URL"]


def _first_page() -> str:
    """The site's address, once its first page has been drawn as a proxy would ask for it."""
    page = f"http://{surroundings.LOCALHOST}:{settings.PORT}{reverse(settings.LOGIN_URL)}"
    site = urlsplit(settings.SITE_URL)
    request = Request(page, headers={"Host": site.netloc, "X-Forwarded-Proto": site.scheme})
    try:
        urlopen(request, timeout=FIRST_PAGE_PATIENCE_S).close()  # noqa: S310  http, see above
    except URLError as error:
        log = settings.VAR_DIR / "log" / "web.log"
        raise DidNotStartError(f"The first page fails ({error.reason}); see {log}.") from None
    return str(settings.SITE_URL)


@contextmanager
def _interruptible() -> Iterator[None]:
    """SIGTERM and a closed terminal end the command as Ctrl-C does."""
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, _interrupt)
    yield


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
