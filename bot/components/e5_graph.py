"""The arithmetic of multilingual-e5-small as a graph for ONNX Runtime: twelve layers of a BERT.

Matrices are of eight bits a weight, one scale a column, and what they are multiplied with is brought to eight
bits as it comes. A processor multiplies such numbers four times as fast as the four-bit blocks of the file:
a short message costs 4 ms of its time instead of 13 (docs/adr/0024-the-encoder-runs-on-onnx.md).

Weights have no sign: of signed ones, processors without VNNI add two products in 16 bits and cut off what does
not fit, so that the same text had another vector there.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from onnx import ModelProto, TensorProto, helper

from bot.components.e5_weights import E5Weights, Floats

_OPERATORS, _EXTENDED, _FORMAT = 17, 1, 9  # versions that any ONNX Runtime from 1.15 on knows
_MICROSOFT = "com.microsoft"
_HIGHEST = 127
_ZERO = 128  # how a weight of nothing is written without a sign
TOKENS, MEANINGS = "tokens", "meanings"  # what goes in and comes out: 1 × tokens × width


class _Graph:
    """Collects nodes, and the constants that they take, in the model itself: copies would cost its size again."""

    def __init__(self, weights: E5Weights) -> None:
        self.weights = weights
        versions = [helper.make_opsetid("", _OPERATORS), helper.make_opsetid(_MICROSOFT, _EXTENDED)]
        self.model = ModelProto(ir_version=_FORMAT, opset_import=versions)
        self._graph = self.model.graph
        self._graph.name = "e5"
        shape: list[str | int | None] = [1, "count", weights.width]
        for ends, name in ((self._graph.input, TOKENS), (self._graph.output, MEANINGS)):
            ends.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))

    def add(self, kind: str, takes: list[str], gives: list[str], **how: Any) -> str:
        """Appends a node and returns the name of its first output."""
        self._graph.node.append(helper.make_node(kind, takes, gives, **how))
        return gives[0]

    def constant(self, name: str, values: Any) -> str:
        kind = helper.np_dtype_to_tensor_dtype(values.dtype)
        raw = np.ascontiguousarray(values).tobytes()
        self._graph.initializer.add(name=name, data_type=kind, dims=values.shape, raw_data=raw)
        return name

    def floats(self, name: str) -> str:
        return self.constant(name, self.weights.floats(name))

    def product(self, given: str, matrices: list[str], columns: int, name: str) -> str:
        """`given` times the matrices side by side, without their bias."""
        rows = np.concatenate([self.weights.matrix(matrix, columns) for matrix in matrices])
        values, scales = _in_eight_bits(rows)
        parts = [
            self.constant(f"{name}.values", values.T),
            self.constant(f"{name}.scales", scales),
            self.constant(f"{name}.zeros", np.full(len(rows), _ZERO, np.uint8)),
        ]
        return self.add("DynamicQuantizeMatMul", [given, *parts], [name], domain=_MICROSOFT)

    def normalised(self, given: str, before: str, norm: str, bias: str, name: str) -> str:
        """`given` with its bias and what was there `before`, brought to mean 0 and length 1."""
        shape = [self.floats(f"{norm}.w"), self.floats(f"{norm}.b"), self.floats(bias)]
        return self.add(
            "SkipLayerNormalization",
            [given, before, *shape],
            [name],
            domain=_MICROSOFT,
            epsilon=self.weights.epsilon,
        )


def e5_graph(weights: E5Weights) -> bytes:
    """The model for `onnxruntime.InferenceSession`, from embedded tokens to their meanings."""
    graph = _Graph(weights)
    graph.constant("thirds", np.full(3, weights.width, np.int64))
    norm = [graph.floats("emb.ln.w"), graph.floats("emb.ln.b")]
    state = graph.add(
        "LayerNormalization", [TOKENS, *norm], ["begin"], epsilon=weights.epsilon, axis=-1
    )
    for layer in range(weights.layers):
        state = _layer(graph, state, f"l{layer}")
    graph.add("Identity", [state], [MEANINGS])
    model: bytes = graph.model.SerializeToString()
    return model


def _layer(graph: _Graph, state: str, at: str) -> str:
    width, inner = graph.weights.width, graph.weights.inner
    heard = graph.normalised(
        graph.product(_attention(graph, state, at), [f"{at}.ao.w"], width, f"{at}.ao"),
        state,
        f"{at}.aln",
        f"{at}.ao.b",
        f"{at}.heard",
    )
    wide = graph.product(heard, [f"{at}.fi.w"], width, f"{at}.fi")
    bent = graph.add(
        "BiasGelu", [wide, graph.floats(f"{at}.fi.b")], [f"{at}.bent"], domain=_MICROSOFT
    )
    narrow = graph.product(bent, [f"{at}.fo.w"], inner, f"{at}.fo")
    return graph.normalised(narrow, heard, f"{at}.oln", f"{at}.fo.b", f"{at}.end")


def _attention(graph: _Graph, state: str, at: str) -> str:
    """What each token takes from the others: queries, keys and values come from one product."""
    matrices = [f"{at}.{part}.w" for part in "qkv"]
    all_three = graph.product(state, matrices, graph.weights.width, f"{at}.qkv")
    thirds = [f"{at}.{part}" for part in "qkv"]
    graph.add("Split", [all_three, "thirds"], thirds, axis=-1)
    biases = np.concatenate([graph.weights.floats(f"{at}.{part}.b") for part in "qkv"])
    return graph.add(
        "MultiHeadAttention",
        [*thirds, graph.constant(f"{at}.qkv.b", biases)],
        [f"{at}.taken"],
        domain=_MICROSOFT,
        num_heads=graph.weights.heads,
    )


def _in_eight_bits(rows: Floats) -> tuple[Any, Floats]:
    scales: Floats = (np.abs(rows).max(axis=1) / _HIGHEST).astype(np.float32)
    return (np.rint(rows / scales[:, None]) + _ZERO).astype(np.uint8), scales
