"""What may be the answer to what the customer wants now, of what the bot understood and what articles say."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from contact_center.inboxes.schemas import Locale
from contact_center.models import BotTurn
from faq_bot.deciding import LEAST_FIRST
from faq_bot.desk.asked import question_before
from faq_bot.desk.questions import refused_in
from faq_bot.state import Kind

MOST_SUGGESTED = 3
MOST_FOUND = 2
"""Articles beside a guide: what is found by words alone gets worse quickly."""


class Look(NamedTuple):
    """What articles are looked for beside a guide. words: of the customer, else its name. none_of: by their keys."""

    words: str
    locale: Locale
    none_of: frozenset[str]


def settled(turns: Sequence[BotTurn], refused: Collection[str]) -> frozenset[str]:
    """What has helped already, and what was no answer. refused: as the bot remembers them."""
    helped = {turn.article for turn in turns if turn.article and turn.helped}
    return frozenset(refused).union(helped, *map(refused_in, turns))


def latest_matter(turns: Sequence[BotTurn], begun: Collection[datetime]) -> Sequence[BotTurn]:
    """From the last question of which the bot made something on; none where it made nothing of any.

    begun: when guides began; one that nobody asked for is a matter by itself.
    """
    last = next((place for place in reversed(range(len(turns))) if _tells(turns[place])), None)
    if last is None:
        return ()
    if turns[last].decision == Kind.GUIDE:
        while last and turns[last].at not in begun and turns[last - 1].decision == Kind.GUIDE:
            last -= 1
        if not turns[last].question and question_before(turns[last], turns[:last]) is None:
            return turns[last:]
    return turns[next((place for place in range(last, -1, -1) if turns[place].question), 0) :]


def is_guided(matter: Sequence[BotTurn]) -> bool:
    """Whether a guide is what the customer was led to."""
    last = next((turn for turn in reversed(matter) if _tells(turn)), None)
    return last is not None and last.decision == Kind.GUIDE


def suggested(matter: Sequence[BotTurn], settled: Collection[str]) -> list[str]:
    """The keys of articles, the newest first: what agents name, what was likeliest, what was offered."""
    found: dict[str, None] = {}
    for turn in reversed(matter):
        wanted = (turn.right_article, _likely(turn), *turn.articles)
        found |= dict.fromkeys(key for key in wanted if key and (key not in settled or key == turn.right_article))
    return list(found)[: 2 * MOST_SUGGESTED]


def _tells(turn: BotTurn) -> bool:
    made = turn.right_article or turn.article or turn.articles or _likely(turn)
    return turn.decision == Kind.GUIDE or bool(made)


def _likely(turn: BotTurn) -> str | None:
    """Of a mail what is suggested is known; of a chat the likeliest, where it is likely enough to ask back."""
    if turn.decision == Kind.SUGGEST or (turn.probability or 0.0) < LEAST_FIRST:
        return None
    return turn.intent
