"""Sentence vectors by ONNX Runtime from a graph of a transformer's layers, which takes words already embedded."""

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from faq_bot.nlu.arrays import Floats
from faq_bot.nlu.carried import Carried
from faq_bot.nlu.encoders import DIMENSIONS
from faq_bot.nlu.stored import checked, write_checked
from faq_bot.nlu.transformer_weights import Weights

BATCH, BATCH_TOKENS = 32, 4_096
"""Texts, and tokens, that run together at most."""


class Transformer(ABC):
    """An encoder, but for what is read of a text and how its words are embedded."""

    name: str
    dictionary = frozenset[str]()

    def __init__(self, session: Any) -> None:
        self._session = session

    @abstractmethod
    def tokens(self, texts: Sequence[str], *, passages: bool) -> list[list[int]]:
        """The numbers of each text's words and pieces, no more than the graph reads."""

    @abstractmethod
    def embedded(self, tokens: Sequence[Sequence[int]]) -> Floats:
        """(texts, tokens, DIMENSIONS) of texts with equally many tokens, their places in it."""

    def encode(self, texts: list[str], *, passages: bool = False) -> Floats:
        """Texts of equally many tokens run together: nothing is padded, so no vector depends on its company."""
        tokens = self.tokens(texts, passages=passages)
        by_length: dict[int, list[int]] = defaultdict(list)
        for number, ids in enumerate(tokens):
            by_length[len(ids)].append(number)
        vectors = np.empty((len(texts), DIMENSIONS), np.float32)
        for length, numbers in by_length.items():
            size = min(BATCH, max(1, BATCH_TOKENS // length))
            for start in range(0, len(numbers), size):
                batch = numbers[start : start + size]
                embedded = self.embedded([tokens[number] for number in batch])
                (vectors[batch],) = self._session.run(None, {"embedded": embedded})
        return vectors


def open_session(path: Path) -> Any:
    """Runs the graph of a file on one core. Raises ValueError where it cannot."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except RuntimeError as error:  # what onnxruntime raises has no narrower root
        raise ValueError(f"its graph cannot be loaded: {error}") from error


def built(path: Path, carried: Carried, weights: Callable[[], Weights]) -> Path:
    """The file with the graph, whole by its hash; else built anew from the weights, which are whole by theirs."""
    if not checked(path):
        from faq_bot.nlu.transformer_graph import build

        carried.require_whole()
        write_checked(path, build(weights()))
    return path
