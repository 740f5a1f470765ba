"""The layers of a BERT (Devlin et al. 2019) as an ONNX graph, from embedded words to the sentence's vector.

The embedding of words stays outside: half of all weights or more, of which a question reads a few rows.
"""

from typing import Any

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper

from faq_bot.nlu.arrays import Floats
from faq_bot.nlu.transformer_weights import BLOCK, FourBits, Weights

HEADS, WIDTH = 12, 384
EPSILON = 1e-12
INPUT, OUTPUT = "embedded", "sentence"
CONTRIBUTED = "com.microsoft"
"""ONNX Runtime's own operators."""
EIGHT_BITS = 4
"""MatMulNBits' accuracy level at which a block's inputs are brought to eight bits, and integers multiplied."""


class _Graph:
    """Nodes and constants in the order in which they are written down."""

    def __init__(self, weights: Weights) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self._weights = weights

    def node(self, kind: str, *inputs: str, name: str = "", domain: str = "", **attributes: Any) -> str:
        name = name or f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], domain=domain, **attributes))
        return name

    def constant(self, value: Any, kind: type[np.generic] = np.float32) -> str:
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value, kind), name))
        return name

    def floats(self, name: str) -> str:
        weight = self._weights[name]
        return self.constant(weight.floats() if isinstance(weight, FourBits) else weight)

    def linear(self, value: str, part: str) -> str:
        return self.node("Add", self.product(value, self._weights[f"{part}.weight"]), self.floats(f"{part}.bias"))

    def product(self, value: str, weight: Floats | FourBits) -> str:
        if not isinstance(weight, FourBits):
            return self.node("MatMul", value, self.constant(weight.T))
        rows, columns = weight.shape
        packed, scales = self.constant(weight.pairs, np.uint8), self.constant(weight.scales.reshape(-1))
        return self.node(
            "MatMulNBits", value, packed, scales, domain=CONTRIBUTED,
            N=rows, K=columns, bits=4, block_size=BLOCK, accuracy_level=EIGHT_BITS,
        )  # fmt: skip

    def norm(self, value: str, part: str) -> str:
        scale, bias = (self.floats(f"{part}.{name}") for name in ("weight", "bias"))
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


def build(weights: Weights) -> bytes:
    """INPUT: (sentences, tokens, WIDTH), all of one length, so that nothing is masked. OUTPUT: (sentences, WIDTH)."""
    graph = _Graph(weights)
    value = graph.norm(INPUT, "embeddings.LayerNorm")
    number = 0
    while f"{(part := f'encoder.layer.{number}')}.output.dense.weight" in weights:
        value, number = graph.layer(value, part), number + 1
    mean = graph.node("ReduceMean", value, graph.constant([1], np.int64), keepdims=0)
    length = graph.node("ReduceL2", mean, graph.constant([1], np.int64), keepdims=1)
    graph.node("Div", mean, length, name=OUTPUT)
    takes = helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, ["sentences", "tokens", WIDTH])
    gives = helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, ["sentences", WIDTH])
    model = helper.make_model(
        helper.make_graph(graph.nodes, "sentence", [takes], [gives], graph.constants),
        opset_imports=[helper.make_opsetid("", 18), helper.make_opsetid(CONTRIBUTED, 1)],
        ir_version=9,
    )
    checker.check_model(model)
    return bytes(model.SerializeToString())
