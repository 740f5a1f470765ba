"""Whose mail it is that somebody forwards."""

import pytest

from channels.email.parsed import Mailbox
from tests.channels.email.build import HEAD, multipart, parsed, whole

LAN = Mailbox("lan@example.com", "Lan")


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


def test_a_mail_that_is_attached_tells_its_sender() -> None:
    inner = "Content-Type: message/rfc822\n\nFrom: Lan <lan@example.com>\n\nold"
    assert whole(HEAD + "Subject: Fwd: x\n" + multipart("mixed", "\nsee", inner)).forwarded == LAN
    assert whole(HEAD + "Subject: x\n" + multipart("mixed", "\nsee", inner)).forwarded is None
