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
    async def jobs_waiting(self) -> int:
        """Jobs that the load has made and nobody has finished."""

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

    async def jobs_waiting(self) -> int:
        return int(self._connection.execute(_JOBS).fetchone()[0])

    async def close(self) -> None:
        self._connection.close()


class _Postgres(Storage):
    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def messages(self) -> list[Any]:
        return [tuple(row) for row in await self._connection.fetch(_MESSAGES)]

    async def holds(self, conversation: str, client_id: str) -> bool:
        return bool(await self._connection.fetchval(_HOLDS.format("$1", "$2"), conversation, client_id))

    async def jobs_waiting(self) -> int:
        return int(await self._connection.fetchval(_JOBS))

    async def close(self) -> None:
        await self._connection.close()


async def look_into(settings: Settings) -> Storage:
    if settings.is_sqlite:
        return _Sqlite(settings)
    return _Postgres(await asyncpg.connect(settings.database_url, timeout=10))
