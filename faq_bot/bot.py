"""The first responder: the dispatch step of conversations that nobody answers yet.

It reads, closes, understands and decides outside any transaction, and stores what it says only if the conversation is
still as it was read. Whatever goes wrong in it, a person takes over: no conversation hangs on a broken engine.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from time import monotonic
from typing import Protocol

from msgspec.structs import replace
from sqlalchemy.orm import Session

from contact_center.db import Database
from contact_center.errors import ContactCenterError
from contact_center.models import Conversation
from contact_center.values import Owner
from faq_bot import deciding, keeping
from faq_bot.confidence import candidates
from faq_bot.flows.context import read as read_context
from faq_bot.flows.port import GuidedFlows
from faq_bot.guiding import Guide
from faq_bot.keeping import Turn
from faq_bot.languages import settle
from faq_bot.nlu.errors import Unavailable
from faq_bot.nlu.records import Understanding
from faq_bot.signs.frustration import sentiment
from faq_bot.signs.phrases import words
from faq_bot.situation import Situation, articles, limits_of, situation
from faq_bot.speaking import Shown, Speech, handover_text, speak
from faq_bot.state import Decision, Kind, Reason, Understood
from faq_bot.texts import Language, say

logger = logging.getLogger(__name__)
TRIES = 6
"""Decisions on one conversation that goes on all the while, before a person takes over."""
UNDERSTANDING_SECONDS = 12.0
"""For a question, whichever engines are asked."""


class Understander(Protocol):
    """What understands questions: Understanders, or a door before several engines."""

    async def understand(self, text: str, spoken: str = "") -> Understanding | None: ...


class Bot:
    """One per process; any number of them may work at once."""

    def __init__(
        self,
        *,
        db: Database,
        understander: Understander,
        clock: Callable[[], datetime],
        base_url: str,
        flows: GuidedFlows | None = None,
    ) -> None:
        self._db, self._understander, self._clock, self._base_url = db, understander, clock, base_url
        self._guide = Guide(flows)

    async def answer(self, conversation_id: int, _: datetime) -> bool:
        """The dispatch step. True: the bot has dealt with it; False: it is for others."""
        for _try in range(TRIES):
            found = await self._db.read(situation, conversation_id, now=self._clock())
            if found is None:
                return await self._db.read(_has_it, conversation_id)
            if not found.enabled and found.owner is Owner.NONE:
                return False
            language, state = settle(found)
            found = replace(found, state=state)
            if await self._answered(found, language):
                return True
        logger.warning("a conversation goes on faster than the bot", extra={"conversation": conversation_id})
        return await self._give_up(conversation_id)

    async def _answered(self, found: Situation, language: Language) -> bool:
        """False: it has to be decided again."""
        try:
            if not found.enabled:
                return await self._hand_over(found, language, Reason.OFF)
            turn = await self._turn(found, language)
            return await self._db.write(keeping.store, turn, at=self._clock())
        except ContactCenterError:
            raise
        except Exception:
            logger.exception("the bot failed; a person takes over", extra={"conversation": found.conversation_id})
            return await self._hand_over(found, language, Reason.FAULT)

    async def _give_up(self, conversation_id: int) -> bool:
        """The customer writes without end: a person takes over as it stands."""
        found = await self._db.read(situation, conversation_id, now=self._clock())
        if found is None:
            return await self._db.read(_has_it, conversation_id)
        language, _ = settle(found)
        return await self._hand_over(found, language, Reason.FLOOD)

    async def _hand_over(self, found: Situation, language: Language, reason: Reason) -> bool:
        text = handover_text(say(f"over.{reason}", language), language, found.opening)
        speech = speak(
            Decision(kind=Kind.HAND_OVER, state=found.state, reason=reason),
            language,
            articles={},
            opening=found.opening,
        ) or Speech(text)
        return await self._db.write(
            keeping.hand_over_now, found, reason=reason, speech=speech, language=language, at=self._clock()
        )

    async def _turn(self, found: Situation, language: Language) -> Turn:
        """What is to be stored: nothing is written yet."""
        began = monotonic()
        context = await self._db.read(read_context, found.conversation_id, language=language, now=self._clock())
        guided = await self._guide.go_on(found, language, context)
        if guided is not None:
            return replace(guided, cost=_milliseconds(began))
        heard, limits = found.heard, limits_of(found.settings)
        about = await self._db.read(articles, found.state.about, language)
        titles = {key: each.title for key, each in about.items()}
        decision = deciding.first_look(found.state, heard, limits, titles)
        understood, understanding = Understood(), None
        shown: dict[str, Shown] = about
        if decision is None:
            understanding = await self._understand(heard.text, language)
            if understanding is None and self._guide.asked_for(heard.text, language) is None:
                decision = Decision(kind=Kind.HAND_OVER, state=found.state, reason=Reason.FAULT)
            else:
                understood, shown = await self._known(understanding, heard.text, language)
                shown = shown | about
                decision = deciding.decide(found.state, heard, understood, limits, titles)
        elif missing := [key for key in (*decision.articles, decision.article) if key and key not in shown]:
            shown = shown | await self._db.read(articles, missing, language)
        if decision.kind is Kind.GUIDE:
            return replace(
                self._guide.begin(found, decision, language, context), cost=_milliseconds(began),
                question=heard.text if heard.choice is None else "",
            )  # fmt: skip
        decision = _without_gone(decision, shown)
        asked = understanding is not None
        speech = speak(
            decision, language, articles=shown, question=heard.text, base_url=self._base_url, opening=found.opening,
            flows=self._guide.names(language) if decision.kind is Kind.OFFER else {},
        )  # fmt: skip
        first = understood.candidates[0] if understood.candidates else None
        said = words(heard.text)
        return self._guide.resumed(
            Turn(
                situation=found,
                decision=decision,
                language=language,
                speeches=() if speech is None else (speech,),
                question=heard.text if asked else "",
                intent=first.article if first else None,
                probability=first.probability if first else None,
                score=understood.score,
                engine=understood.engine,
                revision=shown[decision.article].revision if decision.article else None,
                sentiment=sentiment(heard.text, said) if heard.choice is None else "neutral",
                cost=_milliseconds(began),
            ),
            context,
        )

    async def _understand(self, text: str, language: Language) -> Understanding | None:
        """None where no engine answers in time."""
        try:
            async with asyncio.timeout(UNDERSTANDING_SECONDS):
                return await self._understander.understand(text, language)
        except (Unavailable, TimeoutError) as error:
            logger.warning("a question was not understood: %s", error or "no engine answered in time")
            return None

    async def _known(
        self, understanding: Understanding | None, text: str, language: Language
    ) -> tuple[Understood, dict[str, Shown]]:
        """The articles among what was understood that anybody may read."""
        flow = self._guide.asked_for(text, language)
        if understanding is None:
            return Understood(flow=flow), {}
        shown = await self._db.read(articles, [each.intent for each in understanding.ranked], language)
        understood = Understood(
            candidates=candidates(understanding, shown),
            in_scope=understanding.in_scope,
            score=understanding.score,
            engine=understanding.engine.value,
            flow=flow,
        )
        return understood, shown


def _without_gone(decision: Decision, shown: dict[str, Shown]) -> Decision:
    """An article that was withdrawn since it was offered is nothing that can be said any more."""
    wanted = [key for key in (*decision.articles, decision.article) if key]
    if all(key in shown for key in wanted):
        return decision
    return Decision(kind=Kind.HAND_OVER, state=decision.state, reason=Reason.NOT_UNDERSTOOD)


def _has_it(tx: Session, conversation_id: int) -> bool:
    """Whether the bot has the conversation, and nothing was said that it has not heard."""
    row = tx.get(Conversation, conversation_id)
    return row is not None and row.owner == Owner.BOT


def _milliseconds(began: float) -> int:
    return round(1000 * (monotonic() - began))
