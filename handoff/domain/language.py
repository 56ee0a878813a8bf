"""Which of the two languages a text is written in, and whether it is in neither.

Words decide: those in Persian letters, and, since Persian is often typed in Latin ones ("sefaresham
kojast"), the most frequent ones of both languages. A word of the other language, a name or a title in
quotation marks turns no conversation. Arabic and Urdu have nearly the same letters as Persian, and are
known by their words and by the letters that Persian lacks; other scripts by their letters; German, Turkish
and the like by their frequent words.

How often that is right is measured in docs/subsystems/understanding.md.
"""

import re
from functools import lru_cache
from typing import Literal, get_args

from handoff.domain.common_words import (
    ARABIC,
    BEGIN_AS_PERSIAN,
    ENGLISH,
    FINGLISH,
    LATIN,
    PERSIAN,
    SAID_IN_ANY,
)
from handoff.domain.persian import spelled

Language = Literal["en", "fa"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

# Languages that the desk does not speak, by their ISO 639 codes; "und" is one that we cannot name.
ThirdLanguage = Literal[
    "ar",
    "az",
    "ckb",
    "de",
    "el",
    "es",
    "fr",
    "he",
    "hi",
    "it",
    "ja",
    "ko",
    "nl",
    "ps",
    "pt",
    "ru",
    "tr",
    "uk",
    "und",
    "ur",
    "zh",
]

# Words of the Arabic block, its supplements and its forms for print, half-spaces among their letters.
_SCRIPT_WORD = re.compile(
    "[\u0620-\u063f\u0641-\u064a\u066e-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06fc\u0750-\u077f\ufb50-\ufdfb\ufe70-\ufefc]"
    "[\u0620-\u065f\u066e-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06fc\u0750-\u077f\ufb50-\ufdfb\ufe70-\ufefc\u200c]*"
)
_LATIN_WORD = re.compile(r"[a-z]+")
_ANY_LATIN_WORD = re.compile(r"[a-z\u00df-\u0259]+(?:'[a-z\u00df-\u0259]+)?")
_LATIN_LETTER = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_QUOTED = re.compile(r"«[^«»]{1,200}»|“[^“”]{1,200}”|\"[^\"]{1,200}\"")

# Persians mix English words in ("hi, order e man koja hast"): two Persian words, or a verb, are no accident.
_PERSIAN_WORDS_AMONG_ENGLISH = 2

# One Latin word inside a Persian chat ("ok", a brand, a name) does not make it English.
_LATIN_WORDS_FOR_ENGLISH = 2

# Forms that no English word shares: mikham, mitunid, nemishe, nemidunam; esmetun, hamatun.
_PERSIAN_FORM = re.compile(
    r"ne?mi[a-z]{2,20}|mi(?:kh|tun|kon|fres|gir[aei]|zan|gard|dun|bin)[a-z]{0,20}|[a-z]{2,20}[ae]tun"
)

# How hardly any word of English begins, but names and a few that are listed: ghasam, khoshgel.
_PERSIAN_START = re.compile(r"[gk]h[aeiou][a-z]{2,20}")

# What Persian has and Arabic has not; what neither Persian nor an Arabic keyboard has, but Urdu, Pashto
# and Kurdish have; and how only Arabic words begin or end.
_PERSIAN_LETTER = re.compile("[پچژگ]")
_OTHER_LETTER = re.compile(
    "[\u0620\u063b-\u063f\u066e-\u067d\u067f-\u0685\u0687-\u0697\u0699-\u06a8\u06aa-\u06ae\u06b0-\u06bf\u06c1-\u06cb\u06cd-\u06d3\u06d5]"
)
_ARABIC_STARTS, _ARABIC_END = ("أ", "إ"), "ة"

# Letters that tell languages in Arabic letters apart, and those of other scripts, in the order
# in which they are looked for.
_ARABIC_NEIGHBOURS: tuple[tuple[ThirdLanguage, re.Pattern[str]], ...] = (
    ("ckb", re.compile("[\u06d5\u06c6\u06ce\u06b5\u0695]")),
    ("ps", re.compile("[\u067c\u0681\u0685\u0689\u0693\u0696\u069a\u06ab\u06bc\u06cd\u06d0]")),
    ("ur", re.compile("[\u0679\u0688\u0691\u06ba\u06be\u06c1\u06c3\u06d2]")),
)
_SCRIPTS: tuple[tuple[ThirdLanguage, re.Pattern[str]], ...] = (
    ("uk", re.compile("[\u0404\u0406\u0407\u0454\u0456\u0457\u0490\u0491]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\u1100-\u11ff\uac00-\ud7af]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
)

_AZERI_LETTER = "ə"
_LATIN_WORDS = frozenset[str]().union(*LATIN.values())

# A word or two of another language may stand in anybody's sentence: a brand, a title, a greeting.
_LATIN_WORDS_FOR_A_THIRD = 2


def language_of(text: str, current: Language, *, spoken: bool = False) -> Language:
    """The language to answer `text` in, given the `current` one of the conversation.

    Persian needs as many words as English has (in Latin letters two, or a verb), English more than Persian and two Latin words at least.
    What has neither (numbers, names, addresses, a title in quotation marks, emoji, a third language)
    leaves the language as it is. Once the customer has `spoken` in this conversation, so does what people
    write in either: "my phone is 0912…", "ok thanks", one word.
    """
    if is_foreign(text):
        return current
    said = _without_addresses(_QUOTED.sub(" ", text.lower()))
    if spoken and _says_little(said):
        return current
    script, latin = len(_SCRIPT_WORD.findall(said)), _LATIN_WORD.findall(said)
    persian = script + sum(map(_is_finglish, latin))
    english = sum(word in ENGLISH for word in latin)
    unknown = script + len(latin) - persian - english
    mixed = script > 0 or persian >= _PERSIAN_WORDS_AMONG_ENGLISH or any(map(_is_verb, latin))
    if persian > english or (mixed and persian == english):
        return "fa" if not script or persian >= unknown else current
    if english > persian and len(latin) >= _LATIN_WORDS_FOR_ENGLISH:
        return "en"
    return current


def script_of(text: str) -> Language:
    """The language whose letters `text` is written in: Persian if it has any of them, else English."""
    return "fa" if _SCRIPT_WORD.search(text) else "en"


def third_language(text: str) -> ThirdLanguage | None:
    """The language of a text that is neither in English nor in Persian, as far as that shows."""
    if text.isascii():
        return _latin_language(text)
    words = _SCRIPT_WORD.findall(text)
    if _has_neighbours_words(words):
        return _first(_ARABIC_NEIGHBOURS, "".join(words), "ar")
    letters = sum(map(str.isalpha, text))
    ours = len(_LATIN_LETTER.findall(text)) + sum(map(len, words))
    if letters > 2 * ours:
        return _first(_SCRIPTS, text, "und")
    return None if words else _latin_language(text)


def is_foreign(text: str) -> bool:
    """Whether the customer writes in a language that is neither English nor Persian."""
    return third_language(text) is not None


def _first(
    signs: tuple[tuple[ThirdLanguage, re.Pattern[str]], ...], text: str, otherwise: ThirdLanguage
) -> ThirdLanguage:
    return next((language for language, sign in signs if sign.search(text)), otherwise)


def _latin_language(text: str) -> ThirdLanguage | None:
    """The language that has more of the words than English and Persian have, and the most."""
    said = _without_addresses(_QUOTED.sub(" ", text.lower().replace("’", "'")))
    words = set(_ANY_LATIN_WORD.findall(said))
    if len(words & _LATIN_WORDS) < _LATIN_WORDS_FOR_A_THIRD and _AZERI_LETTER not in said:
        return None  # as with nearly all messages: the rest is for the others
    ours = sum(word in ENGLISH or _is_finglish(word) for word in words)
    found: dict[ThirdLanguage, int] = {
        language: len(words & known) for language, known in LATIN.items()
    }
    found["az"] += sum(_AZERI_LETTER in word for word in words - LATIN["az"])
    likeliest = max(found, key=found.__getitem__)
    enough = max(_LATIN_WORDS_FOR_A_THIRD, ours + 1)
    return likeliest if found[likeliest] >= enough else None


def _has_neighbours_words(words: list[str]) -> bool:
    """Whether `words` hold more that only Urdu, Pashto or Kurdish can have than Persian ones, or more
    Arabic ones than there are Persian words and words with a letter that Arabic lacks."""
    plain = [word for word in words if not _OTHER_LETTER.search(word)]
    persian = [word for word in plain if _is_persian(word)]
    if len(words) - len(plain) > len(persian):
        return True
    lettered = [word for word in plain if _PERSIAN_LETTER.search(word)]
    return sum(map(_is_arabic, plain)) > len({*persian, *lettered})


def _says_little(said: str) -> bool:
    """Whether it has only one word (in Persian letters: a name or a title), or only English ones that people
    of any language write: courtesies, and the names of details."""
    script, latin = _SCRIPT_WORD.findall(said), _LATIN_WORD.findall(said)
    if len(script) + len(latin) == 1:
        return not any(map(_is_persian, script))
    return not script and SAID_IN_ANY.issuperset(latin)


def _is_arabic(word: str) -> bool:
    formed = word.startswith(_ARABIC_STARTS) or word.endswith(_ARABIC_END)
    return formed or spelled(word) in ARABIC


@lru_cache(maxsize=4096)
def _is_persian(word: str) -> bool:
    return any(part in PERSIAN for part in spelled(word).split())


@lru_cache(maxsize=4096)
def _is_finglish(word: str) -> bool:
    folded = word.replace("oo", "u").replace("ou", "u").replace("ee", "i").replace("ei", "ey")
    return folded in FINGLISH or _is_verb(folded) or _begins_as_persian(folded)


def _is_verb(word: str) -> bool:
    return _PERSIAN_FORM.fullmatch(word) is not None


def _begins_as_persian(word: str) -> bool:
    return _PERSIAN_START.fullmatch(word) is not None and word not in BEGIN_AS_PERSIAN


def _without_addresses(text: str) -> str:
    return " ".join(word for word in text.split() if "@" not in word and "://" not in word)
