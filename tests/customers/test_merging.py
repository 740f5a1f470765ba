"""A merge moves everything and notes it; undoing it restores what was, and keeps what is new."""

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from contact_center.customers import merging, service
from contact_center.customers.schemas import CustomerPatch
from contact_center.db import Database, sqlite_engine
from contact_center.errors import Conflict
from contact_center.models import (
    Conversation,
    ConversationParticipant,
    Customer,
    CustomerIdentity,
    CustomerMerge,
    Message,
)
from contact_center.values import Address
from tests import scene
from tests.api import Api
from tests.customers.conftest import Person, conversations_of

PEOPLE = ("ann", "bob", "cid")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[sa.Engine]:
    path = tmp_path_factory.mktemp("merging") / "contact-center.db"
    shutil.copy(sqlite_template, path)
    engine = sqlite_engine(f"sqlite:///{path}", writer=True)
    yield engine
    engine.dispose()


class World:
    """What ought to be true once every merge is undone: a conversation is of whoever its visitor was at its start."""

    def __init__(self, tx: Session) -> None:
        self.tx = tx
        self.inbox = scene.inbox(tx)
        self.at = scene.START
        self.homes: dict[int, int] = {}
        self.texts: dict[int, int] = {}
        self.customers = [self.writes(who, begin=True) for who in PEOPLE]
        self.names: dict[int, str | None] = dict.fromkeys(self.customers)
        self.merges: list[CustomerMerge] = []

    def writes(self, who: str, *, begin: bool) -> int:
        """A visitor says something, in a new conversation or in the open one; returns whose it is."""
        self.at += timedelta(seconds=1)
        if begin:
            self.tx.execute(sa.update(Conversation).values(status="resolved"))
        owner = service.known_customer(self.tx, Address("webchat", who))
        appended = scene.received(self.tx, self.inbox, who=who, at=self.at)
        key = appended.conversation_id
        self.homes.setdefault(key, owner or appended.customer_id)
        self.texts[key] = self.texts.get(key, 0) + 1
        assert owner in {None, appended.customer_id}
        return appended.customer_id

    def merge(self, source: int, target: int) -> None:
        gone = {key for key in self.customers if self.tx.get_one(Customer, key).merged_into}
        wanted = "same_customer" if source == target else "merged" if {source, target} & gone else None
        done = self.refused(
            wanted, lambda: merging.merge(self.tx, source_id=source, target_id=target, by="system", at=self.at)
        )
        if done is not None:
            self.merges.append(done)

    def undo(self, which: int) -> None:
        if not self.merges:
            return
        merge = self.merges[which % len(self.merges)]
        wanted = self.covered(merge)
        if self.refused(wanted, lambda: merging.undo(self.tx, merge.public_id, by="system", at=self.at)):
            self.merges.remove(merge)

    def covered(self, merge: CustomerMerge) -> str | None:
        later = self.merges[self.merges.index(merge) + 1 :]
        stands = any(merge.target_id in {other.target_id, other.source_id} for other in later)
        return "later_merge" if stands else None

    @staticmethod
    def refused(wanted: str | None, action: Callable[[], CustomerMerge]) -> CustomerMerge | None:
        """Do it, or see it refused with the code."""
        if wanted is None:
            return action()
        with pytest.raises(Conflict) as refusal:
            action()
        assert refusal.value.code == wanted
        return None

    def rename(self, customer: int, name: str) -> None:
        row = self.tx.get_one(Customer, customer)
        if row.merged_into is None and row.name != name:
            patch = CustomerPatch(name=name)
            service.change_customer(self.tx, row.public_id, patch, by="system", at=self.at)
            self.names[customer] = name

    def pairs(self, query: sa.Select[*tuple[Any, ...]]) -> dict[Any, Any]:
        return {row[0]: row[1] for row in self.tx.execute(query)}

    def check(self) -> None:
        """Everything is somebody's who remains, and nothing is lost or doubled."""
        gone = {key for key in self.customers if self.tx.get_one(Customer, key).merged_into}
        owners = self.pairs(sa.select(Conversation.id, Conversation.customer_id))
        assert owners.keys() == self.homes.keys()
        assert not gone & set(owners.values())
        for who in PEOPLE:
            assert service.known_customer(self.tx, Address("webchat", who)) not in gone
        party = ConversationParticipant
        mine = sa.select(party.conversation_id, party.customer_id).where(party.customer_id.is_not(None))
        assert self.pairs(mine) == owners
        counts = sa.select(Message.conversation_id, sa.func.count()).group_by(Message.conversation_id)
        assert self.pairs(counts) == self.texts

    def check_home(self) -> None:
        """Everything is where it was, and what is new is where it began."""
        assert self.pairs(sa.select(Conversation.id, Conversation.customer_id)) == self.homes
        identity = CustomerIdentity
        owners = self.pairs(sa.select(identity.value, identity.customer_id))
        assert owners == dict(zip(PEOPLE, self.customers, strict=True))
        assert self.pairs(sa.select(Customer.id, Customer.name)) == self.names


