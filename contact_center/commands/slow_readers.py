"""HTTP as uvicorn speaks it, but nobody holds a response open by not reading it."""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

READ_SECONDS = 60.0
"""Within this time a client takes what is held ready for it, about 50 KB: a kilobyte a second is enough."""


class BoundedProtocol(HttpToolsProtocol):
    """Ends a connection whose client has not read for READ_SECONDS; sockets have bounds of their own."""

    _stuck: asyncio.TimerHandle | None = None

    def pause_writing(self) -> None:
        super().pause_writing()
        self._reads_again()
        self._stuck = self.loop.call_later(READ_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        self._reads_again()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._reads_again()
        super().connection_lost(exc)

    def _reads_again(self) -> None:
        if self._stuck is not None:
            self._stuck.cancel()
            self._stuck = None
