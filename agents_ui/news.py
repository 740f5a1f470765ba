"""What reaches an agent's consoles from outside their own commands: offers, mentions, drafts, who else looks."""

import asyncio
import logging
from collections.abc import Coroutine, Iterable
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from agents_ui.desk import Desk
from contact_center.conversations import drafts, mentions
from contact_center.conversations.schemas import DraftView
from contact_center.conversations.side import Side
from contact_center.db import Signal
from contact_center.errors import ContactCenterError
from contact_center.realtime import staff_frames as frames
from contact_center.realtime.changes import ASSIGNED, DRAFT, MENTIONED, VIEWING
from contact_center.realtime.client import encode
from contact_center.realtime.queries import rows_by_id
from contact_center.realtime.viewing import Viewers
from contact_center.values import OfferOutcome
from contact_center.work import offers
from contact_center.work.signals import GIVEN, OFFERS

if TYPE_CHECKING:
    from agents_ui.socket import StaffSession

logger = logging.getLogger(__name__)


class News:
    """Carries signals that concern single agents to their sockets in this process."""

    def __init__(self, side: Side, desk: Desk) -> None:
        self._db, self._clock, self._desk = side.db, side.clock, desk
        self.sessions: dict[int, set[StaffSession]] = {}
        """Open consoles by their agent's key."""
        self.viewers = Viewers()
        self._tasks: set[asyncio.Task[None]] = set()
        side.bus.subscribe(ASSIGNED, lambda signal: self.later(self._tell_assigned(signal)))
        side.bus.subscribe(OFFERS, lambda signal: self.later(self._tell_offers(signal)))
        side.bus.subscribe(GIVEN, lambda signal: self.later(self._tell_given(signal)))
        side.bus.subscribe(MENTIONED, lambda signal: self.later(self._tell_mentioned(signal)))
        side.bus.subscribe(DRAFT, lambda signal: self.later(self._tell_draft(signal)))
        side.bus.subscribe(VIEWING, self._on_viewing)

    def later(self, work: Coroutine[Any, Any, None]) -> None:
        """Do it beside everything else; where storage does not answer, consoles learn it when they look again."""
        task = asyncio.create_task(_logged(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def forget_lapsed_viewers(self) -> None:
        self._tell_viewers(self.viewers.forget_lapsed(self._clock()))

    async def count_mentions(self, sessions: Iterable["StaffSession"], agent_id: int) -> None:
        unseen = await self._db.read(mentions.unseen, agent_id)
        _push(sessions, frames.MentionCount(unseen))

    async def _tell_assigned(self, signal: Signal) -> None:
        """A conversation was given to an agent: every console of theirs hears of it."""
        if sessions := self.sessions.get(int(signal.note)):
            for row in await self._db.read(rows_by_id, [signal.id]):
                _push(sessions, frames.Assigned(row))

    async def tell_desk(self, sessions: Iterable["StaffSession"], agent_id: int) -> None:
        """What is put to an agent, and what the agent has to wrap up."""
        _push(sessions, await self._db.read(self._desk.view, agent_id, now=self._clock()))

    async def _tell_offers(self, signal: Signal) -> None:
        if sessions := self.sessions.get(signal.id):
            await self.tell_desk(sessions, signal.id)

    async def _tell_given(self, signal: Signal) -> None:
        """A colleague to whom an agent wanted to give a conversation has answered, or has not in time."""
        sessions = self.sessions.get(signal.id)
        answer = await self._db.read(offers.answer, signal.note) if sessions else None
        if sessions and answer:
            for row in await self._db.read(rows_by_id, [answer.conversation_id]):
                agent = frames.AgentRef(answer.agent_id, answer.agent)
                _push(sessions, frames.Given(row, agent, OfferOutcome(answer.outcome).value))

    async def _tell_mentioned(self, signal: Signal) -> None:
        """A note names an agent, or the agent has looked at such notes in one of the consoles."""
        agent_id = int(signal.note)
        sessions = self.sessions.get(agent_id)
        if not sessions:
            return
        if signal.seq and (told := await self._db.read(mentions.told, signal.id, signal.seq)):
            _push(sessions, frames.Mentioned(*told))
        await self.count_mentions(sessions, agent_id)

    async def _tell_draft(self, signal: Signal) -> None:
        """An agent has written in one console: the others show it."""
        if sessions := self.sessions.get(signal.id):
            key, _, audience = signal.note.partition(":")
            if found := await self._db.read(drafts.as_told, signal.id, int(key), audience):
                _push(sessions, _draft_changed(*found, audience))

    def _on_viewing(self, signal: Signal) -> None:
        if self.viewers.hear(signal, self._clock()):
            self._tell_viewers([signal.id])

    def _tell_viewers(self, conversations: Iterable[int]) -> None:
        for conversation_id in conversations:
            for sessions in self.sessions.values():
                for session in sessions:
                    session.tell_viewers(conversation_id)


def _push(sessions: Iterable["StaffSession"], frame: frames.AnyStaffFrame) -> None:
    encoded = encode(frame)
    for session in list(sessions):
        session.client.push(encoded)


async def _logged(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except ContactCenterError as error:
        logger.warning("consoles could not be told: %s", error)


def _draft_changed(conversation: str, draft: DraftView | None, audience: str) -> frames.DraftChanged:
    kind: Literal["public", "staff"] = "public" if audience == "public" else "staff"
    if draft is None:
        return frames.DraftChanged(conversation, kind, None, None)
    mail = msgspec.structs.replace(draft.mail, html=None) if draft.mail else None
    return frames.DraftChanged(conversation, kind, draft.body, draft.updated_at, mail, draft.files)
