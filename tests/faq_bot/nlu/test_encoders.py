"""Sentence vectors, and what happens without the weights or with damaged ones."""

from pathlib import Path

import numpy as np
import pytest

from faq_bot.nlu import minilm as minilm_module
from faq_bot.nlu.encoders import Encoder, encoder_for
from faq_bot.nlu.errors import EncoderMissing
from faq_bot.nlu.minilm import GRAPH, MiniLM, package_folder
from tests.faq_bot.nlu.conftest import Encoders
from tests.faq_bot.nlu.reference import Reference

TEXTS = ["Where is my order?", "I want my money back.", "café ☕ 你好 \u200b x", "", "a " * 100, "Where is my parcel?"]


def test_minilm_gives_what_its_formulas_say(minilm: Encoder) -> None:
    reference = Reference(package_folder())
    expected = np.stack([reference.encode(text) for text in TEXTS])
    assert np.abs(minilm.encode(TEXTS) - expected).max() < 1e-5


@pytest.mark.parametrize("name", ["minilm", "e5"])
def test_a_vector_does_not_depend_on_what_else_is_encoded(name: str, encoders: Encoders) -> None:
    encoder = encoders.open(name)
    together = encoder.encode(TEXTS)
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
    assert np.abs(together - alone).max() < 1e-5
    assert np.linalg.norm(together, axis=1) == pytest.approx(1, abs=1e-3)


def test_minilm_reads_no_more_than_its_tokens(minilm: Encoder) -> None:
    assert np.array_equal(minilm.encode(["word " * 126]), minilm.encode(["word " * 5_000]))


def test_the_multilingual_encoder_finds_the_same_meaning_in_both_languages(e5: Encoder) -> None:
    order, same, other = e5.encode(["Đơn hàng của tôi đang ở đâu?", "Where is my order?", "Shop mở cửa lúc mấy giờ?"])
    assert order @ same > order @ other + 0.02


def test_the_multilingual_encoder_takes_a_nul_and_nothing(e5: Encoder) -> None:
    assert np.array_equal(e5.encode(["a\0b"]), e5.encode(["a b"]))
    assert e5.encode([]).shape == (0, 384)


def test_questions_and_passages_differ_where_the_encoder_was_trained_so(e5: Encoder, minilm: Encoder) -> None:
    assert not np.allclose(e5.encode(["x"]), e5.encode(["x"], passages=True))
    assert np.array_equal(minilm.encode(["x"]), minilm.encode(["x"], passages=True))


def test_a_damaged_graph_is_built_anew(tmp_path: Path, minilm: Encoder) -> None:
    (tmp_path / GRAPH).write_bytes(b"no graph")
    assert np.array_equal(MiniLM.open(tmp_path).encode(["x"]), minilm.encode(["x"]))
    assert sorted(path.name for path in tmp_path.iterdir()) == [GRAPH, f"{GRAPH}.sha256"]


def test_a_missing_package_or_other_weights_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minilm_module, "WEIGHTS_SHA256", "0" * 64)
    with pytest.raises(EncoderMissing, match="not the expected ones"):
        MiniLM.open(tmp_path)
    monkeypatch.setattr(minilm_module, "PACKAGE", "no_such_package")
    with pytest.raises(EncoderMissing, match="no_such_package is not installed"):
        MiniLM.open(tmp_path)


def test_english_has_an_encoder_of_its_own() -> None:
    assert [encoder_for(locale) for locale in ("en", "vi", "fr")] == ["minilm", "e5", "e5"]
