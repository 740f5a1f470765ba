"""Visitors with the widget's protocol and agents with the console's, as clients that keep a ledger."""

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec

from contact_center.bench.company import Company
from contact_center.bench.ledger import Ledger
from contact_center.bench.server import BenchError
from contact_center.bench.sockets import Peer
from contact_center.bench.view import Step, View
from contact_center.realtime import staff_commands as staff_commands
from contact_center.realtime import staff_frames as staff
from contact_center.realtime import visitor_commands as visitor_commands
from contact_center.realtime import visitor_frames as visitor

HEARTBEAT_SECONDS = 10.0
_visitor_frames = msgspec.json.Decoder(list[visitor.AnyVisitorFrame])
_staff_frames = msgspec.json.Decoder(list[staff.AnyStaffFrame])

Write = Callable[[str], str]
"""The text of a message, from its client id."""


class Visitor(Peer):
    """One visitor with one conversation."""

    def __init__(self, name: str, company: Company, ledger: Ledger, write: Write) -> None:
        super().__init__(name, ledger)
        self._company, self._write = company, write
        self._token: str | None = None
        self.conversation = ""
        self.view = View()
        self.welcome = asyncio.Event()

    @property
    def token(self) -> str:
        """By what the server knows the visitor. Raises BenchError before it does."""
        if self._token is None:
            raise BenchError(f"{self.name} is not known yet.")
        return self._token

    def address(self) -> str:
        return f"ws://127.0.0.1:{self._company.server.port}/widget/socket"

    async def greeting(self) -> list[msgspec.Struct]:
        self.view.asked = False
        token = await asyncio.to_thread(self._company.embed_token)
        return [visitor_commands.Hello(token, self._token, self.conversation or None, self.view.last)]

    async def write_next(self) -> None:
        client_id = self.next_id()
        command = visitor_commands.VisitorSend(client_id, self._write(client_id), self.conversation or None)
        await self.send(client_id, command, conversation=self.conversation)

    def receive(self, text: str | bytes) -> None:
        for frame in _visitor_frames.decode(text):
            self._take(frame)

    def _take(self, frame: visitor.AnyVisitorFrame) -> None:
        if isinstance(frame, visitor.Ack):
            self._show(frame.seq, frame.client_id)
            self.acknowledged(frame.client_id, conversation=frame.conversation, seq=frame.seq)
        elif isinstance(frame, visitor.VisitorMessage):
            self._show(frame.seq, frame.message.client_id or frame.message.body.partition(" ")[0])
        elif isinstance(frame, visitor.VisitorSnapshot):
            self._begin(frame)
        elif isinstance(frame, visitor.Welcome):
            self._token = frame.visitor_token
            self.welcome.set()
        elif isinstance(frame, visitor.VisitorError):
            self.refused(frame.code, frame.client_id)
        elif isinstance(frame, visitor.VisitorConversation | visitor.VisitorReceipts | visitor.VisitorMessageChanged):
            self._step(frame.seq)

    def _begin(self, frame: visitor.VisitorSnapshot) -> None:
        if not self.conversation:
            self.conversation = frame.conversation.id
            self.ledger.note("watches", by=self.name, conversation=self.conversation)
        before = self.view.snapshot(frame.seq)
        for message in frame.messages:
            if message.seq > before:
                name = message.client_id or message.body.partition(" ")[0]
                self.received(name, conversation=self.conversation, seq=message.seq)

    def _show(self, seq: int, client_id: str) -> None:
        if self._step(seq):
            self.received(client_id, conversation=self.conversation, seq=seq)

    def _step(self, seq: int) -> bool:
        step = self.view.take(seq)
        if step is Step.HOLE and not self.view.asked and self.view.last is not None:
            self.view.asked = True
            self.later(visitor_commands.Resume(self.view.last))
        return step is Step.NEXT


class Agent(Peer):
    """One agent with a console open: the lists, and every conversation that is the agent's."""

    def __init__(self, name: str, company: Company, ledger: Ledger, write: Write, cookie: str) -> None:
        super().__init__(name, ledger)
        self._company, self._write, self.cookie = company, write, cookie
        self.public_id = ""
        self.views: dict[str, View] = {}
        self._turn = 0

    def address(self) -> str:
        return f"ws://127.0.0.1:{self._company.server.port}/console/socket"

    async def handshake(self) -> dict[str, Any]:
        origin = f"http://127.0.0.1:{self._company.server.port}"
        return await super().handshake() | {"origin": origin, "additional_headers": {"Cookie": self.cookie}}

    async def greeting(self) -> list[msgspec.Struct]:
        for view in self.views.values():
            view.asked = False
        watched = [staff_commands.Watch(conversation, view.last) for conversation, view in self.views.items()]
        return [staff_commands.WatchLists(), staff_commands.SetPresence("available"), *watched]

    async def beat(self) -> None:
        """Keep the presence lease, as an open console does, until cancelled."""
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            await self.say(staff_commands.Heartbeat())

    async def watch(self, conversation: str) -> None:
        if conversation not in self.views:
            self.views[conversation] = View()
            self.ledger.note("watches", by=self.name, conversation=conversation)
            await self.say(staff_commands.Watch(conversation))

    async def write_next(self) -> None:
        """A reply to each of the conversations in turn."""
        conversations = list(self.views)
        self._turn = (self._turn + 1) % len(conversations)
        client_id, conversation = self.next_id(), conversations[self._turn]
        command = staff_commands.StaffSend(conversation, client_id, self._write(client_id))
        await self.send(client_id, command, conversation=conversation)

    def receive(self, text: str | bytes) -> None:
        for frame in _staff_frames.decode(text):
            self._take(frame)

    def _take(self, frame: staff.AnyStaffFrame) -> None:
        if isinstance(frame, staff.StaffMessageAdded):
            self._show(frame.conversation, frame.seq, frame.message.client_id)
        elif isinstance(frame, staff.StaffAck):
            self._show(frame.conversation, frame.seq, frame.client_id)
            self.acknowledged(frame.client_id, conversation=frame.conversation, seq=frame.seq)
        elif isinstance(frame, staff.StaffSnapshot):
            conversation = frame.conversation.id
            before = self.views[conversation].snapshot(frame.seq)
            for message in frame.messages:
                if message.seq > before:
                    self.received(message.client_id, conversation=conversation, seq=message.seq)
        elif isinstance(frame, staff.Ready):
            self.public_id = frame.me.id
        elif isinstance(frame, staff.StaffError):
            self.refused(frame.code, frame.client_id)
        elif isinstance(frame, staff.StaffConversation):
            self._step(frame.conversation.id, frame.seq)
        elif isinstance(frame, staff.StaffReceipts | staff.StaffMessageChanged):
            self._step(frame.conversation, frame.seq)

    def _show(self, conversation: str, seq: int, client_id: str | None) -> None:
        if self._step(conversation, seq):
            self.received(client_id, conversation=conversation, seq=seq)

    def _step(self, conversation: str, seq: int) -> bool:
        view = self.views[conversation]
        step = view.take(seq)
        if step is Step.HOLE and not view.asked and view.last is not None:
            view.asked = True
            self.later(staff_commands.Watch(conversation, view.last))
        return step is Step.NEXT
