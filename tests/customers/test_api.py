"""Customers over HTTP: lists, profiles, custom fields, and who may do what."""

import sqlalchemy as sa

from contact_center.db import Database
from contact_center.models import Customer, CustomFieldValue
from contact_center.values import Role
from tests import scene
from tests.api import Api
from tests.customers.conftest import Person

NUMBER = {"key": "customer_number", "kind": "number", "names": {"en": "Customer number", "vi": "Mã khách hàng"}}
TIER = {"key": "tier", "kind": "choice", "names": {"en": "Tier"}, "choices": ["Gold", "Silver"]}


async def test_a_profile_shows_what_is_known(api: Api, person: Person) -> None:
    ann, conversation = await person("ann")
    client = await api.signed_in()
    shown = (await client.get(f"/api/v1/customers/{ann}")).json()
    assert (shown["named"], shown["verified"], shown["conversations"], shown["block"]) == (False, False, 1, None)
    assert shown["name"].startswith("Visitor ")
    assert [(each["kind"], each["value"]) for each in shown["identities"]] == [("webchat", None)]
    page = (await client.get(f"/api/v1/customers/{ann}/conversations")).json()
    assert [row["id"] for row in page["items"]] == [conversation]
    assert (await client.get("/api/v1/customers/nobody")).status_code == 404


async def test_who_has_no_name_is_called_by_their_address(api: Api, person: Person) -> None:
    ann, conversation = await person("ann")
    client = await api.signed_in()
    changed = (await client.patch(f"/api/v1/customers/{ann}", json={"email": "anh@shop.example"})).json()
    assert (changed["name"], changed["named"]) == ("anh@shop.example", False)
    row = (await client.get(f"/api/v1/customers/{ann}/conversations")).json()["items"][0]
    assert (row["id"], row["customer"]["name"]) == (conversation, "anh@shop.example")
    listed = (await client.get("/api/v1/customers", params={"email": "anh@shop.example"})).json()["items"]
    assert [each["name"] for each in listed] == ["anh@shop.example"]


async def test_changes_are_cleaned_counted_and_recorded(api: Api, person: Person) -> None:
    ann, _ = await person("ann")
    client, address = await api.signed_in(), f"/api/v1/customers/{ann}"
    body = {"name": "  Trần  Thị Ánh ", "email": "ANH@Shop.Example", "phone": "0912 345 678", "version": 1}
    changed = (await client.patch(address, json=body)).json()
    assert (changed["name"], changed["email"], changed["phone"]) == ("Trần Thị Ánh", "anh@shop.example", "0912345678")
    assert changed["version"] == 2
    late = await client.patch(address, json={"name": "Other", "version": 1})
    assert (late.status_code, late.json()["code"]) == (409, "changed_meanwhile")
    cleared = (await client.patch(address, json={"email": None})).json()
    assert (cleared["email"], cleared["name"]) == (None, "Trần Thị Ánh")
    wrong = await client.patch(address, json={"phone": "call me"})
    assert (wrong.status_code, wrong.json()["field"]) == (422, "phone")


async def test_the_list_is_found_by_name_address_and_number_whatever_the_tone_marks(api: Api, person: Person) -> None:
    client = await api.signed_in()
    for who, name in (("a", "Đặng Văn Bình"), ("b", "Đặng Thị Hoa"), ("c", "Nguyễn Hoa")):
        customer, _ = await person(who)
        await client.patch(
            f"/api/v1/customers/{customer}",
            json={"name": name, "email": f"{who}@shop.example", "phone": f"090000{ord(who)}"},
        )

    async def names(**query: str) -> list[str]:
        page = (await client.get("/api/v1/customers", params=query)).json()
        return [row["name"] for row in page["items"]]

    assert await names(name="dang") == ["Đặng Thị Hoa", "Đặng Văn Bình"]
    assert await names(name="ĐẶNG t") == ["Đặng Thị Hoa"]
    assert await names(email="C@Shop.example") == ["Nguyễn Hoa"]
    assert await names(phone="0900 0097") == ["Đặng Văn Bình"]
    first = (await client.get("/api/v1/customers", params={"limit": "2"})).json()
    second = (await client.get("/api/v1/customers", params={"limit": "2", "after": first["next"]})).json()
    assert [row["name"] for row in first["items"] + second["items"]] == [
        "Nguyễn Hoa", "Đặng Thị Hoa", "Đặng Văn Bình",
    ]  # fmt: skip


async def test_custom_fields_are_typed_and_a_mistake_names_its_field(api: Api, person: Person) -> None:
    administrator, agent = await api.signed_in(Role.ADMINISTRATOR), await api.signed_in()
    for field in (NUMBER, TIER):
        assert (await administrator.post("/api/v1/custom-fields", json=field)).status_code == 201
    ann, _ = await person("ann")
    address = f"/api/v1/customers/{ann}"
    changed = await agent.patch(address, json={"fields": {"customer_number": "007.0", "tier": "gold"}})
    assert changed.json()["fields"] == {"customer_number": "7", "tier": "Gold"}
    for key, value, place in (
        ("customer_number", "seven", "fields.customer_number"),
        ("unknown", "x", "fields.unknown"),
    ):
        wrong = await agent.patch(address, json={"fields": {key: value}})
        assert (wrong.status_code, wrong.json()["field"]) == (422, place)
    found = (await agent.get("/api/v1/customers", params={"field": "customer_number", "value": "+7.00"})).json()
    assert [row["id"] for row in found["items"]] == [ann]
    taken = (await agent.patch(address, json={"fields": {"tier": None}})).json()
    assert taken["fields"] == {"customer_number": "7"}


