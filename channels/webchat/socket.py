"""The visitors' side of a process: its open tabs, by visitor."""

import asyncio
from collections.abc import Coroutine
from typing import Any, cast

import msgspec
from starlette.websockets import WebSocket

from channels.webchat.opening import Opening
from channels.webchat.own_lists import OwnLists
from channels.webchat.session import VisitorSession
from contact_center.conversations.side import Side
from contact_center.customers.blocks import covers
from contact_center.customers.signals import VISITOR_CHANGED
from contact_center.db import Signal
from contact_center.errors import ContactCenterError
from contact_center.inboxes.opening import INBOXES
from contact_center.inboxes.schemas import InboxSettings
from contact_center.inboxes.service import settings_of
from contact_center.limits import Bucket
from contact_center.models import Inbox
from contact_center.ports import RESYNC
from contact_center.realtime import visitor_commands as commands
from contact_center.realtime import visitor_frames as frames
from contact_center.realtime.changes import CONVERSATION, VISITOR
from contact_center.realtime.client import Client, encode
from contact_center.realtime.sockets import ABUSE, CommandReader, serve
from contact_center.work import waiting

_decoder = msgspec.json.Decoder(commands.AnyVisitorCommand)

HELLO_SECONDS = 10.0


class Webchat:
    """The channel's part of a process: its sessions by visitor."""

    def __init__(self, side: Side) -> None:
        self.settings, self.db, self.bus, self.realtime = side.settings, side.db, side.bus, side.realtime
        self.appender, self.clock = side.appender, side.clock
        self.sessions: dict[str, set[VisitorSession]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.opening = Opening(side.db, side.clock, self._tell_hours)
        self.own_lists = OwnLists(side.db, self._start)
        self._inbox_settings: dict[int, InboxSettings] = {}
        side.bus.subscribe(VISITOR, self._on_conversation_opened)
        side.bus.subscribe(VISITOR_CHANGED, self._on_visitor_changed)
        side.bus.subscribe(CONVERSATION, self.own_lists.on_conversation)
        side.bus.subscribe(RESYNC, self.own_lists.on_resync)
        for topic in (INBOXES, RESYNC):
            side.bus.subscribe(topic, self.opening.on_change)
            side.bus.subscribe(topic, lambda _: self._inbox_settings.clear())

    async def serve(self, websocket: WebSocket, address: str) -> None:
        """Serve one socket from its acceptance to its end."""
        if not self.realtime.addresses.enter(address):
            await websocket.close(ABUSE)
            return
        await websocket.accept()
        client = Client(websocket.send_text, limit=self.settings.socket_queue)
        session = VisitorSession(self, client, address)
        stop_watching = self.realtime.board.watch_online(
            lambda online: client.push(encode(frames.Online(online))) if session.key else None
        )
        self.realtime.clients.add(client)
        asyncio.get_running_loop().call_later(HELLO_SECONDS, lambda: None if session.key else client.drop())
        rate = self.settings.visitor_rate
        reader = CommandReader(_decoder, frame_bytes=self.settings.frame_bytes, bucket=Bucket(rate, rate * 4))
        try:
            await serve(websocket, client, reader.read(websocket, session.handle, session.report))
        finally:
            stop_watching()
            self.realtime.clients.discard(client)
            self.realtime.addresses.leave(address)
            self.realtime.hub.leave_all(client)
            self.own_lists.forget(session)
            mine = self.sessions.get(session.key, set())
            mine.discard(session)
            if not mine:
                self.sessions.pop(session.key, None)
                self._gone(session)

    def _gone(self, session: VisitorSession) -> None:
        """The last tab of a visitor has closed: whatever of theirs waits here is noted to wait for nobody."""
        in_line = self.realtime.in_line
        mine = {key for key, each in in_line.items() if each.customer_id == session.customer_id}
        if session.conversation_id is not None:
            mine.add(session.conversation_id)  # the visitor may not have been told yet that it waits
        left = [key for key in mine if not self.realtime.hub.has_visitors(key)]
        for key in left:
            in_line.pop(key, None)
        if left:
            self._start(session, self.db.write(waiting.gone, left, at=self.clock()))

    async def inbox_settings(self, inbox_id: int) -> InboxSettings:
        """How the inbox behaves; read again after a signal that inboxes have changed."""
        known = self._inbox_settings.get(inbox_id)
        if known is None:
            known = await self.db.read(lambda tx: settings_of(tx.get_one(Inbox, inbox_id)))
            self._inbox_settings[inbox_id] = known
        return known

    def _tell_hours(self, inbox_id: int, hours: frames.PublicHours) -> None:
        frame = encode(frames.Hours(hours))
        for mine in self.sessions.values():
            for session in mine:
                if session.inbox_id == inbox_id:
                    session.client.push(frame)

    def _on_conversation_opened(self, signal: Signal) -> None:
        """The visitor's other tabs join the conversation that one of them has opened."""
        for session in self.sessions.get(signal.note, ()):
            if session.conversation_id != signal.id:
                self._start(session, session.join_opened())
                self.own_lists.tell(session)

    def _on_visitor_changed(self, signal: Signal) -> None:
        """A visitor was merged or blocked, or a network was: whoever is meant looks again."""
        if "/" in signal.note:
            everybody = [session for mine in self.sessions.values() for session in mine]
            meant = [session for session in everybody if covers(signal.note, session.address)]
        else:
            meant = list(self.sessions.get(signal.note, ()))
        for session in meant:
            self._start(session, session.look_again())

    def _start(self, session: VisitorSession, looking: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(self._run(session, looking))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @staticmethod
    async def _run(session: VisitorSession, looking: Coroutine[Any, Any, None]) -> None:
        try:
            await looking
        except ContactCenterError:
            session.client.drop()  # it connects again and finds how things are


async def visitor_socket(websocket: WebSocket) -> None:
    """GET /widget/socket."""
    chat = cast(Webchat, websocket.state["services"].extra.webchat)
    await chat.serve(websocket, websocket.client.host if websocket.client else "")
