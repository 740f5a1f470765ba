"""Reads what the bot may learn: what is published for everybody, and guided flows, with how people ask for them."""

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.models import KbArticle, KbPhrasing, KbPublication
from faq_bot import choices
from faq_bot.flows.records import FlowCard
from faq_bot.nlu.records import Answer, Question, Training
from knowledge_base.values import LOCALES, Visibility

_PUBLIC = (KbArticle.visibility == Visibility.PUBLIC, KbArticle.archived_at.is_(None))


class Mark(NamedTuple):
    """Another one whenever anything may have changed: every change of an article counts its version up."""

    articles: int
    versions: int
    publications: int
    phrasings: int


def mark(tx: Session) -> Mark:
    counts = (
        sa.select(sa.func.count(KbArticle.id)),
        sa.select(sa.func.coalesce(sa.func.sum(KbArticle.version), 0)),
        sa.select(sa.func.count(KbPublication.translation_id)),
        sa.select(sa.func.count(KbPhrasing.id)),
    )
    row = tx.execute(sa.select(*(each.scalar_subquery() for each in counts))).one()
    return Mark(*map(int, row))


def trainings(tx: Session, flows: Sequence[FlowCard] = ()) -> list[Training]:
    """One for each language of which anything is published. Intents are articles' keys, and flows' with their prefix.

    Who has written no phrasing for an article is asked for its title. flows: those that are offered.
    """
    found = [_training(tx, locale) for locale in LOCALES]
    return [with_flows(each, flows) for each in found if each.questions]


def with_flows(training: Training, flows: Sequence[FlowCard]) -> Training:
    """Flows as further intents, which are answered by what their steps say. Pure."""
    locale = training.locale
    named = {choices.FLOW + each.id: each for each in flows if each.names.get(locale)}
    asked = [Question(text, key) for key, each in named.items() for text in each.phrasings.get(locale, ())]
    return Training(
        locale=locale,
        questions=(*training.questions, *asked),
        answers=training.answers | {key: _says(each, locale) for key, each in named.items()},
        tasks=tuple(named),
    )


def _says(flow: FlowCard, locale: str) -> Answer:
    return Answer(flow.names[locale], body="\n".join(flow.texts.get(locale, ())))


def _training(tx: Session, locale: str) -> Training:
    published = sa.select(KbArticle.key, KbPublication.title, KbPublication.summary, KbPublication.body)
    published = published.join(KbPublication, KbPublication.article_id == KbArticle.id)
    published = published.where(*_PUBLIC, KbPublication.locale == locale).order_by(KbArticle.key)
    answers = {row.key: Answer(row.title, row.summary, row.body) for row in tx.execute(published)}
    asked = sa.select(KbArticle.key, KbPhrasing.text).join(KbPhrasing, KbPhrasing.article_id == KbArticle.id)
    asked = asked.where(*_PUBLIC, KbPhrasing.locale == locale).order_by(KbArticle.key, KbPhrasing.position)
    questions = [Question(row.text, row.key) for row in tx.execute(asked) if row.key in answers]
    phrased = {each.intent for each in questions}
    questions += [Question(answer.title, key) for key, answer in answers.items() if key not in phrased]
    return Training(locale=locale, questions=tuple(questions), answers=answers)
