"""One tab of the console: its commands, in the order in which they come."""

import os
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from starlette.websockets import WebSocket

from contact_center.auth import Principal, Scope, principal_of
from contact_center.conversations import handing_on, mentions, receipts
from contact_center.conversations.text import checked_client_id, clean_body
from contact_center.errors import ContactCenterError, Forbidden, NotFound, NotSignedIn
from contact_center.models import Agent
from contact_center.realtime import presence
from contact_center.realtime import staff_commands as commands
from contact_center.realtime import staff_frames as frames
from contact_center.realtime.client import Client, encode
from contact_center.realtime.projections import staff_ack
from contact_center.realtime.queries import conversation_id
from contact_center.realtime.sockets import error_fields
from contact_center.realtime.typing_signals import typing_signal
from contact_center.realtime.viewing import viewing_signal
from contact_center.values import Audience, Author, Named, NewMessage, Owner, Presence, Status, WaitingFiles, Writer

if TYPE_CHECKING:
    from agents_ui.staff import Console

SIGNED_OUT = 4401
MAX_WATCHED = 50
"""Conversations one tab watches at once."""

COMMAND_SCOPES: dict[type[commands.StaffCommand], Scope] = {
    commands.Watch: Scope.CONVERSATIONS_READ,
    commands.Unwatch: Scope.CONVERSATIONS_READ,
    commands.WatchLists: Scope.CONVERSATIONS_READ,
    commands.WatchQueues: Scope.QUEUES_READ,
    commands.StaffSend: Scope.CONVERSATIONS_WRITE,
    commands.StaffTyping: Scope.CONVERSATIONS_WRITE,
    commands.Viewing: Scope.CONVERSATIONS_READ,
    commands.Seen: Scope.CONVERSATIONS_WRITE,
    commands.SetPresence: Scope.CONVERSATIONS_WRITE,
    commands.AcceptOffer: Scope.CONVERSATIONS_WRITE,
    commands.DeclineOffer: Scope.CONVERSATIONS_WRITE,
    commands.FinishWrapUp: Scope.CONVERSATIONS_WRITE,
    commands.Heartbeat: Scope.CONVERSATIONS_READ,
}


