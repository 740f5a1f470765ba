"""What the measuring visitors and agents share: a socket that opens again, and sends that wait to be acknowledged."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from contact_center.bench.ledger import Ledger
from contact_center.bench.server import BenchError

RETRY_SECONDS = 0.1
REFUSED_SECONDS = 0.5
"""How long a message that the server could not store waits before it is sent again."""

OnAcknowledged = Callable[[str, str], None]
"""Called with conversation and client id, at the moment when the acknowledgement has come."""

encode = msgspec.json.Encoder().encode


class Load:
    """A closed loop: so many messages in all, each sender keeping a few unacknowledged."""

    def __init__(self, messages: int, window: int) -> None:
        self.left, self.window = messages, window

    def take(self, unacknowledged: int) -> bool:
        """Whether a sender with so many unacknowledged messages is to send another."""
        if self.left <= 0 or unacknowledged >= self.window:
            return False
        self.left -= 1
        return True


class Peer(ABC):
    """One person's socket. `pending` holds what was sent and is not acknowledged, oldest first."""

    path = ""

    def __init__(self, name: str, ledger: Ledger) -> None:
        self.name, self.ledger = name, ledger
        self.pending: dict[str, msgspec.Struct] = {}
        self.load: Load | None = None
        self.on_acknowledged: OnAcknowledged | None = None
        self.heard = 0
        """Messages shown so far."""
        self.online = asyncio.Event()
        self._sent = 0
        self._socket: ClientConnection | None = None
        self._closing = False
        self._tasks: set[asyncio.Future[None]] = set()

    async def run(self) -> None:
        """Keep a connection until close()."""
        while not self._closing:
            try:
                await self._session()
            except (OSError, TimeoutError, ConnectionClosed, InvalidHandshake):
                pass
            finally:
                self.online.clear()
                self._socket = None
            if not self._closing:
                await asyncio.sleep(RETRY_SECONDS)

    async def close(self) -> None:
        self._closing = True
        if self._socket is not None:
            await self._socket.close()

    async def _session(self) -> None:
        async with connect(self.address(), **await self.handshake()) as socket:
            for command in await self.greeting():
                await socket.send(encode(command), text=True)
            resent = 0
            while resent < len(self.pending):  # more may be written meanwhile
                await socket.send(encode(list(self.pending.values())[resent]), text=True)
                resent += 1
            self._socket = socket
            self.online.set()
            async for text in socket:
                self.receive(text)
                await self.keep_loaded()

    async def keep_loaded(self) -> None:
        """Send what the closed loop allows now."""
        while self.load is not None and self.load.take(len(self.pending)):
            await self.write_next()

    @abstractmethod
    def address(self) -> str:
        """Where to connect."""

    async def handshake(self) -> dict[str, Any]:
        """What connect() takes besides the address."""
        return {"compression": None, "max_size": None, "open_timeout": 10, "ping_interval": None, "close_timeout": 2}

    @abstractmethod
    async def greeting(self) -> list[msgspec.Struct]:
        """The commands after the socket has opened."""

    @abstractmethod
    def receive(self, text: str | bytes) -> None:
        """Take in the frames of one text message."""

    @abstractmethod
    async def write_next(self) -> None:
        """Send the next message of this sender's load."""

    def next_id(self) -> str:
        """Client ids count the messages of a sender, so that anyone can see their order."""
        self._sent += 1
        return f"{self.name}-{self._sent}"

    async def send(self, client_id: str, command: msgspec.Struct, *, conversation: str) -> None:
        """Send a message, or keep it until the socket is open again."""
        self.pending[client_id] = command
        self.ledger.note("sent", client_id, by=self.name, conversation=conversation)
        await self.say(command)

    async def say(self, command: msgspec.Struct) -> None:
        if self._socket is None:
            return
        try:
            await self._socket.send(encode(command), text=True)
        except ConnectionClosed:
            return  # run() connects again and sends what is pending

    def acknowledged(self, client_id: str, *, conversation: str, seq: int) -> None:
        if self.pending.pop(client_id, None) is not None:
            self.ledger.note("acked", client_id, by=self.name, conversation=conversation, seq=seq)
            if self.on_acknowledged is not None:
                self.on_acknowledged(conversation, client_id)

    def received(self, client_id: str | None, *, conversation: str, seq: int) -> None:
        self.heard += 1
        self.ledger.note("received", client_id or "", by=self.name, conversation=conversation, seq=seq)

    def refused(self, code: str, client_id: str | None) -> None:
        """A message that could not be stored is sent again; any other refusal is a fault of the measurement."""
        self.ledger.note("refused", client_id or code, by=self.name)
        command = self.pending.get(client_id or "")
        if command is None or not code.startswith("storage_"):
            raise BenchError(f"{self.name} was refused: {code}")
        asyncio.get_running_loop().call_later(REFUSED_SECONDS, self.later, command)

    def later(self, command: msgspec.Struct) -> None:
        """say() for whoever cannot wait."""
        task = asyncio.ensure_future(self.say(command))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
