"""The newest matches are found whether they are many or few, near or far, on both databases."""

import random
from collections.abc import Sequence
from itertools import pairwise

import pytest
from sqlalchemy.orm import Session

from contact_center.db import Database
from contact_center.models import Message
from contact_center.search.excerpts import hits
from contact_center.search.matching import matching
from contact_center.search.store import Index
from contact_center.search.terms import Term, inbox_scope, parse
from contact_center.values import Audience, Author, Delivery, new_id
from tests import scene
from tests.search.test_search import indexer

MESSAGES, GAP = 1_200, 40
"""So many messages with keys so far apart that the newest of them are a small part."""
VOCABULARY = ("hàng", "hang", "hà", "giao", "giày", "đơn", "shop", "ship", "refund", "size")
TYPED = (
    "hang",
    "ha",
    "gi",
    "don",
    "size",
    "refund",
    "hang giao",
    "size gi",
    "once shop",
    "once ha",
    "once nowhere",
    '"hang giao"',
    '"giao hang" sh',
    '"refund refund"',
    '"size refund"',
    "long ago",
    '"long ago"',
    "long ag",
    "nowhere",
)


def texts() -> list[str]:
    """Words from everywhere to rare, one that stands once, and some that were common in the beginning alone."""
    rng = random.Random(1)
    weights = [1 / (rank + 1) ** 2 for rank in range(len(VOCABULARY))]
    made = [" ".join(rng.choices(VOCABULARY, weights, k=rng.randint(1, 9))) for _ in range(MESSAGES)]
    made[MESSAGES // 2] += " once"
    return [f"{text} long ago" if place < MESSAGES // 4 else text for place, text in enumerate(made)]


def write(tx: Session, conversations: list[int]) -> dict[int, tuple[str, int]]:
    """The texts with their keys; each conversation has every other one."""
    rows = {(place + 1) * GAP: (text, conversations[place % len(conversations)]) for place, text in enumerate(texts())}
    tx.add_all(
        Message(
            id=key,
            public_id=new_id(),
            conversation_id=conversation,
            staff_seq=key,
            public_seq=key,
            author=Author.SYSTEM,
            audience=Audience.PUBLIC,
            body=text,
            delivery=Delivery.STORED,
            created_at=scene.START,
        )
        for key, (text, conversation) in rows.items()
    )
    return rows


@pytest.fixture
async def written(database: Database) -> dict[int, tuple[str, int]]:
    conversations = [await scene.conversation(database) for _ in range(2)]
    rows = await database.write(write, conversations)
    await indexer(database).catch_up()
    return rows


def expected(written: dict[int, tuple[str, int]], wanted: Sequence[Term], conversations: set[int]) -> list[int]:
    """The keys of all that match, the newest first, read from the texts themselves."""
    return [
        key
        for key, (text, conversation) in reversed(written.items())
        if conversation in conversations and all(hits(text, [term]) for term in wanted)
    ]


async def test_the_newest_matches_are_found_however_many_there_are(
    database: Database, written: dict[int, tuple[str, int]]
) -> None:
    for typed in TYPED:
        wanted = parse(typed).terms
        keys = expected(written, wanted, {1, 2})
        for limit in (1, 20, MESSAGES):
            found = await database.read(matching, Index.MESSAGES, wanted, before=None, limit=limit)
            assert found == keys[:limit], (typed, limit)
        for newer, older in list(pairwise(keys))[:: MESSAGES // 6]:
            found = await database.read(matching, Index.MESSAGES, wanted, before=newer, limit=1)
            assert found == [older], (typed, newer)


async def test_an_inbox_alone_has_its_own_newest_matches(
    database: Database, written: dict[int, tuple[str, int]]
) -> None:
    for typed in TYPED:
        wanted = parse(typed).terms
        scopes = (inbox_scope(2),)  # of the second conversation
        found = await database.read(matching, Index.MESSAGES, wanted, scopes=scopes, before=None, limit=30)
        assert found == expected(written, wanted, {2})[:30], typed


@pytest.mark.parametrize("before", [2**63 - 1, 0, -(2**63)])
async def test_a_cursor_from_nowhere_finds_what_is_older(database: Database, before: int) -> None:
    await scene.conversation(database)
    await indexer(database).catch_up()
    found = await database.read(matching, Index.MESSAGES, parse("hello").terms, before=before, limit=5)
    assert len(found) == (1 if before > 0 else 0)
