"""The limits that a person sets for themselves."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from studio.models import SpendingLimit

MAX_USD = 1_000_000
_CENT = Decimal("0.01")


class AmountField(forms.DecimalField):
    """USD to the cent; left empty it is not set."""

    def __init__(self, label: str) -> None:
        said = {
            "invalid": "Write an amount such as 60 or 7.50.",
            "min_value": "An amount is not negative.",
            "max_value": f"At most ${MAX_USD:,}.",
            "max_decimal_places": "Cents are the smallest part.",
            "max_digits": f"At most ${MAX_USD:,}.",
        }
        super().__init__(
            label=label,
            required=False,
            min_value=0,
            max_value=MAX_USD,
            max_digits=9,
            decimal_places=2,
            error_messages=said,
        )

    def prepare_value(self, value: Any) -> Any:
        return value.quantize(_CENT) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.strip().removeprefix("$") if value else None)


class LimitForm(forms.Form):
    """Field names are columns of `SpendingLimit`."""

    own_limit_usd = AmountField("Monthly limit")
    own_warning_usd = AmountField("Warn me from")

    @classmethod
    def of(cls, limit: SpendingLimit) -> LimitForm:
        return cls(initial={name: getattr(limit, name) for name in cls.base_fields})

    def clean(self) -> dict[str, Any]:
        limit, warning = (self.cleaned_data.get(name) for name in self.base_fields)
        if limit is not None and warning is not None and warning > limit:
            self.add_error("own_warning_usd", "The warning would come after the limit.")
        return self.cleaned_data
