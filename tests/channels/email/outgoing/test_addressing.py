"""Whom an answer goes to."""

from datetime import UTC, datetime

import pytest

from channels.email.outgoing.addressing import checked, recipients
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
