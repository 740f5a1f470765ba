"""Fan-out within one process: who watches which conversation, and each change to each of them once, in order.

A change of a conversation reaches the hub as a signal. Where this process made it and it is the next one, the signal
carries what is needed; in every other case (made elsewhere, or a hole) the hub looks again in the database. So signals
may be lost, doubled or late without a client noticing.
"""

import asyncio
import logging
from collections.abc import Callable

from sqlalchemy.orm import Session

from contact_center.db import Database, Signal
from contact_center.errors import ContactCenterError
from contact_center.realtime.changes import MessageAppended
from contact_center.realtime.client import Client, encode
from contact_center.realtime.projections import staff_ack, staff_message_frame, visitor_ack, visitor_message_frame
from contact_center.realtime.queries import Change, Joined, changes_after, join_staff, join_visitor
from contact_center.realtime.typing_signals import typing_frames

logger = logging.getLogger(__name__)

LOOK_AGAIN_DELAYS = (0.05, 0.2, 1.0, 3.0)
UNKNOWN = -1

Side = dict[Client, list[tuple[int, bytes]] | None]
"""Watchers of one audience: none when live; while a client waits for its snapshot, what came meanwhile."""
JoinQuery = Callable[[Session, int, int | None], Joined]


class Room:
    """The watchers of one conversation in this process. last: the staff_seq up to which all of them were told."""

    __slots__ = (
        "again", "base", "conversation", "conversation_id", "known", "last", "looking", "staff", "told_of", "visitors",
    )  # fmt: skip

    def __init__(self, conversation_id: int) -> None:
        self.conversation_id = conversation_id
        self.conversation = ""
        """Its public id, known once the first watcher has joined."""
        self.staff: Side = {}
        self.visitors: Side = {}
        self.last = UNKNOWN
        self.base = UNKNOWN
        """The staff_seq from which on changes are passed on: a snapshot from before it has a hole after it."""
        self.told_of = 0
        """The highest staff_seq that any signal has named."""
        self.looking = False
        self.again = False
        """Something may have happened since the last reading began."""
        self.known: dict[int, MessageAppended] = {}
        """Messages of this process that wait for their turn behind a hole, by staff_seq."""


