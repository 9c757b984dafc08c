"""Two pictures side by side, made ready for `components/_compare.html`."""

from __future__ import annotations

from dataclasses import dataclass

from gallery.models import Image

SAME_SHAPE = 0.01  # ratios that differ by less cannot be told apart on a screen


@dataclass(frozen=True, slots=True)
class Comparison:
    """Wants both pictures from `for_cards()`; a label is short: "v2"."""

    before: Image
    after: Image
    before_label: str
    after_label: str
    is_sequel: bool = True  # one was made from the other; else they are two of a kind

    @property
    def first(self) -> str:
        """What the picture that lies below is called in a sentence."""
        return "before" if self.is_sequel else self.before_label

    @property
    def second(self) -> str:
        return "after" if self.is_sequel else self.after_label

    @property
    def before_caption(self) -> str:
        return f"Before, {self.before_label}" if self.is_sequel else self.before_label

    @property
    def after_caption(self) -> str:
        return f"After, {self.after_label}" if self.is_sequel else self.after_label

    @property
    def frame(self) -> Image:
        """The wider one: its shape holds both at the same height."""
        return max(self.after, self.before, key=lambda each: each.width_px / each.height_px)

    @property
    def is_same_shape(self) -> bool:
        """Whether one picture covers the other; else the narrower one stands between bars."""
        before = self.before.width_px / self.before.height_px
        after = self.after.width_px / self.after.height_px
        return abs(before - after) < SAME_SHAPE * after