PERSON = st.integers(0, len(PEOPLE) - 1)
STEP = st.one_of(
    st.tuples(st.just("write"), PERSON, st.booleans()),
    st.tuples(st.just("merge"), PERSON, PERSON),
    st.tuples(st.just("undo"), st.integers(0, 5), st.none()),
    st.tuples(st.just("rename"), PERSON, st.sampled_from(["Ann", "Bob"])),
)


@settings(max_examples=150)
@example(steps=[("rename", 0, "Bob"), ("merge", 0, 1), ("rename", 1, "Ann"), ("rename", 1, "Bob")])
@given(steps=st.lists(STEP, max_size=14))
def test_after_undoing_every_merge_all_is_as_before_but_for_what_is_new(
    engine: sa.Engine, steps: list[tuple[str, int, Any]]
) -> None:
    with engine.connect() as connection, connection.begin() as outer, Session(connection) as tx:
        world = World(tx)
        for step, who, more in steps:
            if step == "write":
                world.writes(PEOPLE[who], begin=more)
            elif step == "merge":
                world.merge(world.customers[who], world.customers[more])
            elif step == "undo":
                world.undo(who)
            else:
                world.rename(world.customers[who], more)
            world.check()
        while world.merges:
            world.undo(len(world.merges) - 1)
            world.check()
        world.check_home()
        outer.rollback()


async def test_a_merge_is_previewed_done_shown_and_undone(api: Api, person: Person, database: Database) -> None:
    client = await api.signed_in()
    ann, first = await person("ann")
    bob, second = await person("bob")
    await client.patch(f"/api/v1/customers/{ann}", json={"name": "Ann"})
    await client.patch(f"/api/v1/customers/{bob}", json={"name": "Bob", "email": "bob@shop.example"})
    preview = (await client.get(f"/api/v1/customers/{ann}/merge-preview", params={"with": bob})).json()
    assert (preview["conversations"], [each["kind"] for each in preview["identities"]]) == (1, ["webchat"])
    assert preview["readers"] == 0
    proving = sa.update(CustomerIdentity).where(CustomerIdentity.kind == "webchat").values(verified=True)
    await database.write(lambda tx: tx.execute(proving) and None)
    preview = (await client.get(f"/api/v1/customers/{ann}/merge-preview", params={"with": bob})).json()
    assert preview["readers"] == 2
    assert [(each["key"], each["kept"], each["conflict"]) for each in preview["fields"]] == [
        ("name", "Ann", True), ("email", "bob@shop.example", False),
    ]  # fmt: skip
    done = (await client.post(f"/api/v1/customers/{ann}/merge", json={"with": bob})).json()
    assert (done["customer"]["name"], done["customer"]["email"]) == ("Ann", "bob@shop.example")
    assert (done["customer"]["conversations"], len(done["customer"]["identities"])) == (2, 2)
    assert (await client.get(f"/api/v1/customers/{bob}")).json()["merged_into"] == ann
    assert [row["id"] for row in (await client.get("/api/v1/customers")).json()["items"]] == [ann]
    assert (await client.patch(f"/api/v1/customers/{bob}", json={"name": "X"})).json()["code"] == "merged"
    third = (await person("bob"))[1]
    assert third == second
    (merge,) = (await client.get(f"/api/v1/customers/{ann}/merges")).json()["items"]
    assert (merge["id"], merge["conversations"], merge["customer"]["id"]) == (done["merge"], 1, bob)
    undone = (await client.post(f"/api/v1/merges/{done['merge']}/undo")).json()
    assert (undone["id"], undone["email"], undone["conversations"]) == (ann, None, 1)
    assert await conversations_of(database, ann) == {first}
    assert await conversations_of(database, bob) == {second}
    again = await client.post(f"/api/v1/merges/{done['merge']}/undo")
    assert (again.status_code, again.json()["code"]) == (409, "already_undone")


