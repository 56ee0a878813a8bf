"""Names as customers type them, and as they are compared: in one spelling, word by word."""

import re

from handoff.domain.persian import SILENT, spelled

_WORD = re.compile(r"\w+(?:['’]\w+)?")
_SILENT = str.maketrans(dict.fromkeys(SILENT))


def words(text: str) -> tuple[str, ...]:
    """The words of a text in their one spelling: lower case, without vowel signs, digits in ASCII."""
    return tuple(_WORD.findall(spelled(text).translate(_SILENT).lower().replace("’", "'")))


def is_named(name: str, text: str) -> bool:
    """Whether `text` has all the words of `name` in it, one after the other."""
    said = " ".join(words(name))
    return bool(said) and f" {said} " in f" {' '.join(words(text))} "
