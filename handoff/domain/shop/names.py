"""Names as customers type them, and as they are compared: in one spelling, word by word."""

import re
from itertools import groupby

from handoff.domain.persian import LATIN_PAIRS, LATIN_VOWELS, SILENT, SOUNDS, spelled

_WORD = re.compile(r"\w+(?:['’]\w+)?")
_SILENT = str.maketrans(dict.fromkeys(SILENT))


def words(text: str) -> tuple[str, ...]:
    """The words of a text in their one spelling: lower case, without vowel signs, digits in ASCII."""
    return tuple(_WORD.findall(spelled(text).translate(_SILENT).lower().replace("’", "'")))


def is_named(name: str, text: str) -> bool:
    """Whether `text` has all the words of `name` in it, one after the other."""
    said = " ".join(words(name))
    return bool(said) and f" {said} " in f" {' '.join(words(text))} "


_HEARD = str.maketrans({letter: sign for sign, letters in SOUNDS.items() for letter in letters})
_UNSPOKEN = str.maketrans(dict.fromkeys(LATIN_VOWELS))
_PERSIAN = re.compile("[\u0600-\u06ff]")
_FEWEST_SOUNDS = 2
_ENDINGS = ("ش", "و")  # its, the: «سختش», «کلیدرو»
_STEM = 3  # letters at least that stand before one


def written(text: str) -> frozenset[str]:
    """How the words of a name are known: as they are written, and by what is heard of them."""
    return frozenset(words(text)) | {
        sounds for word in words(text) if (sounds := _heard(word, _script(word)))
    }


def spoken(word: str) -> frozenset[str]:
    """All that a word of `words` may be known by among the `written`: itself, also without its ending,
    and the same sounds in the other script."""
    forms = {word}
    if word.endswith(_ENDINGS) and len(word) > _STEM:
        forms.add(word[:-1])
    other = "latin" if _script(word) == "persian" else "persian"
    return frozenset(forms | {sounds for form in forms if (sounds := _heard(form, other))})


def _script(word: str) -> str:
    return "persian" if _PERSIAN.search(word) else "latin"


def _heard(word: str, script: str) -> str | None:
    """The consonants of a word, as one of `script`; None if there are too few to know it by. A final
    `h` is a vowel."""
    for pair, sign in LATIN_PAIRS.items():
        word = word.replace(pair, sign)
    signs = word.translate(_UNSPOKEN).translate(_HEARD)
    if word.endswith(("h", "ه")):
        signs = signs[:-1]
    once = "".join(sign for sign, _ in groupby(signs))
    return f"{script}:{once}" if len(once) >= _FEWEST_SOUNDS else None
