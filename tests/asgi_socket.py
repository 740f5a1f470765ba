"""A WebSocket without a network: drives an ASGI application by its own messages."""

import asyncio
import json
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from starlette.types import ASGIApp, Message

SECONDS = 5.0


class ClosedError(Exception):
    """The application closed the socket."""

    def __init__(self, code: int) -> None:
        super().__init__(f"closed with {code}")
        self.code = code


class AsgiSocket:
    """One client: `async with AsgiSocket(app, path, headers, state) as socket`."""

    def __init__(self, app: ASGIApp, path: str, headers: Mapping[str, str], state: dict[str, Any]) -> None:
        self._app = app
        self._scope = {
            "type": "websocket",
            "asgi": {"version": "3.0"},
            "scheme": "ws",
            "path": path,
            "query_string": b"",
            "client": ("127.0.0.1", 4711),
            "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
            "subprotocols": [],
            "state": state,
        }
        self._to_app: asyncio.Queue[Message] = asyncio.Queue()
        self._from_app: asyncio.Queue[Message] = asyncio.Queue()

    async def _run(self) -> None:
        await self._app(self._scope, self._to_app.get, self._from_app.put)

    async def __aenter__(self) -> Self:
        self._to_app.put_nowait({"type": "websocket.connect"})
        self._task = asyncio.create_task(self._run())
        await self._next("websocket.accept")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._to_app.put_nowait({"type": "websocket.disconnect", "code": 1000})
        async with asyncio.timeout(SECONDS):
            await self._task

    def send(self, command: Any) -> None:
        """Send a command: text as it is, anything else as JSON."""
        text = command if isinstance(command, str) else json.dumps(command)
        self._to_app.put_nowait({"type": "websocket.receive", "text": text})

    async def frames(self) -> list[dict[str, Any]]:
        """The frames of the next message. Raises ClosedError, or TimeoutError after 5 seconds."""
        message = await self._next("websocket.send")
        found: list[dict[str, Any]] = json.loads(message.get("text") or message["bytes"])
        return found

    async def until(self, kind: str) -> list[dict[str, Any]]:
        """All frames up to and with the first of this type."""
        found: list[dict[str, Any]] = []
        while not any(each["type"] == kind for each in found):
            found += await self.frames()
        return found

    async def _next(self, kind: str) -> Message:
        async with asyncio.timeout(SECONDS):
            message = await self._from_app.get()
        if message["type"] == "websocket.close":
            raise ClosedError(message["code"])
        assert message["type"] == kind, message
        return message
