"""all-MiniLM-L6-v2 as its paper's formulas say, in 64-bit floats: what the built graph is held against."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.special import erf
from tokenizers import Tokenizer

from faq_bot.nlu import safetensors

Doubles = npt.NDArray[np.float64]


class Reference:
    """folder: the weights and the tokenizer."""

    def __init__(self, folder: Path) -> None:
        self._weights = {
            name: np.array(w, np.float64) for name, w in safetensors.read(folder / "model.safetensors").items()
        }
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()

    def encode(self, text: str) -> Doubles:
        ids = self._tokenizer.encode(text).ids
        weights = self._weights
        words = weights["embeddings.word_embeddings.weight"][ids]
        places = weights["embeddings.position_embeddings.weight"][: len(ids)]
        value = self._norm(
            words + places + weights["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm"
        )
        for number in range(6):
            value = self._layer(value, f"encoder.layer.{number}")
        mean = value.mean(axis=0)
        vector: Doubles = mean / np.linalg.norm(mean)
        return vector

    def _layer(self, value: Doubles, part: str) -> Doubles:
        heads = []
        query, key, content = (
            self._linear(value, f"{part}.attention.self.{name}") for name in ("query", "key", "value")
        )
        for head in range(12):
            columns = slice(32 * head, 32 * head + 32)
            products = query[:, columns] @ key[:, columns].T / np.sqrt(32)
            shares = np.exp(products - products.max(axis=1, keepdims=True))
            heads.append(shares / shares.sum(axis=1, keepdims=True) @ content[:, columns])
        attended = self._linear(np.concatenate(heads, axis=1), f"{part}.attention.output.dense")
        value = self._norm(attended + value, f"{part}.attention.output.LayerNorm")
        inner = self._linear(value, f"{part}.intermediate.dense")
        inner = inner * 0.5 * (1 + erf(inner / np.sqrt(2)))
        return self._norm(self._linear(inner, f"{part}.output.dense") + value, f"{part}.output.LayerNorm")

    def _linear(self, value: Doubles, part: str) -> Doubles:
        product: Doubles = value @ self._weights[f"{part}.weight"].T + self._weights[f"{part}.bias"]
        return product

    def _norm(self, value: Doubles, part: str) -> Doubles:
        centred = value - value.mean(axis=1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(axis=1, keepdims=True) + 1e-12)
        normed: Doubles = scaled * self._weights[f"{part}.weight"] + self._weights[f"{part}.bias"]
        return normed
