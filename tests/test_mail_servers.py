"""The mail servers of the tests do what tests of the product rely on."""

import smtplib
from collections.abc import Callable

import imapclient
import pytest

from tests.mail_servers import PASSWORD, MailServers, TokenServer, mail_servers, token_server

__all__ = ["mail_servers", "token_server"]
RAW = b"From: ann@customer.test\r\nSubject: Hello\r\n\r\nWhere is my order?\r\n"


def session(servers: MailServers, login: Callable[[imapclient.IMAPClient], object]) -> int:
    """How many mails there are, and that they can be asked for."""
    with imapclient.IMAPClient("127.0.0.1", port=servers.imap_port, ssl=False) as client:
        login(client)
        return int(client.select_folder("INBOX", readonly=True)[b"EXISTS"])


def test_a_mail_is_delivered_fetched_and_still_there_after_a_restart_and_a_bounce_comes_back(
    mail_servers: MailServers,
) -> None:
    def login(client: imapclient.IMAPClient) -> None:
        client.login("support", PASSWORD)

    with smtplib.SMTP("127.0.0.1", mail_servers.smtp_port) as smtp:
        smtp.sendmail("ann@customer.test", ["support+tag@example.test"], RAW)
        smtp.sendmail("user1@example.test", ["nobody@elsewhere.test"], RAW)
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            smtp.sendmail("ann@customer.test", ["nobody@example.test"], RAW)
    mail_servers.wait_for("support", 1)
    assert session(mail_servers, login) == 1
    mail_servers.stop_imap()
    with pytest.raises(OSError):
        session(mail_servers, login)
    mail_servers.start_imap()
    assert session(mail_servers, login) == 1
    mail_servers.recreate("support", 4711)
    with imapclient.IMAPClient("127.0.0.1", port=mail_servers.imap_port, ssl=False) as client:
        login(client)
        assert client.select_folder("INBOX")[b"UIDVALIDITY"] == 4711
    (report,) = mail_servers.wait_for("user1", 1)
    assert b"nobody of this name is known there" in report


def test_a_mailbox_opens_with_a_token_that_holds_and_with_no_other(
    mail_servers: MailServers, token_server: TokenServer
) -> None:
    def login(client: imapclient.IMAPClient) -> None:
        client.oauth2_login("support", "token")

    mail_servers.put("support", RAW)
    token_server.access_tokens["token"] = "support"
    assert session(mail_servers, login) == 1
    token_server.access_tokens["token"] = "sales"
    with pytest.raises(imapclient.exceptions.LoginError):
        session(mail_servers, login)
