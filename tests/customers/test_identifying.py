"""A visitor whom the shop identifies becomes that customer, with the past that is his and nobody else's."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from contact_center.customers import fields, identifying, merging
from contact_center.customers.identifying import Identified, Shown, identify
from contact_center.customers.identity import Identity
from contact_center.customers.reach import is_proved
from contact_center.customers.schemas import NewCustomField
from contact_center.customers.service import customer_for
from contact_center.db import Database
from contact_center.errors import Forbidden
from contact_center.models import Customer, CustomerIdentity, CustomerMerge, CustomField, CustomFieldValue
from contact_center.values import Address
from tests import scene
from tests.scene import START


def shown(sub: str, *, by: str = "browser", token: str = "token", inbox: str = "inbox", **claims: Any) -> Shown:
    return Shown(
        identity=Identity(sub=sub, expires=START + timedelta(hours=1), **claims),
        token_hash=token,
        inbox_id=1,
        inbox=inbox,
        visitor=Address("webchat", by),
        fresh=Address("webchat", f"fresh-{token}"),
        locale="vi",
    )


async def identified(database: Database, *args: Any, **options: Any) -> Identified:
    return await database.write(identify, shown(*args, **options), at=START)


async def row(database: Database, key: int) -> Customer:
    return await database.read(lambda tx: tx.get_one(Customer, key))


async def test_somebody_new_becomes_a_customer_with_the_shop_s_profile(database: Database) -> None:
    key = (await identified(database, "42", name=" Trần Ánh ", email="A@Shop.Example", phone="0912 345")).customer_id
    customer = await row(database, key)
    assert (customer.name, customer.email, customer.phone, customer.locale) == (
        "Trần Ánh", "a@shop.example", "0912345", "vi",
    )  # fmt: skip
    kinds = sa.select(CustomerIdentity.kind, CustomerIdentity.value, CustomerIdentity.verified)
    found = await database.read(lambda tx: {tuple(each) for each in tx.execute(kinds)})
    assert found == {("external", "inbox:42", True), ("webchat", "browser", True)}


async def test_the_same_token_again_from_the_same_visitor_changes_nothing(database: Database) -> None:
    first = await identified(database, "42", name="Ann")
    await database.write(lambda tx: tx.execute(sa.update(Customer).values(name="Anna")) and None)
    assert await identified(database, "42", name="Ann") == first
    assert (await row(database, first.customer_id)).name == "Anna"


async def test_a_token_that_another_visitor_has_shown_is_refused(database: Database) -> None:
    await identified(database, "42")
    with pytest.raises(Forbidden) as refused:
        await identified(database, "42", by="thief")
    assert refused.value.code == "identity_replayed"


async def test_an_anonymous_visitor_brings_the_past_along(database: Database) -> None:
    inbox = await database.write(scene.inbox)
    first = await identified(database, "42", by="at home", token="one")
    written = await database.write(scene.received, inbox, who="at work")
    assert written.customer_id != first.customer_id
    assert await identified(database, "42", by="at work", token="two") == Identified(
        first.customer_id, Address("webchat", "at work")
    )
    moved = await database.read(scene.row, written.conversation_id)
    assert moved.customer_id == first.customer_id
    merges = await database.read(lambda tx: list(tx.execute(sa.select(CustomerMerge)).scalars()))
    assert [(each.source_id, each.by) for each in merges] == [(written.customer_id, f"customer:{first.customer_id}")]


async def test_an_anonymous_visitor_whom_nobody_knew_yet_stays_the_same_customer(database: Database) -> None:
    inbox = await database.write(scene.inbox)
    written = await database.write(scene.received, inbox, who="browser")
    assert (await identified(database, "42")).customer_id == written.customer_id
    assert await database.read(identifying.is_identified, written.customer_id)


async def test_two_customers_at_one_browser_are_never_merged(database: Database) -> None:
    first = await identified(database, "ann", token="one")
    second = await identified(database, "bob", token="two")
    assert second.visitor == Address("webchat", "fresh-two")
    assert second.customer_id != first.customer_id
    back = await identified(database, "ann", by="fresh-two", token="three")
    assert (back.customer_id, back.visitor) == (first.customer_id, Address("webchat", "fresh-three"))
    merges = sa.select(sa.func.count()).select_from(CustomerMerge)
    assert await database.read(lambda tx: tx.execute(merges).scalar()) == 0


async def test_the_same_number_in_two_inboxes_is_two_customers(database: Database) -> None:
    first = await identified(database, "42", token="one")
    other = await identified(database, "42", by="elsewhere", token="two", inbox="other")
    assert first.customer_id != other.customer_id


async def test_two_whom_staff_found_to_be_one_stay_one(database: Database) -> None:
    first = await identified(database, "old", by="a", token="one")
    second = await identified(database, "new", by="b", token="two")
    keys = {"source_id": first.customer_id, "target_id": second.customer_id}
    await database.write(lambda tx: merging.merge(tx, **keys, by="system", at=START).id)
    for sub, by in (("old", "b"), ("new", "a")):
        assert await identified(database, sub, by=by, token=f"again {sub}") == Identified(
            second.customer_id, Address("webchat", by)
        )


async def test_only_an_address_that_the_shop_has_verified_recognises_the_customer(database: Database) -> None:
    holder = await database.write(customer_for, Address("email", "b@x.example"), locale="en", at=START)
    await identified(database, "1", by="a", token="1", email="a@x.example")
    await identified(database, "2", by="b", token="2", email="b@x.example", email_verified=True)
    third = await identified(database, "3", by="c", token="3", email="C@x.example", email_verified=True)
    emails = sa.select(CustomerIdentity).where(CustomerIdentity.kind == "email").order_by(CustomerIdentity.id)
    found = await database.read(lambda tx: list(tx.execute(emails).scalars()))
    assert [(each.value, each.customer_id, each.verified) for each in found] == [
        ("b@x.example", holder, False), ("c@x.example", third.customer_id, True),
    ]  # fmt: skip


async def test_claims_with_the_key_of_a_custom_field_fill_it_and_others_are_passed_over(database: Database) -> None:
    new = NewCustomField(key="customer_number", kind="number", names={"en": "Number"})
    await database.write(lambda tx: fields.create_field(tx, new, by="system", at=START).id)
    others = {"customer_number": "007", "shoe_size": "43"}
    key = (await identified(database, "42", others=others)).customer_id
    values = sa.select(CustomField.key, CustomFieldValue.value).join(
        CustomFieldValue, CustomFieldValue.field_id == CustomField.id
    )
    found = await database.read(
        lambda tx: [tuple(each) for each in tx.execute(values.where(CustomFieldValue.customer_id == key))]
    )
    assert found == [("customer_number", "7")]


@pytest.mark.parametrize("claims", [{"email": "nobody"}, {"phone": "x"}, {"name": "\n"}])
async def test_a_detail_that_is_none_refuses_the_token_and_leaves_nothing(
    database: Database, claims: dict[str, str]
) -> None:
    with pytest.raises(Forbidden) as refused:
        await identified(database, "42", **claims)
    assert refused.value.code == "identity_claims"
    assert next(iter(claims)) in refused.value.detail
    assert await database.read(lambda tx: tx.execute(sa.select(sa.func.count()).select_from(Customer)).scalar()) == 0


async def test_many_tabs_at_once_make_one_customer(database: Database) -> None:
    known = await asyncio.gather(
        *(identified(database, "42", by=f"tab {number}", token=f"token {number}") for number in range(6))
    )
    assert len({each.customer_id for each in known}) == 1


async def test_a_browser_is_proved_by_the_shop_s_word_and_by_no_merge(database: Database) -> None:
    inbox = await database.write(scene.inbox)
    first = await identified(database, "42", by="at home", token="one")
    written = await database.write(scene.received, inbox, who="eve")
    keys = {"source_id": written.customer_id, "target_id": first.customer_id}
    await database.write(lambda tx: merging.merge(tx, **keys, by="agent:1", at=START).id)
    proved = {who: await database.read(is_proved, Address("webchat", who)) for who in ("at home", "eve", "nobody")}
    assert proved == {"at home": True, "eve": False, "nobody": False}


async def test_undoing_what_the_shop_s_word_merged_leaves_the_browser_unproved(database: Database) -> None:
    inbox = await database.write(scene.inbox)
    await identified(database, "42", by="at home", token="one")
    await database.write(scene.received, inbox, who="at work")
    await identified(database, "42", by="at work", token="two")
    assert await database.read(is_proved, Address("webchat", "at work"))
    merge = await database.read(lambda tx: tx.execute(sa.select(CustomerMerge.public_id)).scalar_one())
    await database.write(lambda tx: merging.undo(tx, merge, by="agent:1", at=START).id)
    proved = {who: await database.read(is_proved, Address("webchat", who)) for who in ("at home", "at work")}
    assert proved == {"at home": True, "at work": False}
