"""Whether a text has one of some phrases in it, word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.spelling import normalise, without_silent

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORD = re.compile(r"\w+(?:['’]\w+)?")


def words_of(text: str) -> list[str]:
    """The words of a text in their one spelling, in lower case."""
    return _WORD.findall(without_silent(normalise(text)).lower().replace("’", "'"))


@dataclass(frozen=True)
class Phrases:
    """Phrases of one word, which are looked up, and of several."""

    single: frozenset[str]
    longer: tuple[str, ...]

    @classmethod
    def of(cls, lines: Iterable[str | list[str]]) -> Phrases:
        """From lines of a file: phrases, or lists of them."""
        listed = [line if isinstance(line, list) else [line] for line in lines]
        told = [" ".join(words_of(phrase)) for line in listed for phrase in line]
        return cls(
            single=frozenset(phrase for phrase in told if " " not in phrase),
            longer=tuple(phrase for phrase in told if " " in phrase),
        )

    def are_in(self, text: str) -> bool:
        """Whether any of them is in `text`, as whole words."""
        words = words_of(text)
        if not self.single.isdisjoint(words):
            return True
        said = f" {' '.join(words)} "
        return any(f" {phrase} " in said for phrase in self.longer)
