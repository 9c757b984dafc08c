"""Where a few typed letters may lead: whatever has a name, and the pages themselves."""

from studio.jumping.places import Place, Shelf
from studio.jumping.shelves import PAGES, SHELVES, Page, find

__all__ = ["PAGES", "SHELVES", "Page", "Place", "Shelf", "find"]
