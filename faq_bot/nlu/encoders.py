"""What turns a text into a sentence vector, by language."""

from pathlib import Path
from typing import Protocol

from faq_bot.nlu.arrays import Floats

DIMENSIONS = 384
MINILM, E5 = "minilm", "e5"
ENGLISH = "en"


class Encoder(Protocol):
    """name: tells vectors of one encoder from those of another. dictionary: words that it knows as a whole, in lower
    case; empty where it does not go by words.
    """

    name: str
    dictionary: frozenset[str]

    def encode(self, texts: list[str], *, passages: bool = False) -> Floats:
        """A row of DIMENSIONS for each text, of length 1, whatever else is in the list. passages: of answers."""
        ...


def encoder_for(locale: str) -> str:
    """MiniLM understands English alone; the multilingual one all else."""
    return MINILM if locale == ENGLISH else E5


def check(name: str) -> None:
    """Whether an encoder could be opened, without building anything. Raises EncoderMissing."""
    from faq_bot.nlu import e5, minilm

    (minilm if name == MINILM else e5).WEIGHTS.check()


def open_encoder(name: str, cache: Path) -> Encoder:
    """cache: where what is built from the weights is kept. Raises EncoderMissing."""
    if name == MINILM:
        from faq_bot.nlu.minilm import MiniLM

        return MiniLM.open(cache)
    from faq_bot.nlu.e5 import MultilingualE5

    return MultilingualE5.open(cache)
