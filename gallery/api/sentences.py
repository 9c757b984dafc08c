"""What pydantic finds wrong in what somebody wrote, in words for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

MESSAGES = {
    "missing": "This is required.",
    "extra_forbidden": "There is no such field.",
    "string_type": "This must be text.",
    "string_unicode": "This holds a character that is no text; remove it.",
    "int_type": "This must be a whole number.",
    "int_parsing": "This must be a whole number.",
    "bool_type": "This must be true or false.",
    "bool_parsing": "This must be true or false.",
    "float_type": "This must be a number.",
    "decimal_type": "This must be a number, as a decimal string.",
    "decimal_parsing": "This must be a number, as a decimal string.",
    "decimal_max_places": "At most {decimal_places} decimal places fit.",
    "decimal_max_digits": "At most {max_digits} digits fit.",
    "date_type": "This must be a day, such as 2026-11-20.",
    "date_parsing": "This must be a day, such as 2026-11-20.",
    "date_from_datetime_parsing": "This must be a day, such as 2026-11-20.",
    "date_from_datetime_inexact": "This must be a day, such as 2026-11-20.",
    "list_type": "This must be a list.",
    "dict_type": "This must be an object.",
    "model_type": "This must be an object.",
    "model_attributes_type": "This must be an object.",
    "literal_error": "Choose {expected}.",
    "enum": "Choose {expected}.",
    "string_too_long": "At most {max_length} characters fit.",
    "string_too_short": "This must not be empty.",
    "too_long": "At most {max_length} fit.",
    "too_short": "Give at least {min_length}.",
    "greater_than_equal": "This must be at least {ge}.",
    "less_than_equal": "This must be at most {le}.",
    "string_pattern_mismatch": "Use 1 to 200 visible ASCII characters.",
}


def of(error: Mapping[str, Any]) -> str:
    """One of a `ValidationError`'s `errors()`; the library's own words where there are no better.

    Words of our own validators stand for themselves.
    """
    template = MESSAGES.get(error["type"])
    if template is None:
        return str(error["msg"]).removeprefix("Value error, ")
    return template.format(**error.get("ctx", {}))
