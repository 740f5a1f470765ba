"""What a server says, read as articles: anything else is dropped."""

import json
from typing import Any

import pytest

from faq_bot.nlu.records import Ranked
from faq_bot.rasa import answers
from faq_bot.rasa.errors import RasaFailed
from faq_bot.rasa.project import intent_of, key_of


def ranking(*pairs: tuple[Any, Any]) -> bytes:
    return json.dumps({"intent_ranking": [{"name": name, "confidence": score} for name, score in pairs]}).encode()


def said(*customs: Any) -> bytes:
    return json.dumps([{"recipient_id": "x", "custom": each} for each in customs]).encode()


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (ranking(("returns", 0.9), ("hours", 0.1)), [("returns", 0.9), ("hours", 0.1)]),
        (ranking(("nlu_fallback", 0.7), ("returns", 0.2)), [("returns", 0.2)]),
        (ranking(("restart_", 0.7), ("restart", 0.2), ("back", 0.1)), [("restart", 0.7)]),
        (ranking((None, 0.7), ("Chào bạn", 0.2), ("a/b", 0.1), ("returns", 7)), []),
        (
            ranking(*((f"article-{number}", 0.1) for number in range(9))),
            [(f"article-{number}", 0.1) for number in range(5)],
        ),
        (b'{"intent_ranking": []}', []),
        (b"{}", []),
    ],
)
def test_a_ranking(body: bytes, found: list[tuple[str, float]]) -> None:
    assert answers.ranked(body) == tuple(Ranked(*each) for each in found)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (said({"article": "returns"}), ["returns"]),
        (said({"article": "returns"}, {"article": "hours"}, {"article": "returns"}), ["returns", "hours"]),
        (said({"hand_over": True}), []),
        (said({"article": 7}, {"article": None}, {"article": "Nice try!"}, "returns", ["returns"], None), []),
        (b'[{"recipient_id": "x", "text": "I have made this up."}, {"image": "http://a.example/b.png"}]', []),
        (b"[]", []),
    ],
)
def test_a_dialogue_s_answer(body: bytes, found: list[str]) -> None:
    assert answers.articles(body) == tuple(Ranked(key, 1.0) for key in found)


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b'{"intent_ranking": 3}', b'{"intent_ranking": [{"name": 1}]}']
)
def test_what_is_no_ranking_is_a_failure(body: bytes) -> None:
    with pytest.raises(RasaFailed):
        answers.ranked(body)


@pytest.mark.parametrize("body", [b"", b"{}", b"[3]", b'["text"]'])
def test_what_is_no_answer_is_a_failure(body: bytes) -> None:
    with pytest.raises(RasaFailed):
        answers.articles(body)


def test_a_server_without_a_model_is_a_failure() -> None:
    assert answers.model(b'{"model_file": "one.tar.gz", "model_id": "1"}').model_file == "one.tar.gz"
    with pytest.raises(RasaFailed, match="no model"):
        answers.model(b'{"model_file": null, "model_id": null, "num_active_training_jobs": 0}')


@pytest.mark.parametrize("key", ["returns", "back", "restart", "a-b-1"])
def test_every_key_has_an_intent_and_the_intent_that_key(key: str) -> None:
    assert key_of(intent_of(key)) == key


@pytest.mark.parametrize("intent", ["nlu_fallback", "back", "returns_", "", "_", "session_start", "Trả hàng"])
def test_other_intents_have_no_key(intent: str) -> None:
    assert key_of(intent) == ""
