"""Makes the secrets that nobody has set, once, for `make run`."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path

MAKERS: dict[str, Callable[[], str]] = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(64),
    "ENCRYPTION_KEYS": lambda: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
}


def make_secrets(file: Path) -> None:
    """Make what neither the environment, nor `.env`, nor `file` has; keep it in `file` (0600)."""
    made = {name: make() for name, make in MAKERS.items() if not os.environ.get(name)}
    if not made:
        return
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "w") as secrets_file:
        secrets_file.writelines(f"{name}={value}\n" for name, value in made.items())
    os.environ.update(made)
