"""Vectors of texts that were encoded before, on disk: a changed example costs one text, not all.

Used in training, and when articles are indexed. A text is known by its digest, so the file holds nobody's words.
"""

from __future__ import annotations

import hashlib
import logging
import os
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from bot.components.e5_weights import Floats
from bot.components.encoder import DIMENSIONS, Encoder

logger = logging.getLogger(__name__)

FOLDER = Path(__file__).parents[2] / "var" / "vectors"
LIMIT = 60_000  # vectors kept: 46 MB
_AT_ONCE = 512  # texts between two lines of the log
_DIGEST = 16  # bytes


class CachedEncoder:
    """An `Encoder` that asks `inner` only for what it has not seen."""

    def __init__(self, inner: Encoder, folder: Path = FOLDER, limit: int = LIMIT) -> None:
        self.name = inner.name
        self._inner = inner
        self._limit = limit
        self._file = folder / f"{inner.name}.npz"
        self._known = _stored(self._file)

    def tokens(self, text: str) -> int:
        return self._inner.tokens(text)

    def vectors(self, texts: Sequence[str]) -> Floats:
        """As `inner` does it; new ones are stored before they are returned."""
        return self._cached(texts, self._inner.vectors, b"")

    def passages(self, texts: Sequence[str]) -> Floats:
        """As `inner` does it; new ones are stored before they are returned."""
        return self._cached(texts, self._inner.passages, b"passage")

    def _cached(
        self, texts: Sequence[str], encode: Callable[[Sequence[str]], Floats], kind: bytes
    ) -> Floats:
        digests = [_digest(text, kind) for text in texts]
        new = {d: text for d, text in zip(digests, texts, strict=True) if d not in self._known}
        if new:
            self._encode(new, encode)
            self._store(digests)
        return np.array([self._known[d] for d in digests], np.float32).reshape(-1, DIMENSIONS)

    def _encode(self, new: dict[bytes, str], encode: Callable[[Sequence[str]], Floats]) -> None:
        digests = list(new)
        for first in range(0, len(digests), _AT_ONCE):
            logger.info("%s of %s new texts encoded", f"{first:,}", f"{len(digests):,}")
            some = digests[first : first + _AT_ONCE]
            rows = encode([new[d] for d in some]).astype(np.float16)
            self._known.update(zip(some, rows, strict=True))

    def _store(self, used: list[bytes]) -> None:
        """In place of the old file, at once: what was used now, then the others as far as there is room."""
        order = list(dict.fromkeys([*used, *self._known]))[: self._limit]
        self._file.parent.mkdir(parents=True, exist_ok=True)
        partial = self._file.with_suffix(f".{os.getpid()}.npz")
        digests = np.frombuffer(b"".join(order), np.uint8).reshape(-1, _DIGEST)
        np.savez(partial, digests=digests, vectors=np.array([self._known[d] for d in order]))
        partial.replace(self._file)


def _digest(text: str, kind: bytes) -> bytes:
    content = text.encode("utf-8", "replace")
    return hashlib.blake2b(content, digest_size=_DIGEST, person=kind).digest()


def _stored(file: Path) -> dict[bytes, Floats]:
    """What the file holds; a damaged one is as good as none."""
    try:
        with np.load(file, allow_pickle=False) as arrays:
            digests, vectors = arrays["digests"], arrays["vectors"]
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        logger.warning("%s is damaged and will be made anew", file)
        return {}
    return {bytes(digest): vector for digest, vector in zip(digests, vectors, strict=True)}
