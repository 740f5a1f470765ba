"""Who many senders are: recognised or new, each once, by one look."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.customers.recognising import Recognised, Sender, recognise
from contact_center.customers.service import customer_for
from contact_center.db import Database
from contact_center.models import Customer, CustomerIdentity, Event
from contact_center.values import Address
from tests.scene import START

ANN, BO = Address("email", "ann@example.com", name="Ánh Lê"), Address("email", "bo@example.com")


def senders(*addresses: Address) -> list[Sender]:
    return [Sender(each, "vi", START + timedelta(minutes=place)) for place, each in enumerate(addresses)]


async def test_the_known_are_recognised_and_the_new_are_made_once_as_they_first_came(database: Database) -> None:
    known = await database.write(customer_for, BO, locale="en", at=START)
    found = await database.write(recognise, senders(ANN, BO, Address("email", ANN.value, name="Another"), ANN))
    assert found == [found[0], Recognised(known, named=False), found[0], found[0]]
    made = await database.read(lambda tx: tx.get_one(Customer, found[0].customer))
    assert (made.name, made.folded, made.email, made.locale) == ("Ánh Lê", "anh le", ANN.value, "vi")
    assert (made.created_at, found[0].named) == (START, True)
    facts = sa.select(Event.type, Event.actor).where(Event.entity == "customer", Event.entity_id == made.id)
    assert await database.read(lambda tx: [tuple(row) for row in tx.execute(facts)]) == [
        ("CustomerCreated", f"customer:{made.id}")
    ]


async def test_the_same_value_of_another_kind_is_somebody_else_without_an_address(database: Database) -> None:
    first, other = await database.write(recognise, senders(ANN, Address("email_spoofed", ANN.value)))
    assert first.customer != other.customer
    assert (await database.read(lambda tx: tx.get_one(Customer, other.customer))).email is None


async def test_of_merged_customers_the_one_who_remains_is_meant_whatever_the_name(database: Database) -> None:
    gone, stays = [each.customer for each in await database.write(recognise, senders(BO, ANN))]

    def merge(tx: Session) -> None:
        tx.execute(sa.update(Customer).where(Customer.id == gone).values(merged_into=stays))
        mine = sa.update(CustomerIdentity).where(CustomerIdentity.value == BO.value)
        tx.execute(mine.values(bounced_at=START))

    await database.write(merge)
    assert await database.write(recognise, senders(BO)) == [Recognised(stays, named=True, bounced=True)]
