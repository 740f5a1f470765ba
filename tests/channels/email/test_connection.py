"""One connection with a real IMAP server."""

import time

import pytest

from channels.email.accounts import Incoming, Security
from channels.email.imap import connection
from channels.email.imap.connection import Connection
from tests.channels.email.taking_in import raw
from tests.mail_servers import PASSWORD, MailServers, mail_servers, token_server

__all__ = ["mail_servers", "token_server"]


def mail(number: int) -> bytes:
    return raw(message_id=f"{number}@customer.example")


def looking(servers: MailServers, security: Security) -> Connection:
    """Connected, and looked into while nothing was there."""
    port = servers.imaps_port if security is Security.TLS else servers.imap_port
    incoming = Incoming(host="localhost", port=port, security=security, username="support")
    connected = connection.connect(incoming, password=PASSWORD)
    assert connected.after(0, since=None, below=0) == []
    return connected


def waited(connected: Connection) -> float:
    """For how many seconds, of at most 20."""
    began = time.monotonic()
    connected.idle(20.0)
    return time.monotonic() - began


@pytest.mark.parametrize("security", [Security.PLAIN, Security.TLS])
def test_a_mail_that_comes_just_before_waiting_begins_ends_it_at_once(
    mail_servers: MailServers, monkeypatch: pytest.MonkeyPatch, security: Security
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(mail_servers.certificate))
    connected = looking(mail_servers, security)
    mail_servers.put("support", mail(1))
    assert waited(connected) < 10
    assert connected.after(0, since=None, below=0) == [1]
    mail_servers.put("support", mail(2))
    assert list(connected.fetch([1])) == [1]  # and beside this answer the server tells of the second
    assert waited(connected) < 10
    assert connected.after(1, since=None, below=0) == [2]
    connected.close()
