"""One POST to an address that a person gave; who may be asked is said in `studio.addresses`."""

from __future__ import annotations

from time import monotonic
from urllib.parse import SplitResult

from django.conf import settings

from studio import addresses
from studio.addresses import Refused

__all__ = ["Refused", "check", "post"]

WHOLE_S = 15.0


def check(url: str) -> SplitResult:
    """The address in its parts; raises Refused.  Asks nobody."""
    return addresses.check(url, plain_too=settings.WEBHOOKS_ALLOW_PRIVATE)


def post(url: str, body: bytes, headers: dict[str, str]) -> int:
    """The status that came back; raises Refused, OSError or HTTPException."""
    parts, until = check(url), monotonic() + WHOLE_S
    private_too = settings.WEBHOOKS_ALLOW_PRIVATE
    with addresses.connected(parts, private_too=private_too, until=until) as connection:
        said = {**headers, "Host": parts.netloc}
        connection.request("POST", addresses.path_of(parts), body, said)
        return connection.getresponse().status  # its body is not read, no redirect followed
