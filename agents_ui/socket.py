"""One tab of the console: its commands, in the order in which they come."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from starlette.websockets import WebSocket

from contact_center.auth import Principal, Scope, principal_of
from contact_center.conversations import service
from contact_center.conversations.text import checked_client_id, clean_body
from contact_center.errors import ContactCenterError, Forbidden, NotFound, NotSignedIn
from contact_center.models import Agent
from contact_center.realtime import presence
from contact_center.realtime import staff_frames as frames
from contact_center.realtime.client import Client, encode
from contact_center.realtime.projections import staff_ack
from contact_center.realtime.queries import conversation_id
from contact_center.realtime.sockets import error_fields
from contact_center.realtime.typing_signals import typing_signal
from contact_center.values import Audience, Author, NewMessage, Owner, Presence, Status, Writer

if TYPE_CHECKING:
    from agents_ui.staff import Console

SIGNED_OUT = 4401
MAX_WATCHED = 50
"""Conversations one tab watches at once."""

COMMAND_SCOPES: dict[type[frames.StaffCommand], Scope] = {
    frames.Watch: Scope.CONVERSATIONS_READ,
    frames.Unwatch: Scope.CONVERSATIONS_READ,
    frames.WatchLists: Scope.CONVERSATIONS_READ,
    frames.StaffSend: Scope.CONVERSATIONS_WRITE,
    frames.StaffTyping: Scope.CONVERSATIONS_WRITE,
    frames.Seen: Scope.CONVERSATIONS_WRITE,
    frames.SetPresence: Scope.CONVERSATIONS_WRITE,
    frames.Heartbeat: Scope.CONVERSATIONS_READ,
}


class StaffSession:
    """A tab of the console."""

    def __init__(self, console: "Console", client: Client, websocket: WebSocket, principal: Principal) -> None:
        self._console, self.client, self._websocket = console, client, websocket
        self._principal = principal
        self._me = frames.AgentRef(principal.public_id, principal.name)
        self._watched: dict[str, int] = {}

    @property
    def agent_id(self) -> int:
        return self._principal.agent_id

    async def begin(self) -> None:
        console, now = self._console, self._console.clock()
        if Scope.CONVERSATIONS_WRITE in self._principal.scopes and self._principal.kind == "session":
            await console.db.write(presence.arrive, self._principal.agent_id, lease=console.lease, now=now)
        state, reason = await self._own_presence()
        self.client.push(encode(frames.Ready(self._me, state, reason, now)))

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

    async def _watch(self, command: frames.Watch) -> None:
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

    async def _unwatch(self, command: frames.Unwatch) -> None:
        key = self._watched.pop(command.conversation, None)
        if key is not None:
            self._console.realtime.hub.leave(self.client, key)

    async def _watch_lists(self, command: frames.WatchLists) -> None:
        board = self._console.realtime.board
        if command.on:
            board.watch(self.client, self._principal.agent_id)
        else:
            board.unwatch(self.client)

    async def _send(self, command: frames.StaffSend) -> None:
        console, me = self._console, self._principal
        message = NewMessage(
            conversation_id=await self._key_of(command.conversation),
            writer=Writer(Author.AGENT, me.agent_id, me.public_id, me.name),
            body=clean_body(command.body, limit=console.settings.message_length),
            client_id=checked_client_id(command.client_id),
            at=console.clock(),
            audience=Audience(command.audience),
            origin=self.client.number,
        )
        appended = await console.appender.append(message)
        if not self.client.takes_ack(appended.conversation_id, appended.message.staff_seq):
            self.client.push(encode(staff_ack(appended.conversation, appended.message)))
        public = message.audience is Audience.PUBLIC
        if public and (appended.owner is not Owner.AGENT or appended.status is not Status.OPEN):
            await console.db.write(
                service.take_up, appended.conversation_id, agent_id=me.agent_id, by=me.actor, at=console.clock()
            )

    async def _typing(self, command: frames.StaffTyping) -> None:
        key = await self._key_of(command.conversation)
        self._console.bus.publish([typing_signal(key, on=command.on, agent=self._me)])

    async def _seen(self, command: frames.Seen) -> None:
        await self._console.db.write(
            service.advance_receipt,
            await self._key_of(command.conversation),
            agent_id=self._principal.agent_id,
            delivered=command.seq,
            seen=command.seq,
            at=self._console.clock(),
        )

    async def _set_presence(self, command: frames.SetPresence) -> None:
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
        )
        await self._alive()

    async def _heartbeat(self, _: frames.Heartbeat) -> None:
        console = self._console
        if not await self.recheck():
            return
        if self._principal.kind == "session":
            await console.db.write(presence.arrive, self._principal.agent_id, lease=console.lease, now=console.clock())
        await self._alive()

    async def recheck(self) -> bool:
        """Ask again who this is: where the session has ended, so does the socket; a changed role holds at once."""
        try:
            self._principal = await principal_of(self._websocket, self._websocket.state["services"])
        except NotSignedIn:
            self.client.drop(SIGNED_OUT)
            return False
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


_HANDLERS: dict[type[frames.StaffCommand], Callable[[StaffSession, Any], Awaitable[None]]] = {
    frames.Watch: StaffSession._watch,
    frames.Unwatch: StaffSession._unwatch,
    frames.WatchLists: StaffSession._watch_lists,
    frames.StaffSend: StaffSession._send,
    frames.StaffTyping: StaffSession._typing,
    frames.Seen: StaffSession._seen,
    frames.SetPresence: StaffSession._set_presence,
    frames.Heartbeat: StaffSession._heartbeat,
}
