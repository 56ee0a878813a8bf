"""Vectors made before are not made again; a damaged store costs time, not the training."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from bot.components.e5_weights import Floats
from bot.components.encoder import DIMENSIONS
from bot.components.vector_cache import CachedEncoder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class Counting:
    """An encoder that knows texts by their length, and which of them it was asked for."""

    name = "counting-1"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def tokens(self, text: str) -> int:
        return len(text)

    def vectors(self, texts: Sequence[str]) -> Floats:
        self.asked += texts
        return np.array([[len(text)] * DIMENSIONS for text in texts], np.float32)

    def passages(self, texts: Sequence[str]) -> Floats:
        return -self.vectors(texts)


def test_a_changed_example_costs_one_text(tmp_path: Path) -> None:
    CachedEncoder(Counting(), tmp_path).vectors(["where is it", "thanks", "thanks"])
    inner = Counting()
    vectors = CachedEncoder(inner, tmp_path).vectors(["where is it", "many thanks", "thanks"])
    assert inner.asked == ["many thanks"]
    assert vectors[:, 0].tolist() == [11, 11, 6]


def test_a_passage_is_kept_apart_from_a_question(tmp_path: Path) -> None:
    """The same words lie elsewhere when they answer."""
    cached = CachedEncoder(Counting(), tmp_path)
    assert cached.vectors(["gift cards"])[0, 0] == 10
    assert cached.passages(["gift cards"])[0, 0] == -10
    assert CachedEncoder(Counting(), tmp_path).passages(["gift cards"])[0, 0] == -10


def test_another_encoder_has_another_store(tmp_path: Path) -> None:
    CachedEncoder(Counting(), tmp_path).vectors(["thanks"])
    newer = Counting()
    newer.name = "counting-2"
    CachedEncoder(newer, tmp_path).vectors(["thanks"])
    assert newer.asked == ["thanks"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut short", b"something else"])
def test_a_damaged_store_is_made_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "counting-1.npz").write_bytes(content)
    inner = Counting()
    assert CachedEncoder(inner, tmp_path).vectors(["thanks"])[0, 0] == 6
    CachedEncoder(inner, tmp_path).vectors(["thanks"])
    assert inner.asked == ["thanks"]


def test_the_store_is_bounded_and_keeps_what_was_used_last(tmp_path: Path) -> None:
    for texts in (["a", "bb"], ["ccc"]):
        CachedEncoder(Counting(), tmp_path, limit=2).vectors(texts)
    inner = Counting()
    CachedEncoder(inner, tmp_path, limit=2).vectors(["ccc", "a"])
    assert inner.asked == []
    CachedEncoder(inner, tmp_path, limit=2).vectors(["bb"])
    assert inner.asked == ["bb"]
