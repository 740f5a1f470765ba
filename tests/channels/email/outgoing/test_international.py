"""Recipients with letters outside ASCII: by a real Postfix that takes them, and by a server that does not."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope

from channels.email.outgoing.sending import Mailer
from contact_center.bench.mail_configs import INTERNATIONAL, INTERNATIONAL_BOX
from tests import mail_servers
from tests.api import Api
from tests.channels.email.outgoing.test_planned import answered, sent_messages
from tests.channels.email.outgoing.test_sending import corresponding, deliver, read
from tests.mail_servers import MailServers

HONG = {"address": f"{INTERNATIONAL}@{mail_servers.DOMAIN}", "name": "Hồng"}


@pytest.fixture(scope="module")
def servers() -> Iterator[MailServers]:
    with mail_servers.started() as found:
        yield found


class OldServer:
    """A mail server that offers no SMTPUTF8, and keeps what it is given."""

    def __init__(self) -> None:
        self.port = 0
        self.taken: list[Envelope] = []

    async def handle_DATA(self, _server: SMTP, _session: Any, envelope: Envelope) -> str:  # noqa: N802
        self.taken.append(envelope)
        return "250 OK"


@pytest.fixture
async def old_server() -> AsyncIterator[OldServer]:
    found, protocols = OldServer(), list[SMTP]()

    def protocol() -> SMTP:
        protocols.append(SMTP(found, loop=asyncio.get_running_loop()))
        return protocols[-1]

    listening = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0)
    found.port = listening.sockets[0].getsockname()[1]
    yield found
    listening.close()
    for each in protocols:
        if each.transport is not None:
            each.transport.close()


async def test_a_server_that_takes_such_names_gets_them_and_the_others_get_plain_ascii(
    api: Api, mailer: Mailer, servers: MailServers
) -> None:
    where = await corresponding(api, servers, f"user5@{mail_servers.DOMAIN}")
    client = await api.signed_in()
    before = len(servers.mails("user5")), len(servers.mails(INTERNATIONAL_BOX))
    await answered(client, where, mail={"cc": [HONG]})
    await deliver(api, mailer)
    plain = (await asyncio.to_thread(servers.wait_for, "user5", before[0] + 1))[-1]
    whole = (await asyncio.to_thread(servers.wait_for, INTERNATIONAL_BOX, before[1] + 1))[-1]
    assert f"Cc: =?utf-8?B?SOG7k25n?= <{HONG['address']}>\r\n".encode() in whole.replace(b"\n", b"\r\n")
    assert plain.partition(b"\n\n")[0].isascii()
    assert read(plain)["Cc"].groups[0].display_name == f"Hồng {HONG['address']}"
    assert read(plain)["Message-ID"] == read(whole)["Message-ID"]
    (message,) = await sent_messages(client, where)
    assert [each["state"] for each in message["mail"]["recipients"]] == ["sent", "sent"]


async def test_where_the_server_does_not_take_them_they_alone_are_refused(
    api: Api, mailer: Mailer, servers: MailServers, old_server: OldServer
) -> None:
    where = await corresponding(api, servers, f"user6@{mail_servers.DOMAIN}", port=old_server.port)
    client = await api.signed_in()
    await answered(client, where, mail={"cc": [HONG]})
    await deliver(api, mailer)
    (envelope,) = old_server.taken
    assert envelope.rcpt_tos == [f"user6@{mail_servers.DOMAIN}"]
    (message,) = await sent_messages(client, where)
    assert message["delivery"] == "partly"
    first, second = message["mail"]["recipients"]
    assert (first["state"], second["state"], second["code"]) == ("sent", "refused", "5.6.7")
    assert "SMTPUTF8" in second["words"]


async def test_a_domain_in_letters_goes_to_any_server_as_ascii(
    api: Api, mailer: Mailer, servers: MailServers, old_server: OldServer
) -> None:
    where = await corresponding(api, servers, f"user7@{mail_servers.DOMAIN}", port=old_server.port)
    client = await api.signed_in()
    people = [{"address": "lan@Cửahàng.example", "name": "Lan"}, {"address": "bo@straße.example", "name": ""}]
    await answered(client, where, mail={"to": people})
    await deliver(api, mailer)
    (envelope,) = old_server.taken
    expected = ["lan@" + "cửahàng.example".encode("idna").decode(), "bo@xn--strae-oqa.example"]
    assert envelope.rcpt_tos == expected
    (message,) = await sent_messages(client, where)
    assert (message["delivery"], [each["address"] for each in message["mail"]["recipients"]]) == ("sent", expected)
