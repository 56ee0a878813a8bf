"""One spelling for what Persian keyboards spell in several ways.

Arabic and Persian layouts give different code points for the same letter, digits come in three
sets, and the half-space (ZWNJ) is typed, left out or replaced by a space. Everything downstream
sees one form. The length never changes, so that the place of an entity in the normalised text is
its place in what the customer typed. Needs nothing of Rasa: the action server uses it, too.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import ascii_lowercase, ascii_uppercase
from typing import Any

# The gateway's table (handoff/domain/persian.py), which Python 3.10 cannot import.
TABLE = Path(__file__).parents[1] / "contracts" / "persian.json"
_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    table: dict[str, Any] = json.loads(TABLE.read_text("utf-8"))
    return table


@lru_cache(maxsize=1)
def _spellings() -> dict[int, str]:
    table = _table()
    blanks = dict.fromkeys(table["blanks"], " ")
    return str.maketrans({**table["letters"], **table["digits"], **blanks})


@dataclass(frozen=True)
class Sounds:
    """What is heard of letters: one sign for each sound.

    Persian `letters` have theirs, Latin `pairs` too; Latin `vowels` are not heard.
    """

    letters: dict[int, str]
    pairs: tuple[tuple[str, str], ...]
    vowels: dict[int, None]


@lru_cache(maxsize=1)
def sounds() -> Sounds:
    """The gateway's table of sounds."""
    table = _table()
    signs = {letter: sign for sign, letters in table["sounds"].items() for letter in letters}
    return Sounds(
        letters=str.maketrans(signs),
        pairs=tuple(table["latin_pairs"].items()),
        vowels=dict.fromkeys(map(ord, table["latin_vowels"])),
    )


@lru_cache(maxsize=1)
def _silent() -> dict[int, None]:
    return dict.fromkeys(map(ord, _table()["silent"]))


def normalise(text: str) -> str:
    """The text in one spelling, of the same length in code points."""
    return text.translate(_spellings())


def without_silent(text: str) -> str:
    """The text without what is read past: vowel signs, and the line that stretches a word."""
    return text.translate(_silent())


def lower_ascii(text: str) -> str:
    """The text with A to Z in lower case, of the same length.

    `str.lower` may change the length, and `re.IGNORECASE` takes «ſ» for an s, which no table of words has.
    """
    return text.translate(_LOWER)


def is_question(text: str) -> bool:
    """Whether the text ends as a question does."""
    return text.rstrip().endswith(("?", "؟"))
