"""Whose mail it is that somebody forwards."""

import pytest

from channels.email.parsed import Mailbox
from tests.channels.email.build import HEAD, multipart, parsed, whole

LAN = Mailbox("lan@example.com", "Lan")
MAI = Mailbox("mai.tran@example.com", "Trần Thị Mai")
GMAIL = """Nhờ chị xem giúp em.

---------- Forwarded message ---------
{who}: Trần Thị Mai <mai.tran@example.com>
{date}
Subject: Đơn hàng 107
To: <shop@example.com>

Đơn của tôi đâu rồi?
"""
OUTLOOK = """Please look at this.

________________________________
From: Trần Thị Mai <mai.tran@example.com>
Sent: Monday, March 2, 2026 9:12 AM
To: Shop <shop@example.com>
Subject: My order

Where is it?
"""
OUTLOOK_VI = """Nhờ bạn.

Từ: Trần Thị Mai <mai.tran@example.com>
Đã gửi: Thứ Hai, 2 tháng Ba 2026 9:12 SA
Tới: Shop <shop@example.com>
Chủ đề: Đơn hàng 107

Đơn của tôi đâu rồi?
"""
APPLE = """Can you answer her?

> Begin forwarded message:
>
> From: Trần Thị Mai <mai.tran@example.com>
> Subject: My order
> Date: March 2, 2026 at 9:12:00 AM GMT+7
> To: shop@example.com
>
> Where is it?
"""
THUNDERBIRD = """



-------- Forwarded Message --------
Subject: \tMy order
Date: \tMon, 2 Mar 2026 09:12:00 +0700
From: \tTrần Thị Mai <mai.tran@example.com>
To: \tshop@example.com



Where is it?
"""


@pytest.mark.parametrize(
    ("subject", "text", "expected"),
    [
        ("Fwd: x", "see\n\n---------- Forwarded message ---------\nFrom: Lan <lan@example.com>\nDate: x\n\nold", LAN),
        ("x", "---------- Forwarded message ---------\nTừ: Lan <lan@example.com>\nDate: x\n\nold", LAN),
        ("x", "Begin forwarded message:\n\n> From: Lan <lan@example.com>\n> Subject: x", LAN),
        ("x", "----- Thư đã chuyển tiếp -----\nChủ đề: x\nTừ: Lan <lan@example.com>", LAN),
        ("FW: x", "see\n\nFrom: Lan [mailto:lan@example.com]\nSent: x\nTo: y\nSubject: x\n\nold", LAN),
        ("FW: x", "see\n\n*Từ:* Lan <\nlan@example.com>\n*Đã gửi:* x\n*Tới:* y", LAN),
        ("RE: x", "see\n\nFrom: Lan <lan@example.com>\nSent: x\nTo: y\nSubject: x\n\nold", None),
        ("Fwd: x", "see", None),
        ("x", "---- Forwarded message ----\nnothing", None),
        ("x", "From: Lan <lan@example.com>", None),
    ],
)
def test_the_first_sender_of_what_is_forwarded(subject: str, text: str, expected: Mailbox | None) -> None:
    assert parsed(f"From: a@x.vn\nSubject: {subject}", text).forwarded == expected


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Fwd: My order", GMAIL.format(who="From", date="Date: Mon, Mar 2, 2026 at 9:12 AM")),
        ("Fwd: Đơn hàng 107", GMAIL.format(who="Từ", date="Ngày: Th 2, 2 thg 3, 2026 vào lúc 09:12")),
        ("Đơn hàng 107", GMAIL.format(who="Từ", date="Date: Th 2, 2 thg 3, 2026 vào lúc 09:12")),
        ("FW: My order", OUTLOOK),
        ("Fw: My order", OUTLOOK.replace("\n", "\r\n")),
        ("FW: Đơn hàng 107", OUTLOOK_VI),
        ("CT: Đơn hàng 107", OUTLOOK_VI),
        ("Chuyển tiếp: Đơn hàng 107", OUTLOOK_VI.replace("Đã gửi", "Ngày").replace("Tới", "Đến")),
        ("Fwd: My order", APPLE),
        ("Fwd: My order", APPLE.replace("> Begin", "Begin")),
        ("Fwd: My order", APPLE.replace("Begin forwarded message:", "Bắt đầu thư được chuyển tiếp:")),
        ("Fwd: My order", THUNDERBIRD),
        ("Fwd: My order", THUNDERBIRD.replace("Forwarded Message", "Thư được chuyển tiếp").replace("From:", "Từ:")),
        ("My order", THUNDERBIRD.replace("Forwarded Message", "Thư chuyển tiếp")),
    ],
)
def test_the_usual_programs_in_both_languages(subject: str, text: str) -> None:
    assert parsed(f"From: a@x.vn\nSubject: {subject}\nContent-Type: text/plain; charset=utf-8", text).forwarded == MAI


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Re: My order", f"Thanks!\n\nOn Mon, 2 Mar 2026 at 10:00, Shop <shop@example.com> wrote:\n{APPLE}"),
        ("Re: My order", "Thanks!\n\n> see below\n>\n> ---------- Forwarded message ---------\n> From: l@example.com"),
        ("Re: My order", f"Thanks!\n\nFrom: Shop <shop@example.com>\nSent: x\nTo: y\nSubject: x\n\n{THUNDERBIRD}"),
        (
            "Fwd: My order",
            "see\n\n------ Forwarded message -----\nFrom: Trần Thị Mai\nDate: x\nTo: y@example.com",
        ),
        ("FW: My order", "From: Trần Thị Mai\nSent: x\nTo: Shop <shop@example.com>\nSubject: x\n\nold"),
        ("Fwd: My order", "I will forward it to lan@example.com.\nFrom: Hà Nội\nTo: Huế"),
        ("Fwd: My order", "Lan <lan@example.com> wrote to me."),
    ],
)
def test_nobody_is_named_where_it_is_not_certain(subject: str, text: str) -> None:
    assert parsed(f"From: a@x.vn\nSubject: {subject}\nContent-Type: text/plain; charset=utf-8", text).forwarded is None


def test_the_formatted_text_tells_as_well() -> None:
    html = (
        "<div>see</div><div class='gmail_quote'><div>---------- Forwarded message ---------<br>From: "
        "<strong>Lan</strong> <span>&lt;<a href='mailto:lan@example.com'>lan@example.com</a>&gt;</span><br>"
        "Date: Mon<br>Subject: x<br></div><br>old</div>"
    )
    assert parsed("From: a@x.vn\nSubject: Fwd: x\nContent-Type: text/html; charset=utf-8", html).forwarded == LAN
    apple = (
        "<div>see<br><blockquote type='cite'><div>Begin forwarded message:</div><br><div><b>From: </b>Lan "
        "&lt;lan@example.com&gt;</div><div><b>Subject: </b>x</div><br>old</blockquote></div>"
    )
    assert parsed("From: a@x.vn\nSubject: Fwd: x\nContent-Type: text/html; charset=utf-8", apple).forwarded == LAN


def test_a_mail_that_is_attached_tells_its_sender() -> None:
    inner = "Content-Type: message/rfc822\n\nFrom: Lan <lan@example.com>\n\nold"
    assert whole(HEAD + "Subject: Fwd: x\n" + multipart("mixed", "\nsee", inner)).forwarded == LAN
    assert whole(HEAD + "Subject: x\n" + multipart("mixed", "\nsee", inner)).forwarded is None
    assert whole(HEAD + "Subject: Fwd: x\n" + multipart("mixed", "\nsee", inner, inner)).forwarded is None
