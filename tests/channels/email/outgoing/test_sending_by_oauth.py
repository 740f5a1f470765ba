"""Mail leaves through a real Postfix that takes it from nobody but those whose OAuth token Dovecot takes."""

import asyncio
from collections.abc import Iterator

import msgspec
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email import accounts, state
from channels.email.accounts import Auth, OAuth, Secrets, secrets_of
from channels.email.mailboxes.checking import check
from channels.email.oauth.providers import Client
from channels.email.outgoing.sending import Mailer
from contact_center.errors import InvalidInput
from contact_center.jobs import LaterError
from contact_center.models import Mailbox
from tests import mail_servers, mails
from tests.api import Api
from tests.channels.email.outgoing.correspondence import came
from tests.channels.email.outgoing.test_planned import answered, sent_messages
from tests.channels.email.outgoing.test_sending import deliver
from tests.mail_servers import MailServers, TokenServer, started

SUPPORT = "support@example.test"


@pytest.fixture
def token_server() -> Iterator[TokenServer]:
    server = TokenServer()
    yield server
    server.close()


@pytest.fixture
def servers(token_server: TokenServer) -> Iterator[MailServers]:
    with started(tokens=f"{token_server.url}/introspect") as found:
        yield found


def outgoing(servers: MailServers) -> accounts.Outgoing:
    return accounts.Outgoing(
        host="127.0.0.1",
        port=servers.submission_port,
        security=accounts.Security.PLAIN,
        username="support",
        auth=Auth.OAUTH,
    )


async def corresponding(api: Api, servers: MailServers, tokens: TokenServer, customer: str) -> str:
    """A conversation with one of the servers' users, by a mailbox that signs in with tokens."""
    oauth = OAuth(client_id="client", token_url=f"{tokens.url}/token")

    def unit(tx: Session) -> str:
        box = mails.mailbox(tx, address=SUPPORT, kind="imap")
        incoming = accounts.Incoming(auth=Auth.OAUTH, oauth=oauth)
        box.incoming, box.outgoing = msgspec.to_builtins(incoming), msgspec.to_builtins(outgoing(servers))
        secrets = Secrets(refresh_token="refresh-support", client_secret="hush")
        accounts.put_secrets(box, secrets, key=api.settings.secret_key)
        sender = {"address": f"{customer}@{mail_servers.DOMAIN}", "name": "Ann"}
        return came(tx, box.inbox_id, at=api.clock(), sender=sender, to=[{"address": SUPPORT, "name": ""}])[1]

    where = await api.db.write(unit)
    api.clock.advance(minutes=1)
    return where


async def test_a_token_is_used_again_renewed_between_mails_and_once_more_when_it_is_refused(
    api: Api, mailer: Mailer, servers: MailServers, token_server: TokenServer
) -> None:
    where = await corresponding(api, servers, token_server, "user11")
    client = await api.signed_in()
    token_server.lifetime = 4 * 3_600
    for number in range(2):
        await answered(client, where, body=f"Answer {number}")
        await deliver(api, mailer)
    assert len(token_server.asked) == 1
    api.clock.advance(hours=4)
    await answered(client, where, body="Answer 2")
    await deliver(api, mailer)
    assert len(token_server.asked) == 2
    token_server.expire()  # sooner than it said: Postfix says 535
    mailer._connections.close()
    await answered(client, where, body="Answer 3")
    await deliver(api, mailer)
    assert len(token_server.asked) == 3
    await asyncio.to_thread(servers.wait_for, "user11", 4)
    assert {each["delivery"] for each in await sent_messages(client, where)} == {"sent"}
    row = await api.db.read(lambda tx: tx.execute(sa.select(Mailbox)).scalar_one())
    assert secrets_of(row, key=api.settings.secret_key).access_token == "access-3"


async def test_a_mail_waits_with_the_words_of_whoever_refuses(
    api: Api, mailer: Mailer, servers: MailServers, token_server: TokenServer
) -> None:
    where = await corresponding(api, servers, token_server, "user12")
    client = await api.signed_in()
    token_server.refresh_tokens["refresh-support"] = "sales"  # whose tokens open another account
    await answered(client, where)
    with pytest.raises(LaterError, match="535"):
        await deliver(api, mailer)
    assert len(token_server.asked) == 2  # one more attempt, and no more
    (message,) = await sent_messages(client, where)
    assert message["mail"]["recipients"][0]["code"] == "535"
    token_server.refresh_tokens.clear()
    await answered(client, where, body="Another")
    with pytest.raises(LaterError, match="oauth"):
        await deliver(api, mailer)
    assert servers.mails("user12") == []


async def test_tokens_of_a_new_sign_in_are_not_replaced_by_those_of_the_old_one(api: Api) -> None:
    key = api.settings.secret_key

    def unit(tx: Session) -> Secrets:
        box = mails.mailbox(tx)
        old, new = Secrets(refresh_token="old"), Secrets(refresh_token="new", access_token="new")
        accounts.put_secrets(box, new, key=key)
        late = msgspec.structs.replace(old, access_token="late")
        state.keep_secrets(tx, box.id, late, before=old, key=key)
        return secrets_of(box, key=key)

    assert (await api.db.write(unit)).access_token == "new"


async def test_a_server_for_outgoing_mail_is_tried_with_a_token(
    api: Api, servers: MailServers, token_server: TokenServer
) -> None:
    client = Client(client_id="client", token_url=f"{token_server.url}/token")
    secrets = Secrets(refresh_token="refresh-support")
    checked = await check(None, outgoing(servers), secrets, client=client, now=api.clock())
    assert checked.secrets.access_token == "access-1"
    token_server.refresh_tokens["refresh-support"] = "sales"
    with pytest.raises(InvalidInput) as refused:
        await check(None, outgoing(servers), secrets, client=client, now=api.clock())
    assert (refused.value.code, refused.value.field) == ("mailbox_oauth_sign_in", "outgoing")
