"""Content policies of the pages that frame the provider's search suggestions, and of the frame."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp, csp_update
from django.http import HttpResponse

View = Callable[..., HttpResponse]
Decorator = Callable[[View], View]

may_frame_own_pages = cast("Decorator", csp_update({"frame-src": [SELF]}))

# Foreign HTML with styles of its own: it runs nothing, loads nothing, and stands alone.
sandboxed = cast(
    "Decorator",
    csp(
        {
            "default-src": [NONE],
            "style-src": [UNSAFE_INLINE],
            "img-src": ["data:"],
            "base-uri": [NONE],
            "form-action": [NONE],
            "frame-ancestors": [SELF],
            "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
        }
    ),
)
