from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from studio.running import preparation, services, surroundings
from studio.running.interruption import Interrupted, Interruption
from studio.running.processes import DidNotStartError
from studio.running.supervision import Supervisor
from studio.running.surroundings import CannotRunError, RuntimeFile

FIRST_PAGE_PATIENCE_S = 20
CHILD_ENVIRONMENT = {
    "PYTHONUNBUFFERED": "1",
    "CELERY_SKIP_CHECKS": "1",  # made here already, those that a setting can break
}


class Command(BaseCommand):
    help = "Start everything that Musa needs on this machine, and end it all on Ctrl-C."
    requires_system_checks = ["settings"]  # the others are for `make check`: they take a second

    def handle(self, *args: Any, **options: Any) -> None:
        interruption = Interruption()
        interruption.listen()
        try:
            with surroundings.only_run(settings.VAR_DIR / "run.lock"):
                self._run(interruption)
        except (CannotRunError, DidNotStartError) as error:
            raise CommandError(str(error)) from None
        except Interrupted:
            self._say("Musa has stopped.")

    def _run(self, interruption: Interruption) -> None:
        surroundings.refuse_taken(settings.PORT)
        runtime = RuntimeFile(settings.VAR_DIR / "runtime.env")
        runtime.forget()
        environment = {**os.environ, **CHILD_ENVIRONMENT}
        logs = surroundings.fresh_logs(settings.VAR_DIR / "log")
        supervisor = Supervisor(
            log_folder=logs, environment=environment, interruption=interruption, say=self._say
        )
        try:
            _start_queue(supervisor)
            if simulator_url := _start_simulator(supervisor, environment):
                runtime.write(SIMULATOR_URL=simulator_url)
            site = _start_musa(supervisor)
            self._say(f"Musa is ready: {site}   {preparation.sign_in_words()}")
            supervisor.spawn(services.beat(settings.VAR_DIR / "beat-schedule"))
            supervisor.watch()
        finally:
            supervisor.stop()
            runtime.forget()

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _start_queue(supervisor: Supervisor) -> None:
    """A queue server of our own, unless another one is set."""
    if os.environ.get("REDIS_URL"):
        return
    socket = Path(urlsplit(settings.REDIS_URL).path)
    surroundings.private_folder(socket.parent)
    folder = surroundings.private_folder(settings.VAR_DIR / "queue")
    supervisor.start(services.queue(socket, folder))


def _start_simulator(supervisor: Supervisor, environment: dict[str, str]) -> str:
    """Its address, which every later child gets; "" where a key or another simulator is set."""
    if settings.GEMINI_API_KEY or environment.get("SIMULATOR_URL"):
        return ""
    port = surroundings.free_port()
    supervisor.spawn(services.simulator(port))
    environment["SIMULATOR_URL"] = f"http://{surroundings.LOCALHOST}:{port}"
    return environment["SIMULATOR_URL"]


def _start_musa(supervisor: Supervisor) -> str:
    """What lies on disk, then worker and web side by side.  Returns the site's address."""
    preparation.prepare_rows()
    preparation.prepare_static_files()
    supervisor.spawn(services.worker())
    supervisor.start(services.web())
    _draw_first_page()
    supervisor.wait_for_all()
    return str(settings.SITE_URL)


def _draw_first_page() -> None:
    """Ask for it as a proxy would, so that whoever reads the ready line finds it drawn."""
    home = f"http://{surroundings.LOCALHOST}:{settings.PORT}/"
    site = urlsplit(settings.SITE_URL)
    request = Request(home, headers={"Host": site.netloc, "X-Forwarded-Proto": site.scheme})
    try:
        urlopen(request, timeout=FIRST_PAGE_PATIENCE_S).close()  # noqa: S310  http, see above
    except URLError as error:
        log = settings.VAR_DIR / "log" / "web.log"
        raise DidNotStartError(f"The first page fails ({error.reason}); see {log}.") from None
