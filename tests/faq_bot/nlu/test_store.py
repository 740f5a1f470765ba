"""Stored versions: whole, damaged, chosen, and what answers when one cannot be read."""

from pathlib import Path

import pytest

from faq_bot.nlu.choosing import load_best
from faq_bot.nlu.encoders import Encoder
from faq_bot.nlu.errors import Complaint, EncoderMissing, ModelBroken
from faq_bot.nlu.learning import learn
from faq_bot.nlu.records import EngineName
from faq_bot.nlu.store import KEPT, Store
from tests.faq_bot.nlu.conftest import Encoders
from tests.faq_bot.nlu.sets import training

ASKED = ["where is my parcel", "refund", "open today?", "tell me a joke", "😀"]


def missing(name: str) -> Encoder:
    raise EncoderMissing(Complaint("encoder_english", f"{name} is not installed"))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


def damage(folder: Path, version: int) -> None:
    path = folder / "en" / str(version) / "model.json"
    path.write_bytes(path.read_bytes()[:-10])


@pytest.mark.parametrize("name", ["", "minilm", "e5"])
@pytest.mark.parametrize(("most", "answers"), [(6, False), (2, False), (6, True)])
def test_a_stored_model_understands_as_the_trained_one(
    most: int, answers: bool, name: str, encoders: Encoders, store: Store
) -> None:
    given = training(most, answers=answers)
    learned = learn(given, encoders.open(name) if name else None)
    loaded = store.load("en", store.save(given, learned), encoders.open)
    for text in ASKED:
        assert loaded.understand(text) == learned.model.understand(text)
    assert store.training("en", 1) == given
    assert store.held_out("en", 1) == [(each.question, each.right) for each in learned.held_out]
    assert store.vectors("en", name or "none").keys() == (learned.vectors.keys() if name else set())


def test_one_can_go_back_and_forward(store: Store) -> None:
    learned = learn(training(), None)
    assert store.chosen("en") is None
    assert [store.save(training(), learned) for _ in range(3)] == [1, 2, 3]
    assert store.chosen("en") == 3
    store.choose("en", 1)
    assert store.chosen("en") == 1
    with pytest.raises(ModelBroken):
        store.choose("en", 9)


def test_old_versions_are_forgotten_but_not_the_chosen_one(store: Store) -> None:
    learned = learn(training(), None)
    for _ in range(KEPT + 3):
        store.save(training(), learned)
    store.choose("en", 1)
    store.prune("en")
    assert store.versions("en") == [8, 7, 6, 5, 4, 1]


def test_a_damaged_version_gives_way_to_the_one_before(store: Store, tmp_path: Path) -> None:
    for most in (5, 6):
        store.save(training(most), learn(training(most), None))
    damage(tmp_path, 2)
    model, answering = load_best(store, "en", missing)
    assert (answering.version, model.engine) == (1, EngineName.TFIDF)
    assert answering.complaints == (
        Complaint(
            "model_damaged",
            "Version 2 of the model for en is damaged: model.json.",
            {"language": "en", "version": "2", "file": "model.json"},
        ),
    )


@pytest.mark.parametrize("file", ["sparse.npy", "hashes.json", "model.json"])
def test_a_lost_file_is_a_broken_version(file: str, store: Store, tmp_path: Path) -> None:
    store.save(training(), learn(training(), None))
    (tmp_path / "en" / "1" / file).unlink()
    with pytest.raises(ModelBroken):
        store.load("en", 1, missing)


def test_where_no_version_can_be_read_words_alone_are_learned_anew(store: Store, tmp_path: Path) -> None:
    store.save(training(), learn(training(), None))
    damage(tmp_path, 1)
    model, answering = load_best(store, "en", missing)
    assert (answering.version, answering.engine) == (0, EngineName.TFIDF)
    assert model.understand("where is my parcel").ranked[0].intent == "order"
    assert len(answering.complaints) == 2


def test_without_the_encoder_words_alone_answer(store: Store, minilm: Encoder) -> None:
    store.save(training(), learn(training(), minilm))
    model, answering = load_best(store, "en", missing)
    assert answering.engine == EngineName.TFIDF
    assert "encoder_english" in [each.code for each in answering.complaints]
    assert model.understand("where is my parcel").ranked[0].intent == "order"


def test_where_nothing_can_be_read_nothing_answers(store: Store, tmp_path: Path) -> None:
    store.save(training(), learn(training(), None))
    for name in ("model.json", "training.json"):
        (tmp_path / "en" / "1" / name).write_bytes(b"{")
    with pytest.raises(ModelBroken):
        load_best(store, "en", missing)
    with pytest.raises(ModelBroken):
        load_best(store, "vi", missing)
