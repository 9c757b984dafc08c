"""One POST to an address that a person gave: never into our own network, never for long.

The name is resolved once, every address of it is looked at, and the connection goes to the one
that was looked at, so that a name which changes its mind leads nowhere else.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

CONNECT_S, WHOLE_S = 5.0, 15.0


class Refused(ValueError):
    """The address is none that may be asked; the words are for people."""


def check(url: str) -> SplitResult:
    """The address in its parts; raises Refused.  Asks nobody."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Refused("This is no address.") from error
    allowed = {"https", "http"} if settings.WEBHOOKS_ALLOW_PRIVATE else {"https"}
    if parts.scheme not in allowed or not parts.hostname or port == 0:
        raise Refused("Give an address that begins with https://.")
    if parts.username or parts.password or not url.isascii() or any(c.isspace() for c in url):
        raise Refused("Give a plain address, without a name or password in it.")
    return parts


def post(url: str, body: bytes, headers: dict[str, str]) -> int:
    """The status that came back; raises Refused, OSError or HTTPException."""
    parts = check(url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    opened = socket.create_connection((_address_of(host, port), port), CONNECT_S)
    deadline = threading.Timer(WHOLE_S, _cut, [opened])
    deadline.daemon = True
    deadline.start()
    try:
        if parts.scheme == "https":
            opened = ssl.create_default_context().wrap_socket(opened, server_hostname=host)
        return _spoken(opened, parts, host, port, body, headers)
    finally:
        deadline.cancel()
        opened.close()


def _spoken(
    opened: socket.socket,
    parts: SplitResult,
    host: str,
    port: int,
    body: bytes,
    headers: dict[str, str],
) -> int:
    connection = http.client.HTTPConnection(host, port)
    connection.sock = opened
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    connection.request("POST", path, body, {**headers, "Host": parts.netloc})
    return connection.getresponse().status  # its body is not read, nor is any redirect followed


def _address_of(host: str, port: int) -> str:
    """The first address of the name; refused where any of them is not of the open internet."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(each[4][0]) for each in found]
    if not settings.WEBHOOKS_ALLOW_PRIVATE and not all(map(_is_public, addresses)):
        raise Refused("This address is not on the open internet.")
    return addresses[0]


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    return ip.is_global and not ip.is_multicast and (inner is None or inner.is_global)


def _cut(opened: socket.socket) -> None:
    try:
        opened.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it ended by itself
