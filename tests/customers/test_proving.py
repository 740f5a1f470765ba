"""Who has an address is proved by a code; nobody gets there by guessing, and nobody learns who is a customer."""

import asyncio
import re
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from contact_center.customers import proving
from contact_center.customers.identifying import identify
from contact_center.customers.identity import Identity
from contact_center.customers.proving import DAY, LIFETIME, MOST_TRIES, NOT_TWICE_WITHIN, PROOF_HOLDS
from contact_center.db import Database
from contact_center.jobs.cleanup import delete_expired
from contact_center.models import Customer, CustomerIdentity, Event, Job, ProofCode
from contact_center.values import Address
from tests import scene
from tests.customers.test_identifying import shown
from tests.scene import START

KEY = "a key for tests, which is no secret at all"
EMAIL = "lan@example.com"


async def sent(database: Database, conversation: int, email: str = EMAIL, *, at: datetime = START) -> str:
    return await database.write(
        proving.send_code, conversation_id=conversation, email=email, language="vi", secret_key=KEY, now=at
    )


async def typed(database: Database, conversation: int, code: str, email: str = EMAIL, *, at: datetime = START) -> str:
    return await database.write(
        proving.check_code, conversation_id=conversation, email=email, code=code, secret_key=KEY, now=at
    )


async def proven(database: Database, conversation: int, *, at: datetime = START) -> frozenset[str]:
    return await database.read(proving.proven_emails, conversation, now=at)


async def mails(database: Database) -> list[dict[str, str]]:
    query = sa.select(Job.payload).where(Job.kind == "mail.send").order_by(Job.id)
    return list(await database.read(lambda tx: list(tx.execute(query).scalars())))


async def code_of(database: Database) -> str:
    found = re.search(r"\d{6}", (await mails(database))[-1]["text"])
    assert found
    return found[0]


def other(code: str, by: int = 1) -> str:
    return f"{(int(code) + by) % 1_000_000:06}"


async def test_the_code_that_was_mailed_proves_the_address_for_half_an_hour(database: Database) -> None:
    conversation = await scene.conversation(database)
    assert await sent(database, conversation) == "sent"
    (mail,) = await mails(database)
    assert (mail["to"], mail["locale"]) == (EMAIL, "vi")
    assert "là mã xác minh" in mail["subject"]
    assert await proven(database, conversation) == frozenset()

    assert await typed(database, conversation, await code_of(database)) == "ok"
    assert await proven(database, conversation) == {EMAIL}
    assert await proven(database, conversation, at=START + PROOF_HOLDS) == frozenset()


async def test_who_has_proved_an_address_is_recognised_by_it(database: Database) -> None:
    conversation = await scene.conversation(database)
    await sent(database, conversation)
    await typed(database, conversation, await code_of(database))
    row = await database.read(scene.row, conversation)
    query = sa.select(CustomerIdentity.customer_id, CustomerIdentity.verified).where(CustomerIdentity.kind == "email")
    assert [tuple(each) for each in await database.read(lambda tx: tx.execute(query).all())] == [
        (row.customer_id, True)
    ]
    assert (await database.read(lambda tx: tx.get_one(Customer, row.customer_id))).email == EMAIL
    proved = sa.select(Event.data).where(Event.entity == "customer", Event.type == "EmailProven")
    (fact,) = await database.read(lambda tx: tx.execute(proved).scalars().all())
    assert fact["conversation_id"] == conversation


async def test_another_customer_s_address_stays_theirs_and_is_proved_for_the_conversation_alone(
    database: Database,
) -> None:
    first, second = await scene.conversation(database), await scene.conversation(database, who="bob")
    for conversation in (first, second):
        await sent(database, conversation)
        assert await typed(database, conversation, await code_of(database)) == "ok"
    row = await database.read(scene.row, first)
    owner = sa.select(CustomerIdentity.customer_id).where(CustomerIdentity.kind == "email")
    assert await database.read(lambda tx: tx.execute(owner).scalars().all()) == [row.customer_id]
    assert await proven(database, second) == {EMAIL}


async def test_a_code_holds_in_its_conversation_alone(database: Database) -> None:
    first, second = await scene.conversation(database), await scene.conversation(database, who="thief")
    await sent(database, first)
    code = await code_of(database)
    assert await typed(database, second, code) == "old"
    assert await typed(database, first, code, "an@example.com") == "old"
    await sent(database, second, "thief@example.com")
    assert await typed(database, second, code) == "old"
    assert await proven(database, second) == frozenset()


async def test_five_tries_and_no_more(database: Database) -> None:
    conversation = await scene.conversation(database)
    await sent(database, conversation)
    code = await code_of(database)
    for tries in range(1, MOST_TRIES + 1):
        assert await typed(database, conversation, other(code, tries)) == ("wrong" if tries < MOST_TRIES else "old")
    assert await typed(database, conversation, code) == "old"
    assert await proven(database, conversation) == frozenset()


