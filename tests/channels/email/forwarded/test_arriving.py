"""What a colleague forwards is from the customer at once, where the mailbox says so, on each kind of database."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email.forwarded import arriving
from channels.email.outgoing import autoresponder
from contact_center.models import Agent, Mail, Mailbox
from tests import scene
from tests.api import Api
from tests.channels.email.forwarded.conftest import MAI, Forwards
from tests.channels.email.taking_in import TakingIn
from tests.scene import START

PASSED = "mx.shop.example; dmarc=pass header.from=shop-owner.example"
ON: dict[str, Any] = {
    "trusted_servers": ["mx.shop.example"],
    "staff_forwards": True,
    "autoresponder": {"enabled": True},
}


@pytest.fixture
async def staffed(api: Api, desk: Forwards) -> Forwards:
    """Bao signs in with the address that forwards; the mailbox answers by itself, and believes what staff forward."""

    def unit(tx: Session) -> None:
        tx.get_one(Mailbox, desk.box).settings = ON
        tx.get_one(Agent, scene.agent(tx, "Bảo")).email = "bao@shop-owner.example"

    await api.db.write(unit)
    follow = [arriving.follow, autoresponder.follow]
    desk.taking = TakingIn(api.db, api.settings, follow=follow)
    return desk


def sent(tx: Session) -> list[str]:
    """Whom mails go to."""
    rows = tx.execute(sa.select(Mail.to).where(Mail.direction == "out").order_by(Mail.message_id)).scalars()
    return [each["address"] for to in rows for each in to]


async def set_up(desk: Forwards, **settings: Any) -> None:
    def unit(tx: Session) -> None:
        tx.get_one(Mailbox, desk.box).settings = ON | settings

    await desk.api.db.write(unit)


async def test_what_staff_forward_is_from_the_customer_and_nobody_is_answered_by_a_program(staffed: Forwards) -> None:
    number = await staffed.forwards(Authentication_Results=PASSED)
    row = await staffed.row(number)
    assert (row["customer"]["name"], row["customer"]["email"]) == (MAI["name"], MAI["address"])
    assert (await staffed.mail(number))["original"] == "customer"
    (line,) = (await staffed.timeline(number))["notices"]
    assert (line["kind"], line["by"], line["reason"]) == ("ConversationCustomerChanged", None, MAI["name"])
    assert await staffed.api.db.read(sent) == []
    answered = await staffed.answer(number)
    assert (answered["to"], answered["cc"][0]["address"]) == ([MAI], "bao@shop-owner.example")


@pytest.mark.parametrize(
    ("set_to", "mail"),
    [
        ({"staff_forwards": False}, {"Authentication_Results": PASSED}),
        ({}, {}),
        ({}, {"Authentication_Results": PASSED.replace("dmarc=pass", "dmarc=none")}),
        ({}, {"Authentication_Results": PASSED.replace("mx.", "other.")}),
        ({}, {"Authentication_Results": PASSED, "sender": "Bo <bo@shop-owner.example>"}),
    ],
)
async def test_a_strangers_mail_stays_the_strangers(
    staffed: Forwards, set_to: dict[str, Any], mail: dict[str, str]
) -> None:
    await set_up(staffed, **set_to)
    number = await staffed.forwards(**mail)
    sender = (await staffed.row(number))["customer"]["email"]
    assert sender.endswith("@shop-owner.example")
    assert (await staffed.mail(number))["original"] == "offered"
    assert await staffed.api.db.read(sent) == [sender]


async def test_neither_a_former_colleague_nor_a_mail_that_goes_on_changes_whose_it_is(staffed: Forwards) -> None:
    first = await staffed.comes("hello", sender="Bảo <bao@shop-owner.example>", Authentication_Results=PASSED)
    await staffed.forwards(Authentication_Results=PASSED, In_Reply_To="<hello@customer.example>")
    assert (await staffed.row(first))["customer"]["email"] == "bao@shop-owner.example"

    def leaves(tx: Session) -> None:
        tx.execute(sa.update(Agent).where(Agent.email == "bao@shop-owner.example").values(disabled_at=START))

    await staffed.api.db.write(leaves)
    number = await staffed.forwards(Authentication_Results=PASSED, message_id="later@shop-owner")
    assert number != first
    assert (await staffed.row(number))["customer"]["email"] == "bao@shop-owner.example"
