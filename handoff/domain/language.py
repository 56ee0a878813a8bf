"""Which of the two languages a text is written in, told by its letters."""

import re
from typing import Literal, get_args

Language = Literal["en", "fa"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

# Letters of the Arabic block and its Persian additions, without digits and punctuation.
_PERSIAN_LETTER = re.compile(r"[\u0620-\u065F\u066E-\u06D3\u06FA-\u06FC]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")

# One Latin word inside a Persian chat ("ok", a brand, a name) does not change the language.
_LATIN_WORDS_THAT_DECIDE = 2


def language_of(text: str, current: Language) -> Language:
    """The language to answer `text` in, given the `current` one of the conversation.

    Persian letters decide at once; Latin letters only from two words on; numbers, e-mail
    addresses and emoji leave the language as it is.
    """
    if _PERSIAN_LETTER.search(text):
        return "fa"
    if len(_LATIN_WORD.findall(_without_addresses(text))) >= _LATIN_WORDS_THAT_DECIDE:
        return "en"
    return current


def _without_addresses(text: str) -> str:
    return " ".join(word for word in text.split() if "@" not in word and "://" not in word)
