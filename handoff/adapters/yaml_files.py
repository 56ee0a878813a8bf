"""YAML that operators write: read, or refused in one sentence with its place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from handoff.domain.errors import InvalidInput


def read_yaml(path: Path, code: str) -> Any:
    """What `path` holds.

    Raises:
        InvalidInput: `code`, with what is wrong and where.
    """
    return parse_yaml(read_text(path, code), path, code)


def read_text(path: Path, code: str) -> str:
    """Raises InvalidInput."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise InvalidInput(code, f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InvalidInput(code, f"{path} is not text in UTF-8") from None


def parse_yaml(text: str, path: Path, code: str) -> Any:
    """What `text`, which was read from `path`, says. Raises InvalidInput."""
    try:
        return yaml.load(text, Loader=_QUICK)  # noqa: S506 - a safe one
    except yaml.YAMLError as error:
        raise InvalidInput(code, f"{path} is not YAML: {_one_line(error)}") from None
    except ValueError as error:  # a date like 2027-13-41, which YAML itself reads
        raise InvalidInput(code, f"{path} has an impossible date: {error}") from None


# The loader in C, where there is one; both load nothing but plain values.
_QUICK: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

type Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """What a file says, and in which line each part of it begins (by its keys and places in lists)."""

    content: Any
    lines: Mapping[Place, int]

    def line(self, *place: str | int) -> int:
        """The line of the innermost part of `place` that there is."""
        known = (
            self.lines[place[:n]] for n in range(len(place), -1, -1) if place[:n] in self.lines
        )
        return next(known, 1)


def parse_placed(text: str, path: Path, code: str) -> Placed:
    """What `text`, which was read from `path`, says, with lines. A key that is there twice is refused:
    YAML would keep one of them without a word. Raises InvalidInput."""
    try:
        return Placed(parse_yaml(text, path, code), _lines(text, path, code))
    except RecursionError:  # also of what holds itself, by an anchor
        raise InvalidInput(code, f"{path} is nested too deeply") from None


def _lines(text: str, path: Path, code: str) -> dict[Place, int]:
    lines: dict[Place, int] = {}
    for place, node in _nodes(yaml.compose(text, Loader=_QUICK)):
        line = node.start_mark.line + 1
        if place in lines:
            first = lines[place]
            told = ".".join(map(str, place))
            raise InvalidInput(
                code, f"{path}, line {line}: {told} is there twice, first in line {first}"
            )
        lines[place] = line
    return lines


def _nodes(node: yaml.Node | None, place: Place = ()) -> Iterator[tuple[Place, yaml.Node]]:
    """Every part of a document; of an entry the node of its key, which is where people look."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield (*place, key.value), key
            yield from _nodes(value, (*place, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for number, entry in enumerate(node.value):
            yield (*place, number), entry
            yield from _nodes(entry, (*place, number))


def _one_line(error: yaml.YAMLError) -> str:
    """What is wrong and where, without the lines around it."""
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        mark = error.problem_mark
        return f"{error.problem} in line {mark.line + 1}, column {mark.column + 1}"
    return " ".join(str(error).split())
