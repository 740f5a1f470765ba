"""The visitors' side of a process: its open tabs, by visitor."""

import asyncio
from typing import cast

import msgspec
from starlette.websockets import WebSocket

from channels.webchat.session import VisitorSession
from contact_center.conversations.side import Side
from contact_center.db import Signal
from contact_center.errors import ContactCenterError
from contact_center.limits import Bucket
from contact_center.realtime import visitor_frames as frames
from contact_center.realtime.changes import VISITOR
from contact_center.realtime.client import Client, encode
from contact_center.realtime.sockets import ABUSE, CommandReader, serve

_decoder = msgspec.json.Decoder(frames.AnyVisitorCommand)

HELLO_SECONDS = 10.0


class Webchat:
    """The channel's part of a process: its sessions by visitor."""

    def __init__(self, side: Side) -> None:
        self.settings, self.db, self.bus, self.realtime = side.settings, side.db, side.bus, side.realtime
        self.appender, self.clock = side.appender, side.clock
        self.sessions: dict[str, set[VisitorSession]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        side.bus.subscribe(VISITOR, self._on_conversation_opened)

    async def serve(self, websocket: WebSocket, address: str) -> None:
        """Serve one socket from its acceptance to its end."""
        if not self.realtime.addresses.enter(address):
            await websocket.close(ABUSE)
            return
        await websocket.accept()
        client = Client(websocket.send_text, limit=self.settings.socket_queue)
        session = VisitorSession(self, client)
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
            mine = self.sessions.get(session.key, set())
            mine.discard(session)
            if not mine:
                self.sessions.pop(session.key, None)

    def _on_conversation_opened(self, signal: Signal) -> None:
        """The visitor's other tabs join the conversation that one of them has opened."""
        for session in self.sessions.get(signal.note, ()):
            if session.conversation_id != signal.id:
                task = asyncio.create_task(self._join(session))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _join(self, session: VisitorSession) -> None:
        try:
            await session.join_opened()
        except ContactCenterError:
            session.client.drop()  # it connects again and finds the conversation


async def visitor_socket(websocket: WebSocket) -> None:
    """GET /widget/socket."""
    chat = cast(Webchat, websocket.state["services"].extra.webchat)
    await chat.serve(websocket, websocket.client.host if websocket.client else "")
