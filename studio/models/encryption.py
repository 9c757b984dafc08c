"""Words that lie encrypted in the database, and that only `Sealed.open` tells.

The first of ENCRYPTION_KEYS encrypts, all of them decrypt, so a key is changed without a stop:
add the new one behind the old one everywhere, put it first everywhere, run
`manage.py rotate_encryption_keys`, remove the old one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models
from django.views.decorators.debug import sensitive_variables


class UnreadableSecret(Exception):
    """None of ENCRYPTION_KEYS opens it: the one that sealed it is gone."""


def _box() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.ENCRYPTION_KEYS])


@dataclass(frozen=True, slots=True)
class Sealed:
    """What forms, logs and exports may hold in a secret's place: it shows no more than itself."""

    ciphertext: str

    @classmethod
    @sensitive_variables()
    def of(cls, secret: str) -> Self:
        return cls(_box().encrypt(secret.encode()).decode())

    @sensitive_variables()
    def open(self) -> str:
        """The plain words; raises UnreadableSecret."""
        try:
            return _box().decrypt(self.ciphertext.encode()).decode()
        except InvalidToken:
            raise UnreadableSecret from None

    @sensitive_variables()
    def resealed(self) -> Self:
        """The same words under the first of ENCRYPTION_KEYS; raises UnreadableSecret."""
        try:
            return type(self)(_box().rotate(self.ciphertext.encode()).decode())
        except InvalidToken:
            raise UnreadableSecret from None

    def __str__(self) -> str:
        return self.ciphertext


if TYPE_CHECKING:
    _TextField = models.TextField[Sealed, Sealed]
else:
    _TextField = models.TextField


class EncryptedTextField(_TextField):
    """Holds a `Sealed`.  A bare string is refused, so nothing is stored plain by mistake."""

    def from_db_value(self, value: str | None, *args: object) -> Sealed | None:
        return None if value is None else Sealed(value)

    def to_python(self, value: Any) -> Any:
        """As fixtures hold it: already encrypted."""
        return Sealed(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> str | None:
        if value is None:
            return None
        if not isinstance(value, Sealed):
            raise TypeError(f"{self.name} takes a Sealed.")
        return value.ciphertext
