"""A mail is taken back, planned anew, or tried again, on each kind of database."""

import asyncio
from datetime import timedelta
from functools import partial
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email.outgoing import outbox, storing
from channels.email.outgoing.schemas import MailRecipientState, Outcome
from contact_center.files import service as files
from contact_center.files.schemas import NewFile
from contact_center.models import Conversation, Job, actor
from contact_center.realtime import queries, staff_frames
from contact_center.values import Author
from tests.api import Api
from tests.channels.email.outgoing.correspondence import ANN, conversation, the_mail

BO = {"address": "bo@customer.example", "name": ""}
REFUSED = Outcome(MailRecipientState.REFUSED, "550", "550 5.1.1 nobody of this name")
SENT = Outcome(MailRecipientState.SENT)


@pytest.fixture
async def where(api: Api) -> str:
    found = await conversation(api.db, api.clock())
    api.clock.advance(minutes=1)
    return found


async def answered(client: httpx.AsyncClient, where: str, **given: Any) -> str:
    """The path of an answer's message."""
    path = f"/api/v1/conversations/{where}/messages"
    reply = await client.post(path, json={"body": "It comes today."} | given)
    assert reply.status_code == 201, reply.text
    return f"{path}/{reply.json()['id']}"


async def take(api: Api) -> outbox.Ready | None:
    message_id = (await api.db.read(the_mail)).message_id
    unit = partial(outbox.take, key=api.settings.secret_key)
    return await api.db.write(unit, message_id, now=api.clock())


def row(tx: Session) -> Conversation:
    return tx.execute(sa.select(Conversation)).scalar_one()


def upload(tx: Session, agent_id: int, at: Any) -> str:
    new = NewFile(
        key="ab" * 20, uploader=actor(Author.AGENT, agent_id), name="a.pdf", media_type="application/pdf", size=3,
        width=None, height=None, sha256="0" * 64,
    )  # fmt: skip
    return files.add(tx, new, at=at).id


async def test_what_is_taken_back_is_a_draft_again_with_its_files_and_people(api: Api, where: str) -> None:
    me = await api.agent()
    client = await api.signed_in(me)
    file = await api.db.write(upload, me.id, api.clock())
    mail = {"to": [ANN], "cc": [BO], "subject": "Parcel", "html": "<b>today</b>"}
    before = await api.db.read(row)
    path = await answered(client, where, files=[file], mail=mail)
    draft = f"/api/v1/conversations/{where}/drafts"
    await client.put(f"{draft}/public", json={"body": "And more"})
    api.clock.advance(seconds=10)
    taken_back = await client.post(f"{path}/take-back")
    assert taken_back.status_code == 200
    (found,) = (await client.get(draft)).json()["drafts"]
    assert found == taken_back.json()
    assert found["body"] == "It comes today.\n\nAnd more"
    assert [each["id"] for each in found["files"]] == [file]
    assert {name: found["mail"][name] for name in mail} == mail
    assert await take(api) is None
    after = await api.db.read(row)
    for name in ("waiting_since", "preview", "preview_author"):
        assert getattr(after, name) == getattr(before, name)
    await answered(client, where, files=[file])  # which is free to go with another


async def test_everybody_sees_it_go_and_nobody_reads_it_any_more(api: Api, where: str) -> None:
    client = await api.signed_in()
    path = await answered(client, where)
    key, seq = (await api.db.read(row)).id, (await api.db.read(row)).staff_seq
    await client.post(f"{path}/take-back")
    joined = await api.db.read(queries.join_staff, key, seq)
    (frame,) = joined.frames
    assert isinstance(frame, staff_frames.StaffMessageChanged)
    assert (frame.message.delivery, frame.message.body) == ("withdrawn", "")
    stored = await api.db.read(the_mail)
    assert (stored.text, stored.folded, stored.html) == ("", "", None)


async def test_what_is_on_its_way_is_not_taken_back(api: Api, where: str) -> None:
    client = await api.signed_in()
    path = await answered(client, where)
    assert await take(api) is None  # it is not its time yet
    api.clock.advance(seconds=15)
    assert await take(api) is not None
    late = await client.post(f"{path}/take-back")
    assert (late.status_code, late.json()["code"]) == (409, "already_left")
    planned = await client.put(f"{path}/send-at", json={"send_at": None})
    assert (planned.status_code, planned.json()["code"]) == (409, "already_left")


async def test_of_taking_back_and_sending_at_once_the_database_lets_one_through(api: Api, where: str) -> None:
    client = await api.signed_in()
    for _ in range(5):
        path = await answered(client, where)
        api.clock.advance(seconds=15)
        message = path.rpartition("/")[2]
        message_id = await api.db.read(storing.key_of_message, message)
        unit = partial(outbox.take, key=api.settings.secret_key)
        back, ready = await asyncio.gather(
            client.post(f"{path}/take-back"), api.db.write(unit, message_id, now=api.clock())
        )
        assert (back.status_code == 200) is (ready is None)


