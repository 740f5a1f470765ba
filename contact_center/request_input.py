"""Reads what a request carries, its body and its query string, into typed structs, and says precisely what is wrong."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any, TypeVar, get_origin
from urllib.parse import parse_qsl

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from contact_center.errors import InvalidInput, MalformedBody, TooLarge
from contact_center.problems import from_msgspec

MAX_QUERY_FIELDS = 50
LINGER_SECONDS = 2.0
"""How long a refused upload is still listened to: whoever is sending does not look for an answer yet."""
S = TypeVar("S", bound=msgspec.Struct)


class Upload:
    """A request's body as it arrives, for a handler that takes `upload`: a file, which is never held in memory."""

    def __init__(self, request: Request[Any]) -> None:
        self._stream = request.stream()
        declared = request.headers.get("content-length", "")
        self.length = int(declared) if declared.isascii() and declared.isdecimal() and len(declared) < 19 else None
        """Bytes, as declared; None where the sender does not know."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._stream

    def check_length(self, limit: int) -> None:
        """Raises TooLarge for what is declared to be larger than limit bytes, and InvalidInput for nothing."""
        if self.length is not None and self.length > limit:
            raise TooLarge(f"The file is larger than {limit} bytes.", code="file_too_large")
        if self.length == 0:
            raise InvalidInput("The file is empty.", code="file_empty")

    async def end_with(self, response: Response) -> Response:
        """The answer to an upload that is refused: the connection is closed after it, whatever is still sent."""
        response.headers["Connection"] = "close"
        if response.status_code != 408:
            with suppress(TimeoutError, ClientDisconnect, RuntimeError):
                async with asyncio.timeout(LINGER_SECONDS):
                    async for _ in self._stream:
                        pass
        return response


async def read_body(request: Request[Any], limit: int) -> bytes:
    """The whole body; TooLarge as soon as it is over the limit (in bytes), without reading the rest."""
    too_large = TooLarge(f"The body is larger than {limit} bytes.")
    declared = request.headers.get("content-length", "0")
    if declared.isdecimal() and int(declared) > limit:
        raise too_large
    received = bytearray()
    async for chunk in request.stream():
        received += chunk
        if len(received) > limit:
            raise too_large
    return bytes(received)


def decode_body(raw: bytes, content_type: str, kind: type[S]) -> S:
    """JSON as a struct. Raises MalformedBody where it is no JSON, InvalidInput where it does not fit."""
    if content_type.partition(";")[0].strip().lower() != "application/json":
        raise MalformedBody("Send the body as application/json.")
    try:
        if b"\\u0000" in raw and _has_nul(msgspec.json.decode(raw)):
            raise InvalidInput("A text holds the character U+0000, which cannot be stored.")
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise from_msgspec(error) from None
    except RecursionError:
        raise MalformedBody("The body is nested too deeply.") from None


def decode_query(query_string: bytes, kind: type[S]) -> S:
    """A query string as a struct; a field that is a list may be given several times, any other once."""
    lists = {each.encode_name: get_origin(each.type) in {list, tuple} for each in msgspec.structs.fields(kind)}
    values: dict[str, Any] = {}
    for name, text in _pairs(query_string):
        if name not in lists:
            raise InvalidInput("There is no such query parameter.", field=name[:100])
        if lists[name]:
            values.setdefault(name, []).append(text)
        elif name in values:
            raise InvalidInput("This query parameter is given twice.", field=name)
        else:
            values[name] = text
    try:
        return msgspec.convert(values, kind, strict=False)
    except msgspec.ValidationError as error:
        raise from_msgspec(error) from None


def _pairs(query_string: bytes) -> list[tuple[str, str]]:
    try:
        text = query_string.decode("ascii")
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MAX_QUERY_FIELDS)
    except ValueError:
        raise MalformedBody("The query string cannot be read.") from None
    if any("\0" in value for pair in pairs for value in pair):
        raise MalformedBody("The query string holds the character U+0000.")
    return pairs


def _has_nul(value: Any) -> bool:
    """Whether a text anywhere in decoded JSON holds U+0000, which PostgreSQL cannot store."""
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(_has_nul(each) for pair in value.items() for each in pair)
    return isinstance(value, list) and any(_has_nul(each) for each in value)
