"""A stored secret goes to the server that it was given for, and to no other."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from channels.email.accounts import (
    Account,
    Auth,
    Incoming,
    Kind,
    MailboxSettings,
    OAuth,
    Outgoing,
    Secrets,
    Security,
)
from channels.email.mailboxes.holding import check_held
from channels.email.mailboxes.schemas import NewSecrets
from channels.email.mailboxes.service import given
from channels.email.oauth.providers import Client
from contact_center.errors import InvalidInput

IMAP = Incoming(host="imap.shop.example", username="support")
SMTP = Outgoing(host="smtp.shop.example", username="support")
EVIL = "far.example"
OWN_CLIENT = OAuth(client_id="client", token_url="https://tokens.example/")
TOKENS = Incoming(host="imap.shop.example", username="support", auth=Auth.OAUTH, oauth=OWN_CLIENT)
STORED = Secrets(password="p", client_secret="c", refresh_token="r")


def mailbox(kind: Kind = Kind.IMAP, **changes: Any) -> Account:
    account = Account(
        id=1,
        public_id="m",
        inbox_id=1,
        address="support@shop.example",
        aliases=[],
        kind=kind,
        incoming=IMAP,
        outgoing=SMTP,
        secrets=STORED,
        client=Client(),
        settings=MailboxSettings(),
        connected_at=datetime(2026, 11, 1, tzinfo=UTC),
        import_from=None,
        version=1,
    )
    return msgspec.structs.replace(account, **changes)


def held(before: Account, new: NewSecrets | None = None, *, granted: bool = False, **changes: Any) -> str | None:
    """The side that refuses; none where the change may be made."""
    after = msgspec.structs.replace(before, secrets=given(before.secrets, new), **changes)
    try:
        check_held(before, after, new, granted=granted)
    except InvalidInput as error:
        return error.field
    return None


def put(where: Any, **changes: Any) -> Any:
    return msgspec.structs.replace(where, **changes)


@pytest.mark.parametrize("change", [{"host": EVIL}, {"port": 1143}, {"security": Security.PLAIN}])
def test_another_server_asks_for_the_password_again(change: dict[str, Any]) -> None:
    assert held(mailbox(), incoming=put(IMAP, **change)) == "incoming"
    assert held(mailbox(), outgoing=put(SMTP, **change)) == "outgoing"
    again = NewSecrets(password="p")
    assert held(mailbox(), again, incoming=put(IMAP, **change), outgoing=put(SMTP, **change)) is None


def test_the_same_servers_ask_for_nothing() -> None:
    moved = put(IMAP, username="sales", folder="Sales", host="IMAP.shop.example")
    assert held(mailbox(), incoming=moved, outgoing=put(SMTP, username="sales")) is None


def test_a_server_that_gets_no_secret_may_be_any() -> None:
    assert held(mailbox(), outgoing=Outgoing()) is None
    assert held(mailbox(), outgoing=put(SMTP, host=EVIL, username="")) is None
    assert held(mailbox(secrets=Secrets()), incoming=put(IMAP, host=EVIL)) is None
    assert held(mailbox(Kind.RELAY), incoming=put(IMAP, host=EVIL)) is None


def test_one_password_is_not_given_to_draw_out_another() -> None:
    own = mailbox(secrets=put(STORED, outgoing_password="o"))
    assert held(own, NewSecrets(password="x"), outgoing=put(SMTP, host=EVIL)) == "outgoing"
    assert held(own, NewSecrets(outgoing_password=""), outgoing=put(SMTP, host=EVIL)) == "outgoing"
    bait = mailbox(secrets=put(STORED, outgoing_password="o"), outgoing=put(SMTP, host=EVIL))
    assert held(bait, NewSecrets(outgoing_password="")) == "outgoing"
    unnamed = mailbox(outgoing=put(SMTP, host=EVIL, username=""))
    assert held(unnamed, outgoing=put(SMTP, host=EVIL)) == "outgoing"


def test_tokens_go_to_no_other_server_either() -> None:
    before = mailbox(incoming=TOKENS, outgoing=Outgoing())
    anew = NewSecrets(refresh_token="r2")
    assert held(before, incoming=put(TOKENS, host=EVIL)) == "incoming"
    assert held(before, anew, incoming=put(TOKENS, host=EVIL)) is None
    assert held(before, incoming=put(TOKENS, host=EVIL), granted=True) is None
    other = put(TOKENS, oauth=put(OWN_CLIENT, token_url=f"https://{EVIL}/"))
    assert held(before, incoming=other) == "incoming"
    assert held(before, anew, incoming=other) == "incoming"
    assert held(before, put(anew, client_secret="c2"), incoming=other) is None
    assert held(before, incoming=put(TOKENS, auth=Auth.PASSWORD)) == "incoming"