async def test_a_custom_field_says_how_many_values_go_with_it(api: Api, person: Person, database: Database) -> None:
    client = await api.signed_in(Role.ADMINISTRATOR)
    number = (await client.post("/api/v1/custom-fields", json=NUMBER)).json()
    for who in ("ann", "bob"):
        customer, _ = await person(who)
        await client.patch(f"/api/v1/customers/{customer}", json={"fields": {"customer_number": "1"}})
    listed = (await client.get("/api/v1/custom-fields")).json()["items"]
    assert [(each["key"], each["values"]) for each in listed] == [("customer_number", 2)]
    assert (await client.delete(f"/api/v1/custom-fields/{number['id']}")).status_code == 204
    values = sa.select(sa.func.count()).select_from(CustomFieldValue)
    assert await database.read(lambda tx: tx.execute(values).scalar()) == 0
    assert (await client.delete(f"/api/v1/custom-fields/{number['id']}")).status_code == 404


async def test_a_custom_field_that_does_not_fit_together_is_refused(api: Api, person: Person) -> None:
    client = await api.signed_in(Role.ADMINISTRATOR)
    tier = (await client.post("/api/v1/custom-fields", json=TIER)).json()
    for body, code, place in (
        (TIER, "key_taken", "key"),
        (NUMBER | {"key": "email"}, "invalid_input", "key"),
        (NUMBER | {"names": {"en": " "}}, "invalid_input", "names"),
        (NUMBER | {"choices": ["a", "b"]}, "invalid_input", "choices"),
        (TIER | {"key": "other", "choices": ["a", "a"]}, "invalid_input", "choices"),
    ):
        refused = (await client.post("/api/v1/custom-fields", json=body)).json()
        assert (refused["code"], refused["field"]) == (code, place)
    ann, _ = await person("ann")
    await client.patch(f"/api/v1/customers/{ann}", json={"fields": {"tier": "Gold"}})
    address = f"/api/v1/custom-fields/{tier['id']}"
    orphan = await client.patch(address, json={"choices": ["Silver", "Bronze"]})
    assert orphan.json()["field"] == "choices"
    kept = await client.patch(address, json={"choices": ["Gold", "Bronze"], "version": 1})
    assert (kept.json()["choices"], kept.json()["version"]) == (["Gold", "Bronze"], 2)
    late = await client.patch(address, json={"names": {"en": "Level"}, "version": 1})
    assert late.json()["code"] == "changed_meanwhile"


async def test_possible_doubles_are_named_with_the_reason(api: Api, person: Person) -> None:
    client = await api.signed_in()
    ids = [(await person(who))[0] for who in "abcd"]
    for customer, body in zip(
        ids,
        (
            {"name": "Trần Ánh", "email": "a@x.example"},
            {"name": "tran anh", "email": "a@x.example"},
            {"name": "TRẦN ANH"},
            {"name": "Somebody"},
        ),
        strict=True,
    ):
        await client.patch(f"/api/v1/customers/{customer}", json=body)
    found = (await client.get(f"/api/v1/customers/{ids[0]}/duplicates")).json()["items"]
    assert [(each["customer"]["id"], each["because"]) for each in found] == [
        (ids[1], ["email", "name"]), (ids[2], ["name"]),
    ]  # fmt: skip
    assert (await client.get(f"/api/v1/customers/{ids[3]}/duplicates")).json()["items"] == []


async def test_a_change_is_a_fact(api: Api, person: Person, database: Database) -> None:
    ann, _ = await person("ann")
    client = await api.signed_in()
    await client.patch(f"/api/v1/customers/{ann}", json={"name": "Ann"})
    await client.patch(f"/api/v1/customers/{ann}", json={"name": "Ann"})
    key = await database.read(
        lambda tx: tx.execute(sa.select(Customer.id).where(Customer.public_id == ann)).scalar_one()
    )
    assert await database.read(scene.facts, "customer", key) == ["CustomerCreated", "CustomerChanged"]


async def test_a_number_is_the_same_with_and_without_its_country(api: Api, person: Person) -> None:
    client = await api.signed_in()
    written = ("0911222333", "+84 (0) 911 222 333", "+84 911 222 334")
    ids = [(await person(who))[0] for who in "abc"]
    for customer, phone in zip(ids, written, strict=True):
        await client.patch(f"/api/v1/customers/{customer}", json={"phone": phone})
    for mine, other in ((ids[0], ids[1]), (ids[1], ids[0])):
        found = (await client.get(f"/api/v1/customers/{mine}/duplicates")).json()["items"]
        assert [(each["customer"]["id"], each["because"]) for each in found] == [(other, ["phone"])]
    for phone in (written[0], written[1], "911222333"):
        found = (await client.get("/api/v1/customers", params={"phone": phone})).json()["items"]
        assert {row["id"] for row in found} == set(ids[:2])
