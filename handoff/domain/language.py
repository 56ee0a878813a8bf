"""Which of the two languages a text is written in, and whether it is in neither.

Words decide: those in Persian letters, and, since Persian is often typed in Latin ones ("sefaresham
kojast"), the most frequent ones of both languages. A word of the other language, a name or a title in
quotation marks turns no conversation. Arabic and Urdu have nearly the same letters as Persian, and are
known by their words and by the letters that Persian lacks; other scripts by their letters.

How often that is right is measured in docs/subsystems/understanding.md.
"""

import re
from functools import lru_cache
from typing import Literal, get_args

from handoff.domain.common_words import ARABIC, ENGLISH, FINGLISH, PERSIAN
from handoff.domain.persian import spelled

Language = Literal["en", "fa"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

# Words of the Arabic block, its supplements and its forms for print, half-spaces among their letters.
_SCRIPT_WORD = re.compile(
    "[\u0620-\u063f\u0641-\u064a\u066e-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06fc\u0750-\u077f\ufb50-\ufdfb\ufe70-\ufefc]"
    "[\u0620-\u065f\u066e-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06fc\u0750-\u077f\ufb50-\ufdfb\ufe70-\ufefc\u200c]*"
)
_LATIN_WORD = re.compile(r"[a-z]+")
_LATIN_LETTER = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_QUOTED = re.compile(r"«[^«»]{1,200}»|“[^“”]{1,200}”|\"[^\"]{1,200}\"")

# One Latin word inside a Persian chat ("ok", a brand, a name) does not make it English.
_LATIN_WORDS_FOR_ENGLISH = 2

# Forms that no English word shares: mikham, mitunid, nemishe, nemidunam; esmetun, dastetun.
_PERSIAN_FORM = re.compile(
    r"ne?mi[a-z]{2,20}|mi(?:kh|tun|kon|fres|gir[aei]|zan|gard|dun|bin)[a-z]{0,20}|[a-z]{2,20}etun"
)

# What Persian has and Arabic has not; what neither Persian nor an Arabic keyboard has, but Urdu, Pashto
# and Kurdish have; and how only Arabic words begin or end.
_PERSIAN_LETTER = re.compile("[پچژگ]")
_OTHER_LETTER = re.compile(
    "[\u0620\u063b-\u063f\u066e-\u067d\u067f-\u0685\u0687-\u0697\u0699-\u06a8\u06aa-\u06ae\u06b0-\u06bf\u06c1-\u06cb\u06cd-\u06d3\u06d5]"
)
_ARABIC_STARTS, _ARABIC_END = ("أ", "إ"), "ة"


def language_of(text: str, current: Language) -> Language:
    """The language to answer `text` in, given the `current` one of the conversation.

    Persian needs as many words as English has, English more than Persian and two Latin words at least.
    What has neither (numbers, names, addresses, a title in quotation marks, emoji, a third language)
    leaves the language as it is.
    """
    if is_foreign(text):
        return current
    said = _without_addresses(_QUOTED.sub(" ", text.lower()))
    script, latin = len(_SCRIPT_WORD.findall(said)), _LATIN_WORD.findall(said)
    persian = script + sum(map(_is_finglish, latin))
    english = sum(word in ENGLISH for word in latin)
    unknown = script + len(latin) - persian - english
    if persian > english or (script and persian == english):
        return "fa" if not script or persian >= unknown else current
    if english > persian and len(latin) >= _LATIN_WORDS_FOR_ENGLISH:
        return "en"
    return current


def is_foreign(text: str) -> bool:
    """Whether the customer writes in a language that is neither English nor Persian, as far as that shows:
    Arabic, Urdu and other languages in Arabic letters, and all that has letters of its own."""
    words = _SCRIPT_WORD.findall(text)
    letters = sum(map(str.isalpha, text))
    ours = len(_LATIN_LETTER.findall(text)) + sum(map(len, words))
    return _has_neighbours_words(words) or letters > 2 * ours


def _has_neighbours_words(words: list[str]) -> bool:
    """Whether `words` hold more that only Urdu, Pashto or Kurdish can have than Persian ones, or more
    Arabic ones than there are Persian words and words with a letter that Arabic lacks."""
    plain = [word for word in words if not _OTHER_LETTER.search(word)]
    persian = [word for word in plain if _is_persian(word)]
    if len(words) - len(plain) > len(persian):
        return True
    lettered = [word for word in plain if _PERSIAN_LETTER.search(word)]
    return sum(map(_is_arabic, plain)) > len({*persian, *lettered})


def _is_arabic(word: str) -> bool:
    formed = word.startswith(_ARABIC_STARTS) or word.endswith(_ARABIC_END)
    return formed or spelled(word) in ARABIC


@lru_cache(maxsize=4096)
def _is_persian(word: str) -> bool:
    return any(part in PERSIAN for part in spelled(word).split())


@lru_cache(maxsize=4096)
def _is_finglish(word: str) -> bool:
    folded = word.replace("oo", "u").replace("ou", "u").replace("ee", "i").replace("ei", "ey")
    return folded in FINGLISH or _PERSIAN_FORM.fullmatch(folded) is not None


def _without_addresses(text: str) -> str:
    return " ".join(word for word in text.split() if "@" not in word and "://" not in word)
