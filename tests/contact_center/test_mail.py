"""System mail: queued, sent to a real SMTP server that sometimes misbehaves, or written to the terminal."""

import asyncio
import email
import email.policy
import logging
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import aiosmtplib
import msgspec
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from hypothesis import given
from hypothesis import strategies as st

from contact_center import mail
from contact_center.db import Database
from contact_center.errors import InvalidInput
from contact_center.jobs import PermanentFailureError, TakenJob, store
from contact_center.settings import Settings
from tests.servers import free_port

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
INVITATION = {"to": "lan@shop.example", "subject": "Lời mời", "text": "Xin chào: https://desk.example/i?t=secret"}


class Mailbox:
    """What the server received; it can be told to answer a command with an error."""

    def __init__(self, **answers: str) -> None:
        self.answers = answers
        self.messages: list[EmailMessage] = []

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.answers.get("mail", "250 OK")

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if "rcpt" not in self.answers:
            envelope.rcpt_tos.append(address)
        return self.answers.get("rcpt", "250 OK")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if "data" in self.answers:
            return self.answers["data"]
        assert isinstance(envelope.content, bytes)
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        return "250 OK"


@contextmanager
def smtp_server(mailbox: Mailbox, **options: Any) -> Iterator[int]:
    """A real SMTP server on loopback; gives its port."""
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def settings_for(port: int, security: str = "none", **more: Any) -> Settings:
    sender = "Desk <desk@shop.example>"
    return Settings(smtp_host="localhost", smtp_port=port, smtp_security=security, mail_from=sender, **more)


def job(**payload: Any) -> TakenJob:
    return TakenJob(
        id=1,
        public_id="0190-1",
        kind=mail.KIND,
        payload={**INVITATION, **payload},
        unique_key=None,
        attempt=1,
        created_at=NOW,
    )


