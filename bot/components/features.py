"""Three views of a message, from which the classifier learns.

- **letters**: the text itself, lower case, digits and addresses made alike;
- **skeleton**: its consonants, one sign for each sound, whatever the script. Persian is written
  without most vowels, and people who type it in Latin letters do not agree on them: سفارشم,
  *sefaresham* and *sfaresham* have the same skeleton, `sfr$m`. So what is learnt from one script
  is known in the other;
- **concepts**: what the words are about, by `concepts.yml`: *parcel*, *package*, بسته and *baste*
  are all `parcel`. So a question is understood in words that no example had.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.spelling import normalise, sounds, without_silent

_CONCEPTS = Path(__file__).with_name("concepts.yml")
_STAND_INS = {"order_number": "0000", "phone": "00000000000"}
_UNSPACED = re.compile(r"\S+")
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"\w+(?:'\w+)?")  # request_human is a name, not a wish
PERSIAN_LETTER = re.compile("[\u0600-\u06ff]")
_SILENT_H = re.compile(r"h\b")  # a final ه is a vowel
_ENGLISH_PAIRS = (("tion", "$n"),)
_DOUBLED = re.compile(r"(.)\1+")


def alike(text: str, entities: list[dict[str, Any]]) -> str:
    """The text with every order's number alike, and every phone: whichever it is says nothing."""
    parts, at = [], 0
    for entity in entities:
        stand_in = _STAND_INS.get(entity["entity"])
        if stand_in is not None:
            parts += [text[at : entity["start"]], stand_in]
            at = entity["end"]
    return "".join([*parts, text[at:]])


def letters(text: str) -> str:
    """The text in lower case, every digit a 0, every e-mail address the same."""
    plain = without_silent(text).lower()
    if "@" in plain:
        plain = _UNSPACED.sub(_address_or_word, plain)
    return _DIGIT.sub("0", plain)


def _address_or_word(match: re.Match[str]) -> str:
    """Makes something, an @, something, a dot, something the same for all.

    Looked for by hand: as an expression this takes cubic time on a row of @.
    """
    word = match.group()
    at = word.find("@", 1)
    dot = word.rfind(".", at + 2, len(word) - 1)
    return " emailaddress " if 0 < at < dot else word


def skeleton(text: str) -> str:
    """The consonants of the text; the same for Persian in either script."""
    plain, heard = letters(text), sounds()
    if PERSIAN_LETTER.search(plain):
        signs = _SILENT_H.sub("", plain.translate(heard.letters))
    else:
        for pair, sign in (*heard.pairs, *_ENGLISH_PAIRS):
            plain = plain.replace(pair, sign)
        signs = _SILENT_H.sub("", plain).translate(heard.vowels)
    return _DOUBLED.sub(r"\1", signs)


def concepts(text: str) -> str:
    """The names of the concepts in the text, in its order, with spaces between."""
    tokens = _tokens(text)
    found, at = [], 0
    while at < len(tokens):
        length, names = _longest_at(tokens, at)
        found += [names] if names else []
        at += length
    return " ".join(found)


def _tokens(text: str) -> list[str]:
    return _WORD.findall(letters(text).replace("’", "'"))


def _longest_at(tokens: list[str], at: int) -> tuple[int, str]:
    known = _known()
    for length in range(min(known.words, len(tokens) - at), 0, -1):
        *first, last = tokens[at : at + length]
        exact = known.phrases.get((*first, last))
        if exact is not None:
            return length, exact
        for end in range(min(len(last), known.stem_letters), 1, -1):
            stem = known.stems.get((*first, last[:end]))
            if stem is not None:
                return length, stem
    return 1, ""


@dataclass(frozen=True)
class _Concepts:
    """Whole phrases and stems, with the names of their concepts.

    `words` counts those of the longest phrase, `stem_letters` the longest stem's last word.
    """

    phrases: dict[tuple[str, ...], str]
    stems: dict[tuple[str, ...], str]
    words: int
    stem_letters: int


@lru_cache(maxsize=1)
def _known() -> _Concepts:
    """A phrase of several concepts stands for all of them, joined by +."""
    phrases: dict[tuple[str, ...], set[str]] = {}
    stems: dict[tuple[str, ...], set[str]] = {}
    for concept, words in yaml.safe_load(_CONCEPTS.read_text("utf-8")).items():
        for word in words:
            table = stems if word.endswith("*") else phrases
            table.setdefault(tuple(_tokens(normalise(word.rstrip("*")))), set()).add(concept)
    return _Concepts(
        _joined(phrases),
        _joined(stems),
        words=max(len(words) for words in {**phrases, **stems}),
        stem_letters=max(len(words[-1]) for words in stems),
    )


def _joined(table: dict[tuple[str, ...], set[str]]) -> dict[tuple[str, ...], str]:
    return {words: "+".join(sorted(names)) for words, names in table.items()}
