"""Whether something on a sheet may be lettering: small pieces of one height in one row; NumPy.

A hint, not a judgement: short words are missed, and a row of buttons looks the same.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

MAX_RUNS = 12_000  # more of them are texture, in which no letter can be told
_LEAST_HEIGHT, _MOST_HEIGHT = 0.015, 0.15  # of the sheet's height
_WIDEST = 1.6  # a letter's width by its height
_SIMILAR = 0.25
_GAP = 1.2  # between letters, by their height

Box = tuple[int, int, int, int]  # left, top, right, bottom


def longest_row(lines: NDArray[np.bool_]) -> int:
    """How many pieces of ink the longest row of similar ones has."""
    letters = [box for box in _pieces(lines) if _is_like_a_letter(box, lines.shape[0])]
    letters.sort()
    longest = 0
    while letters:
        row = _row_from(letters)
        letters = [box for box in letters if box not in row]
        longest = max(longest, len(row))
    return longest


def _row_from(letters: list[Box]) -> list[Box]:
    """The first one, and whatever follows to its right in the same row."""
    row = [letters[0]]
    for box in letters[1:]:
        if _follows(box, row[-1]):
            row.append(box)
    return row


def _follows(box: Box, last: Box) -> bool:
    height, before = box[3] - box[1], last[3] - last[1]
    similar = abs(height - before) <= _SIMILAR * max(height, before)
    same_row = abs((box[1] + box[3]) - (last[1] + last[3])) / 2 <= _SIMILAR * before
    gap = box[0] - last[2]
    return similar and same_row and 0 <= gap <= _GAP * before


def _is_like_a_letter(box: Box, sheet_height: int) -> bool:
    width, height = box[2] - box[0], box[3] - box[1]
    share = height / sheet_height
    return _LEAST_HEIGHT <= share <= _MOST_HEIGHT and width <= _WIDEST * height


def _pieces(lines: NDArray[np.bool_]) -> list[Box]:
    """The bounding boxes of all connected ink: runs of each row, joined with those above."""
    rows, starts, ends = _runs(lines)
    if not len(rows) or len(rows) > MAX_RUNS:
        return []
    parents = list(range(len(rows)))
    firsts = np.searchsorted(rows, np.arange(lines.shape[0] + 1))
    for above, below in pairwise(range(lines.shape[0])):
        _join(
            range(firsts[above], firsts[above + 1]),
            range(firsts[below], firsts[below + 1]),
            starts,
            ends,
            parents,
        )
    return _boxes(rows, starts, ends, [_root(parents, run) for run in range(len(rows))])


def _runs(lines: NDArray[np.bool_]) -> tuple[NDArray[np.intp], ...]:
    """Row, first and last-but-one column of each unbroken run of ink."""
    padded = np.pad(lines, ((0, 0), (1, 1))).astype(np.int8)
    steps = np.diff(padded, axis=1)
    rows, starts = np.nonzero(steps == 1)
    _, ends = np.nonzero(steps == -1)
    return rows, starts, ends


def _join(
    above: range,
    below: range,
    starts: NDArray[np.intp],
    ends: NDArray[np.intp],
    parents: list[int],
) -> None:
    """Runs that touch, also at a corner, belong to one piece; both rows are walked once."""
    upper, lower = above.start, below.start
    while upper < above.stop and lower < below.stop:
        if starts[upper] <= ends[lower] and starts[lower] <= ends[upper]:
            parents[_root(parents, upper)] = _root(parents, lower)
        if ends[upper] < ends[lower]:
            upper += 1
        else:
            lower += 1


def _root(parents: list[int], run: int) -> int:
    while parents[run] != run:
        parents[run] = parents[parents[run]]
        run = parents[run]
    return run


def _boxes(
    rows: NDArray[np.intp], starts: NDArray[np.intp], ends: NDArray[np.intp], roots: list[int]
) -> list[Box]:
    _, piece = np.unique(np.asarray(roots), return_inverse=True)
    count = int(piece.max()) + 1
    left, top = np.full(count, 1 << 30), np.full(count, 1 << 30)
    right, bottom = np.zeros(count, int), np.zeros(count, int)
    np.minimum.at(left, piece, starts)
    np.minimum.at(top, piece, rows)
    np.maximum.at(right, piece, ends)
    np.maximum.at(bottom, piece, rows + 1)
    return list(zip(left.tolist(), top.tolist(), right.tolist(), bottom.tolist(), strict=True))
