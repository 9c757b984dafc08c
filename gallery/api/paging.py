"""Lists a page at a time: the cursor names the last row seen, so depth costs nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, TypeVar

from django.db.models import F, Model, QuerySet
from django.db.models.fields.tuple_lookups import TupleLessThan
from django.http import HttpRequest
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from gallery.api.wire import Answer, Parameters, absolute
from gallery.paging import Cursor

MAX_LIMIT = 200
DEFAULT_LIMIT = 50
UNKNOWN_CURSOR = "This cursor is not one of ours; take it from `next`."

Row = TypeVar("Row", bound=Model)
Item = TypeVar("Item", bound=Answer)


def _readable(cursor: str) -> str:
    if Cursor.read(cursor) is None:
        raise PydanticCustomError("cursor", UNKNOWN_CURSOR)
    return cursor


class PageParameters(Parameters):
    limit: int = Field(DEFAULT_LIMIT, ge=1, le=MAX_LIMIT)
    cursor: Annotated[str, AfterValidator(_readable)] | None = Field(
        None, description="From `next` of the page before"
    )


class Page(Answer, Generic[Item]):
    """A page of pictures is an `ImagePage` in the document, and so on."""

    items: list[Item]
    next: str | None = Field(description="The address of the next page; null on the last one")

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        return f"{params[0].__name__.removesuffix('Answer')}Page"


def rows_after(rows: QuerySet[Row], parameters: PageParameters) -> QuerySet[Row]:
    """The rows from the cursor on, the newest first; by time, then id."""
    if seen := Cursor.read(parameters.cursor or ""):
        key = (F("created_at"), F("pk"))
        rows = rows.filter(TupleLessThan(key, (seen.created_at, seen.pk)))
    return rows.order_by("-created_at", "-pk")


def _in_time(row: Any) -> Cursor:
    return Cursor(row.created_at, row.pk)


def page(
    request: HttpRequest,
    rows: QuerySet[Row],
    parameters: PageParameters,
    draw: Callable[[Row], Item],
) -> dict[str, Any]:
    """One page of the rows, the newest first, each drawn as its answer."""
    return first_of(request, rows_after(rows, parameters), parameters, draw)


def first_of(
    request: HttpRequest,
    ordered: QuerySet[Row],
    parameters: PageParameters,
    draw: Callable[[Row], Item],
    *,
    cursor_at: Callable[[Row], Cursor] = _in_time,
) -> dict[str, Any]:
    """One page of rows that are in their order and begin after the cursor."""
    found = list(ordered[: parameters.limit + 1])  # one more tells whether there is a next page
    shown = found[: parameters.limit]
    return drawn(request, shown, draw, more=len(found) > len(shown), cursor_at=cursor_at)


def drawn(
    request: HttpRequest,
    shown: Sequence[Row],
    draw: Callable[[Row], Item],
    *,
    more: bool,
    cursor_at: Callable[[Row], Cursor] = _in_time,
) -> dict[str, Any]:
    """The rows as a `Page`; `more` where others follow the last one."""
    return {
        "items": [draw(row) for row in shown],
        "next": _next_url(request, cursor_at(shown[-1])) if more else None,
    }


def _next_url(request: HttpRequest, seen: Cursor) -> str:
    """This list's address with that cursor."""
    query = request.GET.copy()
    query["cursor"] = str(seen)
    return absolute(f"{request.path}?{query.urlencode()}")
