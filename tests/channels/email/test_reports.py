"""Reports of mail servers in the forms that they have."""

import pytest

from channels.email.parsed import Automatic, Bounce, BouncedRecipient
from tests.channels.email.build import multipart, parsed, whole

DAEMON = "From: MAILER-DAEMON@mx.example (Mail Delivery System)\nReturn-Path: <>\n"
OURS = "m.1@shop.example"
ORIGINAL = f"Message-ID: <{OURS}>\nSubject: Order\n\nhello"


def report(status: str, original: str = f"Content-Type: message/rfc822\n\n{ORIGINAL}", note: str = "\nnote") -> str:
    kind = "report; report-type=delivery-status"
    return DAEMON + multipart(kind, note, f"Content-Type: message/delivery-status\n\n{status}", original)


POSTFIX = """Reporting-MTA: dns; mx.example
X-Postfix-Sender: rfc822; shop@shop.example

Final-Recipient: rfc822; lan@example.com
Original-Recipient: rfc822;lan@example.com
Action: failed
Status: 5.1.1
Remote-MTA: dns; in.example.com
Diagnostic-Code: smtp; 550 5.1.1 <lan@example.com>: Recipient address
    rejected: User unknown
"""
EXCHANGE = """Reporting-MTA: dns;EX.mx.example

Original-Recipient: rfc822;lan@example.com
Final-Recipient: rfc822;lan@example.com
Action: failed
Status: 5.7.1
Diagnostic-Code: smtp;550 5.7.1 RESOLVER.RST.NotAuthorized; not authorized
"""


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (POSTFIX, ("failed", "5.1.1", "550 5.1.1 <lan@example.com>: Recipient address rejected: User unknown")),
        (EXCHANGE, ("failed", "5.7.1", "550 5.7.1 RESOLVER.RST.NotAuthorized; not authorized")),
        ("Final-Recipient: X; lan@example.com\nAction: delayed (yet)\nStatus: 4.4.1 (slow)", ("delayed", "4.4.1", "")),
        ("A: b\n\nFinal-Recipient: rfc822; <lan@example.com>\nStatus: 4.2.2", ("delayed", "4.2.2", "")),
        ("Final-Recipient: rfc822;lan@example.com\nAction: relayed\nStatus: 2.0.0", ("relayed", "2.0.0", "")),
        ("Final-Recipient: x400; /C=VN\nOriginal-Recipient: rfc822;lan@example.com", ("failed", "", "")),
    ],
)  # fmt: skip
def test_a_report_says_what_became_of_a_recipient(status: str, expected: tuple[str, str, str]) -> None:
    action, code, words = expected
    mail = whole(report(status))
    recipient = BouncedRecipient(address="lan@example.com", action=action, status=code, words=words)
    assert (mail.automatic, mail.bounce) == (Automatic.BOUNCE, Bounce(recipients=(recipient,), original_id=OURS))


@pytest.mark.parametrize(
    "original",
    [
        f"Content-Type: text/rfc822-headers\n\n{ORIGINAL}",
        f"Content-Type: message/rfc822-headers\n\nmessage-id:\n <{OURS}>",
        f"Content-Type: message/global-headers\n\n{ORIGINAL}",
    ],
)
def test_the_original_may_be_its_header_alone(original: str) -> None:
    bounce = whole(report(POSTFIX, original)).bounce
    assert bounce
    assert bounce.original_id == OURS


def test_gmail_names_the_original_in_its_own_header() -> None:
    gmail = f"From: mailer-daemon@googlemail.com\nIn-Reply-To: <{OURS}>\nX-Failed-Recipients: lan@example.com\n"
    status = "Content-Type: message/delivery-status\n\nFinal-Recipient: rfc822; lan@example.com\nStatus: 5.1.1"
    bounce = whole(gmail + multipart("report; report-type=delivery-status", "\nnote", status)).bounce
    assert bounce
    assert (bounce.original_id, bounce.recipients[0].address) == (OURS, "lan@example.com")


QMAIL = f"""Hi. This is the qmail-send program at mx.example.
I'm afraid I wasn't able to deliver your message to the following addresses.

<lan@example.com>:
192.0.2.1 does not like recipient.
Remote host said: 550 5.1.1 No such user

--- Below this line is a copy of the message.

Return-Path: <shop@shop.example>
Message-ID: <{OURS}>

<other@example.com>:
no bounce
"""
EXIM = f"""This message was created automatically by mail delivery software.

  lan@example.com
    host in.example.com [192.0.2.1]
    SMTP error from remote mail server after RCPT TO:<lan@example.com>:
    550 5.1.1 Unknown user

------ This is a copy of the message, including all the headers. ------

Message-ID: <{OURS}>
"""


def test_qmail_and_exim_tell_it_in_their_text() -> None:
    for text, words in ((QMAIL, "192.0.2.1 does not like recipient."), (EXIM, "host in.example.com [192.0.2.1]")):
        mail = parsed(DAEMON + "Subject: failure notice", text)
        assert mail.bounce
        (recipient,) = mail.bounce.recipients
        assert (recipient.address, recipient.action, recipient.status) == ("lan@example.com", "failed", "5.1.1")
        assert recipient.words.startswith(words)
        assert mail.bounce.original_id == OURS


def test_several_recipients_are_told_apart_and_each_once() -> None:
    status = "\n\n".join(
        f"Final-Recipient: rfc822; a{n % 3}@example.com\nAction: failed\nStatus: 5.0.{n}" for n in range(6)
    )
    bounce = whole(report(status)).bounce
    assert bounce
    assert [each.address for each in bounce.recipients] == ["a0@example.com", "a1@example.com", "a2@example.com"]


def test_a_mail_of_a_person_is_no_bounce() -> None:
    assert parsed("From: lan@example.com\nSubject: failure notice", QMAIL).bounce is None