class StaffSession:
    """A tab of the console."""

    def __init__(self, console: "Console", client: Client, websocket: WebSocket, principal: Principal) -> None:
        self._console, self.client, self._websocket = console, client, websocket
        self._principal = principal
        self._me = frames.AgentRef(principal.public_id, principal.name)
        self._watched: dict[str, int] = {}
        self._sending: dict[int, bool] = {}
        self._tab = os.urandom(6).hex()
        self._viewing: int | None = None

    @property
    def agent_id(self) -> int:
        return self._principal.agent_id

    async def begin(self) -> None:
        console, now = self._console, self._console.clock()
        if Scope.CONVERSATIONS_WRITE in self._principal.scopes and self._principal.kind == "session":
            await console.db.write(presence.arrive, self._principal.agent_id, lease=console.lease, now=now)
        state, reason = await self._own_presence()
        self.client.push(encode(frames.Ready(self._me, state, reason, now)))
        if Scope.CONVERSATIONS_WRITE in self._principal.scopes:
            await console.news.tell_desk([self], self._principal.agent_id)

    async def handle(self, command: Any) -> None:
        """Serve one command. Raises ContactCenterError for what is refused."""
        scope = COMMAND_SCOPES[type(command)]
        if scope not in self._principal.scopes:
            raise Forbidden(f"Your role or token does not have the scope {scope}.")
        await _HANDLERS[type(command)](self, command)

    def report(self, error: ContactCenterError, command: Any) -> None:
        about = getattr(command, "conversation", None)
        self.client.push(encode(frames.StaffError(**error_fields(error, command), conversation=about)))

    async def _key_of(self, conversation: str) -> int:
        known = self._watched.get(conversation)
        if known is None:
            known = await self._console.db.read(conversation_id, conversation)
        if known is None:
            raise NotFound("There is no such conversation.")
        return known

    async def _watch(self, command: commands.Watch) -> None:
        key = await self._key_of(command.conversation)
        if command.conversation not in self._watched and len(self._watched) >= MAX_WATCHED:
            oldest = next(iter(self._watched))
            self._console.realtime.hub.leave(self.client, self._watched.pop(oldest))
        self._watched[command.conversation] = key
        try:
            await self._console.realtime.hub.join_staff(self.client, key, command.after)
        except ContactCenterError:
            self.client.drop()  # it connects again and watches what it shows
            raise
        if self._viewers(key):
            self.tell_viewers(key)

    async def _unwatch(self, command: commands.Unwatch) -> None:
        key = self._watched.pop(command.conversation, None)
        if key is not None:
            self._console.realtime.hub.leave(self.client, key)

    async def _watch_lists(self, command: commands.WatchLists) -> None:
        board = self._console.realtime.board
        if command.on:
            board.watch(self.client, self._principal.agent_id)
            await self._console.news.count_mentions([self], self._principal.agent_id)
        else:
            board.unwatch(self.client)

    async def _watch_queues(self, command: commands.WatchQueues) -> None:
        queues = self._console.realtime.queues
        if command.on:
            queues.watch(self.client)
        else:
            queues.unwatch(self.client)

    async def _send(self, command: commands.StaffSend) -> None:
        console, me = self._console, self._principal
        audience = Audience(command.audience)
        named: tuple[Named, ...] = ()
        if command.mentions:
            named = await console.db.read(mentions.named, command.mentions, audience=audience, by=me.agent_id)
        key = await self._key_of(command.conversation)
        message = NewMessage(
            conversation_id=key,
            writer=Writer(Author.AGENT, me.agent_id, me.public_id, me.name),
            body=clean_body(command.body, limit=console.settings.message_length, may_be_empty=bool(command.files)),
            client_id=checked_client_id(command.client_id),
            at=console.clock(),
            audience=audience,
            files=WaitingFiles(tuple(command.files), me.actor) if command.files else None,
            mentions=named,
            origin=self.client.number,
        )
        if audience is Audience.PUBLIC and await self._sends(key):
            appended = await console.db.write(console.answering.answer, message)
        else:
            appended = await console.appender.append(message)
        if not self.client.takes_ack(appended.conversation_id, appended.message.staff_seq):
            self.client.push(encode(staff_ack(appended.conversation, appended.message)))
        public = message.audience is Audience.PUBLIC
        if public and (appended.owner is not Owner.AGENT or appended.status is not Status.OPEN):
            await console.db.write(
                handing_on.take_up, appended.conversation_id, agent_id=me.agent_id, by=me.actor, at=console.clock()
            )

    async def _sends(self, key: int) -> bool:
        """Whether the answers of a conversation leave by a way of its channel's own; asked once, for it stays so."""
        if key not in self._sending:
            self._sending[key] = await self._console.db.read(self._console.answering.sends, key)
        return self._sending[key]

    async def _typing(self, command: commands.StaffTyping) -> None:
        key = await self._key_of(command.conversation)
        self._console.bus.publish([typing_signal(key, on=command.on, agent=self._me)])

    async def _view(self, command: commands.Viewing) -> None:
        key = await self._key_of(command.conversation) if command.conversation else None
        if key != self._viewing:
            self.look_away()
        self._viewing = key
        if key is not None:
            self._console.bus.publish([viewing_signal(key, self._tab, self._me, on=True)])

    def look_away(self) -> None:
        """This tab shows no conversation any more."""
        if self._viewing is not None:
            self._console.bus.publish([viewing_signal(self._viewing, self._tab, self._me, on=False)])
        self._viewing = None

    def tell_viewers(self, conversation_id: int) -> None:
        """Say who else has a conversation on the screen, where this tab watches it."""
        for public_id, key in self._watched.items():
            if key == conversation_id:
                self.client.push(encode(frames.Viewers(public_id, self._viewers(key))))

    def _viewers(self, conversation_id: int) -> list[frames.AgentRef]:
        return self._console.news.viewers.of(conversation_id, besides=self._me.id)

    async def _seen(self, command: commands.Seen) -> None:
        await self._console.db.write(
            receipts.advance_receipt,
            await self._key_of(command.conversation),
            agent_id=self._principal.agent_id,
            delivered=command.seq,
            seen=command.seq,
            at=self._console.clock(),
        )

    async def _set_presence(self, command: commands.SetPresence) -> None:
        if self._principal.kind != "session":
            raise Forbidden("Presence is a signed-in person's: a token has none.")
        reason = clean_body(command.reason, limit=100) if command.reason else None
        await self._console.db.write(
            presence.choose,
            self._principal.agent_id,
            presence=Presence(command.presence),
            reason=reason if command.presence == "away" else None,
            lease=self._console.lease,
            now=self._console.clock(),
            channels=command.channels,
        )
        await self._alive()

    async def _accept(self, command: commands.AcceptOffer) -> None:
        console = self._console
        taken = await console.db.write(console.desk.accept, command.offer, self.agent_id, now=console.clock())
        self.client.push(encode(frames.OfferAccepted(command.offer, taken)))

    async def _decline(self, command: commands.DeclineOffer) -> None:
        console, why = self._console, command.reason
        await console.db.write(console.desk.decline, command.offer, self.agent_id, reason=why, now=console.clock())

    async def _finish_wrap_up(self, command: commands.FinishWrapUp) -> None:
        console, code = self._console, command.code
        await console.db.write(console.desk.finish, command.item, self.agent_id, code=code, now=console.clock())

    async def _heartbeat(self, _: commands.Heartbeat) -> None:
        console = self._console
        if not await self.recheck():
            return
        if self._principal.kind == "session":
            await console.db.write(presence.arrive, self._principal.agent_id, lease=console.lease, now=console.clock())
        console.news.forget_lapsed_viewers()
        await self._alive()

    async def recheck(self) -> bool:
        """Ask again who this is: where the session has ended, so does the socket; a changed role holds at once."""
        try:
            self._principal = await principal_of(self._websocket, self._websocket.state["services"])
        except NotSignedIn:
            self.client.drop(SIGNED_OUT)
            return False
        if Scope.QUEUES_READ not in self._principal.scopes:
            self._console.realtime.queues.unwatch(self.client)
        return True

    async def _alive(self) -> None:
        state, reason = await self._own_presence()
        self.client.push(encode(frames.Alive(state, reason)))

    async def _own_presence(self) -> tuple[frames.PresenceName, str | None]:
        query = sa.select(Agent.presence, Agent.presence_reason, Agent.lease_until)
        row = await self._console.db.read(
            lambda tx: tx.execute(query.where(Agent.id == self._principal.agent_id)).one()
        )
        state = presence.effective(row.presence, row.lease_until, self._console.clock())
        return state.value, row.presence_reason


_HANDLERS: dict[type[commands.StaffCommand], Callable[[StaffSession, Any], Awaitable[None]]] = {
    commands.Watch: StaffSession._watch,
    commands.Unwatch: StaffSession._unwatch,
    commands.WatchLists: StaffSession._watch_lists,
    commands.WatchQueues: StaffSession._watch_queues,
    commands.StaffSend: StaffSession._send,
    commands.StaffTyping: StaffSession._typing,
    commands.Viewing: StaffSession._view,
    commands.Seen: StaffSession._seen,
    commands.SetPresence: StaffSession._set_presence,
    commands.AcceptOffer: StaffSession._accept,
    commands.DeclineOffer: StaffSession._decline,
    commands.FinishWrapUp: StaffSession._finish_wrap_up,
    commands.Heartbeat: StaffSession._heartbeat,
}
