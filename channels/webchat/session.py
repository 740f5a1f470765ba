"""One tab of the widget: its commands, in the order in which they come."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from channels.webchat import embed, pre_chat, visitors, wishes
from channels.webchat.greeting import greet
from channels.webchat.public_bot import public_bot
from contact_center.conversations import receipts, service
from contact_center.conversations.appending import Appended
from contact_center.conversations.text import checked_client_id, clean_body, storable
from contact_center.db import Signal
from contact_center.errors import ContactCenterError, Forbidden, MalformedBody
from contact_center.realtime import visitor_commands as commands
from contact_center.realtime import visitor_frames as frames
from contact_center.realtime.changes import VISITOR
from contact_center.realtime.client import Client, encode
from contact_center.realtime.messages import newest_messages
from contact_center.realtime.projections import public_message, visitor_ack
from contact_center.realtime.sockets import error_fields
from contact_center.realtime.typing_signals import PREVIEW_LENGTH, typing_signal
from contact_center.values import Address, Author, InboundMessage, NewMessage, WaitingFiles, Writer
from contact_center.work.service import ENDED_BY_CUSTOMER

if TYPE_CHECKING:
    from channels.webchat.socket import Webchat

MAX_IN_FLIGHT = 16
"""Messages of one tab that may be on their way to storage at once."""

REFUSED = 4003
"""Close code: this visitor may not chat any more."""

logger = logging.getLogger(__name__)


class VisitorSession:
    """A tab. It knows its visitor after `hello`, and its conversation once there is one."""

    def __init__(self, chat: "Webchat", client: Client, address: str) -> None:
        self.chat, self.client, self.address = chat, client, address
        self._embed: embed.Embed | None = None
        self.locale = "en"
        self.inbox_id = 0
        self.customer_id: int | None = None
        self.visitor = Address(visitors.KIND, "")
        self.key = ""
        """The visitor's key among the sessions of this process."""
        self.conversation_id: int | None = None
        self.conversation = ""
        self._in_flight: deque[asyncio.Future[Appended]] = deque()
        """Messages that are being stored, oldest first."""

    async def handle(self, command: Any) -> None:
        """Serve one command. Raises ContactCenterError for what is refused."""
        if isinstance(command, commands.Hello):
            if self.key:
                raise MalformedBody("Hello was said already.", code="hello_again")
            await self._hello(command)
            return
        if isinstance(command, commands.Ping):
            self.client.push(encode(frames.Pong()))
            return
        if not self.key:
            raise MalformedBody("Say hello first.", code="hello_expected")
        if not isinstance(command, commands.VisitorSend):
            await self._settle()
        await _HANDLERS[type(command)](self, command)

    def report(self, error: ContactCenterError, command: Any) -> None:
        field = getattr(error, "field", None)
        self.client.push(encode(frames.VisitorError(**error_fields(error, command), field=field)))

    async def _hello(self, command: commands.Hello) -> None:
        chat, greeted = self.chat, await greet(self.chat, command, self.address)
        arrival = greeted.arrival
        if greeted.refusal is not None:
            self.report(greeted.refusal, command)
        self._embed, self.locale = greeted.embed, greeted.locale
        self.inbox_id, self.customer_id = arrival.inbox_id, arrival.customer_id
        self.visitor, self.key = greeted.visitor, greeted.visitor.value
        chat.sessions.setdefault(self.key, set()).add(self)
        online, hours = chat.realtime.board.online, chat.opening.of(self.inbox_id)
        welcome = frames.Welcome(
            greeted.token, online, arrival.conversation, chat.clock(), hours, arrival.identified, arrival.answered,
            public_bot(await chat.inbox_settings(self.inbox_id), self.locale),
        )  # fmt: skip
        self.client.push(encode(welcome))
        if arrival.conversation_id is not None and arrival.conversation is not None:
            same = command.conversation == arrival.conversation
            await self.join(arrival.conversation_id, arrival.conversation, after=command.after if same else None)

    async def join(self, conversation_id: int, conversation: str, *, after: int | None = None) -> None:
        """Show a conversation in this tab, and every change of it from now on."""
        if self.conversation_id is not None and self.conversation_id != conversation_id:
            self.chat.realtime.hub.leave(self.client, self.conversation_id)
        self.conversation_id, self.conversation = conversation_id, conversation
        await self._watch(after)

    async def _watch(self, after: int | None) -> None:
        if self.conversation_id is None:
            return
        try:
            await self.chat.realtime.hub.join_visitor(self.client, self.conversation_id, after)
        except ContactCenterError:
            self.client.drop()  # without its conversation a tab is of no use: it connects again
            raise

    async def look_again(self) -> None:
        """The visitor may be another customer by now, or may be blocked."""
        try:
            arrival = await self._arrival(self.conversation or None)
        except Forbidden as error:
            self.client.drop(REFUSED, last=encode(frames.VisitorError(**error_fields(error, None))))
            return
        self.customer_id = arrival.customer_id
        turned = self.conversation_id is not None and arrival.conversation_id != self.conversation_id
        if turned and await self.own_conversation(self.conversation) is None:
            self.client.drop()  # it is another customer's: the tab connects again and finds the own one

    async def _arrival(self, shown: str | None) -> visitors.Arrival:
        if self._embed is None:
            raise MalformedBody("Say hello first.", code="hello_expected")
        return await self.chat.db.read(
            visitors.arrive,
            inbox=self._embed.inbox,
            visitor=self.visitor,
            shown=shown,
            address=self.address,
            now=self.chat.clock(),
        )

    async def own_conversation(self, public_id: str) -> int | None:
        """The key of a conversation that this visitor may read."""
        return await self.chat.db.read(
            visitors.own_conversation,
            inbox_id=self.inbox_id,
            customer_id=self.customer_id,
            visitor=self.visitor,
            public_id=public_id,
        )

    async def join_opened(self) -> None:
        """Another tab of this visitor has opened a conversation: show it here too, unless another one goes on here."""
        if self.conversation_id and await self.chat.db.read(visitors.goes_on, self.conversation_id):
            return
        shown = self.conversation_id
        arrival = await self._arrival(None)
        if self.conversation_id != shown or arrival.conversation_id == shown:
            return  # this tab has gone on by itself
        if arrival.conversation_id is not None and arrival.conversation is not None:
            self.customer_id = arrival.customer_id
            await self.join(arrival.conversation_id, arrival.conversation)

    async def _resume(self, command: commands.Resume) -> None:
        await self._watch(command.after)

    async def _send(self, command: commands.VisitorSend) -> None:
        with_files = bool(command.files)
        body = clean_body(command.body, limit=self.chat.settings.message_length, may_be_empty=with_files)
        client_id = checked_client_id(command.client_id)
        plain = command.conversation == self.conversation and not with_files
        current = self.conversation_id if plain else None
        if current is not None and self.customer_id is not None:
            writer = Writer(Author.CUSTOMER, self.customer_id)
            message = NewMessage(
                conversation_id=current,
                writer=writer,
                body=body,
                client_id=client_id,
                at=self.chat.clock(),
                out_of_hours=self.chat.opening.is_closed(self.inbox_id),
                content=command.choice,
                origin=self.client.number,
            )
            stored = self.chat.appender.submit(message)
            self._in_flight.append(stored)
            stored.add_done_callback(lambda _: self._stored(command))
            if len(self._in_flight) >= MAX_IN_FLIGHT:
                await asyncio.wait((stored,))
        else:
            await self._settle()
            self._acknowledge(await self._receive(command, body))

    def _stored(self, command: commands.VisitorSend) -> None:
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

    async def _receive(self, command: commands.VisitorSend, body: str) -> Appended:
        """The first message of a conversation, or one written into a conversation this tab does not show."""
        chat = self.chat
        continued = None if command.begin or command.conversation is not None else self.conversation_id
        if command.conversation is not None and self.customer_id is not None:
            continued = await self.own_conversation(command.conversation)
        sender = self.visitor
        asked = (await chat.inbox_settings(self.inbox_id)).pre_chat
        inbound = InboundMessage(
            inbox_id=self.inbox_id,
            sender=sender,
            client_id=command.client_id,
            body=body,
            locale=self.locale,
            at=chat.clock(),
            conversation_id=continued,
            files=WaitingFiles(tuple(command.files), visitors.uploader_of(sender)) if command.files else None,
            about=pre_chat.checked_about(command.about, asked),
            out_of_hours=chat.opening.is_closed(self.inbox_id),
            begin=command.begin,
            choice=command.choice,
        )
        appended = await chat.db.write(pre_chat.receive_first, inbound, asked=asked, origin=self.client.number)
        self.customer_id = appended.customer_id
        elsewhere = continued == appended.conversation_id and self.conversation_id is not None
        if self.conversation_id != appended.conversation_id and not elsewhere:
            await self.join(appended.conversation_id, appended.conversation)
        chat.bus.publish([Signal(VISITOR, appended.conversation_id, note=self.key)])
        return appended

    async def _typing(self, command: commands.VisitorTyping) -> None:
        if self.conversation_id is None:
            return
        text = None
        if command.text and (await self.chat.inbox_settings(self.inbox_id)).typing_preview:
            text = storable(command.text, limit=PREVIEW_LENGTH)
        self.chat.bus.publish([typing_signal(self.conversation_id, on=command.on, text=text)])

    async def _receipt(self, command: commands.VisitorReceipt) -> None:
        if self.conversation_id is not None and self.customer_id is not None:
            await self.chat.db.write(
                receipts.advance_receipt,
                self.conversation_id,
                customer_id=self.customer_id,
                delivered=command.delivered,
                seen=command.seen,
                at=self.chat.clock(),
            )

    async def _older(self, command: commands.Older) -> None:
        if self.conversation_id is None:
            return
        records, has_older = await self.chat.db.read(
            newest_messages, self.conversation_id, before=command.before, public=True
        )
        messages = [public_message(record) for record in records]
        self.client.push(encode(frames.VisitorOlder(self.conversation, messages, has_older)))

    async def _end(self, _: commands.End) -> None:
        if self.conversation_id is not None:
            by = f"{Author.CUSTOMER}:{self.customer_id}"
            await self.chat.db.write(
                service.resolve, self.conversation_id, by=by, at=self.chat.clock(), outcome=ENDED_BY_CUSTOMER
            )

    async def _restart(self, _: commands.Restart) -> None:
        if self.conversation_id is not None:
            self.chat.realtime.hub.leave(self.client, self.conversation_id)
            self.conversation_id, self.conversation = None, ""


_HANDLERS: dict[type, Callable[[VisitorSession, Any], Awaitable[None]]] = {
    commands.Resume: VisitorSession._resume,
    commands.VisitorSend: VisitorSession._send,
    commands.VisitorTyping: VisitorSession._typing,
    commands.VisitorReceipt: VisitorSession._receipt,
    commands.Older: VisitorSession._older,
    commands.End: VisitorSession._end,
    commands.Restart: VisitorSession._restart,
    commands.ListOwn: wishes.list_own,
    commands.Show: wishes.show,
    commands.Rate: wishes.rate_conversation,
    commands.MailTranscript: wishes.mail_transcript,
    commands.TalkToPerson: wishes.ask_for_person,
}
