"""What the visitors' and the staff's sockets share: reading commands within limits, and sending beside it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from contact_center.errors import (
    ApiError,
    ContactCenterError,
    MalformedBody,
    StorageUnavailable,
    TooLarge,
    TooManyRequests,
)
from contact_center.limits import Bucket
from contact_center.realtime.client import Client

logger = logging.getLogger(__name__)

MAX_STRIKES = 20
"""So many commands in a row that cannot be understood end the connection."""
ABUSE = 4029
GOING_AWAY = 1012
"""The server restarts: connect again."""

Handle = Callable[[Any], Awaitable[None]]
Report = Callable[[ContactCenterError, Any], None]


class CommandReader:
    """Decodes one socket's commands and hands them on, one after the other."""

    def __init__(self, decoder: msgspec.json.Decoder[Any], *, frame_bytes: int, bucket: Bucket) -> None:
        self._decoder = decoder
        self._frame_bytes = frame_bytes
        self._bucket = bucket
        self._strikes = 0

    async def read(self, websocket: WebSocket, handle: Handle, report: Report) -> int:
        """Serve the socket until it closes; returns the code to close it with. Errors go to `report`."""
        while True:
            message = await websocket.receive()
            if message["type"] == "websocket.disconnect":
                return int(message.get("code") or 1000)
            command = None
            try:
                command = self._decode(message)
                if (wait := self._bucket.take()) > 0:
                    raise _too_fast(wait)
                await handle(command)
                self._strikes = 0
            except MalformedBody as error:
                report(error, command)
                self._strikes += 1
                if self._strikes >= MAX_STRIKES:
                    return ABUSE
            except ContactCenterError as error:
                report(error, command)

    def _decode(self, message: Any) -> Any:
        text = message.get("text")
        if text is None:
            raise MalformedBody("A command is a text message with one JSON object.")
        if len(text) > self._frame_bytes:
            raise TooLarge(f"A command has at most {self._frame_bytes} bytes.")
        try:
            return self._decoder.decode(text)
        except msgspec.ValidationError as error:
            raise MalformedBody(f"This is not a command: {error}", code="invalid_command") from None
        except (msgspec.DecodeError, UnicodeError) as error:
            raise MalformedBody(f"This is not JSON: {error}") from None


def _too_fast(wait: float) -> TooManyRequests:
    return TooManyRequests("This is too fast. Wait a moment.", retry_after=max(1, round(wait)))


async def serve(websocket: WebSocket, client: Client, reading: Awaitable[int]) -> None:
    """Read and send until either ends, then close. The caller unsubscribes the client."""
    sender = asyncio.create_task(client.run(), name="socket-sender")
    reader = asyncio.ensure_future(reading)
    try:
        done, _ = await asyncio.wait((sender, reader), return_when=asyncio.FIRST_COMPLETED)
        code = reader.result() if reader in done else client.code
    except (WebSocketDisconnect, TimeoutError, OSError, RuntimeError):
        code = 1006
    finally:
        for task in (sender, reader):
            task.cancel()
        await asyncio.gather(sender, reader, return_exceptions=True)
    await close(websocket, code)


async def close(websocket: WebSocket, code: int) -> None:
    """Close a socket that may be closed already."""
    if websocket.application_state is WebSocketState.DISCONNECTED or code in {1005, 1006}:
        return
    try:
        async with asyncio.timeout(5):
            await websocket.close(code)
    except (RuntimeError, TimeoutError, OSError, WebSocketDisconnect):
        return


def error_fields(error: ContactCenterError, command: Any) -> dict[str, Any]:
    """What an `error` frame says, for both audiences."""
    if isinstance(error, StorageUnavailable):
        logger.error("storage: %s", error)
        detail = "The message could not be stored just now. It will be sent again."
        return {"code": error.code, "detail": detail, "client_id": getattr(command, "client_id", None)}
    code = error.code if isinstance(error, ApiError) else "internal"
    return {
        "code": code,
        "detail": error.detail if isinstance(error, ApiError) else "Something went wrong.",
        "client_id": getattr(command, "client_id", None),
        "retry_after": getattr(error, "retry_after", None),
    }
