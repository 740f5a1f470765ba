"""The first responder: the dispatch step of conversations that nobody answers yet.

It reads, closes, understands and decides outside any transaction, and stores what it says only if the conversation is
still as it was read. Whatever goes wrong in it, a person takes over: no conversation hangs on a broken engine.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from msgspec.structs import replace
from sqlalchemy.orm import Session

from contact_center.contents import HandedOver
from contact_center.db import Database
from contact_center.errors import StorageBusy, StorageUnavailable
from contact_center.models import Conversation
from contact_center.values import Owner
from faq_bot import keeping, languages
from faq_bot.flows.port import GuidedFlows
from faq_bot.guiding import Guide
from faq_bot.situation import Situation, situation
from faq_bot.speaking import Speech, handover_text
from faq_bot.state import Reason
from faq_bot.texts import Language, say
from faq_bot.thinking import Mind, Understander

logger = logging.getLogger(__name__)
TRIES = 6
"""Decisions on one conversation that goes on all the while, before a person takes over."""


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
        self._db, self._clock = db, clock
        self._mind = Mind(db, understander, Guide(flows), base_url)

    async def answer(self, conversation_id: int, _: datetime) -> bool:
        """The dispatch step. True: the bot has dealt with it; False: it is for others."""
        for tried in range(TRIES + 1):
            found = await self._db.read(situation, conversation_id, now=self._clock())
            if found is None:
                return await self._db.read(_has_it, conversation_id)
            if not found.enabled and found.owner is Owner.NONE:
                return False
            language, state = languages.settle(
                found.heard, found.state, language=found.language, locale=found.locale
            )  # fmt: skip
            found = replace(found, state=state)
            hurried = Reason.FLOOD if tried == TRIES else Reason.OFF if not found.enabled else None
            if await self._answered(found, language, hurried):
                return True
        logger.warning("a conversation goes on faster than the bot", extra={"conversation": conversation_id})
        return True  # each of its messages has a job of its own, which tries again

    async def _answered(self, found: Situation, language: Language, hurried: Reason | None) -> bool:
        """False: it has to be decided again. hurried: it is handed over whatever was said."""
        if hurried is not None:
            return await self._hand_over(found, language, hurried)
        try:
            turn = await self._mind.turn(found, language, now=self._clock())
            return await self._db.write(keeping.store, turn, at=self._clock())
        except (StorageBusy, StorageUnavailable):
            raise  # the job is tried again
        except Exception:
            logger.exception("the bot failed; a person takes over", extra={"conversation": found.conversation_id})
            return await self._hand_over(found, language, Reason.FAULT)

    async def _hand_over(self, found: Situation, language: Language, reason: Reason) -> bool:
        text = handover_text(say(f"over.{reason}", language), language, found.opening)
        speech = Speech(text, HandedOver())
        return await self._db.write(
            keeping.hand_over_now, found, reason=reason, speech=speech, language=language, at=self._clock()
        )


def _has_it(tx: Session, conversation_id: int) -> bool:
    """Whether the bot has the conversation, and nothing was said that it has not heard."""
    row = tx.get(Conversation, conversation_id)
    return row is not None and row.owner == Owner.BOT
