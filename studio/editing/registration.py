"""How far a redrawn picture has slid from the one that it was made of; pure, NumPy alone.

A model that gets a picture back to change one spot redraws all of it, a few pixels aside and a
little larger or smaller.  What was not to change tells by how much.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float32]  # of luminance, 0 to 255
Mask = NDArray[np.bool_]  # true where both pictures should show the same

COARSEST_PX = 40  # the shorter side of the smallest picture that is compared
SAMPLES = 40_000  # points at each size: more take longer and say no more
ROUNDS = 12
STILL_PX = 0.01  # a step that moves no corner by more is the last one
FEWEST_SAMPLES = 400
LEAST_SPREAD = 6.0  # standard deviation in levels: in less no shift can be seen
FARTHEST, MOST_SCALE = 0.08, 0.06  # of the longer side; beyond it is another picture
LEAST_ALIKE = 0.5  # correlation of the two after they were laid over each other


@dataclass(frozen=True, slots=True)
class Slide:
    """A point at (x, y) from the middle lies at (x, y) * scale + (dx, dy) in the redrawn one."""

    dx: float = 0.0
    dy: float = 0.0
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Registration:
    """`found` is false where the slide cannot be told; `residual` is the difference that is left,
    in levels; `why` is "" or "bare" (nothing to compare), "flat" (no texture), "far"."""

    slide: Slide
    residual: float
    why: str = ""

    @property
    def found(self) -> bool:
        return not self.why


def register(before: Plane, after: Plane, alike: Mask) -> Registration:
    """The slide between two planes of one size, from coarse to fine."""
    if np.count_nonzero(alike) < FEWEST_SAMPLES:
        return Registration(Slide(), 0.0, "bare")
    slide, levels = Slide(), list(_levels(before, after, alike))
    for level in levels:
        slide = level.settled(slide)
    finest, longer = levels[-1], max(before.shape)
    is_near = max(abs(slide.dx), abs(slide.dy)) <= FARTHEST * longer
    is_alike = finest.spread > 0 and finest.likeness(slide) >= LEAST_ALIKE
    if is_near and is_alike and abs(slide.scale - 1) <= MOST_SCALE:
        return Registration(slide, finest.residual(slide))
    why = "flat" if finest.spread < LEAST_SPREAD else "far"
    return Registration(Slide(), finest.residual(Slide()), why)


def _levels(before: Plane, after: Plane, alike: Mask) -> Iterator[_Level]:
    """The pictures at growing sizes, the last at their own."""
    sizes = [(before, after, alike)]
    while min(sizes[-1][0].shape) >= 2 * COARSEST_PX:
        one, other, mask = sizes[-1]
        sizes.append((_halved(one), _halved(other), _halved(mask.astype(np.float32)) > 0.99))
    for steps, (one, other, mask) in reversed(list(enumerate(sizes))):
        if np.count_nonzero(mask) >= FEWEST_SAMPLES or steps == 0:
            yield _Level(_softened(one), _softened(other), mask, float(2**steps))


def _halved(plane: Plane) -> Plane:
    height, width = (side // 2 * 2 for side in plane.shape)
    even = plane[:height, :width]
    return (even[::2, ::2] + even[1::2, ::2] + even[::2, 1::2] + even[1::2, 1::2]) / np.float32(4)


def _softened(plane: Plane) -> Plane:
    """A little blur: grain and the blocks of a JPEG are no edges to hold on to."""
    across = plane.copy()
    across[:, 1:-1] = (plane[:, :-2] + 2 * plane[:, 1:-1] + plane[:, 2:]) / 4
    both = across.copy()
    both[1:-1] = (across[:-2] + 2 * across[1:-1] + across[2:]) / 4
    return both


class _Level:
    """Both pictures at one size; slides are in pixels of the full size, `step` of them to one."""

    def __init__(self, before: Plane, after: Plane, alike: Mask, step: float) -> None:
        self._after, self._step = after, step
        rows, columns = np.nonzero(_inner(alike))
        if len(rows) > SAMPLES:  # always the same ones: an edit is finished twice with one result
            chosen = np.random.default_rng(0).integers(len(rows), size=SAMPLES)
            rows, columns = rows[chosen], columns[chosen]
        self._x = (columns - (before.shape[1] - 1) / 2).astype(np.float32)
        self._y = (rows - (before.shape[0] - 1) / 2).astype(np.float32)
        self._wanted = before[rows, columns]
        self._slope_x = (before[rows, columns + 1] - before[rows, columns - 1]) / 2
        self._slope_y = (before[rows + 1, columns] - before[rows - 1, columns]) / 2

    @property
    def spread(self) -> float:
        return float(self._wanted.std()) if len(self._x) else 0.0

    def settled(self, slide: Slide) -> Slide:
        """The slide after as many steps of Gauss and Newton as it takes."""
        if self.spread == 0:
            return slide
        corner = float(max(np.abs(self._x).max(), np.abs(self._y).max()))
        for _ in range(ROUNDS):
            dx, dy, scale = self._next(slide)
            slide = Slide(
                slide.dx + dx * self._step, slide.dy + dy * self._step, slide.scale + scale
            )
            if max(abs(dx), abs(dy), abs(scale) * corner) < STILL_PX:
                break
        return slide

    def _next(self, slide: Slide) -> tuple[float, float, float]:
        """One step: least squares with a brightness and a contrast of their own; what differs
        more than most is another content and counts for little."""
        found = self._shown(slide)
        difference = self._wanted - found
        difference -= np.median(difference)
        spread = float(np.median(np.abs(difference))) * 1.5 + 0.5
        trust = 1 / (1 + (difference / (3 * spread)) ** 2) ** 2
        columns = np.stack(
            (
                self._slope_x,
                self._slope_y,
                self._slope_x * self._x + self._slope_y * self._y,
                found - np.mean(found),
                np.ones_like(found),
            ),
            axis=1,
        )
        weighted = columns * trust[:, None]
        normal = (weighted.T @ columns).astype(np.float64)
        normal += np.diag(np.diag(normal)) * 1e-6 + np.eye(5) * 1e-9
        solved = np.linalg.solve(normal, (weighted.T @ difference).astype(np.float64))
        return float(solved[0]), float(solved[1]), float(solved[2])

    def likeness(self, slide: Slide) -> float:
        """How much the two go together where they should be the same, 1 for all."""
        found = self._shown(slide)
        one, other = self._wanted - self._wanted.mean(), found - found.mean()
        both = float(np.sqrt(np.sum(one * one) * np.sum(other * other)))
        return float(np.sum(one * other)) / both if both else 1.0

    def residual(self, slide: Slide) -> float:
        """In levels; the middle one of all points, so that a new detail does not count."""
        difference = self._wanted - self._shown(slide)
        return float(np.median(np.abs(difference - np.median(difference)))) if len(self._x) else 0.0

    def _shown(self, slide: Slide) -> Plane:
        """The redrawn picture at the points, between its pixels by its four neighbours."""
        height, width = self._after.shape
        x = self._x * slide.scale + slide.dx / self._step + (width - 1) / 2
        y = self._y * slide.scale + slide.dy / self._step + (height - 1) / 2
        x, y = np.clip(x, 0, width - 1.001), np.clip(y, 0, height - 1.001)
        left, top = x.astype(np.intp), y.astype(np.intp)
        right, low = (x - left).astype(np.float32), (y - top).astype(np.float32)
        flat, corner = self._after.ravel(), top * width + left
        upper = flat[corner] * (1 - right) + flat[corner + 1] * right
        corner += width
        lower = flat[corner] * (1 - right) + flat[corner + 1] * right
        shown: Plane = upper * (1 - low) + lower * low
        return shown


def _inner(alike: Mask) -> Mask:
    """Without the outermost pixels, which have no neighbours."""
    inner = np.zeros_like(alike)
    inner[1:-1, 1:-1] = alike[1:-1, 1:-1]
    return inner
