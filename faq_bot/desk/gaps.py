"""Reads the questions that the bot could not answer, those it answered wrongly and those that may become phrasings."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.db import Database
from contact_center.errors import NotFound
from contact_center.folding import fold_letters, folded_words
from contact_center.inboxes.schemas import Locale
from contact_center.models import BotTurn, Conversation, KbPhrasing, KbPublication, KbSearch
from contact_center.values import Role
from faq_bot import choices
from faq_bot.desk.grouping import Asked, grouped
from faq_bot.desk.marking import OPEN
from faq_bot.desk.marks import Marks
from faq_bot.desk.naming import Guides, Names, spoken
from faq_bot.desk.private import HIDDEN, question_masked
from faq_bot.desk.schemas import GapConversation, GapKind, Gaps, GapsQuery, GapView, NamedArticle
from faq_bot.state import Kind
from knowledge_base import settings
from knowledge_base.search.recording import GOES_ON

LOOKED_AT = 1_000
"""Open questions that are put together at once, the newest; as others are closed, older ones follow."""
VIETNAMESE: Locale = "vi"
READ = 500
"""Articles by whose words searches get their marks."""
MOST_GAPS = 200
MOST_EXAMPLES = 5
MOST_CONVERSATIONS = 5
KINDS: tuple[GapKind, ...] = ("wrong", "unanswered", "search", "right")
BY_CUSTOMERS = ("help", "widget")
"""Where customers search."""
LIKELY, PERHAPS = 0.5, 0.25
"""The least chance, 0 to 1, from which on an article is called likely, and from which on it is named at all."""
SHORTEST_SEARCH = 4
"""Letters; less says nothing."""
NO_WORDS = " .,;:!?#()'\"-"


class OpenQuestion(NamedTuple):
    """A turn that waits to be looked at, or a search. likely: the article that would be right, or may be; chance: that
    it is, 0 to 1.
    """

    id: int
    public_id: str
    at: datetime
    locale: Locale
    question: str
    folded: str
    kind: GapKind
    likely: str | None
    conversation: GapConversation | None
    chance: float = 0.0


async def gaps(db: Database, query: GapsQuery, *, role: Role, guides: Guides, now: datetime) -> Gaps:
    """Near-duplicates counted together, the most frequent first."""
    questions, count = await _questions(db, now)
    groups = await asyncio.to_thread(_together, questions)
    shown = [group for group in groups if _fits(group, query)][:MOST_GAPS]
    return Gaps(items=await db.read(_views, shown, role=role, guides=guides), questions=count)


async def group_of(db: Database, key: str, *, now: datetime) -> list[OpenQuestion]:
    """The questions of a gap. Raises NotFound where somebody has closed it."""
    questions, _ = await _questions(db, now)
    for group in await asyncio.to_thread(_together, questions):
        if group[0].public_id == key:
            return group
    raise NotFound("Somebody has looked at these questions already.", code="gap_gone")


def wordings(group: Sequence[OpenQuestion]) -> list[str]:
    """The different wordings: the best written first, then the commonest; each as it was written best."""
    counts = Counter(each.folded for each in group)
    best: dict[str, OpenQuestion] = {}
    for each in sorted(group, key=_care, reverse=True):
        best.setdefault(each.folded, each)
    first = max(best.values(), key=lambda each: (_care(each), counts[each.folded]), default=None)
    others = [folded for folded, _ in counts.most_common() if first is None or folded != first.folded]
    return [each.question for each in (*filter(None, [first]), *(best[folded] for folded in others))]


def _care(question: OpenQuestion) -> tuple[bool, bool, int]:
    """How well it is written: by a customer and not searched for; in Vietnamese with its marks; as a sentence."""
    text = question.question.strip()
    marked = question.locale != VIETNAMESE or fold_letters(text) != text.lower()
    return question.kind != "search", marked, text[:1].isupper() + text.endswith("?")


async def groups_of(db: Database, keys: Sequence[str], *, now: datetime) -> list[list[OpenQuestion]]:
    """The questions of gaps; those that somebody has closed are left out."""
    questions, _ = await _questions(db, now)
    groups = await asyncio.to_thread(_together, questions)
    return [group for group in groups if group[0].public_id in keys]


async def _questions(db: Database, now: datetime) -> tuple[list[OpenQuestion], int]:
    """Searches have their marks where articles leave no doubt about them. What is private is hidden, and what is
    nothing but that, such as a code, asks for nothing.
    """
    found, count = await db.read(_open, now)
    masked = [each._replace(question=question_masked(each.question)) for each in found]
    questions = [each for each in masked if fold_letters(each.question).strip(HIDDEN + NO_WORDS)]
    if not any(_lacks_marks(each) for each in questions):
        return questions, count
    texts = await db.read(_articles_texts)
    return await asyncio.to_thread(_marked, questions, texts), count


def _marked(questions: Sequence[OpenQuestion], texts: Sequence[str]) -> list[OpenQuestion]:
    marks = Marks(texts)
    return [
        each._replace(question=marks.suggested(each.question)) if _lacks_marks(each) else each for each in questions
    ]


def _lacks_marks(question: OpenQuestion) -> bool:
    return question.kind == "search" and question.locale == VIETNAMESE


def _articles_texts(tx: Session) -> list[str]:
    """What readers have in Vietnamese, the latest of it, and how they ask for it."""
    latest = sa.select(KbPublication).where(KbPublication.locale == VIETNAMESE).order_by(KbPublication.at.desc())
    texts = [f"{row.title}\n{row.summary}\n{row.body}" for row in tx.execute(latest.limit(READ)).scalars()]
    asked = sa.select(KbPhrasing.text).where(KbPhrasing.locale == VIETNAMESE).order_by(KbPhrasing.id.desc())
    return [*texts, *tx.execute(asked.limit(READ * MOST_EXAMPLES)).scalars()]


def _open(tx: Session, now: datetime) -> tuple[list[OpenQuestion], int]:
    """The newest, the oldest of them first, and how many there are."""
    default = settings.current(tx).locale
    turns, of_turns = _turns(tx, default)
    searches, of_searches = _searches(tx, default, now)
    newest = sorted((*turns, *searches), key=lambda each: (each.at, each.public_id))[-LOOKED_AT:]
    return newest, of_turns + of_searches


def _turns(tx: Session, default: Locale) -> tuple[list[OpenQuestion], int]:
    waits = (BotTurn.review == OPEN, BotTurn.question != "")
    count = tx.execute(sa.select(sa.func.count()).select_from(BotTurn).where(*waits)).scalar_one()
    query = (
        sa.select(BotTurn, Conversation.public_id, Conversation.id.label("number"))
        .join(Conversation, Conversation.id == BotTurn.conversation_id)
        .where(*waits)
        .order_by(BotTurn.at.desc(), BotTurn.id.desc())
        .limit(LOOKED_AT)
    )
    found = [(row.BotTurn, GapConversation(id=row.public_id, number=row.number)) for row in tx.execute(query).all()]
    return [_question(turn, conversation, default) for turn, conversation in found], count


def _searches(tx: Session, default: Locale, now: datetime) -> tuple[list[OpenQuestion], int]:
    """Those after which nothing was opened, and nothing can be any more."""
    alone = (
        KbSearch.article_id.is_(None),
        KbSearch.source.in_(BY_CUSTOMERS),
        KbSearch.at < now - GOES_ON,
        sa.func.length(KbSearch.folded) >= SHORTEST_SEARCH,
    )
    count = tx.execute(sa.select(sa.func.count()).select_from(KbSearch).where(*alone)).scalar_one()
    query = sa.select(KbSearch).where(*alone).order_by(KbSearch.at.desc(), KbSearch.id.desc()).limit(LOOKED_AT)
    found = tx.execute(query).scalars()
    return [
        OpenQuestion(
            id=row.id,
            public_id=row.public_id,
            at=row.at,
            locale=spoken(row.locale, default),
            question=row.folded,
            folded=" ".join(folded_words(row.folded)) or row.folded,
            kind="search",
            likely=None,
            conversation=None,
        )
        for row in found
    ], count


def _question(turn: BotTurn, conversation: GapConversation, default: Locale) -> OpenQuestion:
    kind: GapKind = "unanswered"
    if turn.mark == "right":
        kind = "right"
    elif turn.mark == "wrong" or (turn.decision != Kind.CLARIFY and (turn.rejected or turn.helped is False)):
        kind = "wrong"
    likely, chance = turn.right_article or (turn.article or turn.intent if kind == "right" else None), 1.0
    refused = turn.articles if turn.rejected else []
    if likely is None and kind == "unanswered" and turn.intent not in refused:
        likely, chance = turn.intent, turn.probability or 0.0
    if likely is not None and choices.flow_of(likely) is not None:
        likely = None  # a flow takes no phrasings here
    return OpenQuestion(
        id=turn.id,
        public_id=turn.public_id,
        at=turn.at,
        locale=spoken(turn.locale, default),
        question=turn.question,
        folded=" ".join(folded_words(turn.folded)) or turn.folded,
        kind=kind,
        likely=likely,
        conversation=conversation,
        chance=chance,
    )


def _together(questions: Sequence[OpenQuestion]) -> list[list[OpenQuestion]]:
    """Pure. Those that are right are not put together with those that are not."""
    asked = [Asked(each.folded, f"{each.locale} {each.kind == 'right'}") for each in questions]
    groups = [[questions[place] for place in group] for group in grouped(asked)]
    return sorted(groups, key=lambda group: (len(group), group[-1].at, group[-1].public_id), reverse=True)


def _fits(group: Sequence[OpenQuestion], query: GapsQuery) -> bool:
    return query.kind in {None, _kind(group)} and query.locale in {None, group[0].locale}


def _kind(group: Sequence[OpenQuestion]) -> GapKind:
    counts = Counter(each.kind for each in group)
    return max(KINDS, key=lambda kind: counts[kind])


def _views(tx: Session, groups: Sequence[Sequence[OpenQuestion]], *, role: Role, guides: Guides) -> list[GapView]:
    likely = [_likely(group) for group in groups]
    languages = {group[0].locale for group in groups}
    names = {each: Names(tx, likely, locale=each, role=role, guides=guides) for each in languages}
    pairs = zip(groups, likely, strict=True)
    return [
        _view(group, names[group[0].locale].named(key), likely=key is not None and _chance(group, key) >= LIKELY)
        for group, key in pairs
    ]


def _view(group: Sequence[OpenQuestion], article: NamedArticle | None, *, likely: bool) -> GapView:
    conversations = {each.conversation.id: each.conversation for each in reversed(group) if each.conversation}
    return GapView(
        key=group[0].public_id,
        locale=group[0].locale,
        kind=_kind(group),
        count=len(group),
        counts=dict(Counter(each.kind for each in group)),
        examples=wordings(group)[:MOST_EXAMPLES],
        article=article,
        likely=likely,
        conversations=list(conversations.values())[:MOST_CONVERSATIONS],
        first_at=group[0].at,
        last_at=group[-1].at,
    )


def _likely(group: Sequence[OpenQuestion]) -> str | None:
    """What most of them are about, where the chance of it is worth a look."""
    found = Counter(each.likely for each in group if each.likely).most_common(1)
    return found[0][0] if found and _chance(group, found[0][0]) >= PERHAPS else None


def _chance(group: Sequence[OpenQuestion], article: str) -> float:
    """The mean of those that may be about it, 0 to 1."""
    chances = [each.chance for each in group if each.likely == article]
    return sum(chances) / len(chances)
