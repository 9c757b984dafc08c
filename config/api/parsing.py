from __future__ import annotations

import json
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.parser import Parser


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON")


class StrictParser(Parser):
    """JSON as its standard has it: Python would take NaN and Infinity too."""

    def parse_body(self, request: HttpRequest) -> Any:
        return json.loads(request.body, parse_constant=_refuse)
