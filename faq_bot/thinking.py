"""From what was read to what is to be stored: understanding and deciding, outside any transaction."""

import asyncio
import logging
from collections.abc import Collection, Mapping
from datetime import datetime
from functools import partial
from time import monotonic
from typing import NamedTuple, Protocol

from msgspec.structs import replace

from contact_center.db import Database
from faq_bot import choices, deciding
from faq_bot.asking import article_with_more, each_of_several
from faq_bot.confidence import candidates
from faq_bot.flows.checks import looks_like_question, order_number_in
from faq_bot.flows.context import read as read_context
from faq_bot.flows.records import FlowContext
from faq_bot.guiding import Guide
from faq_bot.keeping import Turn
from faq_bot.nlu.errors import Unavailable
from faq_bot.nlu.records import Understanding
from faq_bot.signs.frustration import sentiment
from faq_bot.signs.phrases import words
from faq_bot.situation import Situation, articles, limits_of
from faq_bot.speaking import Asked, Shown, speak
from faq_bot.state import Decision, Heard, Kind, Reason, Sign, Understood
from faq_bot.texts import Language

logger = logging.getLogger(__name__)
UNDERSTANDING_SECONDS = 16.0
"""For a question, whichever engines are asked, and while their process is starting."""


class Understander(Protocol):
    """What understands questions: Understanders, or a door before several engines."""

    async def understand(self, text: str, spoken: str = "", *, conversation: str = "") -> Understanding | None: ...


class _Thought(NamedTuple):
    """shown: the articles that may be said. asked: what an engine was; None: none was."""

    decision: Decision
    shown: Mapping[str, Shown]
    understood: Understood = Understood()
    asked: Asked | None = None


class Mind:
    """Makes a turn of a situation; writes nothing."""

    def __init__(self, db: Database, understander: Understander, guide: Guide, base_url: str) -> None:
        self._db, self._understander, self._guide, self._base_url = db, understander, guide, base_url

    async def turn(self, found: Situation, language: Language, *, now: datetime) -> Turn:
        """What the bot does now: where a flow goes on the next step, else what is decided."""
        began = monotonic()
        context = await self._db.read(read_context, found.conversation_id, language=language, now=now)
        turn = await self._guide.go_on(found, language, context)
        if turn is None:
            thought = await self._think(found, language)
            if _is_nothing_else(thought.decision, found.heard):
                turn = await self._guide.go_on(found, language, context, anyhow=True)
            turn = turn or self._told(found, language, thought, context)
        return replace(turn, cost=round(1000 * (monotonic() - began)))

    async def _think(self, found: Situation, language: Language) -> _Thought:
        heard, limits = found.heard, limits_of(found.settings)
        about = await self._db.read(articles, found.state.about, language)
        flows = self._guide.names(language)
        titles = {key: each.title for key, each in about.items()} | flows
        decision = deciding.first_look(found.state, heard, limits, titles)
        if decision is not None:
            wanted = [key for key in decision.articles if key not in about]
            return _Thought(decision, {**about, **await self._db.read(articles, wanted, language)})
        if (named := self._guide.named(heard.text)) is not None:
            return _Thought(deciding.decide(found.state, heard, Understood(flow=named), limits), about)
        flow = self._guide.asked_for(heard.text, language)
        understanding = await self._understand(heard.text, language, conversation=found.conversation)
        if understanding is None and flow is None:
            fault = Decision(kind=Kind.HAND_OVER, state=found.state, reason=Reason.FAULT)
            return _Thought(fault, about, asked=Asked(heard.text))
        intents = [] if understanding is None else [each.intent for each in understanding.ranked]
        shown: Mapping[str, Shown] = {**about, **await self._db.read(articles, intents, language)}
        understood = understood_of(understanding, {*shown, *flows}, flow, own=order_number_in(heard.text) is not None)
        asked = Asked(heard.text)
        if understanding is not None and flow is None:
            asked, understood, shown = await self._wider(found, language, understanding.read, understood, shown)
        decision = deciding.decide(found.state, heard, understood, limits)
        return _Thought(decision, shown, understood, asked)

    async def _wider(
        self, found: Situation, language: Language, read: str, understood: Understood, shown: Mapping[str, Shown]
    ) -> tuple[Asked, Understood, Mapping[str, Shown]]:
        """With several things that are asked for at once, or more of what was just the answer. read: what was said, as
        it was understood.
        """
        limits, understand = limits_of(found.settings), partial(self._understand, language=language)
        each = await each_of_several(found.heard.text, understand, limits)
        if each:
            shown = {**shown, **await self._db.read(articles, each, language)}
        if each and each.keys() <= shown.keys():
            return Asked(each=each), replace(understood, each=tuple(each)), shown
        question = read or found.heard.text
        more = await article_with_more(question, found.state, understood, shown, understand, limits)
        return Asked(question), replace(understood, further=more), shown

    async def _understand(self, text: str, language: Language, *, conversation: str = "") -> Understanding | None:
        """None where no engine answers in time."""
        try:
            async with asyncio.timeout(UNDERSTANDING_SECONDS):
                return await self._understander.understand(text, language, conversation=conversation)
        except (Unavailable, TimeoutError) as error:
            logger.warning("a question was not understood: %s", error or "no engine answered in time")
            return None

    def _told(self, found: Situation, language: Language, thought: _Thought, context: FlowContext) -> Turn:
        flows, heard = self._guide.names(language), found.heard
        decision = _without_gone(thought.decision, {*thought.shown, *flows})
        typed = heard.choice is None
        if decision.kind is Kind.GUIDE:
            turn = self._guide.begin(found, decision, language, context)
            return _with_reasons(replace(turn, question=heard.text if typed else ""), thought.understood)
        speeches = speak(
            decision, language, articles=thought.shown, asked=thought.asked or Asked(heard.text),
            base_url=self._base_url, flows=flows, opening=found.opening,
        )  # fmt: skip
        turn = Turn(
            situation=found,
            decision=decision,
            language=language,
            speeches=speeches,
            question=heard.text if thought.asked else "",
            revision=thought.shown[decision.article].revision if decision.article else None,
            sentiment=sentiment(heard.text, words(heard.text)) if typed else "neutral",
        )
        return self._guide.resumed(_with_reasons(turn, thought.understood), language, context)


