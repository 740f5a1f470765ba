"""What a Rasa server answers, read as articles and as nothing else. Pure.

A server can be trained with anything: an intent or a response that names no article is dropped, and so are its texts.
"""

from typing import Any, TypeVar

import msgspec

from faq_bot.nlu.errors import Complaint
from faq_bot.nlu.records import Ranked
from faq_bot.rasa.errors import RasaFailed
from faq_bot.rasa.project import ARTICLE, key_of

MOST = 5
"""Articles of an answer that count."""

T = TypeVar("T")


class Model(msgspec.Struct, frozen=True):
    """What a server has loaded. model_file: empty where it has nothing."""

    model_file: str | None = None
    model_id: str | None = None


class _Intent(msgspec.Struct, frozen=True):
    name: str | None = None
    confidence: float = 0.0


class _Parsed(msgspec.Struct, frozen=True):
    intent_ranking: list[_Intent] = []


class _Said(msgspec.Struct, frozen=True):
    custom: Any = None


def model(body: bytes) -> Model:
    """Of GET /status. Raises RasaFailed where there is no model."""
    found = _decoded(body, Model)
    if not found.model_file:
        raise RasaFailed(Complaint("rasa_no_model", "The Rasa server has no model."))
    return found


def ranked(body: bytes) -> tuple[Ranked, ...]:
    """The articles of POST /model/parse, the likeliest first; the scores are Rasa's confidences. Raises RasaFailed."""
    found = _decoded(body, _Parsed).intent_ranking
    keys = ((key_of(each.name or ""), each.confidence) for each in found)
    return tuple(Ranked(key, score) for key, score in keys if key and 0 <= score <= 1)[:MOST]


def articles(body: bytes) -> tuple[Ranked, ...]:
    """The articles that POST /webhooks/rest/webhook names, in its order, all of the same score. Raises RasaFailed."""
    named = [each.custom.get(ARTICLE) for each in _decoded(body, list[_Said]) if isinstance(each.custom, dict)]
    keys = dict.fromkeys(each for each in named if isinstance(each, str) and key_of(each))
    return tuple(Ranked(key, 1.0) for key in keys)[:MOST]


def _decoded(body: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.MsgspecError as error:
        said = "The Rasa server answers what is no answer of Rasa 3."
        raise RasaFailed(Complaint("rasa_strange", said)) from error
