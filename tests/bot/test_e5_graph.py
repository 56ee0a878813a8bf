"""The encoder's graph computes what its weights say."""

from __future__ import annotations

import numpy as np
import pytest

from bot.components.e5_weights import E5Weights, installed_weights

onnx = pytest.importorskip("onnx", reason="its wheel does not fit this platform")
runtime = pytest.importorskip("onnxruntime", reason="its wheel does not fit this platform")


def test_it_is_a_valid_model_that_takes_any_number_of_tokens() -> None:
    """Each token gets a meaning, which depends on the others."""
    from bot.components.e5_graph import MEANINGS, TOKENS, e5_graph  # noqa: PLC0415 - needs onnx

    file = installed_weights()
    if file is None:
        pytest.skip("its wheel does not fit this platform")
    graph = e5_graph(E5Weights(file))
    onnx.checker.check_model(graph)
    session = runtime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    some = np.random.default_rng(7).normal(size=(1, 9, 384)).astype(np.float32)
    (nine,) = session.run([MEANINGS], {TOKENS: some})
    (four,) = session.run([MEANINGS], {TOKENS: some[:, :4]})
    assert nine.shape == (1, 9, 384)
    assert np.isfinite(nine).all()
    assert not np.allclose(nine[0, :4], four[0], atol=0.01)
