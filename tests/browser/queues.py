"""The queue of the running demonstration as a test wants it, and afterwards as it was."""

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from tests.browser.conftest import Demo

CODES = ("Return", "Delivery")
DATABASE = "contact-center.db"
WAITING = "(SELECT count(*) FROM work_item WHERE state IN ('queued', 'offered') AND NOT by_message)"
COMING_BACK = """(SELECT count(*) FROM conversation JOIN agent ON agent.id = conversation.agent_id
    WHERE status = 'open' AND owner = 'agent' AND channel = 'webchat' AND waiting_since IS NOT NULL
      AND (lease_until IS NULL OR lease_until <= :now))"""
AVAILABLE = "(SELECT count(*) FROM agent WHERE presence = 'available' AND lease_until > :now)"
SETTLE_SECONDS = 180


@contextmanager
def offering(demo: Demo, *, wrap_up: str = "none", **settings: Any) -> Iterator[None]:
    """Its items are offered with a countdown. wrap_up: none, optional or required, with codes.

    Somebody must be available: they are given what others have left behind, before anything is offered.
    """
    _until_none(demo, f"SELECT {WAITING} + {COMING_BACK}")
    was = _columns(demo)
    try:
        change(demo, wrap_up=wrap_up, answer="offer", **settings)
        yield
    finally:
        _write(demo, was)
        _set_free(demo)


def until_nobody_is_there(demo: Demo) -> None:
    """Whoever was available for another test is not any more, and what they had is back in the queue."""
    _until_none(demo, f"SELECT {AVAILABLE} + {COMING_BACK}")


def _until_none(demo: Demo, query: str) -> None:
    until = time.monotonic() + SETTLE_SECONDS
    with closing(sqlite3.connect(demo.folder / DATABASE, timeout=10)) as db:
        while left := db.execute(query, {"now": time.time_ns() // 1000}).fetchone()[0]:
            assert time.monotonic() < until, f"{left} are still there of another test: {query}"
            time.sleep(0.1)


def _set_free(demo: Demo) -> None:
    """Whoever has missed an offer is available again, and nothing is to be wrapped up."""
    with closing(sqlite3.connect(demo.folder / DATABASE, timeout=10)) as db, db:
        db.execute("UPDATE agent SET presence = 'available' WHERE presence_reason = 'missed_offer'")
        db.execute("UPDATE work_item SET wrap_up_until = eligible_at WHERE state = 'wrapping'")


def change(demo: Demo, *, wrap_up: str | None = None, **settings: Any) -> None:
    """Further settings, while its items are offered."""
    now, after = (json.loads(text) for text in _columns(demo))
    if wrap_up is not None:
        after = {"mode": wrap_up, "seconds": 300, "codes": CODES}
    _write(demo, (json.dumps({**now, **settings}), json.dumps(after)))


def _columns(demo: Demo) -> tuple[str, str]:
    with closing(sqlite3.connect(demo.folder / DATABASE, timeout=10)) as db:
        found: tuple[str, str] = db.execute("SELECT settings, wrap_up FROM queue WHERE is_default").fetchone()
        return found


def _write(demo: Demo, columns: tuple[str, str]) -> None:
    with closing(sqlite3.connect(demo.folder / DATABASE, timeout=10)) as db, db:
        db.execute("UPDATE queue SET settings = ?, wrap_up = ? WHERE is_default", columns)


@contextmanager
def mail_inbox(demo: Demo) -> Iterator[None]:
    """One more channel that work can come by."""
    with closing(sqlite3.connect(demo.folder / DATABASE, timeout=10)) as db:
        columns = [
            row[1] for row in db.execute("PRAGMA table_info(inbox)") if row[1] not in {"id", "public_id", "channel"}
        ]
        names = ", ".join(columns)
        with db:
            db.execute(
                f"INSERT INTO inbox (public_id, channel, {names}) SELECT 'mail', 'email', {names} FROM inbox LIMIT 1"
            )
        try:
            yield
        finally:
            with db:
                db.execute("DELETE FROM inbox WHERE public_id = 'mail'")
