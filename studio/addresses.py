"""Addresses that people gave: never into our own network, never for long.

The name is resolved once, every address of it is looked at, and the connection goes to the one
that was looked at, so that a name which changes its mind leads nowhere else.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from urllib.parse import SplitResult, urlsplit

CONNECT_S = 5.0
_ENDS_IN_ITS_INNER = (
    ipaddress.IPv6Network("64:ff9b::/96"),  # translated, RFC 6052
    ipaddress.IPv6Network("::/96"),  # as it was once written, RFC 4291
)


class Refused(ValueError):
    """The address is none that may be asked; the words are for people."""


def check(url: str, *, plain_too: bool = False) -> SplitResult:
    """The address in its parts; `plain_too`: http:// as well.  Raises Refused; asks nobody."""
    parts = _parts(url)
    allowed = {"https", "http"} if plain_too else {"https"}
    if parts.scheme not in allowed or not parts.hostname or parts.port == 0:
        raise Refused("Give an address that begins with https://.")
    is_plain = url.isascii() and not any(mark.isspace() for mark in url)
    if parts.username or parts.password or not is_plain:
        raise Refused("Give a plain address, without a name or password in it.")
    return parts


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port  # read here, since it is only now that a wrong one is noticed
    except ValueError as error:
        raise Refused("This is no address.") from error
    return parts


def path_of(parts: SplitResult) -> str:
    """What is asked of the server."""
    return f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"


@contextmanager
def connected(
    parts: SplitResult, *, private_too: bool, until: float
) -> Iterator[http.client.HTTPConnection]:
    """A connection for one request; `until`, on the monotonic clock, it is cut off at any rate.

    Raises Refused, and OSError where nobody answers.
    """
    host, is_sealed = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if is_sealed else 80)
    opened = socket.create_connection((_address_of(host, port, private_too), port), CONNECT_S)
    connection = http.client.HTTPConnection(host, port)
    try:
        if is_sealed:
            context = ssl.create_default_context()
            opened = context.wrap_socket(
                opened, server_hostname=host, do_handshake_on_connect=False
            )
        connection.sock = opened
        deadline = threading.Timer(max(until - monotonic(), 0), _cut, [opened])
        deadline.daemon = True
        deadline.start()
        try:
            if isinstance(opened, ssl.SSLSocket):
                opened.do_handshake()
            yield connection
        finally:
            deadline.cancel()
    finally:
        connection.close()
        opened.close()


def _address_of(host: str, port: int, private_too: bool) -> str:
    """The first address of the name; refused where any of them is not of the open internet."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise Refused("This is no address.") from error
    addresses = [str(each[4][0]) for each in found]
    if not private_too and not all(map(_is_public, addresses)):
        raise Refused("This address is not on the open internet.")
    return addresses[0]


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner = _inner(ip) if isinstance(ip, ipaddress.IPv6Address) else None
    return ip.is_global and not ip.is_multicast and (inner is None or inner.is_global)


def _inner(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The address of the older kind that a gateway would lead on to."""
    if any(ip in network for network in _ENDS_IN_ITS_INNER):
        return ipaddress.IPv4Address(ip.packed[-4:])
    return ip.ipv4_mapped or ip.sixtofour


def _cut(opened: socket.socket) -> None:
    """Below TLS, whose own shutdown would wait for the other side's word."""
    try:
        socket.socket.shutdown(opened, socket.SHUT_RDWR)
    except OSError:
        return  # it ended by itself
