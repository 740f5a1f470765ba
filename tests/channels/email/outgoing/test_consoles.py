"""Consoles see a mail go, live; what one says on its socket goes by mail like what comes over HTTP."""

from collections.abc import AsyncIterator

import pytest

from channels.email.outgoing import outbox, planned
from channels.email.outgoing.schemas import MailRecipientState, Outcome
from contact_center.conversations.queries import key_of
from contact_center.realtime import staff_frames as frames
from contact_center.settings import Settings
from contact_center.values import utc_now
from tests.app_server import Server, serving
from tests.channels.email.outgoing.correspondence import ANN, conversation, the_mail
from tests.chat_clients import StaffClient


@pytest.fixture
async def server(database_settings: Settings) -> AsyncIterator[Server]:
    async with serving(database_settings, works=False) as server:
        yield server


async def test_an_answer_on_the_socket_goes_by_mail_and_every_console_sees_what_becomes_of_it(server: Server) -> None:
    where = await conversation(server.db, utc_now())
    ada, cookie = await server.agent("Ada")
    writing, watching = StaffClient(server.port, cookie), StaffClient(server.port, cookie)
    for each in (writing, watching):
        await each.connect()
        await each.watch(where)
    acknowledged = await writing.send(where, "one", "It comes today.")
    assert acknowledged.message.delivery == "sending"
    assert [each.address for each in acknowledged.message.mail.to] == [ANN["address"]]
    await watching.until(lambda: watching.find(frames.StaffMessageAdded))
    (added,) = watching.find(frames.StaffMessageAdded)
    assert added.message.mail == acknowledged.message.mail
    message_id = (await server.db.read(the_mail)).message_id
    refused = {ANN["address"]: Outcome(MailRecipientState.REFUSED, "550", "550 nobody")}
    await server.db.write(outbox.note, message_id, refused, now=utc_now())
    await watching.until(lambda: watching.find(frames.StaffMessageChanged))
    (changed,) = watching.find(frames.StaffMessageChanged)
    assert (changed.message.delivery, changed.message.mail.recipients[0].words) == ("failed", "550 nobody")
    key = await server.db.read(key_of, where)
    await server.db.write(planned.take_back, key, added.message.id, agent_id=ada, at=utc_now())
    await writing.until(lambda: len(writing.find(frames.StaffMessageChanged)) == 2)
    assert writing.find(frames.StaffMessageChanged)[-1].message.delivery == "withdrawn"
    for each in (writing, watching):
        await each.close()
