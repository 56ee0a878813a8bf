"""Examples that Rasa does not hand to a component: those of a folder, or tables that are no intents."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from bot.spelling import normalise

ROOT = Path(__file__).parents[2]
_MARKED = re.compile(r"\[([^\]]{1,200})\](?:\([^)]{1,200}\)|\{[^}]{1,200}\})")  # [Tabriz](city)


def examples_below(folder: str) -> list[str]:
    """The normalised examples of every YAML file below a folder of the checkout."""
    return [text for file in _files(folder, "*.yml") for text in _examples(file)]


def table(file: Path) -> list[dict[str, str]]:
    """The rows of a TSV file by the names of its columns.

    Raises:
        ValueError: a line has another number of cells than the first; it is named.
    """
    first, *lines = file.read_text("utf-8").splitlines()
    names, rows = first.split("\t"), []
    for number, line in enumerate(lines, start=2):
        cells = line.split("\t")
        if len(cells) != len(names):
            raise ValueError(f"{file}, line {number}: {len(cells)} cells instead of {len(names)}")
        rows.append(dict(zip(names, cells, strict=True)))
    return rows


def tables_below(folder: str) -> dict[str, list[dict[str, str]]]:
    """The rows of each TSV file of a folder of the checkout, by the file's name."""
    return {file.stem: table(file) for file in _files(folder, "*.tsv")}


def digest_of(*folders: str) -> str:
    """Changes with the content of the folders' files: for the fingerprint of a component."""
    digest = hashlib.sha256()
    for folder in folders:
        for file in _files(folder, "*"):
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def _files(folder: str, pattern: str) -> list[Path]:
    return sorted(file for file in (ROOT / folder).rglob(pattern) if file.is_file())


def _examples(file: Path) -> Iterator[str]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    content = yaml.load(file.read_text("utf-8"), Loader=loader)  # noqa: S506 - a safe one
    for entry in (content or {}).get("nlu") or []:
        for line in entry.get("examples", "").splitlines():
            example = _MARKED.sub(r"\1", line.strip().removeprefix("-").strip())
            if example:
                yield normalise(example)
