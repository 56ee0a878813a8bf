"""How Persian is typed in several ways, and the one way in which it is compared: the one table.

Arabic and Persian keyboards give different characters for the same letter, digits come in several
sets, and the half-space is typed, left out or replaced by a space. `contracts/persian.json` is written
from this table; the bot, which cannot import it, reads that file.
"""

import re
from collections.abc import Mapping

_PERSIAN_DIGITS = "۰۱۲۳۴۵۶۷۸۹"
_ARABIC_DIGITS = "٠١٢٣٤٥٦٧٨٩"
_FULLWIDTH_DIGITS = "０１２３４５６７８９"

DIGITS: Mapping[str, str] = {
    digit: str(value)
    for digits in (_PERSIAN_DIGITS, _ARABIC_DIGITS, _FULLWIDTH_DIGITS)
    for value, digit in enumerate(digits)
}

LETTERS: Mapping[str, str] = {
    "ي": "ی",
    "ى": "ی",
    "ې": "ی",
    "ك": "ک",
    "ڪ": "ک",
    "ة": "ه",
    "ۀ": "ه",
    "ہ": "ه",
    "أ": "ا",
    "إ": "ا",
    "ٱ": "ا",
    "ؤ": "و",
}

# What parts words without being a space: half-spaces, direction marks, no-break spaces.
BLANKS = "\u200c\u200d\u200e\u200f\u00a0\u202f\ufeff"

# What is written on letters or between them and read past: vowels, doubling, the stretched line.
SILENT = "\u0640\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0653\u0654\u0655\u0656\u0670"

# One sign for each sound, whatever the script; for vowels, and what is hardly heard, there is none: they are
# not written in Persian, and customers who type it in Latin letters do not agree on them.
SOUNDS: Mapping[str, str] = {
    "": "اآعئءویؤ",
    "b": "ب",
    "p": "پ",
    "t": "تط",
    "s": "ثسص",
    "j": "جژ",
    "c": "چ",
    "h": "حه",
    "x": "خ",
    "d": "د",
    "z": "ذزضظ",
    "r": "ر",
    "$": "ش",
    "q": "غق",
    "f": "ف",
    "k": "ک",
    "g": "گ",
    "l": "ل",
    "m": "م",
    "n": "ن",
}

# Latin letters that together are one sound, and those that are vowels, or «و».
LATIN_PAIRS: Mapping[str, str] = {
    "kh": "x",
    "sh": "$",
    "ch": "c",
    "gh": "q",
    "zh": "j",
    "ph": "f",
    "ck": "k",
}
LATIN_VOWELS = "aeiouywv"

# Marks without width that come along when text is copied.
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")

_SPELLED = str.maketrans({**DIGITS, **LETTERS, **dict.fromkeys(BLANKS, " ")})
_ASCII_DIGITS = str.maketrans(dict(DIGITS))
_SHOWN_DIGITS = str.maketrans("0123456789", _PERSIAN_DIGITS)


def spelled(text: str) -> str:
    """The text in one spelling, of the same length in characters."""
    return text.translate(_SPELLED)


def plain(text: str) -> str:
    """The text with ASCII digits, and without what cannot be seen."""
    return _INVISIBLE.sub("", text.translate(_ASCII_DIGITS)).strip()


def persian_digits(text: str) -> str:
    """The text with the digits that readers of Persian expect."""
    return text.translate(_SHOWN_DIGITS)


def table() -> dict[str, object]:
    """Everything here, for those who cannot import it."""
    return {
        "digits": dict(DIGITS),
        "letters": dict(LETTERS),
        "blanks": BLANKS,
        "silent": SILENT,
        "shown_digits": _PERSIAN_DIGITS,
        "sounds": dict(SOUNDS),
        "latin_pairs": dict(LATIN_PAIRS),
        "latin_vowels": LATIN_VOWELS,
    }
