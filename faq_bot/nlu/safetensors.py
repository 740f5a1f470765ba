"""Reads the weights of a .safetensors file, mapped into memory. Its form: https://github.com/huggingface/safetensors."""

from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from faq_bot.nlu.arrays import Floats


class _Tensor(msgspec.Struct):
    dtype: str
    shape: list[int]
    data_offsets: tuple[int, int]


def read(path: Path) -> dict[str, Floats]:
    """The tensors of 32-bit floats by name. Raises OSError and ValueError."""
    raw = np.memmap(path, np.uint8, "r")
    length = int(raw[:8].view("<u8")[0])
    head = msgspec.json.decode(raw[8 : 8 + length].tobytes(), type=dict[str, Any])
    tensors = msgspec.convert({name: head[name] for name in head if name != "__metadata__"}, dict[str, _Tensor])
    body = raw[8 + length :]
    return {
        name: body[slice(*tensor.data_offsets)].view("<f4").reshape(tensor.shape)
        for name, tensor in tensors.items()
        if tensor.dtype == "F32"
    }
