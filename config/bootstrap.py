"""`python -m config.bootstrap`: makes the secrets that nobody has set, once.

Runs before the settings are read, since without secrets they refuse to load.
"""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from config.env import SECRETS_FILE

MAKERS: dict[str, Callable[[], str]] = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(64),
    "ENCRYPTION_KEYS": lambda: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
}


def make_secrets(file: Path) -> None:
    """Add to `file` what neither the environment, nor `.env`, nor `file` itself has (0600)."""
    missing = [name for name in MAKERS if not os.environ.get(name)]
    if not missing:
        return
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "w") as secrets_file:
        secrets_file.writelines(f"{name}={MAKERS[name]()}\n" for name in missing)


if __name__ == "__main__":
    make_secrets(SECRETS_FILE)
