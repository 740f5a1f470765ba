"""The dispatch step of mails, and the job for those that come to an agent's conversation.

It understands outside any transaction. Whatever goes wrong in it, people answer as without it.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from time import monotonic

import sqlalchemy as sa
from msgspec.structs import replace
from sqlalchemy.orm import Session

from channels.email.coming import Context, Stored
from contact_center import jobs
from contact_center.db import Database
from contact_center.jobs import Handler, TakenJob
from contact_center.models import Conversation
from contact_center.values import Owner
from faq_bot import languages
from faq_bot.mail import keeping
from faq_bot.mail.deciding import think
from faq_bot.mail.keeping import MailTurn
from faq_bot.mail.situation import Asked, asked
from faq_bot.nlu.errors import Unavailable
from faq_bot.nlu.records import Understanding
from faq_bot.situation import articles, limits_of
from faq_bot.state import State
from faq_bot.texts import Language
from faq_bot.thinking import UNDERSTANDING_SECONDS, Understander

logger = logging.getLogger(__name__)
KIND = "bot.mail"


class MailBot:
    """One per process; any number of them may work at once. key: the installation's secret."""

    def __init__(
        self, *, db: Database, understander: Understander, clock: Callable[[], datetime], base_url: str, key: str
    ) -> None:
        self._db, self._understander, self._clock = db, understander, clock
        self._base_url, self._key = base_url, key

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """Of jobs, by kind."""
        return {KIND: self.run}

    async def answer(self, conversation_id: int, _: datetime) -> bool:
        """The dispatch step. True: the bot has answered; False: it is for people, who may see what it suggests."""
        found = await self._db.read(asked, conversation_id)
        if found is None:
            return False
        turn = await self._turn(found)
        return await self._db.write(keeping.store, turn, base_url=self._base_url, key=self._key, at=self._clock())

    async def run(self, _: Database, job: TakenJob) -> None:
        """The handler of KIND: a mail has come to a conversation that an agent has."""
        await self.answer(job.payload["conversation_id"], job.created_at)

    async def _turn(self, found: Asked) -> MailTurn:
        began = monotonic()
        language, _ = languages.settle(found.heard, State(), language=None, locale=found.locale)
        understanding = await self._understand(found, language)
        intents = [] if understanding is None else [each.intent for each in understanding.ranked]
        shown = await self._db.read(articles, intents, language)
        limits = replace(limits_of(found.inbox.bot), answer_at=found.settings.answer_at)
        thought = think(found.heard, understanding, set(shown), limits)
        send = shown[thought.send] if thought.send is not None else None
        if send is not None and send.locale != language:
            send = None  # a customer who is answered by a program is answered in their language
        cost = round(1000 * (monotonic() - began))
        return MailTurn(
            asked=found, thought=thought, language=language, understanding=understanding, send=send, cost=cost
        )

    async def _understand(self, found: Asked, language: Language) -> Understanding | None:
        """None where no engine answers in time, or one is broken."""
        try:
            async with asyncio.timeout(UNDERSTANDING_SECONDS):
                return await self._understander.understand(
                    found.heard.text, language, conversation=found.conversation
                )  # fmt: skip
        except (Unavailable, TimeoutError) as error:
            logger.warning("a mail was not understood: %s", error or "no engine answered in time")
            return None
        except Exception:
            logger.exception("the bot failed on a mail", extra={"conversation": found.conversation_id})
            return None


def follow(tx: Session, context: Context, stored: Stored) -> None:
    """A mail to a conversation that an agent has goes by no dispatch: a job looks at it; see coming.Follow."""
    owner = tx.execute(sa.select(Conversation.owner).where(Conversation.id == stored.conversation_id)).scalar_one()
    if owner == Owner.AGENT and not stored.quiet:
        payload = {"conversation_id": stored.conversation_id}
        jobs.enqueue(tx, KIND, payload, now=context.now, unique_key=str(stored.conversation_id))