async def send(settings: Settings, work: TakenJob | None = None) -> None:
    database: Any = None  # the handler needs none
    await mail.sender(settings)(database, work or job())


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate of localhost, with its key in the same file."""
    path = tmp_path_factory.mktemp("tls") / "localhost.pem"
    options = ["-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    names = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    command = ["openssl", "req", "-x509", *options, *names, "-keyout", str(path), "-out", str(path) + ".crt"]
    subprocess.run(command, check=True, capture_output=True)
    path.write_text(path.read_text() + Path(str(path) + ".crt").read_text())
    return path


def server_context(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


async def test_a_queued_mail_is_a_job_of_the_same_transaction(database: Database) -> None:
    await database.write(mail.queue, **INVITATION, locale="vi", now=NOW)
    (taken,) = await database.write(store.take, mail.KIND, 9, now=NOW)
    assert msgspec.convert(taken.payload, mail.Mail) == mail.Mail(**INVITATION, locale="vi")


async def test_a_mail_arrives_whole() -> None:
    mailbox = Mailbox()
    with smtp_server(mailbox) as port:
        await send(settings_for(port), job(html="<p>Xin chào</p>", locale="vi"))
    (message,) = mailbox.messages
    assert message["From"] == "Desk <desk@shop.example>"
    assert message["To"] == "lan@shop.example"
    assert message["Subject"] == "Lời mời"
    assert message["Message-ID"] == "<job-0190-1@shop.example>"
    assert message["Date"].datetime == NOW
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "vi"
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain
    assert plain.get_content().strip() == INVITATION["text"]
    assert html
    assert html.get_content().strip() == "<p>Xin chào</p>"


async def test_a_resend_is_the_same_message() -> None:
    mailbox = Mailbox()
    with smtp_server(mailbox) as port:
        await send(settings_for(port))
        await send(settings_for(port))
    first, second = mailbox.messages
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Date"] == second["Date"]


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_a_mail_goes_encrypted(certificate: Path, security: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context, mailbox = server_context(certificate), Mailbox()
    options = {"tls_context": context, "require_starttls": True} if security == "starttls" else {"ssl_context": context}
    with smtp_server(mailbox, **options) as port:
        await send(settings_for(port, security))
    assert len(mailbox.messages) == 1


async def test_a_server_with_a_wrong_certificate_gets_nothing(certificate: Path) -> None:
    mailbox = Mailbox()
    with (
        smtp_server(mailbox, tls_context=server_context(certificate)) as port,
        pytest.raises(ssl.SSLCertVerificationError),
    ):
        await send(settings_for(port, "starttls"))
    assert mailbox.messages == []


async def test_a_server_without_starttls_gets_nothing() -> None:
    mailbox = Mailbox()
    with smtp_server(mailbox) as port, pytest.raises(aiosmtplib.SMTPException):
        await send(settings_for(port, "starttls"))
    assert mailbox.messages == []


async def test_a_sign_in_is_sent_where_one_is_set(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def authenticate(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (b"desk", b"right"), handled=False)

    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    mailbox = Mailbox()
    options = {"tls_context": server_context(certificate), "authenticator": authenticate, "auth_required": True}
    with smtp_server(mailbox, **options) as port:
        with pytest.raises(aiosmtplib.SMTPAuthenticationError):
            await send(settings_for(port, "starttls", smtp_username="desk", smtp_password="wrong"))
        await send(settings_for(port, "starttls", smtp_username="desk", smtp_password="right"))
    assert len(mailbox.messages) == 1


@pytest.mark.parametrize("command", ["mail", "rcpt", "data"])
async def test_what_the_server_refuses_for_good_is_final_with_its_words(command: str) -> None:
    with (
        smtp_server(Mailbox(**{command: "550 no such user here"})) as port,
        pytest.raises(PermanentFailureError, match="The mail server says: 550 no such user here"),
    ):
        await send(settings_for(port))


@pytest.mark.parametrize("command", ["mail", "rcpt", "data"])
async def test_what_the_server_refuses_for_now_is_worth_another_try(command: str) -> None:
    with (
        smtp_server(Mailbox(**{command: "451 greylisted, come back"})) as port,
        pytest.raises(aiosmtplib.SMTPException, match="greylisted, come back"),
    ):
        await send(settings_for(port))


async def test_a_refused_connection_is_worth_another_try() -> None:
    with pytest.raises(aiosmtplib.SMTPConnectError):
        await send(settings_for(free_port()))


async def test_a_server_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = asyncio.Event()

    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()
        gone.set()

    monkeypatch.setattr(mail, "NETWORK_SECONDS", 0.1)
    async with await asyncio.start_server(say_nothing, "127.0.0.1", 0) as server:
        with pytest.raises(TimeoutError):
            await send(settings_for(server.sockets[0].getsockname()[1]))
        async with asyncio.timeout(10):
            await gone.wait()


async def test_without_a_server_the_mail_goes_to_the_terminal_and_not_to_the_log(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        await send(Settings())
    printed = capsys.readouterr().out
    assert "NOT sent: CC_SMTP_HOST is not set" in printed
    assert INVITATION["text"] in printed
    assert "CC_SMTP_HOST is not set" in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "a@b.example\r\nBcc: all@b.example",
        "a@b.example, c@b.example",
        "A <a@b.example>",
        "a b@c",
        "@b",
        "a@",
    ],
)
async def test_what_is_not_one_address_is_refused(database: Database, address: str) -> None:
    with pytest.raises(InvalidInput):
        await database.write(mail.queue, to=address, subject="Hi", text="Hi", now=NOW)


@given(st.text(max_size=80), st.text(max_size=80))
def test_no_text_becomes_a_header(subject: str, text: str) -> None:
    queued = mail.Mail(to="a@b.example", subject=" ".join(subject.split()), text=text)
    message = mail.compose(queued, job(), "Desk <desk@shop.example>")
    read = email.message_from_bytes(message.as_bytes(), policy=email.policy.default)
    names = {"From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"}
    assert set(read.keys()) - {"Content-Type", "Content-Transfer-Encoding", "MIME-Version"} == names
