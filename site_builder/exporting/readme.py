"""README.txt: how the site is put on the web, and which of its pictures a model made."""

from __future__ import annotations

from collections.abc import Sequence

from django.template.loader import render_to_string

from site_builder.documents import Document
from site_builder.exporting.manifest import Listed

TEMPLATE = "site_builder/site/README.txt"


def readme(document: Document, listed: Sequence[Listed]) -> str:
    contact = document.get("contact") or {}
    main = [each for each in listed if each.path.endswith(".jpg")]
    context = {
        "document": document,
        "made": [each for each in main if each.source.is_generated],
        "own": [each for each in main if not each.source.is_generated],
        "form_action": contact.get("formAction", ""),
        "email": contact.get("email", ""),
    }
    return render_to_string(TEMPLATE, context).strip() + "\n"
