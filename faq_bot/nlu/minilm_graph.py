"""The layers of all-MiniLM-L6-v2 (Apache-2.0) as an ONNX graph, from embedded words to the sentence's vector.

The embedding of words stays outside: half of all weights, of which a question reads a few rows.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper

from faq_bot.nlu.arrays import Floats

LAYERS, HEADS, WIDTH = 6, 12, 384
EPSILON = 1e-12
INPUT, OUTPUT = "embedded", "sentence"


class _Graph:
    """Nodes and constants in the order in which they are written down."""

    def __init__(self, weights: Mapping[str, Floats]) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self._weights = weights

    def node(self, kind: str, *inputs: str, name: str = "", **attributes: Any) -> str:
        name = name or f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], **attributes))
        return name

    def constant(self, value: Any, kind: type[np.generic] = np.float32) -> str:
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value, kind), name))
        return name

    def linear(self, value: str, part: str) -> str:
        weight, bias = self._weights[f"{part}.weight"], self._weights[f"{part}.bias"]
        product = self.node("MatMul", value, self.constant(weight.T))
        return self.node("Add", product, self.constant(bias))

    def norm(self, value: str, part: str) -> str:
        scale, bias = (self.constant(self._weights[f"{part}.{name}"]) for name in ("weight", "bias"))
        return self.node("LayerNormalization", value, scale, bias, axis=-1, epsilon=EPSILON)

    def layer(self, value: str, part: str) -> str:
        attended = self.linear(self.attention(value, f"{part}.attention.self"), f"{part}.attention.output.dense")
        value = self.norm(self.node("Add", attended, value), f"{part}.attention.output.LayerNorm")
        inner = self.gelu(self.linear(value, f"{part}.intermediate.dense"))
        outer = self.linear(inner, f"{part}.output.dense")
        return self.norm(self.node("Add", outer, value), f"{part}.output.LayerNorm")

    def attention(self, value: str, part: str) -> str:
        shape = self.constant([0, 0, HEADS, WIDTH // HEADS], np.int64)
        query, key, content = (
            self.node("Reshape", self.linear(value, f"{part}.{name}"), shape) for name in ("query", "key", "value")
        )
        query, content = (self.node("Transpose", each, perm=[0, 2, 1, 3]) for each in (query, content))
        key = self.node("Transpose", key, perm=[0, 2, 3, 1])
        products = self.node("Mul", self.node("MatMul", query, key), self.constant((WIDTH / HEADS) ** -0.5))
        mixed = self.node("MatMul", self.node("Softmax", products, axis=-1), content)
        mixed = self.node("Transpose", mixed, perm=[0, 2, 1, 3])
        return self.node("Reshape", mixed, self.constant([0, 0, WIDTH], np.int64))

    def gelu(self, value: str) -> str:
        error = self.node("Erf", self.node("Mul", value, self.constant(2**-0.5)))
        return self.node(
            "Mul", self.node("Mul", value, self.constant(0.5)), self.node("Add", error, self.constant(1.0))
        )


def build(weights: Mapping[str, Floats]) -> bytes:
    """INPUT: (sentences, tokens, WIDTH), all of one length, so that nothing is masked. OUTPUT: (sentences, WIDTH)."""
    graph = _Graph(weights)
    value = graph.norm(INPUT, "embeddings.LayerNorm")
    for number in range(LAYERS):
        value = graph.layer(value, f"encoder.layer.{number}")
    mean = graph.node("ReduceMean", value, graph.constant([1], np.int64), keepdims=0)
    length = graph.node("ReduceL2", mean, graph.constant([1], np.int64), keepdims=1)
    graph.node("Div", mean, length, name=OUTPUT)
    takes = helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, ["sentences", "tokens", WIDTH])
    gives = helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, ["sentences", WIDTH])
    model = helper.make_model(
        helper.make_graph(graph.nodes, "minilm", [takes], [gives], graph.constants),
        opset_imports=[helper.make_opsetid("", 18)],
        ir_version=9,
    )
    checker.check_model(model)
    return bytes(model.SerializeToString())