def _is_nothing_else(decision: Decision, heard: Heard) -> bool:
    """Whether what was said within a flow can only be a failed answer to its step: it is no question that the bot knows
    an answer to, nor looks like one.
    """
    if heard.choice is not None or decision.rejected or looks_like_question(heard.text):
        return False
    unclear = decision.kind in (Kind.OFFER, Kind.CLARIFY, Kind.REPHRASE)
    return unclear or (decision.kind is Kind.HAND_OVER and decision.reason is Reason.NOT_UNDERSTOOD)


def _with_reasons(turn: Turn, understood: Understood) -> Turn:
    """With what the engine said of it."""
    first = understood.candidates[0] if understood.candidates else None
    return replace(
        turn,
        intent=first.article if first else None,
        probability=first.probability if first else None,
        score=understood.score,
        engine=understood.engine,
    )


def understood_of(
    understanding: Understanding | None, known: Collection[str], flow: str | None, *, own: bool = False
) -> Understood:
    """Of what was understood the articles that anybody may read and the flows that are offered.

    flow: that was asked for by its words. It counts where the engine does not know it, else the engine weighs it, but
    for an order of the customer's own (own) there is nothing to weigh.
    """
    if understanding is None:
        return Understood(flow=flow)
    found, sign = candidates(understanding, known), understanding.sign
    weighed = any(choices.flow_of(each.article) == flow for each in found)
    return Understood(
        candidates=found,
        sign=None if sign is None else Sign(Reason(sign.kind), sign.strength),
        score=understanding.score,
        engine=f"{understanding.engine.value} {understanding.version}",
        flow=None if weighed and not own else flow,
    )


def _without_gone(decision: Decision, known: Collection[str]) -> Decision:
    """An article that was withdrawn since it was offered is nothing that can be said any more."""
    wanted = [key for key in (*decision.articles, decision.article) if key]
    if all(key in known for key in wanted):
        return decision
    return Decision(kind=Kind.HAND_OVER, state=decision.state, reason=Reason.NOT_UNDERSTOOD)
