"""Who is blocked may not write: a customer anywhere, a network whoever it is."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from contact_center.customers import blocks
from contact_center.db import Database
from contact_center.errors import Forbidden, InvalidInput
from contact_center.models import Customer
from contact_center.values import Role
from tests import scene
from tests.api import Api
from tests.customers.conftest import Person
from tests.scene import START


@pytest.mark.parametrize(
    ("written", "network"),
    [
        ("203.0.113.7", "203.0.113.7/32"),
        (" 203.0.113.7/24 ", "203.0.113.0/24"),
        ("2001:DB8::1/48", "2001:db8::/48"),
        ("::1", "::1/128"),
    ],
)
def test_a_network_has_one_spelling(written: str, network: str) -> None:
    assert blocks.checked_network(written) == network


@pytest.mark.parametrize(
    ("written", "code"),
    [
        *((text, "network_invalid") for text in ("", "shop.example", "203.0.113.0/33", "1.2.3")),
        *((text, "network_too_large") for text in ("0.0.0.0/0", "10.0.0.0/7", "::/0")),
    ],
)
def test_what_is_no_network_or_nearly_everybody_is_refused(written: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        blocks.checked_network(written)
    assert (refused.value.field, refused.value.code) == ("network", code)


@pytest.mark.parametrize(
    ("network", "address", "inside"),
    [
        ("203.0.113.0/24", "203.0.113.255", True),
        ("203.0.113.0/24", "203.0.114.0", False),
        ("203.0.113.0/24", "::ffff:203.0.113.9", True),
        ("2001:db8::/48", "2001:db8:0:ffff::1", True),
        ("2001:db8::/48", "203.0.113.9", False),
        ("203.0.113.0/24", "", False),
        ("203.0.113.0/24", "testclient", False),
    ],
)
def test_an_address_is_in_a_network_or_not(network: str, address: str, inside: bool) -> None:
    assert blocks.covers(network, address) is inside


async def test_a_blocked_customer_s_message_is_refused_until_the_block_ends(
    api: Api, person: Person, database: Database, inbox_id: int
) -> None:
    ann, _ = await person("ann")
    supervisor = await api.signed_in(Role.SUPERVISOR)
    until = (api.clock() + timedelta(hours=1)).isoformat()
    body = {"customer": ann, "reason": "abuse", "expires_at": until}
    block = (await supervisor.post("/api/v1/blocks", json=body)).json()
    assert (block["customer"]["id"], block["reason"], block["customer"]["blocked"]) == (ann, "abuse", True)
    again = await supervisor.post("/api/v1/blocks", json=body)
    assert (again.status_code, again.json()["code"]) == (409, "already_blocked")
    with pytest.raises(Forbidden) as refused:
        await database.write(scene.received, inbox_id, who="ann")
    assert refused.value.code == "blocked"
    await database.write(scene.received, inbox_id, who="bob")
    await database.write(scene.received, inbox_id, who="ann", at=START + timedelta(hours=2))
    assert (await supervisor.delete(f"/api/v1/blocks/{block['id']}")).status_code == 204
    await database.write(scene.received, inbox_id, who="ann")
    assert (await supervisor.get("/api/v1/blocks")).json()["items"] == []


async def test_a_network_is_blocked_whoever_writes_from_it(api: Api, database: Database) -> None:
    supervisor = await api.signed_in(Role.SUPERVISOR)
    body = {"network": "203.0.113.9/24", "reason": "flood"}
    block = (await supervisor.post("/api/v1/blocks", json=body)).json()
    assert (block["network"], block["customer"], block["by"]) == ("203.0.113.0/24", None, block["by"])
    again = await supervisor.post("/api/v1/blocks", json={"network": "203.0.113.0/24"})
    assert again.json()["code"] == "already_blocked"

    async def blocked(address: str) -> bool:
        return await database.read(blocks.is_blocked, None, address, now=START)

    assert (await blocked("203.0.113.1"), await blocked("198.51.100.1")) == (True, False)
    for wrong in ({}, {"network": "203.0.113.9", "customer": "x"}, {"network": "everything"}):
        assert (await supervisor.post("/api/v1/blocks", json=wrong)).json()["field"] == "network"


async def test_an_agent_blocks_whom_the_conversation_is_with_and_takes_back_only_that(
    api: Api, person: Person, database: Database
) -> None:
    ann, conversation = await person("ann")
    agent, other, supervisor = [await api.signed_in(role) for role in (Role.AGENT, Role.AGENT, Role.SUPERVISOR)]
    address = f"/api/v1/conversations/{conversation}/block"
    assert (await agent.post(address, json={"reason": "insults"})).status_code == 201
    assert (await agent.get("/api/v1/blocks")).status_code == 403
    refused = await other.delete(address)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_your_block")
    (shown,) = (await supervisor.get("/api/v1/blocks")).json()["items"]
    assert (shown["reason"], shown["customer"]["id"]) == ("insults", ann)
    assert (await agent.get(f"/api/v1/customers/{ann}")).json()["block"]["reason"] == "insults"
    assert (await agent.get("/api/v1/customers", params={"blocked": "true"})).json()["items"][0]["id"] == ann
    assert (await agent.delete(address)).status_code == 204
    keys = sa.select(Customer.id).where(Customer.public_id == ann)
    key = await database.read(lambda tx: tx.execute(keys).scalar_one())
    assert await database.read(scene.facts, "customer", key) == ["CustomerCreated", "Blocked", "Unblocked"]


async def test_a_block_goes_along_with_a_merge_and_back(api: Api, person: Person) -> None:
    ann, bob = [(await person(who))[0] for who in ("ann", "bob")]
    supervisor = await api.signed_in(Role.SUPERVISOR)
    await supervisor.post("/api/v1/blocks", json={"customer": bob})
    merge = (await supervisor.post(f"/api/v1/customers/{ann}/merge", json={"with": bob})).json()["merge"]
    assert (await supervisor.get(f"/api/v1/customers/{ann}")).json()["block"] is not None
    await supervisor.post(f"/api/v1/merges/{merge}/undo")
    assert (await supervisor.get(f"/api/v1/customers/{ann}")).json()["block"] is None
    assert (await supervisor.get(f"/api/v1/customers/{bob}")).json()["block"] is not None
