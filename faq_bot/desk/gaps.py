"""Reads the questions that the bot could not answer, those it answered wrongly and those that may become phrasings."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.db import Database
from contact_center.errors import NotFound
from contact_center.folding import fold_letters, folded_words
from contact_center.inboxes.schemas import Locale
from contact_center.models import BotTurn, Conversation, KbPhrasing, KbPublication, KbSearch
from contact_center.values import Role
from faq_bot.desk.asked import asked_in
from faq_bot.desk.grouping import Asked, grouped
from faq_bot.desk.marking import OPEN
from faq_bot.desk.marks import Marks
from faq_bot.desk.naming import Guides, Names, spoken
from faq_bot.desk.private import HIDDEN, question_masked
from faq_bot.desk.questions import LIKELY, OpenQuestion, chance, likeliest, of_turn, times
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
BY_BUTTON = (Kind.CLARIFY, Kind.GUIDE)
"""What may come of a button, beside an answer."""
SHORTEST_SEARCH = 4
"""Letters; less says nothing."""
NO_WORDS = " .,;:!?#()'\"-"


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
    # Without a question of its own it deals with one before it.
    deals = sa.or_(BotTurn.question != "", BotTurn.article.is_not(None), BotTurn.decision.in_(BY_BUTTON))
    waits = (BotTurn.review == OPEN, deals)
    count = tx.execute(sa.select(sa.func.count()).select_from(BotTurn).where(*waits)).scalar_one()
    query = (
        sa.select(BotTurn, Conversation.public_id, Conversation.id.label("number"))
        .join(Conversation, Conversation.id == BotTurn.conversation_id)
        .where(*waits)
        .order_by(BotTurn.at.desc(), BotTurn.id.desc())
        .limit(LOOKED_AT)
    )
    found = [(row.BotTurn, GapConversation(id=row.public_id, number=row.number)) for row in tx.execute(query).all()]
    asked = asked_in(tx, [turn for turn, _ in found])
    known = [of_turn(turn, asked[turn.id], conversation, default) for turn, conversation in found if turn.id in asked]
    return known, count


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


def _together(questions: Sequence[OpenQuestion]) -> list[list[OpenQuestion]]:
    """Pure. Those that are right are not put together with those that are not."""
    asked = [Asked(each.folded, f"{each.locale} {each.kind == 'right'}") for each in questions]
    groups = [[questions[place] for place in group] for group in grouped(asked)]
    return sorted(groups, key=lambda group: (times(group), group[-1].at, group[-1].public_id), reverse=True)


def _fits(group: Sequence[OpenQuestion], query: GapsQuery) -> bool:
    return query.kind in {None, _kind(group)} and query.locale in {None, group[0].locale}


def _kind(group: Sequence[OpenQuestion]) -> GapKind:
    counts = Counter(each.kind for each in group)
    return max(KINDS, key=lambda kind: counts[kind])


def _views(tx: Session, groups: Sequence[Sequence[OpenQuestion]], *, role: Role, guides: Guides) -> list[GapView]:
    about = [likeliest(group) for group in groups]
    languages = {group[0].locale for group in groups}
    names = {each: Names(tx, about, locale=each, role=role, guides=guides) for each in languages}
    pairs = zip(groups, about, strict=True)
    return [_view(group, key, names[group[0].locale].named(key)) for group, key in pairs]


def _view(group: Sequence[OpenQuestion], key: str | None, article: NamedArticle | None) -> GapView:
    conversations = {each.conversation.id: each.conversation for each in reversed(group) if each.conversation}
    return GapView(
        key=group[0].public_id,
        locale=group[0].locale,
        kind=_kind(group),
        count=times(group),
        counts=dict(Counter(each.kind for each in group)),
        examples=wordings(group)[:MOST_EXAMPLES],
        article=article,
        likely=key is not None and chance(group, key) >= LIKELY,
        named=key is not None and any(each.named and each.likely == key for each in group),
        conversations=list(conversations.values())[:MOST_CONVERSATIONS],
        first_at=group[0].at,
        last_at=group[-1].at,
    )
