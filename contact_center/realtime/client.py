"""One connected socket: a bounded queue of encoded frames, and the task that sends them."""

import asyncio
import itertools
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

SLOW = 4008
"""Close code: the client read too slowly, or the server has nothing to send it from; connect again and resume."""

_encoder = msgspec.json.Encoder()
_numbers = itertools.count(1)


def encode(frame: Any) -> bytes:
    """A frame as JSON, once for everybody who gets it."""
    return _encoder.encode(frame)


class Client:
    """A subscriber. What waits is sent as one JSON array; more than `limit` waiting frames drop the client."""

    __slots__ = ("_limit", "_send", "_waiting", "_wake", "acked", "code", "dropped", "number", "rooms")

    def __init__(self, send: Callable[[str], Awaitable[None]], *, limit: int) -> None:
        self.number = next(_numbers)
        self.rooms: dict[int, Any] = {}
        self.acked: set[tuple[int, int]] = set()
        """Messages (conversation, staff_seq) whose `ack` the hub sends in its place among the frames."""
        self.dropped = False
        self.code = SLOW
        """The code to close with once dropped."""
        self._send = send
        self._limit = limit
        self._waiting: deque[bytes] = deque()
        self._wake: asyncio.Event = asyncio.Event()

    def push(self, frame: bytes) -> None:
        """Queue an encoded frame; never blocks. A client that is too far behind is dropped, and resumes later."""
        if self.dropped:
            return
        if len(self._waiting) >= self._limit:
            self.drop()
            return
        self._waiting.append(frame)
        self._wake.set()

    def takes_ack(self, conversation_id: int, staff_seq: int) -> bool:
        """Whether the hub acknowledges this message to this client; asked once for each message."""
        try:
            self.acked.remove((conversation_id, staff_seq))
        except KeyError:
            return False
        return True

    def drop(self, code: int = SLOW, *, last: bytes | None = None) -> None:
        """Send nothing more but a last frame, if there is one; the socket closes with the code."""
        self.dropped, self.code = True, code
        self._waiting.clear()
        if last is not None:
            self._waiting.append(last)
        self._wake.set()

    async def run(self) -> None:
        """Send what is queued until the client is dropped or the socket fails.

        A send that hangs ends with the socket, whose pings go unanswered then: a timer for each would cost more.
        """
        while True:
            await self._wake.wait()
            self._wake.clear()
            batch = b",".join(self._waiting)
            self._waiting.clear()
            if batch:
                await self._send(f"[{batch.decode()}]")
            if self.dropped:
                return
