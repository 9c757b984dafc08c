from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

from gallery.management.telling import CommandError, TellingCommand
from studio.models.encryption import EncryptedTextField, UnreadableSecret

Column = tuple[type[models.Model], str]


class Command(TellingCommand):
    help = (
        "Encrypt every stored secret anew under the first of ENCRYPTION_KEYS, while Musa runs. "
        "Afterwards the other keys can be removed."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        done = [_rotate(model, column) for model, column in _encrypted_columns()]
        renewed = sum(count for count, _ in done)
        unreadable = [row for _, rows in done for row in rows]
        self.stdout.write(f"{renewed} re-encrypted.")
        if unreadable:
            raise CommandError(
                f"{', '.join(unreadable)}: none of ENCRYPTION_KEYS opens it. "
                "Add the key that it was encrypted with, or remove the row."
            )


def _encrypted_columns() -> Iterator[Column]:
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, EncryptedTextField):
                yield model, field.name


def _rotate(model: type[models.Model], column: str) -> tuple[int, list[str]]:
    """How many rows are renewed, and the names of those that nothing opens."""
    rows = model._default_manager.filter(**{f"{column}__isnull": False})
    renewed, unreadable = 0, []
    for pk, sealed in rows.values_list("pk", column).iterator():
        try:
            fresh = sealed.resealed()
        except UnreadableSecret:
            unreadable.append(f"{model._meta.verbose_name} {pk}")
            continue
        # What was replaced in the meantime is under the first key already, and stays.
        renewed += rows.filter(pk=pk, **{column: sealed}).update(**{column: fresh})
    return renewed, unreadable
