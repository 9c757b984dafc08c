"""A web server of somebody else, with a certificate that this process believes while it runs."""

from __future__ import annotations

import ipaddress
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "127.0.0.1"


class Elsewhere:
    """`says` is what each path answers: a body, a status, or where to go instead."""

    def __init__(self) -> None:
        self.says: dict[str, bytes | int | str] = {}
        self.asked: list[str] = []
        self.pause_s = 0.0  # after each byte
        elsewhere = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                elsewhere.asked.append(self.path)
                answer = elsewhere.says.get(self.path, 404)
                body = answer if isinstance(answer, bytes) else b""
                status = 302 if isinstance(answer, str) else 200
                self.send_response(answer if isinstance(answer, int) else status)
                if isinstance(answer, str):
                    self.send_header("Location", answer)
                self.send_header("Content-Type", "image/png")
                self.end_headers()
                while elsewhere.pause_s and body:
                    self.wfile.write(body[:1])
                    body = body[1:]
                    time.sleep(elsewhere.pause_s)
                self.wfile.write(body)

            def handle(self) -> None:
                with suppress(OSError):  # whoever asked has hung up
                    super().handle()

            def log_message(self, *args: object) -> None:
                return

        self.server = ThreadingHTTPServer((HOST, 0), Handler)

    def url(self, path: str) -> str:
        return f"https://{HOST}:{self.server.server_port}{path}"


@contextmanager
def running(folder: Path) -> Iterator[Elsewhere]:
    """Its certificate lies in `folder`; OpenSSL is told of it by its own variable."""
    elsewhere = Elsewhere()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_certificate(folder / "elsewhere.pem"))
    server = elsewhere.server
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=[0.05], daemon=True)
    thread.start()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(folder / "elsewhere.pem"))
        yield elsewhere
    server.shutdown()
    server.server_close()
    thread.join()


def _certificate(path: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "elsewhere")])
    now = datetime.now(UTC)
    address = x509.IPAddress(ipaddress.ip_address(HOST))
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path