class Hub:
    """The rooms of this process. Every method runs in the event loop; none but join and look_again awaits."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._rooms: dict[int, Room] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._told_of_waits: list[Callable[[int, Client], None]] = []

    def watch_waits(self, told: Callable[[int, Client], None]) -> None:
        """Call `told` whenever a visitor has begun to watch a conversation that waits for somebody to take it."""
        self._told_of_waits.append(told)

    def on_conversation(self, signal: Signal) -> None:
        """Bus callback: a conversation has changed."""
        room = self._rooms.get(signal.id)
        if room is None or signal.seq <= room.last:
            return
        room.told_of = max(room.told_of, signal.seq)
        if room.last == UNKNOWN:
            return  # the first watcher is still joining
        local = signal.local if isinstance(signal.local, MessageAppended) else None
        if local is None:
            self._look_again(room)
            return
        _promise_ack(room, local)
        if signal.seq == room.last + 1 and not room.looking:
            room.last = signal.seq
            self._push_message(room, local)
        else:
            room.known[signal.seq] = local
            self._look_again(room)

    def on_typing(self, signal: Signal) -> None:
        """Bus callback: somebody types, or has stopped. Customers are shown to staff, agents to everybody."""
        room = self._rooms.get(signal.id)
        if room is None:
            return
        told, shown = typing_frames(signal, room.conversation)
        for side, frame in ((room.staff, told), (room.visitors, shown)):
            if side and frame is not None:
                encoded = encode(frame)
                for client in side:
                    client.push(encoded)

    def on_resync(self, _: Signal) -> None:
        """Bus callback: signals may have been lost; look again everywhere."""
        for room in self._rooms.values():
            if room.last != UNKNOWN:
                self._look_again(room)

    def staff_of(self, conversation_id: int) -> tuple[str, list[Client]]:
        """The public id of a conversation, and the staff's sockets that watch it: none, where nobody does."""
        room = self._rooms.get(conversation_id)
        return ("", []) if room is None else (room.conversation, list(room.staff))

    def visitors_of(self, conversation_id: int) -> list[Client]:
        """The visitors' sockets that watch a conversation and have had its snapshot."""
        room = self._rooms.get(conversation_id)
        return [] if room is None else [client for client, held in room.visitors.items() if held is None]

    def has_visitors(self, conversation_id: int) -> bool:
        """Whether any visitor's socket watches a conversation, or is about to."""
        room = self._rooms.get(conversation_id)
        return room is not None and bool(room.visitors)

    def watched_by_visitors(self) -> list[int]:
        return [conversation_id for conversation_id, room in self._rooms.items() if room.visitors]

    def watched_by_staff(self) -> list[int]:
        return [conversation_id for conversation_id, room in self._rooms.items() if room.staff]

    async def join_staff(self, client: Client, conversation_id: int, after: int | None) -> None:
        """Subscribe, then send the changes after a staff_seq, or a snapshot where there is none or too many."""
        room = self._room(conversation_id)
        await self._join(room, room.staff, client, join_staff, after)

    async def join_visitor(self, client: Client, conversation_id: int, after: int | None) -> None:
        """As join_staff, for a visitor: after counts in public_seq."""
        room = self._room(conversation_id)
        await self._join(room, room.visitors, client, join_visitor, after)

    async def _join(self, room: Room, side: Side, client: Client, query: JoinQuery, after: int | None) -> None:
        held: list[tuple[int, bytes]] = []
        side[client] = held
        client.rooms[room.conversation_id] = room
        try:
            joined = await self._db.read(query, room.conversation_id, after)
            while joined.staff_seq < room.base:
                joined = await self._db.read(query, room.conversation_id, after)
        except BaseException:
            if side.get(client) is held:
                self.leave(client, room.conversation_id)
            raise
        if side.get(client) is not held:
            return  # left meanwhile, or joined again: that reading will serve
        if client.dropped:
            self.leave(client, room.conversation_id)
            return
        frames = [encode(frame) for frame in joined.frames] + [frame for seq, frame in held if seq > joined.upto]
        if frames:
            client.push(b",".join(frames))  # as one, so that a long gap fits any queue
        side[client] = None
        room.conversation = joined.conversation
        if room.last == UNKNOWN:
            room.last = room.base = joined.staff_seq
        if room.told_of > room.last:
            self._look_again(room)
        if joined.waits:
            for told in self._told_of_waits:
                told(room.conversation_id, client)

    def leave(self, client: Client, conversation_id: int) -> None:
        """Stop watching a conversation."""
        room: Room | None = client.rooms.pop(conversation_id, None)
        if room is None:
            return
        room.staff.pop(client, None)
        room.visitors.pop(client, None)
        if not room.staff and not room.visitors:
            self._close(room)

    def leave_all(self, client: Client) -> None:
        for conversation_id in list(client.rooms):
            self.leave(client, conversation_id)

    def _room(self, conversation_id: int) -> Room:
        room = self._rooms.get(conversation_id)
        if room is None:
            room = self._rooms[conversation_id] = Room(conversation_id)
        return room

    def _close(self, room: Room) -> None:
        if self._rooms.get(room.conversation_id) is room:
            del self._rooms[room.conversation_id]

    @staticmethod
    def _push_message(room: Room, local: MessageAppended) -> None:
        """To everybody the message, but to the socket that sent it the acknowledgement, in the same place."""
        record, conversation = local.message, local.conversation
        for side, seq, to_frame, to_ack in (
            (room.staff, record.staff_seq, staff_message_frame, staff_ack),
            (room.visitors, record.public_seq, visitor_message_frame, visitor_ack),
        ):
            if seq is None or not side:
                continue
            frame: bytes | None = None
            for client, held in side.items():
                if client.number == local.origin and held is None:
                    client.push(encode(to_ack(conversation, record)))
                else:
                    frame = frame or encode(to_frame(conversation, record))
                    _give(client, held, seq, frame)

    def _look_again(self, room: Room) -> None:
        room.again = True
        if room.looking:
            return
        room.looking = True
        task = asyncio.create_task(self._catch_up(room), name=f"hub-{room.conversation_id}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _catch_up(self, room: Room) -> None:
        """Read and push what the room has not been told, until it is level with the signals."""
        try:
            for delay in LOOK_AGAIN_DELAYS:
                try:
                    while room.again:
                        room.again = False
                        await self._push_changes(room)
                except ContactCenterError as error:
                    logger.warning("conversation %s could not be read: %s", room.conversation_id, error)
                    room.again = True
                    await asyncio.sleep(delay)
                else:
                    return
            self._drop_everybody(room)
        except Exception:
            self._drop_everybody(room)
            raise
        finally:
            room.looking = False

    async def _push_changes(self, room: Room) -> None:
        """One reading of what the room has not been told."""
        changes = await self._db.read(changes_after, room.conversation_id, room.last)
        if changes is None:
            self._drop_everybody(room)
            return
        for change in changes:
            if change.staff_seq > room.last:
                room.last = change.staff_seq
                if local := room.known.pop(change.staff_seq, None):
                    self._push_message(room, local)
                else:
                    self._push_change(room, change)

    @staticmethod
    def _push_change(room: Room, change: Change) -> None:
        for side, seq, frame in (
            (room.staff, change.staff_seq, change.staff),
            (room.visitors, change.public_seq, change.visitor),
        ):
            if seq is not None and side:
                encoded = encode(frame)
                for client, held in side.items():
                    _give(client, held, seq, encoded)

    def _drop_everybody(self, room: Room) -> None:
        """The room cannot be brought level change by change: its clients connect again and get snapshots."""
        self._close(room)  # whoever comes from now on begins in a new one
        for client in (*room.staff, *room.visitors):
            client.drop()


def _promise_ack(room: Room, local: MessageAppended) -> None:
    """The socket that sent it need not acknowledge it: the hub will, when its turn comes."""
    for side in (room.staff, room.visitors):
        for client, held in side.items():
            if client.number == local.origin and held is None:
                client.acked.add((room.conversation_id, local.message.staff_seq))


def _give(client: Client, held: list[tuple[int, bytes]] | None, seq: int, frame: bytes) -> None:
    """Send a numbered frame; to a client that is still joining, after its snapshot."""
    if held is None:
        client.push(frame)
    else:
        held.append((seq, frame))
