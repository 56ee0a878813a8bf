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


def test_no_product_can_be_cut_off() -> None:
    """No matrix has a sign: without VNNI, products with signed weights are added in 16 bits and saturate."""
    from bot.components.e5_graph import e5_graph  # noqa: PLC0415 - needs onnx

    file = installed_weights()
    if file is None:
        pytest.skip("its wheel does not fit this platform")
    graph = onnx.load_from_string(e5_graph(E5Weights(file))).graph
    constants = {constant.name: constant.data_type for constant in graph.initializer}
    products = [node for node in graph.node if node.op_type == "DynamicQuantizeMatMul"]
    assert len(products) == 12 * 4  # a layer's queries, keys and values, its output, and two more
    kinds = {constants[product.input[at]] for product in products for at in (1, 3)}
    assert kinds == {onnx.TensorProto.UINT8}
