"""What `make run` does between the queue and the first process: rows, static files, a login."""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.staticfiles.finders import get_finders
from django.core.checks import Tags, run_checks
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections

from studio.running.surroundings import CannotRunError

DEMO_NAME = "demo"
PASSWORD_BYTES = 9  # twelve characters


def prepare_rows() -> None:
    """Tables as the code wants them; migrating adds the models that the catalogue lacks."""
    call_command("migrate", verbosity=0, interactive=False)
    if faults := run_checks(tags=[Tags.database], databases=[DEFAULT_DB_ALIAS]):
        raise CannotRunError(faults[0].msg)


def prepare_static_files() -> None:
    """Collect and compress, unless nothing has changed since the last time."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    now = _static_fingerprint()
    if stamp.is_file() and stamp.read_text() == now:
        return
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp.write_text(now)


def _static_fingerprint() -> str:
    """Changes with the name, the size or the time of any static file of the apps."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def sign_in_words() -> str:
    """How a person signs in; makes the demo user, and tells its password, on an empty database."""
    demo = User.objects.filter(username=DEMO_NAME).exists()
    first_start = not demo and not User.objects.exists()
    if first_start:
        password = secrets.token_urlsafe(PASSWORD_BYTES)
        User.objects.create_superuser(DEMO_NAME, password=password)
    connections.close_all()  # the command lives for days and needs no row again
    if first_start:
        return f"sign in as {DEMO_NAME} with password {password}"
    if demo:
        again = f"`.venv/bin/python manage.py changepassword {DEMO_NAME}` sets a new one"
        return f"sign in as {DEMO_NAME} (password shown at the first start; {again})"
    return "sign in with your account"
