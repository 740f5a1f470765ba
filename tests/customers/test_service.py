"""Who a customer is: recognised, or new, once."""

import asyncio

import sqlalchemy as sa

from contact_center.customers.service import customer_for, known_customer
from contact_center.db import Database
from contact_center.models import Customer
from contact_center.values import Address
from tests.scene import START

ANN = Address("email", "ann@example.com", verified=True, name="Ann")


async def test_a_customer_is_made_once_however_many_ask_at_once(database: Database) -> None:
    made = await asyncio.gather(*(database.write(customer_for, ANN, locale="vi", at=START) for _ in range(8)))
    assert len(set(made)) == 1
    (customer,) = await database.read(lambda tx: list(tx.execute(sa.select(Customer)).scalars()))
    assert (customer.name, customer.email, customer.locale) == ("Ann", "ann@example.com", "vi")


async def test_the_same_value_of_another_kind_is_somebody_else(database: Database) -> None:
    first = await database.write(customer_for, ANN, locale="en", at=START)
    other = await database.write(customer_for, Address("webchat", ANN.value), locale="en", at=START)
    assert first != other
    assert await database.read(known_customer, Address("phone", ANN.value)) is None


async def test_a_merged_customer_is_known_as_the_one_who_remains(database: Database) -> None:
    gone = await database.write(customer_for, ANN, locale="en", at=START)
    stays = await database.write(customer_for, Address("webchat", "token"), locale="en", at=START)
    merge = sa.update(Customer).where(Customer.id == gone).values(merged_into=stays)
    await database.write(lambda tx: tx.execute(merge) and None)
    assert await database.read(known_customer, ANN) == stays
