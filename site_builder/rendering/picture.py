"""What a page needs to know of one picture, and the element that stands where it goes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Picture:
    """One slot's picture, or what became of it so far: `src` is empty while there is none.

    `blur` is a data address of a few pixels.  `stand_in`: it stands for the owner's own work.
    `generated`: a model made or changed it.  `status` as in the life cycle of a slot, and
    "provided" where the owner gave it.
    """

    src: str = ""
    srcset: str = ""  # as the attribute holds it; empty where there is one size
    width: int = 0
    height: int = 0
    alt: str = ""
    blur: str = ""
    focal_x: float = 0.5
    focal_y: float = 0.5
    status: str = "complete"
    stand_in: bool = False
    decorative: bool = False
    generated: bool = False


NO_PICTURE = Picture(status="planned")


def element_id(slot_key: str) -> str:
    """The id of the slot's element: one to one, as ids of pages and components hold no `--`."""
    return "slot-" + slot_key.replace("/", "--").replace(".", "-")


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a picture on a page; `aspect` is empty where the picture keeps its own shape."""

    key: str
    picture: Picture
    aspect: str = ""
    sizes: str = "100vw"
    is_critical: bool = False

    @property
    def element_id(self) -> str:
        return element_id(self.key)

    @property
    def shape(self) -> str:
        """The aspect as a class can hold it."""
        return self.aspect.replace(":", "-")

    @property
    def alt(self) -> str:
        return "" if self.picture.decorative else self.picture.alt

    @property
    def is_on_its_way(self) -> bool:
        return self.picture.status in {"pending", "generating"}

    def __bool__(self) -> bool:
        return bool(self.picture.src)
