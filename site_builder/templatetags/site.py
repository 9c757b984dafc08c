"""What the templates of generated sites draw with."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from site_builder.rendering import icons

register = template.Library()


@register.simple_tag
def site_icon(name: str) -> SafeString:
    """A decorative icon by its name; a dot where there is none of it."""
    return icons.icon(name)