async def test_many_guesses_at_once_are_counted_one_by_one(database: Database) -> None:
    conversation = await scene.conversation(database)
    await sent(database, conversation)
    code = await code_of(database)
    said = await asyncio.gather(*(typed(database, conversation, other(code, by)) for by in range(1, 31)))
    assert said.count("wrong") == MOST_TRIES - 1
    assert await typed(database, conversation, code) == "old"


async def test_a_code_is_valid_for_ten_minutes(database: Database) -> None:
    conversation = await scene.conversation(database)
    await sent(database, conversation)
    code = await code_of(database)
    assert await typed(database, conversation, code, at=START + LIFETIME) == "old"
    assert await typed(database, conversation, code, at=START + LIFETIME - timedelta(seconds=1)) == "ok"


async def test_the_right_code_twice_is_right_twice(database: Database) -> None:
    conversation = await scene.conversation(database)
    await sent(database, conversation)
    code = await code_of(database)
    assert [await typed(database, conversation, code) for _ in range(2)] == ["ok", "ok"]


async def test_a_new_code_takes_the_place_of_the_one_before(database: Database) -> None:
    conversation = await scene.conversation(database)
    await sent(database, conversation)
    old = await code_of(database)
    await sent(database, conversation, at=START + NOT_TWICE_WITHIN)
    new = await code_of(database)
    if old != new:
        assert await typed(database, conversation, old, at=START + NOT_TWICE_WITHIN) == "wrong"
    assert await typed(database, conversation, new, at=START + NOT_TWICE_WITHIN) == "ok"


async def test_asked_twice_within_seconds_one_code_is_sent(database: Database) -> None:
    conversation = await scene.conversation(database)
    assert [await sent(database, conversation) for _ in range(3)] == ["sent"] * 3
    assert len(await mails(database)) == 1


async def test_an_address_gets_three_codes_in_a_quarter_of_an_hour_whoever_asks(database: Database) -> None:
    for number in range(3):
        conversation = await scene.conversation(database, who=f"visitor {number}")
        assert await sent(database, conversation) == "sent"
    conversation = await scene.conversation(database, who="one more")
    assert await sent(database, conversation) == "too_many"
    assert len(await mails(database)) == 3
    assert await sent(database, conversation, at=START + timedelta(minutes=16)) == "sent"


async def test_a_conversation_gets_five_codes_a_day_for_whichever_addresses(database: Database) -> None:
    conversation = await scene.conversation(database)
    said = [await sent(database, conversation, f"{name}@example.com") for name in "abcdef"]
    assert said == ["sent"] * 5 + ["too_many"]
    assert await sent(database, conversation, at=START + DAY + timedelta(seconds=1)) == "sent"


async def test_the_code_itself_is_not_kept(database: Database) -> None:
    conversation = await scene.conversation(database)
    await sent(database, conversation)
    code = await code_of(database)
    row = await database.read(lambda tx: tx.execute(sa.select(ProofCode)).scalar_one())
    assert code not in row.code_hash
    assert len(row.code_hash) == 64


async def test_the_shop_s_word_counts_while_its_token_is_valid(database: Database) -> None:
    token = shown("42", by="browser", email=EMAIL, email_verified=True)
    await database.write(identify, token, at=START)
    conversation = await scene.conversation(database, who="browser")
    assert await proven(database, conversation) == {EMAIL}
    assert await proven(database, conversation, at=START + timedelta(hours=1)) == frozenset()


@pytest.mark.parametrize("claims", [{"email": EMAIL}, {}])
async def test_the_shop_s_word_counts_for_no_address_that_it_has_not_checked(
    database: Database, claims: dict[str, str]
) -> None:
    assert Identity(sub="42", expires=START).email_verified is False
    await database.write(identify, shown("42", by="browser", **claims), at=START)
    conversation = await scene.conversation(database, who="browser")
    assert await proven(database, conversation) == frozenset()


async def test_another_browser_of_an_identified_customer_has_to_prove_itself(database: Database) -> None:
    identified = await database.write(identify, shown("42", email=EMAIL, email_verified=True), at=START)
    conversation = await scene.conversation(database, who="elsewhere")
    assert await proven(database, conversation) == frozenset()
    assert identified.visitor == Address("webchat", "browser")


async def test_codes_are_forgotten_after_a_day(database: Database) -> None:
    conversation = await scene.conversation(database)
    await sent(database, conversation)
    await delete_expired(database, now=START + LIFETIME + timedelta(hours=24, seconds=1))
    assert await database.read(lambda tx: tx.execute(sa.select(ProofCode)).scalars().all()) == []
