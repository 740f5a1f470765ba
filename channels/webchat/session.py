"""One tab of the widget: its commands, in the order in which they come."""

import asyncio
import logging
import secrets
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from channels.webchat import embed, visitors
from contact_center.conversations import service
from contact_center.conversations.appending import Appended
from contact_center.conversations.text import checked_client_id, clean_body
from contact_center.db import Signal
from contact_center.errors import ContactCenterError, Forbidden, MalformedBody
from contact_center.realtime import visitor_frames as frames
from contact_center.realtime.changes import VISITOR
from contact_center.realtime.client import Client, encode
from contact_center.realtime.projections import public_message, visitor_ack
from contact_center.realtime.queries import newest_messages
from contact_center.realtime.sockets import error_fields
from contact_center.realtime.typing_signals import typing_signal
from contact_center.values import Author, InboundMessage, NewMessage, Writer

if TYPE_CHECKING:
    from channels.webchat.socket import Webchat

MAX_IN_FLIGHT = 16
"""Messages of one tab that may be on their way to storage at once."""

logger = logging.getLogger(__name__)


class VisitorSession:
    """A tab. It knows its visitor after `hello`, and its conversation once there is one."""

    def __init__(self, chat: "Webchat", client: Client) -> None:
        self._chat, self.client = chat, client
        self._embed: embed.Embed | None = None
        self._locale = "en"
        self._inbox_id = 0
        self._customer_id: int | None = None
        self._visitor_token = ""
        self.key = ""
        """The visitor's key among the sessions of this process."""
        self.conversation_id: int | None = None
        self._conversation = ""
        self._in_flight: deque[asyncio.Future[Appended]] = deque()
        """Messages that are being stored, oldest first."""

    async def handle(self, command: Any) -> None:
        """Serve one command. Raises ContactCenterError for what is refused."""
        if isinstance(command, frames.Hello):
            if self.key:
                raise MalformedBody("Hello was said already.", code="hello_again")
            await self._hello(command)
            return
        if isinstance(command, frames.Ping):
            self.client.push(encode(frames.Pong()))
            return
        if not self.key:
            raise MalformedBody("Say hello first.", code="hello_expected")
        if not isinstance(command, frames.VisitorSend):
            await self._settle()
        await _HANDLERS[type(command)](self, command)

    def report(self, error: ContactCenterError, command: Any) -> None:
        self.client.push(encode(frames.VisitorError(**error_fields(error, command))))

    async def _hello(self, command: frames.Hello) -> None:
        chat = self._chat
        self._embed = embed.verify(command.embed_token, chat.settings.secret_key, chat.clock())
        token = command.visitor_token or secrets.token_urlsafe(32)
        if not 32 <= len(token) <= 64:
            raise Forbidden("This visitor token was not made here.", code="visitor_invalid")
        address = visitors.address_of(token)
        arrival = await chat.db.read(
            visitors.arrive, inbox=self._embed.inbox, visitor=address, shown=command.conversation
        )
        self._locale = "vi" if command.locale.startswith("vi") else "en"
        self._inbox_id, self._customer_id = arrival.inbox_id, arrival.customer_id
        self._visitor_token, self.key = token, address.value
        chat.sessions.setdefault(self.key, set()).add(self)
        self.client.push(encode(frames.Welcome(token, chat.realtime.board.online, arrival.conversation, chat.clock())))
        if arrival.conversation_id is not None and arrival.conversation is not None:
            same = command.conversation == arrival.conversation
            await self.join(arrival.conversation_id, arrival.conversation, after=command.after if same else None)

    async def join(self, conversation_id: int, conversation: str, *, after: int | None = None) -> None:
        """Show a conversation in this tab, and every change of it from now on."""
        if self.conversation_id is not None and self.conversation_id != conversation_id:
            self._chat.realtime.hub.leave(self.client, self.conversation_id)
        self.conversation_id, self._conversation = conversation_id, conversation
        await self._watch(after)

    async def _watch(self, after: int | None) -> None:
        if self.conversation_id is None:
            return
        try:
            await self._chat.realtime.hub.join_visitor(self.client, self.conversation_id, after)
        except ContactCenterError:
            self.client.drop()  # without its conversation a tab is of no use: it connects again
            raise

    async def join_opened(self) -> None:
        """Another tab of this visitor has opened a conversation: show it here too."""
        if self._embed is None:
            return
        address, shown = visitors.address_of(self._visitor_token), self.conversation_id
        arrival = await self._chat.db.read(visitors.arrive, inbox=self._embed.inbox, visitor=address, shown=None)
        if self.conversation_id != shown or arrival.conversation_id == shown:
            return  # this tab has gone on by itself
        if arrival.conversation_id is not None and arrival.conversation is not None:
            self._customer_id = arrival.customer_id
            await self.join(arrival.conversation_id, arrival.conversation)

    async def _resume(self, command: frames.Resume) -> None:
        await self._watch(command.after)

    async def _send(self, command: frames.VisitorSend) -> None:
        body = clean_body(command.body, limit=self._chat.settings.message_length)
        client_id = checked_client_id(command.client_id)
        current = self.conversation_id
        if current is not None and self._customer_id is not None and command.conversation == self._conversation:
            writer = Writer(Author.CUSTOMER, self._customer_id)
            message = NewMessage(
                conversation_id=current,
                writer=writer,
                body=body,
                client_id=client_id,
                at=self._chat.clock(),
                origin=self.client.number,
            )
            stored = self._chat.appender.submit(message)
            self._in_flight.append(stored)
            stored.add_done_callback(lambda _: self._stored(command))
            if len(self._in_flight) >= MAX_IN_FLIGHT:
                await asyncio.wait((stored,))
        else:
            await self._settle()
            self._acknowledge(await self._receive(command, body))

    def _stored(self, command: frames.VisitorSend) -> None:
        """The oldest message in flight is stored, or is not."""
        stored = self._in_flight.popleft()
        if stored.cancelled():
            return
        error = stored.exception()
        if error is None:
            self._acknowledge(stored.result())
        elif isinstance(error, ContactCenterError):
            self.report(error, command)
        else:
            logger.error("a message could not be stored", exc_info=error)
            self.client.drop()

    def _acknowledge(self, appended: Appended) -> None:
        """Where the hub does not, because the message is a resent one or this tab does not watch yet."""
        if not self.client.takes_ack(appended.conversation_id, appended.message.staff_seq):
            self.client.push(encode(visitor_ack(appended.conversation, appended.message)))

    async def _settle(self) -> None:
        """Wait until nothing is in flight: what follows must come after it."""
        if self._in_flight:
            await asyncio.wait(self._in_flight)

    async def _receive(self, command: frames.VisitorSend, body: str) -> Appended:
        """The first message of a conversation, or one written into a conversation this tab has left."""
        chat = self._chat
        continued = self.conversation_id if command.conversation is None else None
        if command.conversation is not None and self._customer_id is not None:
            continued = await chat.db.read(visitors.own_conversation, self._customer_id, command.conversation)
        inbound = InboundMessage(
            inbox_id=self._inbox_id,
            sender=visitors.address_of(self._visitor_token),
            client_id=command.client_id,
            body=body,
            locale=self._locale,
            at=chat.clock(),
            conversation_id=continued,
        )
        appended = await chat.db.write(service.receive, inbound, origin=self.client.number)
        self._customer_id = appended.customer_id
        if self.conversation_id != appended.conversation_id:
            await self.join(appended.conversation_id, appended.conversation)
        chat.bus.publish([Signal(VISITOR, appended.conversation_id, note=self.key)])
        return appended

    async def _typing(self, command: frames.VisitorTyping) -> None:
        if self.conversation_id is not None:
            self._chat.bus.publish([typing_signal(self.conversation_id, on=command.on)])

    async def _receipt(self, command: frames.VisitorReceipt) -> None:
        if self.conversation_id is not None and self._customer_id is not None:
            await self._chat.db.write(
                service.advance_receipt,
                self.conversation_id,
                customer_id=self._customer_id,
                delivered=command.delivered,
                seen=command.seen,
                at=self._chat.clock(),
            )

    async def _older(self, command: frames.Older) -> None:
        if self.conversation_id is None:
            return
        records, has_older = await self._chat.db.read(
            newest_messages, self.conversation_id, before=command.before, public=True
        )
        messages = [public_message(record) for record in records]
        self.client.push(encode(frames.VisitorOlder(self._conversation, messages, has_older)))

    async def _end(self, _: frames.End) -> None:
        if self.conversation_id is not None:
            by = f"{Author.CUSTOMER}:{self._customer_id}"
            await self._chat.db.write(
                service.resolve, self.conversation_id, by=by, at=self._chat.clock(), outcome="ended_by_customer"
            )

    async def _restart(self, _: frames.Restart) -> None:
        if self.conversation_id is not None:
            self._chat.realtime.hub.leave(self.client, self.conversation_id)
            self.conversation_id, self._conversation = None, ""


_HANDLERS: dict[type, Callable[[VisitorSession, Any], Awaitable[None]]] = {
    frames.Resume: VisitorSession._resume,
    frames.VisitorSend: VisitorSession._send,
    frames.VisitorTyping: VisitorSession._typing,
    frames.VisitorReceipt: VisitorSession._receipt,
    frames.Older: VisitorSession._older,
    frames.End: VisitorSession._end,
    frames.Restart: VisitorSession._restart,
}
