"""Whom an answer goes to."""

from datetime import UTC, datetime

import msgspec
import pytest

from channels.email.outgoing.addressing import answer_subject, checked, recipients
from channels.email.outgoing.schemas import Earlier
from contact_center.errors import InvalidInput
from contact_center.realtime.mail_views import MailPerson

NOBODY, ANN = MailPerson("1@sender.invalid", ""), MailPerson("ann@customer.example", "Ann")


def test_nobody_is_answered_whose_address_cannot_be_read() -> None:
    earlier = Earlier(
        outgoing=False, header_id="1@x", references=[], subject="Hi", sender=NOBODY, reply_to=[], to=[], cc=[NOBODY],
        at=datetime(2026, 3, 2, tzinfo=UTC), text="Hi", html=None,
    )  # fmt: skip
    assert recipients(earlier, None, own=()) == ([], [])
    assert recipients(earlier, ANN, own=()) == ([ANN], [])
    with pytest.raises(InvalidInput) as refused:
        checked([ANN, NOBODY], "mail.to")
    assert (refused.value.code, refused.value.field) == ("not_an_address", "mail.to")


def test_what_was_forwarded_is_answered_to_whoever_wrote_it_with_a_copy_to_who_forwarded_it() -> None:
    boss, desk, other = (MailPerson(f"{name}@shop.example") for name in ("boss", "desk", "other"))
    earlier = Earlier(
        outgoing=False, header_id="1@x", references=[], subject="Fwd: Hi", sender=boss, to=[desk], cc=[other, ANN],
        original=ANN, at=datetime(2026, 3, 2, tzinfo=UTC),
    )  # fmt: skip
    assert recipients(earlier, ANN, own={"desk@shop.example"}) == ([ANN], [boss, other])
    replied = msgspec.structs.replace(earlier, reply_to=[other])
    assert recipients(replied, ANN, own={"desk@shop.example"}) == ([ANN], [other])


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("Fwd: My order", "Re: My order"),
        ("FW: Fwd: RE: My order", "Re: My order"),
        ("Chuyển tiếp: Đơn hàng", "Re: Đơn hàng"),
        ("CT: trả lời: Đơn hàng", "Re: Đơn hàng"),
        ("Forwards of Arsenal", "Re: Forwards of Arsenal"),
        ("Fwd:", "Your message"),
    ],
)
def test_whoever_wrote_it_is_answered_under_their_own_subject(subject: str, expected: str) -> None:
    assert answer_subject(subject, locale="en", forwarded=True) == expected
    assert answer_subject("Fwd: My order", locale="en") == "Re: Fwd: My order"
