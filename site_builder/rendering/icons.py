"""Icons of the bundled set as inline SVG, drawn by `currentColor`."""

from __future__ import annotations

from functools import lru_cache
from xml.etree import ElementTree

import lucide
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

DOT = mark_safe('<circle cx="12" cy="12" r="4" fill="currentColor" stroke="none"></circle>')


def icon(name: str) -> SafeString:
    """Decorative; a dot where the set has no icon of that name."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" width="24" height="24" fill="none"'
        ' stroke="currentColor" stroke-width="1.75" stroke-linecap="round"'
        ' stroke-linejoin="round" aria-hidden="true" focusable="false">{}</svg>',
        _shapes(name),
    )


@lru_cache(maxsize=256)
def _shapes(name: str) -> SafeString:
    """From the package's own files alone: what people wrote only picks one by its name."""
    try:
        drawn = ElementTree.fromstring(lucide._render_icon(name, None))  # noqa: S314
    except (lucide.IconDoesNotExist, ElementTree.ParseError):
        return DOT
    return format_html_join("", "<{0}{1}></{0}>", ((each.tag, _attributes(each)) for each in drawn))


def _attributes(shape: ElementTree.Element) -> SafeString:
    return format_html_join("", ' {}="{}"', shape.attrib.items())
