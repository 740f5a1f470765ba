"""A look at the database from outside the product: a connection of our own that only reads."""

import sqlite3
from abc import ABC, abstractmethod
from typing import Any

import asyncpg

from contact_center.settings import Settings

_MESSAGES = (
    "SELECT c.public_id, m.staff_seq, m.public_seq, m.client_id, m.body FROM message m "
    "JOIN conversation c ON c.id = m.conversation_id ORDER BY c.id, m.staff_seq"
)
_HOLDS = (
    "SELECT count(*) FROM message m JOIN conversation c ON c.id = m.conversation_id "
    "WHERE c.public_id = {} AND m.client_id = {}"
)
_PAGE_VIEWS = "SELECT client_id FROM page_view"
_JOBS = "SELECT count(*) FROM job WHERE state IN ('queued', 'running') AND kind = 'dispatch'"


class Storage(ABC):
    """An independent connection."""

    @abstractmethod
    async def messages(self) -> list[Any]:
        """(conversation, staff_seq, public_seq, client_id, body) of every message, in order."""

    @abstractmethod
    async def holds(self, conversation: str, client_id: str) -> bool:
        """Whether a message is committed at this moment."""

    @abstractmethod
    async def page_views(self) -> set[str]:
        """The client id of every page view."""

    @abstractmethod
    async def jobs_waiting(self) -> int:
        """Jobs that the load has made and nobody has finished."""

    @abstractmethod
    async def backend(self) -> int | None:
        """The process id of the database's side of the connection; none where the database is embedded."""

    @abstractmethod
    async def close(self) -> None: ...


class _Sqlite(Storage):
    def __init__(self, settings: Settings) -> None:
        path = settings.data_dir / "contact-center.db"
        self._connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, isolation_level=None)

    async def messages(self) -> list[Any]:
        return self._connection.execute(_MESSAGES).fetchall()

    async def holds(self, conversation: str, client_id: str) -> bool:
        return bool(self._connection.execute(_HOLDS.format("?", "?"), (conversation, client_id)).fetchone()[0])

    async def page_views(self) -> set[str]:
        return {row[0] for row in self._connection.execute(_PAGE_VIEWS)}

    async def jobs_waiting(self) -> int:
        return int(self._connection.execute(_JOBS).fetchone()[0])

    async def backend(self) -> None:
        return None

    async def close(self) -> None:
        self._connection.close()


class _Postgres(Storage):
    def __init__(self, pool: Any) -> None:
        self._pool = pool

    async def messages(self) -> list[Any]:
        return [tuple(row) for row in await self._pool.fetch(_MESSAGES)]

    async def holds(self, conversation: str, client_id: str) -> bool:
        return bool(await self._pool.fetchval(_HOLDS.format("$1", "$2"), conversation, client_id))

    async def page_views(self) -> set[str]:
        return {row[0] for row in await self._pool.fetch(_PAGE_VIEWS)}

    async def jobs_waiting(self) -> int:
        return int(await self._pool.fetchval(_JOBS))

    async def backend(self) -> int:
        return int(await self._pool.fetchval("SELECT pg_backend_pid()"))

    async def close(self) -> None:
        await self._pool.close()


async def look_into(settings: Settings) -> Storage:
    if settings.is_sqlite:
        return _Sqlite(settings)
    return _Postgres(await asyncpg.create_pool(settings.database_url, min_size=4, max_size=4, timeout=10))
