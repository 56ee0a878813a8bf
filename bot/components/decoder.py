"""Persian in Latin letters, decoded to Persian ones: "sefaresham nareside" to «سفارشم نرسیده».

People spell it as they hear it, so no table of letters does. A word is looked for among the words of the
Persian examples that have its consonants (`features.skeleton`), and the nearest is taken, where unwritten
vowels weigh little and a frequent word is preferred. What has no near one is written letter by letter.
Words with spellings of their own stand in `latin_words.yml`.

Bounded everywhere: letters of a text, letters of a word, candidates of a word.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import yaml

from bot.components.features import skeleton
from bot.spelling import normalise

_FIXED = Path(__file__).with_name("latin_words.yml")
_TOKEN = re.compile(r"[a-z']+|\d+|\n|[^\sa-z\d]")
_WORD = re.compile(r"\w+")
_STRETCHED = re.compile(r"(.)\1{2,}")
_DOUBLED = re.compile(r"(.)\1+")

LETTERS = 400  # of a text: more is not decoded
_LONGEST = 20  # letters of a word
_CANDIDATES = 24  # words of the same consonants, the most frequent
_REMEMBERED = 20_000  # decoded words
_FARTHEST = 1.6  # from here on a word is no likeness
_FREQUENCY = 0.12  # how much nearer each e-fold of its examples brings a word

_GROUPS = (
    ("kh", "خ"),
    ("sh", "ش"),
    ("ch", "چ"),
    ("gh", "ق"),
    ("zh", "ژ"),
    ("oo", "و"),
    ("ou", "و"),
    ("ee", "ی"),
    ("aa", "ا"),
    ("ey", "ی"),
    ("ei", "ی"),
)
_SINGLE = str.maketrans(
    dict(zip("abcdefghijklmnopqrstuvwxyz", [*"ابکد", "", *"فگهیجکلمنوپقرستوووخیز"], strict=True))
)

# One sign for a sound, for comparing: vowels are a, o, i; e is as good as unwritten.
_SOUND_GROUPS = (
    ("kh", "x"),
    ("sh", "$"),
    ("ch", "c"),
    ("gh", "q"),
    ("zh", "j"),
    ("oo", "o"),
    ("ou", "o"),
    ("ee", "i"),
    ("aa", "a"),
    ("ey", "i"),
    ("ei", "i"),
)
_SOUNDS = str.maketrans("uwvy", "oooi")
_PERSIAN_SOUNDS = str.maketrans(
    "اآعویهبپتطثسصجژچحخدذزضظرشغقفکگلمن",
    "aaaoiebpttsssjjchxdzzzzr$qqfkglmn",
)
_NEAR = frozenset(
    {("e", "i"), ("e", "h"), ("h", "e"), ("o", "a"), ("k", "q"), ("g", "q")}
)  # typed, meant
_UNWRITTEN = frozenset("aeo'h")
_VOWELS = frozenset("aoi")


class Decoder:
    """Decodes words by `candidates`: for each skeleton the words that have it, with their counts."""

    def __init__(self, candidates: Mapping[str, Sequence[tuple[str, int]]]) -> None:
        self.candidates = candidates
        self._decoded = lru_cache(maxsize=_REMEMBERED)(self._word)

    @classmethod
    def of(cls, texts: Iterable[str]) -> Decoder:
        """Knows the words in Persian letters of `texts`."""
        counts = Counter(
            word for text in texts for word in _WORD.findall(normalise(text)) if not word.isascii()
        )
        candidates: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for word, count in counts.most_common():
            known = candidates[skeleton(word)]
            if len(known) < _CANDIDATES and len(word) <= _LONGEST:
                known.append((word, count))
        return cls(candidates)

    def __call__(self, text: str) -> str:
        """The text in Persian letters, its words and signs with spaces between."""
        return " ".join(self._decoded(token) for token in _TOKEN.findall(text[:LETTERS].lower()))

    def _word(self, token: str) -> str:
        if not token[0].isalpha() or len(token) > _LONGEST:
            return token
        typed = _STRETCHED.sub(r"\1\1", token)
        fixed = _fixed().get(typed) or _fixed().get(_DOUBLED.sub(r"\1", typed))
        return fixed or self._nearest(typed) or _by_letters(typed)

    def _nearest(self, typed: str) -> str | None:
        sounds = _sounds_of_latin(typed)
        far = [
            (
                _distance(sounds, word.translate(_PERSIAN_SOUNDS)) - _FREQUENCY * math.log(count),
                word,
            )
            for word, count in self.candidates.get(skeleton(typed), ())
        ]
        distance, word = min(far, default=(_FARTHEST, None), key=lambda pair: pair[0])
        return word if distance < _FARTHEST else None


@lru_cache(maxsize=1)
def _fixed() -> dict[str, str]:
    table = yaml.safe_load(_FIXED.read_text("utf-8"))
    return {spelling: word for word, spellings in table.items() for spelling in spellings}


def _by_letters(word: str) -> str:
    for group, letter in _GROUPS:
        word = word.replace(group, letter)
    return word.translate(_SINGLE)


def _sounds_of_latin(word: str) -> str:
    for group, sound in _SOUND_GROUPS:
        word = word.replace(group, sound)
    return word.translate(_SOUNDS)


def _distance(typed: str, meant: str) -> float:
    """Edit distance of two words of at most `_LONGEST` sounds, in which vowels cost little."""
    above = [0.0]
    for sound in meant:
        above.append(above[-1] + _left_out(sound))
    for letter in typed:
        row = [above[0] + _put_in(letter)]
        for place, sound in enumerate(meant, start=1):
            changed = above[place - 1] + _changed(letter, sound)
            put_in = above[place] + _put_in(letter)
            row.append(min(changed, put_in, row[place - 1] + _left_out(sound)))
        above = row
    return above[-1]


def _left_out(sound: str) -> float:
    return 0.6 if sound in _VOWELS else 1.0


def _put_in(letter: str) -> float:
    return 0.25 if letter in _UNWRITTEN else 1.0


def _changed(letter: str, sound: str) -> float:
    if letter == sound:
        return 0.0
    return 0.3 if (letter, sound) in _NEAR else 1.2
