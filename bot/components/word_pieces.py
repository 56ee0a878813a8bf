"""Cuts texts into the pieces of words that the encoder knows (SentencePiece's unigram model).

Each character is first read as the model reads it, spaces in a row as one. Of all ways to cut a word, the one
whose pieces' scores have the highest sum is taken (Viterbi). No piece reaches over a space, so each word is cut
by itself, in time linear in its length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.components.e5_weights import Pieces

_SPACE = "▁"  # how pieces write the space before a word
_SPACES = re.compile(" {2,}")
_WORDS_KEPT = 4096
_USUAL_WORD = 24  # letters; longer ones are rare, and not kept
_WORSE_THAN_ANY = 10.0  # how much less than the worst piece a letter scores that is in none


@dataclass(frozen=True)
class Piece:
    """A token, and how many letters of the text as it is read lie before its end."""

    token: int
    end: int


class WordPieces:
    """The model's pieces, ready to cut with."""

    def __init__(self, pieces: Pieces) -> None:
        self.begin, self.end = pieces.begin, pieces.end
        self._unknown = pieces.unknown
        self._read_as = pieces.read_as
        self._known = {text: token for token, text in enumerate(pieces.texts)}
        del self._known[pieces.texts[pieces.unknown]]
        self._scores = pieces.scores
        self._longest = max(map(len, self._known))
        self._alien = min(pieces.scores) - _WORSE_THAN_ANY
        self._usual = lru_cache(maxsize=_WORDS_KEPT)(self._cut)

    def read(self, text: str) -> str:
        """The text as the model reads it."""
        return _SPACES.sub(" ", text.translate(self._read_as))

    def cut(self, read: str) -> list[Piece]:
        """The pieces of a text that `read` gave."""
        found: list[Piece] = []
        start = len(read) - len(read.removeprefix(" "))
        for word in read[start:].split(" "):
            cut = self._usual if len(word) <= _USUAL_WORD else self._cut
            found += [Piece(token, start + end) for token, end in cut(_SPACE + word)]
            start += len(word) + 1
        return found

    def _cut(self, word: str) -> list[tuple[int, int]]:
        """Tokens, each with the place of its end. The mark before the word counts for no letter."""
        best: list[tuple[float, int, int]] = [(0.0, 0, 0)]  # to here: score, token, its start
        best += [(float("-inf"), 0, 0)] * len(word)
        for start in range(len(word)):
            so_far = best[start][0]
            for end in range(start + 1, min(start + self._longest, len(word)) + 1):
                token = self._known.get(word[start:end])
                if token is not None:
                    score = so_far + self._scores[token]
                elif end == start + 1:
                    token, score = self._unknown, so_far + self._alien
                else:
                    continue
                if score > best[end][0]:
                    best[end] = (score, token, start)
        cuts: list[tuple[int, int]] = []
        end = len(word)
        while end:
            _, token, start = best[end]
            cuts.append((token, end - 1))
            end = start
        return cuts[::-1]
