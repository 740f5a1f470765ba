"""One connection with a real IMAP server."""

import time
from unittest.mock import Mock

import pytest
from imapclient import IMAPClient

from channels.email.accounts import Incoming, Security
from channels.email.failures import MailboxFailed
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


def test_a_folder_for_sent_mail_is_made_where_the_server_has_none(
    mail_servers: MailServers, monkeypatch: pytest.MonkeyPatch
) -> None:
    incoming = Incoming(host="localhost", port=mail_servers.imap_port, security=Security.PLAIN, username="sales")
    monkeypatch.setattr(IMAPClient, "find_special_folder", Mock(return_value=None))
    monkeypatch.setattr(connection, "NEW_SENT", "Gone")
    connected = connection.connect(incoming, password=PASSWORD)
    connected.put("", mail(1), "1@customer.example")
    assert len(mail_servers.mails("sales", "Gone")) == 1
    with pytest.raises(MailboxFailed, match="sent_folder"):  # it is there now, so the server does not make it
        connected.put("", mail(2), "2@customer.example")
    connected.close()


def test_a_folder_for_sent_mail_that_is_named_has_to_be_there(mail_servers: MailServers) -> None:
    incoming = Incoming(host="localhost", port=mail_servers.imap_port, security=Security.PLAIN, username="sales")
    connected = connection.connect(incoming, password=PASSWORD)
    connected.check_sent("INBOX")
    with pytest.raises(MailboxFailed, match="sent_folder"):
        connected.check_sent("Nowhere")
    with pytest.raises(MailboxFailed, match="sent_folder"):
        connected.put("Nowhere", mail(1), "1@customer.example")
    connected.close()
