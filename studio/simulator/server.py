"""The process: arguments, uvicorn, the line that says that it is ready."""

from __future__ import annotations

import argparse
import logging
import socket
import sys

import uvicorn

from studio.simulator.app import build_app

HOST = "127.0.0.1"
DEFAULT_PORT = 8090
KEEP_ALIVE_S = 75
GRACE_S = 1  # calls in flight are cut off after this when the process is told to end


class AnnouncingServer(uvicorn.Server):
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then name the address on stdout: whoever waits for it may call at once."""
        await super().startup(sockets)
        if self.started:
            port = self.servers[0].sockets[0].getsockname()[1]
            sys.stdout.write(f"simulated Gemini on http://{HOST}:{port}\n")
            sys.stdout.flush()


def serve(*, port: int = DEFAULT_PORT, latency_s: float = 0.0, plain: bool = False) -> None:
    """Serve until SIGTERM or SIGINT; port 0 takes a free one."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s simulator %(message)s")
    logging.getLogger("uvicorn.error").addFilter(_is_unordered)
    config = uvicorn.Config(
        build_app(latency_s=latency_s, plain=plain),
        host=HOST,
        port=port,
        log_config=None,
        log_level=logging.WARNING,
        access_log=False,
        lifespan="off",
        backlog=2048,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=GRACE_S,
    )
    AnnouncingServer(config).run()


def _is_unordered(record: logging.LogRecord) -> bool:
    """False for uvicorn's complaint about answers that a marker breaks off."""
    return "without completing response" not in record.getMessage()


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m studio.simulator")
    add_arguments(parser)
    chosen = parser.parse_args(arguments)
    serve(port=chosen.port, latency_s=chosen.latency, plain=chosen.plain)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The same arguments for this module and for `manage.py simulate_gemini`."""
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="0 takes a free one")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds a call takes")
    parser.add_argument("--plain", action="store_true", help="one stored picture, for measuring")
