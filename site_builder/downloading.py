"""The bytes behind an address that stands in a spec: guarded, bounded in size and in time."""

from __future__ import annotations

import http.client
from time import monotonic
from urllib.parse import urljoin

from django.conf import settings

from gallery.intake import MAX_UPLOAD_BYTES
from studio import addresses

WHOLE_S = 15.0  # redirects and all
MAX_REDIRECTS = 3
_CHUNK_BYTES = 64 * 1024
_MOVED = {301, 302, 303, 307, 308}
_PASSING = {408, 425, 429}  # and whatever the server calls its own fault
_SAID = {"User-Agent": "Musa (picture import)", "Accept": "image/*", "Connection": "close"}


class NotHad(Exception):
    """`is_passing`: another try may go better."""

    def __init__(self, code: str, *, is_passing: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.is_passing = is_passing


def downloaded(url: str) -> bytes:
    """What stands there, after at most three redirects, each looked at anew.  Raises NotHad."""
    until = monotonic() + WHOLE_S
    try:
        for _ in range(1 + MAX_REDIRECTS):
            found = _answer(url, until)
            if isinstance(found, bytes):
                return found
            url = urljoin(url, found)
    except (OSError, http.client.HTTPException) as error:
        raise NotHad("unreachable", is_passing=True) from error
    except ValueError as error:  # addresses.Refused, and a redirect that is no address
        raise NotHad("refused") from error
    raise NotHad("redirects")


def _answer(url: str, until: float) -> bytes | str:
    """The bytes, or where they are said to be."""
    parts = addresses.check(url)
    private_too = parts.hostname in settings.PICTURES_PRIVATE_HOSTS
    with addresses.connected(parts, private_too=private_too, until=until) as connection:
        connection.request("GET", addresses.path_of(parts), headers=_SAID | {"Host": parts.netloc})
        answer = connection.getresponse()
        if answer.status in _MOVED and (target := answer.getheader("Location")):
            return target
        if answer.status != http.client.OK:
            is_passing = answer.status >= 500 or answer.status in _PASSING
            raise NotHad(f"http_{answer.status}", is_passing=is_passing)
        return _body(answer, until)


def _body(answer: http.client.HTTPResponse, until: float) -> bytes:
    data = bytearray()
    if (answer.length or 0) > MAX_UPLOAD_BYTES:
        raise NotHad("too_large")
    while chunk := answer.read(_CHUNK_BYTES):
        data += chunk
        if len(data) > MAX_UPLOAD_BYTES:
            raise NotHad("too_large")
    if monotonic() >= until or answer.length:  # it was cut off
        raise NotHad("unreachable", is_passing=True)
    return bytes(data)
