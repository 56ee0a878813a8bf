"""The passages of the shop's articles, `articles/*.md`.

A file begins with `---`, `language` and `title` in YAML, and `---`; Markdown follows. The gateway reads the
same files (`handoff/adapters/articles_folder.py`) and says by file and line what is wrong with them; here
what it refuses is left out.

A passage is what answers a question: some sentences of one section, at most `LONGEST` characters, as plain
text. Sections are numbered as the headings of the article's page are; 0 is what stands before the first.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

logger = logging.getLogger(__name__)

VARIABLE = "FIRUZE_ARTICLES"
LANGUAGES = ("en", "fa")
LONGEST = 500  # characters of a passage: what is read in a chat
MOST_ARTICLES, LONGEST_ARTICLE = 500, 50_000  # as the gateway has it
MOST_PASSAGES = 2000  # of all articles: searching more would be felt

_ROOT = Path(__file__).parents[2]
_SLUG = re.compile(r"(?=.{1,100}$)[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_TITLE = 200
_FRONT = re.compile(r"---\n(.*?)^---$\n?(.*)", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^ {0,3}#{1,6}(?:\s|$)")
_FENCE = re.compile(r"^ {0,3}(?:`{3,}[^`]*$|~{3})")
_ITEM = re.compile(r"^\s*(?:[-*+]|\d{1,3}[.)])\s+")
_SENTENCE_END = re.compile(r"(?<=[.!?؟])\s+")
_LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\([^()\n]{0,500}\)")
_MARKS = re.compile(r"[*`]|(?<!\w)_|_(?!\w)|^ {0,3}>\s?", re.MULTILINE)


@dataclass(frozen=True)
class Passage:
    """`heading` is that of its section; empty before the first."""

    slug: str
    language: str
    title: str
    section: int
    heading: str
    text: str


def articles_folder() -> Path:
    """Where this installation's articles are."""
    return _ROOT / os.environ.get(VARIABLE, "articles")


def read_passages(folder: Path) -> list[Passage]:
    """All passages of `folder`, article by article; none if there is no such folder."""
    found: list[Passage] = []
    for file in sorted(folder.glob("*.md"))[:MOST_ARTICLES]:
        passages = _passages_of(file)
        if passages is None:
            logger.warning("%s cannot be read; ./firuze check says why", file)
        elif len(found) + len(passages) > MOST_PASSAGES:
            logger.warning("%s and what follows it is beyond %s passages", file, MOST_PASSAGES)
            break
        else:
            found += passages
    return found


def names_for(slug: str, language: str) -> tuple[str, str]:
    """Where an article is looked for: under the name of its translation into `language`, then under its own."""
    return f"{slug}-{language}", slug


def opening(folder: Path, slug: str, language: str) -> Passage | None:
    """The first passage of an article, for readers of `language`; None if the folder has no such article."""
    for name in names_for(slug, language):
        passages = _passages_of(folder / f"{name}.md")
        if passages:
            return passages[0]
    return None


def _passages_of(file: Path) -> list[Passage] | None:
    try:
        if file.stat().st_size > 4 * LONGEST_ARTICLE:  # bytes of a character
            return None
        text = file.read_text("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
        parts = _FRONT.fullmatch(text) if len(text) <= LONGEST_ARTICLE else None
        front: Any = yaml.safe_load(parts[1]) if parts else None
    except (OSError, ValueError, RecursionError, yaml.YAMLError):
        return None
    if parts is None or not _SLUG.fullmatch(file.stem) or not _is_sound(front):
        return None
    return [
        Passage(file.stem, front["language"], front["title"].strip(), section, heading, text)
        for section, heading, block in _sections(parts[2])
        for text in _pieces(block)
    ]


def _is_sound(front: Any) -> bool:
    return (
        isinstance(front, dict)
        and front.keys() == {"language", "title"}
        and front["language"] in LANGUAGES
        and isinstance(front["title"], str)
        and 0 < len(front["title"].strip()) <= _LONGEST_TITLE
    )


def _sections(body: str) -> Iterator[tuple[int, str, str]]:
    """The number of each section, its heading, and its text as lines for the eye."""
    number, heading, lines, fence = 0, "", list[str](), ""
    for line in body.splitlines():
        sign = line.lstrip()[:1]  # of a fence; what stands between two has no headings
        if _FENCE.match(line) and fence in ("", sign):
            fence = "" if fence else sign
        elif not fence and _HEADING.match(line):
            yield number, heading, _plain(lines)
            number, heading, lines = number + 1, _plain([line.strip().strip("#")]), []
        else:
            lines.append(line)
    yield number, heading, _plain(lines)


def _plain(lines: list[str]) -> str:
    """Markdown as text: a line for each paragraph and each item."""
    told = ""
    for line in lines:
        bare = line.strip()
        if not bare:
            told = told.rstrip() + "\n"
        elif _ITEM.match(line):
            told = f"{told.rstrip()}\n• {_ITEM.sub('', line).strip()} "
        else:
            told += f"{bare} "
    text = _MARKS.sub("", _LINK.sub(r"\1", told))
    return re.sub(r"\n{2,}", "\n", text).strip()


def _pieces(text: str) -> Iterator[str]:
    """A section's text in passages: whole sentences while they fit."""
    gathered = ""
    for sentence in sentences(text):
        for start in range(0, len(sentence), LONGEST):
            piece = sentence[start : start + LONGEST]
            if gathered.strip() and len(gathered) + len(piece) > LONGEST:
                yield gathered.strip()
                gathered = ""
            gathered += piece
    if gathered.strip():
        yield gathered.strip()


def sentences(text: str) -> list[str]:
    """The sentences of a text, each with the space behind it, so that together they are the text."""
    ends = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
    return [text[start:end] for start, end in pairwise(ends) if text[start:end].strip()]
