"""Real servers for tests, each thrown away at the end: PostgreSQL on loopback in a folder of its own."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import asyncpg

from contact_center.bench.postgres import Postgres, ServerMissingError, find_programs
from contact_center.bench.server import free_port

__all__ = ["Postgres", "ServerMissingError", "execute", "find_programs", "free_port"]


def execute(url: str, *statements: str) -> Any:
    """Run statements one by one, each in its own transaction; answers the last one's first value."""

    async def run() -> Any:
        connection = await asyncpg.connect(url, timeout=10)
        try:
            for statement in statements[:-1]:
                await connection.execute(statement)
            return await connection.fetchval(statements[-1])
        finally:
            await connection.close()

    with ThreadPoolExecutor(1) as pool:  # a thread of its own: the caller may have an event loop
        return pool.submit(asyncio.run, run()).result()