async def test_it_leaves_at_the_time_that_it_was_planned_for_last(api: Api, where: str) -> None:
    client = await api.signed_in()
    path = await answered(client, where)
    tomorrow = api.clock() + timedelta(days=1)
    changed = await client.put(f"{path}/send-at", json={"send_at": tomorrow.isoformat()})
    assert changed.status_code == 204
    api.clock.advance(seconds=15)
    await api.db.write(lambda tx: tx.execute(sa.update(Job).values(state="done")))  # the first job runs in vain
    assert await take(api) is None
    (job,) = await api.db.read(
        lambda tx: tx.execute(sa.select(Job).where(Job.kind == "mail.deliver", Job.state == "queued")).scalars().all()
    )
    assert job.run_at == tomorrow
    at_once = await client.put(f"{path}/send-at", json={"send_at": None})
    assert at_once.status_code == 204
    assert await take(api) is not None


async def test_after_a_failure_only_those_who_have_not_got_it_get_it(api: Api, where: str) -> None:
    client = await api.signed_in()
    path = await answered(client, where, mail={"to": [ANN], "cc": [BO]})
    api.clock.advance(seconds=15)
    ready = await take(api)
    assert ready is not None
    assert ready.recipients == [ANN["address"], BO["address"]]
    outcomes = {ANN["address"]: SENT, BO["address"]: REFUSED}
    await api.db.write(outbox.note, ready.message_id, outcomes, now=api.clock())
    assert await take(api) is None
    (message,) = await sent_messages(client, where)
    assert message["delivery"] == "partly"
    assert [(each["state"], each["words"]) for each in message["mail"]["recipients"]] == [
        ("sent", None), ("refused", REFUSED.words),
    ]  # fmt: skip
    assert (await client.post(f"{path}/try-again")).status_code == 204
    again = await take(api)
    assert again is not None
    assert again.recipients == [BO["address"]]
    assert again.mail == ready.mail
    await api.db.write(outbox.note, again.message_id, {BO["address"]: SENT}, now=api.clock())
    (message,) = await sent_messages(client, where)
    assert message["delivery"] == "sent"
    nothing = await client.post(f"{path}/try-again")
    assert (nothing.status_code, nothing.json()["code"]) == (409, "nothing_failed")


async def test_what_was_being_handed_over_when_its_process_died_says_so(api: Api, where: str) -> None:
    client = await api.signed_in()
    await answered(client, where)
    api.clock.advance(seconds=15)
    first = await take(api)
    api.clock.advance(minutes=2)
    second = await take(api)
    assert first is not None
    assert second is not None
    assert first.mail == second.mail
    assert (await api.db.read(the_mail)).problems == [outbox.MAYBE_TWICE]


async def sent_messages(client: httpx.AsyncClient, where: str) -> list[Any]:
    found = (await client.get(f"/api/v1/conversations/{where}/messages")).json()["messages"]
    return [each for each in found if each["author"] == "agent"]


async def test_lists_show_how_the_last_mail_stands_until_it_is_sent(api: Api, where: str) -> None:
    client = await api.signed_in()

    async def shown() -> str | None:
        found: str | None = (await client.get(f"/api/v1/conversations/{where}")).json()["outgoing"]
        return found

    later = (api.clock() + timedelta(days=1)).isoformat()
    path = await answered(client, where, mail={"send_at": later})
    assert await shown() == "planned"
    await client.put(f"{path}/send-at", json={"send_at": (api.clock() + timedelta(seconds=1)).isoformat()})
    assert await shown() == "sending"
    api.clock.advance(seconds=20)
    ready = await take(api)
    assert ready is not None
    await api.db.write(lambda tx: outbox.note(tx, ready.message_id, {ready.recipients[0]: REFUSED}, now=api.clock()))
    assert await shown() == "failed"
    await client.post(f"{path}/try-again")
    assert await shown() == "sending"
    await api.db.write(lambda tx: outbox.note(tx, ready.message_id, {ready.recipients[0]: SENT}, now=api.clock()))
    assert await shown() is None


async def test_a_mail_that_is_taken_back_leaves_the_one_before_to_be_shown(api: Api, where: str) -> None:
    client = await api.signed_in()
    await answered(client, where, mail={"send_at": (api.clock() + timedelta(days=1)).isoformat()})
    second = await answered(client, where)
    await client.post(f"{second}/take-back")
    assert (await client.get(f"/api/v1/conversations/{where}")).json()["outgoing"] == "planned"
