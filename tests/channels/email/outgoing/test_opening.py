"""What a server for outgoing mail does not offer is said in words of our own."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from channels.email.accounts import Security
from channels.email.failures import DETAILS, DETAILS_VI, MailboxFailed
from channels.email.outgoing import opening
from channels.email.outgoing.opening import Server, ended, opened
from channels.email.outgoing.smtp import Connections
from tests.servers import free_port

OFFERED = {
    "smtp_starttls": {"security": Security.STARTTLS},
    "smtp_auth_plain": {"security": Security.PLAIN, "username": "support", "password": "secret"},
    "smtp_oauth": {"security": Security.PLAIN, "username": "support", "token": "token"},
}


@pytest.fixture
def port() -> Iterator[int]:
    """Of a server that offers neither encryption nor signing in."""
    server = Controller(SimpleNamespace(), hostname="127.0.0.1", port=free_port())
    server.start()
    yield server.port
    server.stop()


@pytest.mark.parametrize(("code", "wanted"), OFFERED.items())
async def test_what_is_not_offered_is_named_when_it_is_tried_and_at_each_mail(
    port: int, code: str, wanted: dict[str, Any]
) -> None:
    server = Server(host="127.0.0.1", port=port, **wanted)
    with pytest.raises(MailboxFailed) as refused:
        await opened(server, seconds=5)
    assert (refused.value.failure.code, refused.value.failure.words) == (code, "")
    composed: Any = SimpleNamespace(data=b"", utf8=False)
    outcomes = await Connections().send(server, "a@shop.example", ["ann@customer.example"], composed)
    (outcome,) = outcomes.values()
    assert (outcome.state, outcome.code, outcome.words) == ("waiting", code, DETAILS[code])


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_where_it_is_encrypted_it_is_not_encryption_that_is_missing(security: Security) -> None:
    client: Any = SimpleNamespace(supported_auth_methods=[], server_auth_methods=[])
    assert opening._missing(client, Server(host="x", port=587, security=security, username="a")) == "smtp_auth"


async def test_without_a_user_name_nobody_signs_in(port: int) -> None:
    await ended(await opened(Server(host="127.0.0.1", port=port, security=Security.PLAIN), seconds=5))


def test_every_failure_has_words_in_both_languages() -> None:
    assert DETAILS.keys() == DETAILS_VI.keys()
