"""A tree of versions as rows of a drawing: a branch a row, and the wires between them.

Lengths are for a page of 16 px to the rem; the drawing is shown in rem, so it grows with the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gallery.lineage import Lineage, Member

CELL_PX, GAP_PX = 118, 32
ROW_PX, ROW_GAP_PX = 110, 24
MIDDLE_PX = 33  # of a thumbnail: where its wires begin and end
BEND_PX, STUB_PX = 6, 10
REM_PX = 16


@dataclass(frozen=True, slots=True)
class Row:
    """One branch, from left to right; `parent` is what it grew from, None for the first."""

    column: int  # of its first member, from 0
    members: list[Member]
    parent: Member | None

    @property
    def indent_rem(self) -> str:
        return _rem(_x(self.column))


@dataclass(frozen=True, slots=True)
class Tree:
    rows: list[Row]

    @property
    def wires(self) -> list[str]:
        """SVG paths."""
        places = {
            member.key: (row.column + offset, number)
            for number, row in enumerate(self.rows)
            for offset, member in enumerate(row.members)
        }
        found = []
        for number, row in enumerate(self.rows):
            found += [_straight(row.column + place, number) for place in range(len(row.members))][
                1:
            ]
            if row.parent is not None:
                found.append(_bent(row.column, places[row.parent.key][1], number))
        return found

    @property
    def width_px(self) -> int:
        columns = max(row.column + len(row.members) for row in self.rows)
        return _x(columns) - GAP_PX

    @property
    def height_px(self) -> int:
        return _y(len(self.rows) - 1) + ROW_PX

    @property
    def width_rem(self) -> str:
        return _rem(self.width_px)

    @property
    def height_rem(self) -> str:
        return _rem(self.height_px)


def draw(lineage: Lineage) -> Tree:
    return Tree(list(_rows(lineage)))


def _rows(lineage: Lineage) -> Iterator[Row]:
    """The first edit goes on in its row.  Later branches come first, so that no wires cross."""
    shown = {each.key for each in lineage.shown}
    waiting: list[tuple[int, Member, Member | None]] = [(0, lineage.members[0], None)]
    while waiting:
        column, member, parent = waiting.pop()
        row, branches = [member], []
        while children := [each for each in lineage.children[row[-1].key] if each.key in shown]:
            place = column + len(row)
            branches.append([(place, each, row[-1]) for each in reversed(children[1:])])
            row.append(children[0])
        yield Row(column, row, parent)
        for branch in branches:
            waiting.extend(branch)


def _straight(column: int, row: int) -> str:
    """From the member before."""
    return f"M{_x(column) - GAP_PX} {_y(row) + MIDDLE_PX}H{_x(column)}"


def _bent(column: int, from_row: int, to_row: int) -> str:
    start, end = _y(from_row) + MIDDLE_PX, _y(to_row) + MIDDLE_PX
    bend = BEND_PX
    return (
        f"M{_x(column) - GAP_PX} {start}h{STUB_PX}q{bend} 0 {bend} {bend}"
        f"V{end - bend}q0 {bend} {bend} {bend}H{_x(column)}"
    )


def _x(column: int) -> int:
    return column * (CELL_PX + GAP_PX)


def _y(row: int) -> int:
    return row * (ROW_PX + ROW_GAP_PX)


def _rem(length_px: int) -> str:
    return f"{length_px / REM_PX:g}rem"