async def test_what_cannot_be_merged_is_refused_with_its_reason(api: Api, person: Person) -> None:
    client = await api.signed_in()
    ann, bob, cid = [(await person(who))[0] for who in ("ann", "bob", "cid")]
    first = (await client.post(f"/api/v1/customers/{ann}/merge", json={"with": bob})).json()["merge"]
    for source, target, code in ((ann, ann, "same_customer"), (bob, cid, "merged"), (cid, bob, "merged")):
        refused = await client.post(f"/api/v1/customers/{target}/merge", json={"with": source})
        assert (refused.status_code, refused.json()["code"]) == (409, code)
        shown = await client.get(f"/api/v1/customers/{target}/merge-preview", params={"with": source})
        assert (shown.status_code, shown.json()["code"]) == (409, code)
    second = (await client.post(f"/api/v1/customers/{cid}/merge", json={"with": ann})).json()["merge"]
    covered = await client.post(f"/api/v1/merges/{first}/undo")
    assert (covered.status_code, covered.json()["code"]) == (409, "later_merge")
    for merge in (second, first):
        assert (await client.post(f"/api/v1/merges/{merge}/undo")).status_code == 200
    assert (await client.post("/api/v1/merges/nothing/undo")).status_code == 404


async def test_a_conversation_opened_since_stays_with_the_one_who_remained(
    api: Api, person: Person, database: Database
) -> None:
    client = await api.signed_in()
    ann, first = await person("ann")
    bob, second = await person("bob")
    merge = (await client.post(f"/api/v1/customers/{ann}/merge", json={"with": bob})).json()["merge"]
    await database.write(lambda tx: tx.execute(sa.update(Conversation).values(status="resolved")) and None)
    third = (await person("bob"))[1]
    await client.post(f"/api/v1/merges/{merge}/undo")
    assert await conversations_of(database, ann) == {first, third}
    assert await conversations_of(database, bob) == {second}


@pytest.mark.parametrize("names", [["Robert"], ["Robert", "Bob"]])
async def test_a_detail_that_was_changed_since_the_merge_stays(api: Api, person: Person, names: list[str]) -> None:
    client = await api.signed_in()
    ann, _ = await person("ann")
    bob, _ = await person("bob")
    await client.patch(f"/api/v1/customers/{bob}", json={"name": "Bob", "phone": "0900000000"})
    merge = (await client.post(f"/api/v1/customers/{ann}/merge", json={"with": bob})).json()["merge"]
    for name in names:
        await client.patch(f"/api/v1/customers/{ann}", json={"name": name})
    undone = (await client.post(f"/api/v1/merges/{merge}/undo")).json()
    assert (undone["name"], undone["phone"]) == (names[-1], None)


async def test_both_customers_remember_the_merge_and_its_end(api: Api, person: Person, database: Database) -> None:
    client = await api.signed_in()
    ann, bob = [(await person(who))[0] for who in ("ann", "bob")]
    merge = (await client.post(f"/api/v1/customers/{ann}/merge", json={"with": bob})).json()["merge"]
    await client.post(f"/api/v1/merges/{merge}/undo")
    keys = sa.select(Customer.id).where(Customer.public_id.in_([ann, bob]))
    for key in await database.read(lambda tx: list(tx.execute(keys).scalars())):
        facts = await database.read(scene.facts, "customer", key)
        assert facts == ["CustomerCreated", "CustomersMerged", "MergeUndone"]
