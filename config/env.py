"""The one `Env`, and where the project's files lie.

Order of precedence: the process's environment, `.env`, then what `make run` keeps under `var/`
(secrets made once; the simulator's address while it runs).
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
SECRETS_FILE = VAR_DIR / "secrets.env"  # SECRET_KEY and ENCRYPTION_KEYS, made once by `make run`
RUNTIME_FILE = VAR_DIR / "runtime.env"  # SIMULATOR_URL, there only while `make run` runs

# A Unix socket's path holds at most 107 bytes; a deep checkout needs a shorter one.
SOCKET_PATH_LIMIT = 107

env = environ.Env()
for _file in (BASE_DIR / ".env", SECRETS_FILE, RUNTIME_FILE):
    if _file.is_file():
        env.read_env(_file)


def embedded_socket() -> Path:
    """Where the embedded queue server listens: under `var/`, or in a private temporary folder."""
    socket = VAR_DIR / "queue" / "valkey.sock"
    if len(os.fsencode(socket)) <= SOCKET_PATH_LIMIT:
        return socket
    digest = hashlib.sha256(os.fsencode(BASE_DIR)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"musa-{os.getuid()}-{digest}" / "valkey.sock"
