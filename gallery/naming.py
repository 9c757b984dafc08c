"""What people call a model.  A picture keeps the id; apps that know models add their names."""

from __future__ import annotations

from collections.abc import Callable, Mapping

NAMES: list[Callable[[], Mapping[str, str]]] = []  # each gives names by model id


def model_name(model: str) -> str:
    """The id itself where nobody has a name for it: the model's row may be gone."""
    return model_names().get(model, model)


def model_names() -> dict[str, str]:
    """Every model's id with its name, as the apps to the left know them."""
    return {model: name for names in NAMES for model, name in names().items()}
