"""What staff see of the studio: the catalogue and the limits to edit, the rest to read."""

from studio.admin import catalogue, doors, keys, money, people, queue

__all__ = ["catalogue", "doors", "keys", "money", "people", "queue"]
