"""A shop behind an address of its own: signed JSON over HTTP, as docs/flows.md describes it."""

import asyncio
import contextlib
import http.client
import logging
import socket
import time
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec

from faq_bot.flows.actions import signing
from faq_bot.flows.actions.shop import NewReturn, NotAllowed, NotThere, Order, Return, ShopError, Unavailable

SECONDS = 5.0
"""For a whole call; the bot's customer waits."""
MOST_BYTES = 256 * 1024
ABREAST = 8
"""Calls at the same time; more wait, within their own time."""
T = TypeVar("T")

log = logging.getLogger(__name__)


class HttpShop:
    """url: to which /orders/find and /returns are added. secret: with which requests are signed.

    Nothing that the shop sends leads anywhere else: redirects are not followed, and no address in an answer is asked.
    """

    def __init__(self, url: str, secret: str, *, seconds: float = SECONDS) -> None:
        self._url, self._secret, self._seconds = urlsplit(url.rstrip("/")), secret, seconds
        self._turns = asyncio.Semaphore(ABREAST)

    async def order(self, number: str, email: str) -> Order:
        return await self._call("/orders/find", {"number": number, "email": email}, Order)

    async def start_return(self, new: NewReturn) -> Return:
        return await self._call("/returns", new, Return)

    async def _call(self, path: str, asked: Any, kind: type[T]) -> T:
        connection = self._connection()
        try:
            async with asyncio.timeout(self._seconds), self._turns:
                status, body = await asyncio.to_thread(self._ask, connection, path, msgspec.json.encode(asked))
        except (OSError, http.client.HTTPException) as error:  # a timeout is an OSError
            raise Unavailable(f"the shop does not answer: {type(error).__name__}") from error
        finally:
            _end(connection)
        if 200 <= status < 300:
            try:
                return msgspec.json.decode(body, type=kind)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                raise Unavailable(f"the shop's answer is not as agreed: {error}") from error
        raise _refusal(status)

    def _connection(self) -> http.client.HTTPConnection:
        kind = http.client.HTTPSConnection if self._url.scheme == "https" else http.client.HTTPConnection
        return kind(self._url.hostname or "", self._url.port, timeout=self._seconds)

    def _ask(self, connection: http.client.HTTPConnection, path: str, body: bytes) -> tuple[int, bytes]:
        """One request, in a thread of its own: status and body."""
        target = self._url.path + path
        signed = signing.signature(self._secret, at=int(time.time()), method="POST", path=target, body=body)
        headers = {"Content-Type": "application/json", "Accept": "application/json", signing.HEADER: signed}
        with contextlib.closing(connection):
            connection.request("POST", target, body, headers)
            answer = connection.getresponse()
            read = answer.read(MOST_BYTES + 1)
        if len(read) > MOST_BYTES:
            raise http.client.HTTPException("the answer is too long")
        return answer.status, read


def _end(connection: http.client.HTTPConnection) -> None:
    """A thread that still reads, for the time is over, stops now: a shop that sends a byte now and then keeps none."""
    sock = connection.sock
    if sock is not None:
        with contextlib.suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)


def _refusal(status: int) -> ShopError:
    if status == 404:
        return NotThere("the shop has no such order")
    if status in (403, 409, 422):
        return NotAllowed("the shop does not do this")
    log.warning("the shop answers with %s", status)
    return Unavailable(f"the shop answers with {status}")
