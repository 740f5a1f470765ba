"""What a decision says: a text, and what the widget shows with it. Pure."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple
from zoneinfo import ZoneInfo

from contact_center.contents import AnyContent, ArticleAnswer, Choice, HandedOver, Question
from faq_bot import choices
from faq_bot.excerpt import excerpt, further
from faq_bot.signs import smalltalk
from faq_bot.state import AGAIN, FURTHER, Decision, Kind
from faq_bot.texts import Language, say


class Shown(NamedTuple):
    """A published article that anybody may read, as the bot quotes it. asked: the language that was wanted."""

    key: str
    id: str
    locale: str
    title: str
    summary: str
    body: str
    path: str
    revision: int


class Speech(NamedTuple):
    """A message of the bot's."""

    text: str
    content: AnyContent | None = None


class Asked(NamedTuple):
    """question: as it was understood. each: of several at once, by the keys of the articles that answer them."""

    question: str = ""
    each: Mapping[str, str] = MappingProxyType({})


class Opening(NamedTuple):
    """Whether somebody is there by the calendar; until: when it opens, in its zone; none where nobody knows."""

    closed: bool = False
    until: datetime | None = None
    zone: str = "UTC"


def speak(
    decision: Decision,
    language: Language,
    *,
    articles: Mapping[str, Shown],
    asked: Asked = Asked(),
    base_url: str = "",
    flows: Mapping[str, str] | None = None,
    opening: Opening = Opening(),
) -> tuple[Speech, ...]:
    """Empty: nothing is said. flows: names of guided flows that may be among the choices, by their keys there."""
    if decision.kind is Kind.ANSWER:
        *others, last = [articles[key] for key in (decision.article or "", *decision.articles)]

        def answer(article: Shown, *, asks: bool = False) -> Speech:
            return _answer(article, _text(article, asked, decision.topic, language), language, base_url, asks=asks)

        return (*map(answer, others), answer(last, asks=True))
    said = _other(decision, language, articles, flows or {}, opening)
    return () if said is None else (said,)


def _other(
    decision: Decision, language: Language, articles: Mapping[str, Shown], flows: Mapping[str, str], opening: Opening
) -> Speech | None:
    """What is no answer."""
    kind = decision.kind
    if kind is Kind.SILENT:
        return None
    if kind is Kind.CLARIFY:
        return _clarify(decision, language, articles, flows)
    if kind is Kind.HAND_OVER:
        return Speech(handover_text(say(f"over.{decision.reason}", language), language, opening), HandedOver())
    if kind is Kind.OFFER:
        offered = (Choice(choices.YES, say("offer.yes", language)), Choice(choices.NO, say("offer.no", language)))
        return Speech(say("offer", language), Question(choices=offered))
    if kind is Kind.WHO:
        return Speech(say("who", language), Question(choices=(_person(language),)))
    if kind is Kind.REPHRASE:
        return Speech(say("rephrase", language), Question(choices=(_person(language),)))
    if decision.topic == smalltalk.HELP:
        return _menu(language, flows)
    return Speech(say(_TOPICS.get(decision.topic, decision.topic or kind.value), language))


_TOPICS = {"yes": "yes.alone", "no": "no.alone"}


def handover_text(text: str, language: Language, opening: Opening) -> str:
    """With what is true of when somebody answers, where nobody does now."""
    if not opening.closed:
        return text
    if opening.until is None:
        return f"{text} {say('closed', language)}"
    return f"{text} {say('closed.until', language, when=_when(opening.until, opening.zone))}"


def _text(article: Shown, asked: Asked, topic: str, language: Language) -> str:
    """What is said of an article."""
    question = asked.each.get(article.key, asked.question)
    if topic == FURTHER:
        more = further(article.summary, article.body, question, title=article.title)
        if more is not None:
            return more
    said = excerpt(article.summary, article.body, question, title=article.title)
    return f"{say('again', language)}\n\n{said}" if topic == AGAIN else said


def _answer(article: Shown, text: str, language: Language, base_url: str, *, asks: bool) -> Speech:
    """asks: whether it helped."""
    parts = [text]
    if article.locale != language:
        parts.append(say(f"fallback.{article.locale}", language))
    parts.append(say("more", language, url=base_url + article.path))
    asked: tuple[Choice, ...] = ()
    if asks:
        parts.append(say("helped?", language))
        asked = (Choice(choices.YES, say("yes", language)), Choice(choices.NO, say("no", language)), _person(language))
    content = ArticleAnswer(
        article=article.id, locale=article.locale, title=article.title, path=article.path, choices=asked
    )
    return Speech("\n\n".join(filter(None, parts)), content)


def _menu(language: Language, flows: Mapping[str, str]) -> Speech:
    """What it can do: look things up, what is done step by step, and get a person."""
    offered = tuple(Choice(choices.button(key), name) for key, name in flows.items())
    text = say("help.flows" if offered else "help", language)
    return Speech(text, Question(choices=(*offered, _person(language))))


def _clarify(decision: Decision, language: Language, articles: Mapping[str, Shown], flows: Mapping[str, str]) -> Speech:
    titles = {key: flows[key] if key in flows else articles[key].title for key in decision.articles}
    named = choices.labels(titles, language)
    offered = tuple(Choice(choices.button(key), label) for key, label in named.items())
    around = (Choice(choices.NONE, say("none", language)), _person(language))
    key = "clarify.again" if decision.rejected else "clarify.one" if len(named) == 1 else "clarify"
    lines = "\n".join(f"{number}. {label}" for number, label in enumerate(named.values(), 1))
    return Speech(f"{say(key, language)}\n{lines}", Question(choices=(*offered, *around)))


def _person(language: Language) -> Choice:
    return Choice(choices.PERSON, say("person", language))


def _when(at: datetime, zone: str) -> str:
    """Such as 08:00, 2 March, by the business's own clock."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%H:%M}, {local.day}/{local.month}"
