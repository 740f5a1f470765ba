"""Programs are told from people."""

import pytest

from channels.email.parsed import Automatic
from tests.channels.email.build import HEAD, multipart, parsed, whole

SUPPRESS = "X-Auto-Response-Suppress"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        # answering machines: Gmail, Exchange (two forms), Outlook.com, sieve, Zoho, cPanel, Lotus, older ones
        ("Auto-Submitted: auto-replied\nPrecedence: bulk\nX-Autoreply: yes", Automatic.REPLY),
        (f"Subject: Automatic reply: Order\nAuto-Submitted: auto-generated\n{SUPPRESS}: All", Automatic.REPLY),
        (f"Subject: Trả lời tự động: Đơn hàng\n{SUPPRESS}: All", Automatic.REPLY),
        ("Subject: Automatic reply: Order", Automatic.REPLY),
        ("Auto-Submitted: auto-replied (vacation)\nReturn-Path: <>", Automatic.REPLY),
        ("Subject: Out of office: back on Monday\nReturn-Path: <>", Automatic.REPLY),
        ("Subject: Phản hồi tự động\nPrecedence: bulk", Automatic.REPLY),
        ("X-Autorespond: Re: order", Automatic.REPLY),
        ("Precedence: auto_reply", Automatic.REPLY),
        ("Auto-Submitted: AUTO-REPLIED; owner=x", Automatic.REPLY),
        # notices
        ("Auto-Submitted: auto-generated", Automatic.GENERATED),
        ("Auto-Submitted: auto-notified", Automatic.GENERATED),
        ("Return-Path: <>\nSubject: Your invoice", Automatic.GENERATED),
        # lists
        ("Precedence: bulk", Automatic.BULK),
        ("Precedence: Junk", Automatic.BULK),
        ("List-Unsubscribe: <mailto:x@example.com>\nList-Id: <news.example.com>", Automatic.BULK),
        ("List-Id: <news.example.com>\nList-Post: NO", Automatic.BULK),
        # reports of mail servers
        ("X-Failed-Recipients: a@example.com", Automatic.BOUNCE),
        ("From: MAILER-DAEMON@example.com\nReturn-Path: <>", Automatic.BOUNCE),
        ("From: Mail Delivery System <postmaster@example.com>\nSubject: Undeliverable: Order", Automatic.BOUNCE),
        ("From: postmaster@example.com\nSubject: Thư không gửi được", Automatic.BOUNCE),
        # people
        ("", Automatic.NO),
        ("Auto-Submitted: no", Automatic.NO),
        ("Subject: Re: Automatic reply: Order", Automatic.NO),
        ("Subject: Out of office chairs again?", Automatic.NO),
        ("Subject: Vacation rental", Automatic.NO),
        (f"{SUPPRESS}: DR, RN, NRN, OOF, AutoReply", Automatic.NO),
        ("Precedence: list\nList-Id: <support.example.com>\nList-Post: <mailto:s@example.com>", Automatic.NO),
        ("From: postmaster@example.com\nSubject: A question of your postmaster", Automatic.NO),
        ("Return-Path: <lan@example.com>", Automatic.NO),
        ("X-Autoreply: no", Automatic.NO),
        ("Precedence: first-class", Automatic.NO),
        ("From: no-reply@form.example\nReply-To: lan@example.com", Automatic.NO),
    ],
)
def test_why_a_mail_is_taken_for_one_of_a_program(header: str, expected: Automatic) -> None:
    assert parsed(header).automatic is expected


def test_a_report_is_one_before_it_is_a_reply() -> None:
    for kind in ("delivery-status", "disposition-notification"):
        head = f"{HEAD}Auto-Submitted: auto-replied\n"
        mail = whole(head + multipart(f"report; report-type={kind}", "\nread"))
        assert (mail.automatic, mail.bounce) == (Automatic.BOUNCE, None)


@pytest.mark.parametrize(
    ("header", "unanswerable"),
    [
        ("", False),
        (f"{SUPPRESS}: DR, RN", False),
        (f"{SUPPRESS}: oof", True),
        ("Precedence: list", True),
        ("List-Id: <a.example.com>\nList-Post: <mailto:a@example.com>", True),
        ("Precedence: bulk", True),
        ("Auto-Submitted: auto-replied", True),
    ],
)
def test_no_automatic_answer_goes_to_programs_lists_and_those_who_want_none(header: str, unanswerable: bool) -> None:
    assert parsed(header).unanswerable is unanswerable
