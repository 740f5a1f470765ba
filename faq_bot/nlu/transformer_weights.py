"""A transformer's weights as BERT names them, whichever package they come from."""

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from faq_bot.nlu.arrays import Floats

BLOCK = 32


class FourBits(NamedTuple):
    """A matrix in blocks of BLOCK along its rows: (rows, blocks) scales and (rows, blocks, BLOCK / 2) bytes.

    A byte holds two neighbours, the first in its lower half; 8 stands for zero. ONNX Runtime's MatMulNBits has it so:
    https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
    """

    scales: Floats
    pairs: npt.NDArray[np.uint8]

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.scales), BLOCK * self.scales.shape[1]

    def floats(self) -> Floats:
        halves = np.stack([self.pairs & 15, self.pairs >> 4], axis=-1).reshape(*self.scales.shape, BLOCK)
        return ((halves.astype(np.float32) - 8) * self.scales[..., None]).reshape(self.shape)


Weights: TypeAlias = Mapping[str, Floats | FourBits]
