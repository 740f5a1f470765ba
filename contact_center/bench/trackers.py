"""Shops' pages as the tracker makes them speak: reports of page views over HTTP, each on a connection kept open."""

import asyncio
from contextlib import suppress
from typing import Any

import msgspec

from contact_center.bench.company import SITE, Company
from contact_center.bench.ledger import Ledger
from contact_center.bench.server import BenchError

ANSWER_SECONDS = 30.0
_AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"


class Tracker:
    """One visitor's browser. A report waits until the one before it was answered, as on one HTTP/1.1 connection."""

    def __init__(self, name: str, company: Company, ledger: Ledger, token: str) -> None:
        self.name = name
        self._company, self._ledger, self._token = company, ledger, token
        self._pages = 0
        self._turn = asyncio.Lock()
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def agree(self) -> None:
        """Raises BenchError where the server does not take the consent."""
        status = await self._post("/widget/consent", {"given": True})
        if status != 204:
            raise BenchError(f"A visitor's consent was answered with {status}.")

    async def view(self, number: int) -> None:
        """Tell of one more page."""
        name = f"page-{number:08d}"
        self._pages += 1
        page = {
            "id": name,
            "url": f"{SITE}/vi/san-pham/bat-an-pho-{number % 997}?trang={self._pages}&token=secret{number}",
            "title": f"Bát ăn phở men lam {number % 997} · Gốm Sương",
            "referrer": f"{SITE}/vi/san-pham",
            "ago": 400,
        }
        self._ledger.note("viewed", name, by=self.name)
        status = await self._post("/widget/visits", {"visit": f"visit-{self.name}-0001", "pages": [page]})
        self._ledger.note("kept" if status == 204 else "refused view", name, by=self.name, value=status)

    async def close(self) -> None:
        streams, self._streams = self._streams, None
        if streams is not None:
            streams[1].close()
            with suppress(OSError):
                await streams[1].wait_closed()

    async def _post(self, path: str, fields: dict[str, Any]) -> int:
        body = msgspec.json.encode({"inbox": self._company.inbox, "visitor_token": self._token, **fields})
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._company.server.port}\r\nOrigin: {SITE}\r\n"
            f"User-Agent: {_AGENT}\r\nContent-Type: text/plain;charset=UTF-8\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        async with self._turn, asyncio.timeout(ANSWER_SECONDS):
            for _ in range(2):  # a connection that has rested may be closed at the moment of its use
                try:
                    return await self._ask(head.encode() + body)
                except (OSError, asyncio.IncompleteReadError):
                    await self.close()
        raise BenchError("The server closes connections without an answer.")

    async def _ask(self, request: bytes) -> int:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._company.server.port)
        reader, writer = self._streams
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = head.lower().partition(b"\r\ncontent-length:")[2].partition(b"\r\n")[0].strip()
        if length:
            await reader.readexactly(int(length))
        return int(head.split(b" ", 2)[1])
