"""Where a mail belongs: by what we have signed, then by ids among participants, never by its subject."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.email import threads
from channels.email.parsed import Authentication, Mailbox, Parsed
from channels.email.threads import Decision, Found, Known, Lookup, Why

KEY = "the installation's own key, for tests"
LAN = Mailbox("Lan@example.com")
MESSAGE = "0198a0de-7a3c-7000-8000-123456789abc"
OUR_ID = threads.message_id(MESSAGE, key=KEY, domain="shop.example")
HERS = Known(conversation=7, participants=frozenset({"lan@example.com"}))
OTHERS = Known(conversation=8, participants=frozenset({"other@example.com"}))


def mail(**fields: object) -> Parsed:
    return Parsed(**{"message_id": "a@example.com", "sender": LAN, **fields})  # type: ignore[arg-type]


@given(st.uuids().map(str), st.integers(1, 10**12), st.text(min_size=1, max_size=20))
def test_what_we_have_signed_is_ours_and_what_another_has_is_not(public_id: str, number: int, other: str) -> None:
    header_id = threads.message_id(public_id, key=KEY, domain="shop.example")
    assert threads.own_message(header_id, key=KEY) == public_id
    assert threads.own_message(header_id, key=other) is None
    address = threads.reply_address("hotro@shop.example", number, key=KEY)
    assert address
    assert threads.own_conversation(address, key=KEY) == number
    assert threads.own_conversation(address.upper(), key=KEY) == number
    assert threads.own_conversation(address, key=other) is None


@pytest.mark.parametrize(
    "header_id",
    [
        "", "m.1@shop.example", f"m.{MESSAGE}.aaaaaaaaaaaaaaaa@shop.example", OUR_ID.replace("m.0", "m.1"),
        OUR_ID.upper(), f"x{OUR_ID}", OUR_ID.replace("@", "x@"),
    ],
)  # fmt: skip
def test_an_id_that_was_changed_is_not_ours(header_id: str) -> None:
    assert threads.own_message(header_id, key=KEY) is None


def test_an_address_that_was_changed_or_is_too_long_is_none() -> None:
    address = threads.reply_address("hotro@shop.example", 12, key=KEY)
    assert address
    assert len(address.partition("@")[0]) <= 64
    for other in (
        address.replace("+c12.", "+c13."),
        "hotro@shop.example",
        "hotro+c12@shop.example",
        address.replace("+c", "c"),
    ):
        assert threads.own_conversation(other, key=KEY) is None
    assert threads.reply_address(f"{'a' * 50}@shop.example", 12, key=KEY) is None


def test_a_message_s_signature_is_none_of_a_conversation() -> None:
    signature = threads.message_id("12", key=KEY, domain="x").removeprefix("m.12.").partition("@")[0]
    assert threads.own_conversation(f"hotro+c12.{signature}@shop.example", key=KEY) is None


def test_what_is_looked_up_is_the_nearest_first() -> None:
    address = threads.reply_address("hotro@shop.example", 12, key=KEY) or ""
    found = threads.lookup(
        mail(
            in_reply_to=("b@example.com",),
            references=("first@example.com", OUR_ID, "b@example.com"),
            to=(Mailbox("x@example.com"),),
            delivered_to=(address,),
        ),
        key=KEY,
    )
    assert found == Lookup(messages=(MESSAGE,), numbers=(12,), header_ids=("b@example.com", "first@example.com"))


def test_however_many_ids_a_mail_names_few_are_looked_up() -> None:
    found = threads.lookup(mail(references=tuple(f"{number}@example.com" for number in range(100))), key=KEY)
    assert len(found.header_ids) == threads.MOST_LOOKED_UP
    assert found.header_ids[0] == "99@example.com"


FAILED = Authentication(server="mx.example", dmarc="fail")
PASSED = Authentication(server="mx.example", dmarc="pass")


@pytest.mark.parametrize(
    ("found", "authentication", "expected"),
    [
        (Found(), None, Decision(conversation=None, why=Why.NEW)),
        (Found(messages=(HERS,)), None, Decision(conversation=7, why=Why.OUR_ID)),
        (Found(messages=(OTHERS,)), None, Decision(conversation=8, why=Why.OUR_ID, stranger=True)),
        (Found(messages=(HERS,), numbers=(OTHERS,)), None, Decision(conversation=7, why=Why.OUR_ID)),
        (Found(numbers=(OTHERS,)), PASSED, Decision(conversation=8, why=Why.OUR_ADDRESS, stranger=True)),
        (Found(numbers=(HERS,), header_ids=(OTHERS,)), None, Decision(conversation=7, why=Why.OUR_ADDRESS)),
        (Found(header_ids=(HERS,)), PASSED, Decision(conversation=7, why=Why.THEIR_ID)),
        (Found(header_ids=(OTHERS, HERS)), None, Decision(conversation=7, why=Why.THEIR_ID)),
        (Found(header_ids=(OTHERS,)), PASSED, Decision(conversation=None, why=Why.NEW, related=8)),
        (Found(header_ids=(HERS,)), FAILED, Decision(conversation=None, why=Why.NEW, related=7)),
        (Found(messages=(HERS,)), FAILED, Decision(conversation=7, why=Why.OUR_ID)),
    ],
)  # fmt: skip
def test_the_decision(found: Found, authentication: Authentication | None, expected: Decision) -> None:
    assert threads.decide(mail(subject="Re: the same"), found, authentication) == expected


def test_without_a_sender_nobody_takes_part() -> None:
    assert threads.decide(mail(sender=None), Found(header_ids=(HERS,)), None).conversation is None
    assert threads.decide(mail(sender=None), Found(messages=(HERS,)), None).stranger


@pytest.mark.parametrize(
    ("fields", "ours"),
    [
        ({}, False),
        ({"message_id": OUR_ID}, True),
        ({"sender": Mailbox("Shop@shop.example")}, True),
        ({"sender": Mailbox("shop+c1.x@shop.example")}, True),
        ({"sender": None, "message_id": None}, False),
    ],
)
def test_our_own_mails_are_known_again(fields: dict[str, object], ours: bool) -> None:
    assert threads.is_ours(mail(**fields), {"shop@shop.example"}, key=KEY) is ours


def test_an_answer_refers_to_all_before_it() -> None:
    assert threads.references_of_answer(("a", "b"), "c") == ("a", "b", "c")
    assert threads.references_of_answer(("a", "b"), "a") == ("a", "b")
    assert threads.references_of_answer((), None) == ()
