"""The staff's side of a process: its open consoles, and what reaches them from outside their own commands."""

import asyncio
from datetime import timedelta
from typing import cast

import msgspec
from starlette.websockets import WebSocket

from agents_ui.desk import Desk
from agents_ui.news import News
from agents_ui.socket import SIGNED_OUT, StaffSession
from contact_center.agents.sessions import STAFF
from contact_center.auth import Principal, check_origin, principal_of
from contact_center.conversations.side import Side
from contact_center.db import Signal
from contact_center.errors import ContactCenterError, NotSignedIn, StorageUnavailable
from contact_center.limits import Bucket
from contact_center.ports import RESYNC
from contact_center.realtime import presence
from contact_center.realtime import staff_commands as commands
from contact_center.realtime.client import Client
from contact_center.realtime.sockets import GOING_AWAY, CommandReader, close, serve

FORBIDDEN = 4403
RECHECK_SECONDS = 60.0

_decoder = msgspec.json.Decoder(commands.AnyStaffCommand)


class Console:
    """Serves the staff's sockets, and carries to them what concerns one agent alone."""

    def __init__(self, side: Side, desk: Desk) -> None:
        self.settings, self.db, self.bus, self.realtime = side.settings, side.db, side.bus, side.realtime
        self.appender, self.answering, self.clock = side.appender, side.answering, side.clock
        self.lease = timedelta(seconds=side.settings.presence_lease)
        self.desk = desk
        self.news = News(side, desk)
        side.bus.subscribe(STAFF, lambda signal: self.news.later(self._recheck(signal.id)))
        side.bus.subscribe(RESYNC, self._recheck_all)

    async def serve(self, websocket: WebSocket, principal: Principal) -> None:
        """Serve one accepted socket to its end."""
        client = Client(websocket.send_text, limit=self.settings.socket_queue)
        session = StaffSession(self, client, websocket, principal)
        mine = self.news.sessions.setdefault(principal.agent_id, set())
        mine.add(session)
        self.realtime.clients.add(client)
        rate = self.settings.staff_rate
        reader = CommandReader(_decoder, frame_bytes=self.settings.frame_bytes, bucket=Bucket(rate, rate * 4))
        checking = asyncio.create_task(self._keep_asking(session), name="socket-recheck")
        try:
            try:
                await session.begin()
            except StorageUnavailable:
                await close(websocket, GOING_AWAY)
                return
            await serve(websocket, client, reader.read(websocket, session.handle, session.report))
        finally:
            checking.cancel()
            session.look_away()
            mine.discard(session)
            if not mine:
                self.news.sessions.pop(principal.agent_id, None)
            self.realtime.clients.discard(client)
            self.realtime.board.unwatch(client)
            self.realtime.queues.unwatch(client)
            self.realtime.hub.leave_all(client)

    @staticmethod
    async def _keep_asking(session: StaffSession) -> None:
        """A sign-in that ends by time signals nothing, and a program need not send heartbeats."""
        while True:
            await asyncio.sleep(RECHECK_SECONDS)
            if not await _still(session):
                return

    async def _recheck(self, agent_id: int) -> None:
        """A sign-in has ended or a role has changed: sockets follow, and who has signed out everywhere is offline."""
        for session in list(self.news.sessions.get(agent_id, ())):
            await _still(session)
        grace = timedelta(seconds=self.settings.requeue_grace)
        await self.db.write(presence.leave_if_signed_out, agent_id, grace=grace, now=self.clock())

    def _recheck_all(self, _: Signal) -> None:
        """Signals may have been lost, and with them the end of a sign-in."""
        for agent_id in self.news.sessions:
            self.news.later(self._recheck(agent_id))


async def _still(session: StaffSession) -> bool:
    """Whether its sign-in holds; where it does not, or cannot be told now, the socket ends and has to show it again."""
    try:
        return await session.recheck()
    except ContactCenterError:
        session.client.drop()
        return False


async def staff_socket(websocket: WebSocket) -> None:
    """GET /console/socket: by session cookie from our own pages, or by API token from a program."""
    services = websocket.state["services"]
    await websocket.accept()
    try:
        principal = await principal_of(websocket, services)
        if principal.kind == "session":
            check_origin(websocket.headers, services.settings)
    except ContactCenterError as error:
        await websocket.close(_refusal(error))
        return
    await cast(Console, services.extra.console).serve(websocket, principal)


def _refusal(error: ContactCenterError) -> int:
    """The code to close with where nobody could be let in; when storage is away, they may try again."""
    if isinstance(error, StorageUnavailable):
        return GOING_AWAY
    return SIGNED_OUT if isinstance(error, NotSignedIn) else FORBIDDEN
