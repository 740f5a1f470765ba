"""Visitors and agents as programs, over real sockets: what they heard, and what they show after it."""

import asyncio
import json
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Generic, TypeVar

import msgspec
import websockets
from websockets.asyncio.client import ClientConnection, connect

from contact_center.realtime.staff_frames import AnyStaffFrame, StaffAck
from contact_center.realtime.visitor_frames import AnyVisitorFrame
from tests.chat_states import Shown, staff_shows, visitor_shows

SECONDS = 15.0
Frame = TypeVar("Frame")


class Client(ABC, Generic[Frame]):
    """A socket that is read all the time. `frames` is everything that was heard, `raw` the same as text."""

    frames_type: Any
    origin = "ws://127.0.0.1:{port}"

    def __init__(self, port: int) -> None:
        self.port = port
        self.options: dict[str, Any] = {}
        """For every connection, such as how to believe a certificate."""
        self.frames: list[Frame] = []
        self.raw: list[str] = []
        self.code: int | None = None
        """With what the server closed, once it has."""
        self._heard = asyncio.Event()
        self._decoder = msgspec.json.Decoder(self.frames_type)
        self._socket: ClientConnection | None = None
        self._reading: asyncio.Task[None] | None = None

    async def open(self, path: str, **options: Any) -> None:
        self.code = None
        self._socket = await connect(f"{self.origin.format(port=self.port)}{path}", **{**options, **self.options})
        self._reading = asyncio.create_task(self._read(self._socket))

    async def _read(self, socket: ClientConnection) -> None:
        try:
            async for text in socket:
                self.raw.append(str(text))
                for frame in self._decoder.decode(text):
                    self.frames.append(frame)
                    self.apply(frame)
                self._heard.set()
        except websockets.ConnectionClosed:
            pass
        self.code = socket.close_code
        self._heard.set()

    @abstractmethod
    def apply(self, frame: Frame) -> None:
        """Take one frame into the state."""

    async def say(self, kind: str, **fields: Any) -> None:
        await self.send_raw(json.dumps({"type": kind, **fields}))

    async def send_raw(self, message: str | bytes, **options: Any) -> None:
        assert self._socket
        await self._socket.send(message, **options)

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait until a condition of what was heard holds."""
        async with asyncio.timeout(SECONDS):
            while not holds():
                await self._heard.wait()
                self._heard.clear()

    async def next(self, kind: type[Any], **fields: Any) -> Any:
        """The first frame of a kind with these fields, whenever it came."""
        await self.until(lambda: self.find(kind, **fields))
        return self.find(kind, **fields)[0]

    def find(self, kind: type[Any], **fields: Any) -> list[Any]:
        return [
            frame
            for frame in self.frames
            if isinstance(frame, kind) and all(getattr(frame, name) == value for name, value in fields.items())
        ]

    def forget(self) -> None:
        """Start counting frames anew."""
        self.frames, self.raw = [], []

    async def closed(self) -> int:
        """The code with which the server closes."""
        await self.until(lambda: self.code is not None)
        assert self.code is not None
        return self.code

    async def close(self) -> None:
        """As a closed laptop does, without a word."""
        if self._socket is not None and self._reading is not None:
            self._socket.transport.abort()
            async with asyncio.timeout(SECONDS):
                await self._reading
            self._socket = None


class VisitorClient(Client[AnyVisitorFrame]):
    """A tab with the widget. state: what it shows; token: by what the visitor is known."""

    frames_type = list[AnyVisitorFrame]

    def __init__(self, port: int, embed_token: str) -> None:
        super().__init__(port)
        self.embed_token = embed_token
        self.token: str | None = None
        self.state = Shown()

    async def connect(self, *, hello: bool = True, keep: bool = True) -> None:
        """keep: say what is still shown, and get the gap."""
        await self.open("/widget/socket")
        if hello:
            await self.hello(keep=keep)

    async def hello(self, *, keep: bool = True, **fields: Any) -> None:
        self.forget()
        shown = {"conversation": self.state.conversation, "after": self.state.seq} if keep and self.state.seq else {}
        own = {"embed_token": self.embed_token, "visitor_token": self.token, **shown}
        await self.say("hello", **{**own, **fields})
        await self.until(lambda: self.find_tag("welcome") or self.find_tag("error"))
        for welcome in self.find_tag("welcome"):
            self.token = welcome.visitor_token
            conversation = welcome.conversation
            if conversation:
                await self.until(lambda conversation=conversation: self.state.conversation == conversation)  # type: ignore[misc]

    def find_tag(self, tag: str) -> list[Any]:
        return [frame for frame in self.frames if frame.__struct_config__.tag == tag]

    def apply(self, frame: AnyVisitorFrame) -> None:
        self.state = visitor_shows(self.state, frame)

    async def write(self, client_id: str, body: str, conversation: str | None = None) -> None:
        self.state = replace(self.state, sent={**self.state.sent, client_id: body})
        current = self.state.conversation or None
        await self.say("send", client_id=client_id, body=body, conversation=conversation or current)

    async def send(self, client_id: str, body: str) -> Any:
        """Write, and wait for the acknowledgement."""
        await self.write(client_id, body)
        await self.until(lambda: [ack for ack in self.find_tag("ack") if ack.client_id == client_id])
        return next(ack for ack in self.find_tag("ack") if ack.client_id == client_id)

    def tab(self) -> "VisitorClient":
        """Another tab of the same visitor, not connected yet."""
        other = VisitorClient(self.port, self.embed_token)
        other.token = self.token
        return other


class StaffClient(Client[AnyStaffFrame]):
    """A tab of the console. states: what it shows of each conversation."""

    frames_type = list[AnyStaffFrame]

    def __init__(self, port: int, cookie: str) -> None:
        super().__init__(port)
        self.cookie = cookie
        self.states: dict[str, Shown] = {}

    async def connect(self, *, origin: str | None = None) -> None:
        self.forget()
        headers = {"Cookie": f"cc_session={self.cookie}"} if self.cookie else {}
        await self.open("/console/socket", additional_headers=headers, origin=origin or f"http://127.0.0.1:{self.port}")
        await self.until(lambda: self.frames or self.code)

    def apply(self, frame: AnyStaffFrame) -> None:
        about = getattr(frame, "conversation", None)
        key = getattr(about, "id", about)
        if isinstance(key, str) and hasattr(frame, "seq"):
            self.states[key] = staff_shows(self.states.get(key, Shown()), frame)

    async def watch(self, conversation: str, after: int | None = None) -> Shown:
        """Watch, and wait for the snapshot or the gap to be applied."""
        await self.say("watch", conversation=conversation, after=after)
        await self.until(lambda: conversation in self.states)
        return self.states[conversation]

    async def send(self, conversation: str, client_id: str, body: str, audience: str = "public") -> Any:
        """Write, and wait for the acknowledgement."""
        await self.say("send", conversation=conversation, client_id=client_id, body=body, audience=audience)
        await self.until(lambda: self._acks(client_id))
        return self._acks(client_id)[0]

    def _acks(self, client_id: str) -> list[Any]:
        return self.find(StaffAck, client_id=client_id)
