"""Questions that wait to be looked at, and which article they may be about."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from contact_center.folding import folded_words
from contact_center.inboxes.schemas import Locale
from contact_center.models import BotTurn
from faq_bot import choices
from faq_bot.desk.naming import spoken
from faq_bot.desk.schemas import GapConversation, GapKind
from faq_bot.state import Kind

LIKELY, PERHAPS = 0.5, 0.25
"""The least chance, 0 to 1, from which on an article is called likely, and from which on it is named at all."""


class OpenQuestion(NamedTuple):
    """A turn that waits to be looked at, or a search. likely: the article that would be right, or may be; chance: that
    it is, 0 to 1; named: an agent says so. refused: articles that were no answer to it. asked: the turn with the
    question, by its id, which several turns may deal with; none of a search.
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
    named: bool = False
    refused: frozenset[str] = frozenset()
    asked: int | None = None


def of_turn(turn: BotTurn, asked: BotTurn, conversation: GapConversation, default: Locale) -> OpenQuestion:
    """asked: the turn with its question. default: the language of the articles for those who speak none of theirs."""
    kind, refused = _kind(turn), refused_in(turn)
    likely, chance, named = _likely(turn, kind, refused)
    return OpenQuestion(
        id=turn.id,
        public_id=turn.public_id,
        at=turn.at,
        locale=spoken(turn.locale, default),
        question=asked.question,
        folded=" ".join(folded_words(asked.folded)) or asked.folded,
        kind=kind,
        likely=likely,
        conversation=conversation,
        chance=chance,
        named=named,
        refused=refused,
        asked=asked.id,
    )


def _kind(turn: BotTurn) -> GapKind:
    if turn.mark == "right":
        return "right"
    no = turn.decision != Kind.CLARIFY and (turn.rejected or turn.helped is False)
    return "wrong" if turn.mark == "wrong" or no else "unanswered"


def refused_in(turn: BotTurn) -> frozenset[str]:
    """What the customer said no to, or an agent called wrong; an agent who says that it was right knows better."""
    if turn.mark == "right":
        return frozenset()
    if turn.article:
        no = turn.rejected or turn.helped is False or turn.mark == "wrong"
        return frozenset({turn.article, *turn.articles} if no else ())
    return frozenset(turn.articles if turn.rejected else ())


def _likely(turn: BotTurn, kind: GapKind, refused: frozenset[str]) -> tuple[str | None, float, bool]:
    """Which article, its chance, and whether an agent names it; a flow takes no phrasings here."""
    if turn.right_article and turn.right_article not in refused:
        found = turn.right_article, 1.0, True
    elif kind == "right":
        found = turn.article or turn.intent or "", 1.0, True
    elif kind == "unanswered" and turn.intent not in refused:
        found = turn.intent or "", turn.probability or 0.0, False
    else:
        return None, 0.0, False
    return found if found[0] and choices.flow_of(found[0]) is None else (None, 0.0, False)


def likeliest(group: Sequence[OpenQuestion]) -> str | None:
    """What most of them are about, where the chance of it is worth a look: what agents name first, and nothing that
    was no answer to one of them.
    """
    named = Counter(each.likely for each in group if each.likely and each.named)
    refused = frozenset[str]().union(*(each.refused for each in group))
    others = Counter(each.likely for each in group if each.likely and each.likely not in refused)
    found = (named or others).most_common(1)
    return found[0][0] if found and chance(group, found[0][0]) >= PERHAPS else None


def times(group: Sequence[OpenQuestion]) -> int:
    """How often it was asked."""
    return len({each.asked for each in group} - {None}) + sum(each.asked is None for each in group)


def chance(group: Sequence[OpenQuestion], article: str) -> float:
    """The mean of those that may be about it, 0 to 1."""
    chances = [each.chance for each in group if each.likely == article]
    return sum(chances) / len(chances)
