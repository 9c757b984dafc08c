from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Value

MICRO = Decimal(1_000_000)
PLACES = 6


if TYPE_CHECKING:
    _Base = models.BigIntegerField[Decimal | int | None, Decimal]
else:  # Django's fields take no type arguments at run time
    _Base = models.BigIntegerField


class UsdField(_Base):
    """An amount in USD, exact to a millionth on every database.

    Kept as whole millionths, because SQLite computes with a DecimalField in floating point: there
    a cent held and given back leaves a trace.  In an `F()` expression wrap amounts in `usd()`.
    """

    def from_db_value(self, value: int | None, *args: object) -> Decimal | None:
        return None if value is None else (value / MICRO).quantize(1 / MICRO)

    def to_python(self, value: Any) -> Any:
        return value if value is None or isinstance(value, Decimal) else Decimal(str(value))

    def get_prep_value(self, value: Any) -> Any:
        if value is None or hasattr(value, "resolve_expression"):
            return value
        micros = Decimal(value) * MICRO
        if micros != micros.to_integral_value():
            raise ValidationError("An amount has at most six places.")
        return int(micros)

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj))

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        kwargs |= {"form_class": forms.DecimalField, "decimal_places": PLACES}
        return models.Field.formfield(self, **kwargs)


def usd(amount: Decimal) -> Value:
    """The amount as a database expression, to be added to or taken from a `UsdField`."""
    return Value(amount, output_field=UsdField())
