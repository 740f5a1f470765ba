"""A complete Rasa project from articles: what each of its files says. Pure.

One project for both languages: an intent is an article, by its key, and its phrasings in every language are its
examples. So one server answers both, a message need not tell its language to be understood, and what the server finds
is an article whose text in the conversation's language is ours to give.
"""

import re
from collections.abc import Mapping, Sequence

import msgspec

from faq_bot.nlu.errors import TooFew
from faq_bot.rasa.yaml import Block, Value, dump
from knowledge_base.values import SLUG

ARTICLE, HAND_OVER = "article", "hand_over"
"""Fields of a response's custom part: the key of the article that it is, and that it is none."""
FALLBACK = "nlu_fallback"
"""The intent of what Rasa does not understand."""
LOCALE = "locale"
"""The slot with the conversation's language, for those who talk to the server without us."""
EPOCHS = 100
RESERVED = frozenset({"back", "restart"})
"""Intents that mean something else to Rasa, though they could be keys; an article of that key has another intent."""
_KEY = re.compile(SLUG)
THRESHOLD, AMBIGUITY = 0.3, 0.1
"""The least confidence, and the least lead over the second, with which the server itself takes an intent."""
_VERSION = "3.1"
"""Of the form of training data, which all of Rasa 3.6 has."""
_ABOUT = "Written by contact-center from the published public articles; the next export writes it anew."
_ENTITY = re.compile(r"[\[\]]")
"""What begins and ends an entity in an example."""
_LEAST = 2
"""Articles with an example, fewer of which cannot be told apart."""


class Text(msgspec.Struct, frozen=True, kw_only=True):
    """An article in a language. url: of its page, for readers."""

    title: str
    summary: str
    body: str
    url: str
    phrasings: tuple[str, ...] = ()


class Article(msgspec.Struct, frozen=True):
    """texts: by language."""

    key: str
    texts: dict[str, Text]


def files(articles: Sequence[Article], *, locale: str, epochs: int = EPOCHS) -> dict[str, str]:
    """The text of each file by its path, the same for the same articles in any order.

    locale: whose texts stand where a conversation's language is not known. Raises TooFew below two articles.
    """
    ordered = sorted(articles, key=lambda each: each.key)
    if len(ordered) < _LEAST:
        raise TooFew("A Rasa project needs at least two published public articles.")
    return {
        "config.yml": dump(_config(epochs), about=_ABOUT),
        "credentials.yml": dump({"rest": {}}, about=_ABOUT),
        "data/nlu.yml": dump({"version": _VERSION, "nlu": [_examples(each) for each in ordered]}, about=_ABOUT),
        "data/rules.yml": dump({"version": _VERSION, "rules": _rules(ordered)}, about=_ABOUT),
        "domain.yml": dump(_domain(ordered, locale), about=_ABOUT),
        "endpoints.yml": dump({"lock_store": {"type": "in_memory"}}, about=_ABOUT),
    }


def examples(article: Article) -> list[str]:
    """How people ask for it, in every language, and its titles; each once."""
    texts = [text for _, text in sorted(article.texts.items())]
    said = [each for text in texts for each in (*text.phrasings, text.title)]
    return list(dict.fromkeys(filter(None, map(example, said))))


def example(text: str) -> str:
    """On one line, of visible characters, and without what would mark an entity in it."""
    visible = "".join(each if each.isprintable() else " " for each in _ENTITY.sub(" ", text))
    return " ".join(visible.split())


def intent_of(key: str) -> str:
    """An article's intent: its key, unless that means something else to Rasa."""
    return f"{key}_" if key in RESERVED else key


def key_of(intent: str) -> str:
    """The key of an intent's article; empty for what is no article's, since no key has an underscore."""
    key = intent.removesuffix("_")
    return key if _KEY.fullmatch(key) and intent_of(key) == intent else ""


def _config(epochs: int) -> Mapping[str, Value]:
    """DIET without a transformer: as good on held-out phrasings, in a quarter of the time to learn, half to ask."""
    pipeline: list[Value] = [
        {"name": "WhitespaceTokenizer"},
        {"name": "CountVectorsFeaturizer"},
        {"name": "CountVectorsFeaturizer", "strip_accents": "unicode"},
        {
            "name": "CountVectorsFeaturizer",
            "analyzer": "char_wb",
            "min_ngram": 1,
            "max_ngram": 4,
            "strip_accents": "unicode",
        },
        {
            "name": "DIETClassifier",
            "epochs": epochs,
            "entity_recognition": False,
            "number_of_transformer_layers": 0,
            "constrain_similarities": True,
            "random_seed": 1,
        },
        {"name": "FallbackClassifier", "threshold": THRESHOLD, "ambiguity_threshold": AMBIGUITY},
    ]
    return {
        "recipe": "default.v1",
        "assistant_id": "contact-center",
        "language": "en",
        "pipeline": pipeline,
        "policies": [{"name": "RulePolicy"}],
    }


def _examples(article: Article) -> Mapping[str, Value]:
    return {"intent": intent_of(article.key), "examples": Block(tuple(f"- {each}" for each in examples(article)))}


def _rules(articles: Sequence[Article]) -> list[Value]:
    keys = [article.key for article in articles]
    rules: list[Value] = [_rule(f"Answer {key}", intent_of(key), _response(key)) for key in keys]
    return [*rules, _rule("Hand over what is not understood", FALLBACK, _response(HAND_OVER))]


def _rule(rule: str, intent: str, action: str) -> Mapping[str, Value]:
    return {"rule": rule, "steps": [{"intent": intent}, {"action": action}]}


def _domain(articles: Sequence[Article], locale: str) -> Mapping[str, Value]:
    responses: dict[str, Value] = {_response(each.key): _answers(each, locale) for each in articles}
    return {
        "version": _VERSION,
        "intents": [*(intent_of(each.key) for each in articles), FALLBACK],
        "slots": {
            LOCALE: {
                "type": "text",
                "influence_conversation": False,
                "mappings": [{"type": "custom"}],
            }
        },
        "responses": responses | {_response(HAND_OVER): [{"custom": {HAND_OVER: True}}]},
        "session_config": {"session_expiration_time": 60, "carry_over_slots_to_new_session": True},
    }


def _answers(article: Article, locale: str) -> list[Value]:
    """One for each language, and one for conversations that have none."""
    texts = sorted(article.texts.items(), key=lambda each: (each[0] != locale, each[0]))
    found: list[Value] = []
    for spoken, text in texts:
        condition: list[Value] = [{"type": "slot", "name": LOCALE, "value": spoken}]
        found.append({"condition": condition, **_answer(article, text)})
    return [*found, _answer(article, texts[0][1])]


def _answer(article: Article, text: Text) -> dict[str, Value]:
    return {"text": shown(text), "custom": {ARTICLE: article.key}}


def shown(text: Text) -> str:
    """The article's own words and its link. Rasa would put a slot's value where words stand in curly brackets."""
    words = "\n\n".join(filter(None, (text.title, text.body or text.summary, text.url)))
    return words.replace("{", "(").replace("}", ")")


def _response(name: str) -> str:
    return f"utter_{name}"
