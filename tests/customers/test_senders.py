"""Whose mail is refused, and that nobody shuts out oneself or half of the world by a slip."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from contact_center.customers import mail_domains, senders
from contact_center.db import Database
from contact_center.errors import Conflict, InvalidInput
from tests import mails
from tests.scene import START

OWN = ("support@shop.example", "help@mail.shop.example", "firm@gmail.com")


@pytest.mark.parametrize(
    ("text", "spelling"),
    [
        (" Spam@Bad.Example ", "spam@bad.example"),
        ("Bad.Example", "bad.example"),
        ("@bad.example", "bad.example"),
        ("sub.shop.example", "sub.shop.example"),
        ("ann@shop.example", "ann@shop.example"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
    ],
)
def test_a_sender_has_one_spelling(text: str, spelling: str) -> None:
    assert senders.spelled(text, OWN, sure=False) == spelling


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "sender_invalid"),
        ("bad example", "sender_invalid"),
        ("-bad.example", "sender_invalid"),
        ("a@b@c", "email_invalid"),
        ("support@shop.example", "own_sender"),
        ("shop.example", "own_sender"),
        ("mail.shop.example", "own_sender"),
        ("example", "own_sender"),
        ("gmail.com", "own_sender"),
        ("vn", "domain_too_wide"),
        ("com.vn", "domain_too_wide"),
        ("co.uk", "domain_too_wide"),
        ("outlook.com", "free_mail_domain"),
        ("yahoo.com.vn", "free_mail_domain"),
    ],
)
def test_what_nobody_means_is_refused(text: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        senders.spelled(text, OWN, sure=False)
    assert (refused.value.field, refused.value.code) == ("sender", code)


def test_whoever_is_sure_blocks_a_large_provider_but_never_the_own_domain() -> None:
    assert senders.spelled("outlook.com", OWN, sure=True) == "outlook.com"
    with pytest.raises(InvalidInput, match=r"firm@gmail\.com has this domain"):
        senders.spelled("gmail.com", OWN, sure=True)


def test_every_large_provider_is_spelled_as_it_is_looked_for() -> None:
    assert all(mail_domains.is_domain(each) and not mail_domains.is_shared(each) for each in mail_domains.FREE)


async def test_a_domain_stands_for_everything_below_it_until_its_time_is_over(database: Database) -> None:
    def block(tx: Session) -> None:
        mails.mailbox(tx)
        until = START + timedelta(days=1)
        for sender, ends in (("bad.example", None), ("one@fair.example", None), ("late.example", until)):
            senders.block_sender(tx, sender, reason="", until=ends, agent_id=None, by="system", at=START)

    await database.write(block)
    asked = ["x@bad.example", "x@sub.bad.example", "x@notbad.example", "one@fair.example", "two@fair.example"]
    found = await database.read(senders.blocked_among, [*asked, "x@late.example"], now=START)
    assert found == {asked[0], asked[1], asked[3], "x@late.example"}
    later = START + timedelta(days=2)
    assert await database.read(senders.blocked_among, ["x@late.example"], now=later) == frozenset()
    assert await database.read(senders.blocked_among, [], now=START) == frozenset()


async def test_nobody_is_blocked_twice_and_our_own_mailbox_never(database: Database) -> None:
    def block(tx: Session, sender: str) -> None:
        senders.block_sender(tx, sender, reason="", agent_id=None, by="system", at=START)

    await database.write(lambda tx: mails.mailbox(tx).id)
    await database.write(block, "bad.example")
    with pytest.raises(Conflict, match="already"):
        await database.write(block, "@BAD.example")
    with pytest.raises(InvalidInput, match=r"own mailbox support@shop\.example"):
        await database.write(block, "shop.example")
