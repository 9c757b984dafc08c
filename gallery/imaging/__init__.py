"""Bytes in, bytes out: decode what strangers send, turn it upright, make it smaller, encode it.

Pillow only; neither Django nor models.  Every picture, an upload or a provider's, enters by
`decoded`.
"""

from gallery.imaging.decoding import (
    READABLE,
    READS_HEIC,
    BadImage,
    Picture,
    decoded,
    inspect,
    too_many_bytes,
)
from gallery.imaging.encoding import (
    Encoded,
    ExportFormat,
    Fitted,
    export,
    fitted,
    placeholder,
    rendition,
    shrink,
)

__all__ = [
    "READABLE",
    "READS_HEIC",
    "BadImage",
    "Encoded",
    "ExportFormat",
    "Fitted",
    "Picture",
    "decoded",
    "export",
    "fitted",
    "inspect",
    "placeholder",
    "rendition",
    "shrink",
    "too_many_bytes",
]
