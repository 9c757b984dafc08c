"""YAML whose scalars all stay text, with the line on which each part of it stands."""

from __future__ import annotations

from typing import Any

import yaml

Location = tuple[int | str, ...]
DEEPEST = 20  # a shots file has four levels
MOST_PLACES = 50_000  # aliases of aliases can be more than their file has letters


class BadYaml(ValueError):
    """The words are for people, and tell the line."""


def load(raw: bytes) -> tuple[Any, dict[Location, int]]:
    """What it says, and the line (from 1) of every key and item; raises BadYaml."""
    # YAML would read 16:9 as 969.  This loader makes nothing but text.
    loader = yaml.BaseLoader(raw)
    try:
        node = loader.get_single_node()
        if node is None:
            return None, {}
        lines: dict[Location, int] = {}
        _find_lines(node, (), lines)
        return loader.construct_document(node), lines
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise BadYaml(_sentence(error)) from error
    finally:
        loader.dispose()


def _find_lines(node: yaml.Node, here: Location, lines: dict[Location, int]) -> None:
    """An alias stands where its anchor does.  Raises BadYaml for what stands twice or too deep."""
    if len(here) > DEEPEST or len(lines) > MOST_PLACES:
        raise BadYaml(f"line {node.start_mark.line + 1}: it is nested too deeply.")
    lines.setdefault(here, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            place, line = (*here, str(key.value)), key.start_mark.line + 1
            if place in lines:
                raise BadYaml(f"line {line}: “{key.value}” stands here twice.")
            lines[place] = line
            _find_lines(value, place, lines)
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            _find_lines(item, (*here, index), lines)


def _sentence(error: Exception) -> str:
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return str(error)
    said = f"line {error.problem_mark.line + 1}: {error.problem}"
    begun = error.context_mark
    if begun is None or begun.line == error.problem_mark.line:
        return said
    return f"{said} ({error.context}, which begins on line {begun.line + 1})"
