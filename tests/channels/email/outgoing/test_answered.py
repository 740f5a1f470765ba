"""Which mail is answered, and whom of its people an answer may reach."""

from typing import Any

import pytest

from channels.email.outgoing.answered import Answered, Named, left_out, reached
from channels.email.outgoing.answered import answered as chosen
from contact_center.realtime.mail_views import MailPerson

ANN, BO, MALLORY, SHOP = (MailPerson(f"{name}@customer.example") for name in ("Ann", "bo", "mallory", "support"))


def mail(message_id: int, sender: MailPerson = ANN, to: tuple[MailPerson, ...] = (SHOP,), **fields: Any) -> Named:
    values: dict[str, Any] = {"outgoing": sender == SHOP, "forged": False, "reply_to": [], "cc": [], "bcc": []}
    return Named(message_id=message_id, sender=sender, to=list(to), **(values | fields))


def answered(mails: list[Named]) -> Answered | None:
    return chosen(mails, own={"support@customer.example"}, customer={"ann@customer.example"})


def test_the_last_mail_is_answered_but_not_what_was_passed_on() -> None:
    assert answered([]) is None
    found = answered([mail(1), mail(2, SHOP, (ANN,)), mail(3, SHOP, (BO,))])
    assert found is not None
    assert found.mail.message_id == 2


def test_of_a_forged_mail_only_its_sender_and_those_known_before_are_reached() -> None:
    forged = mail(3, cc=[BO, MALLORY], reply_to=[MALLORY], forged=True)
    again = mail(4, cc=[MALLORY], reply_to=[MALLORY], forged=True)
    for mails, cc in (([mail(1, cc=[BO]), forged], [BO]), ([mail(1, cc=[BO]), forged, again], []), ([forged], [])):
        found = answered(mails)
        assert found is not None
        named = reached(found)
        assert (named.sender, named.reply_to, named.cc) == (ANN, [], cc)


def test_a_mail_that_holds_names_its_people_itself() -> None:
    found = answered([mail(1, cc=[MALLORY], reply_to=[BO])])
    assert found is not None
    assert reached(found) == found.mail


@pytest.mark.parametrize(
    ("mails", "number"),
    [
        ([mail(1), mail(2, SHOP, (ANN,), bcc=[BO]), mail(3, BO)], 2),
        ([mail(1), mail(2, SHOP, (BO,)), mail(3, BO)], 1),
        ([mail(1, SHOP, (ANN,), bcc=[BO]), mail(2, BO)], 1),
        ([mail(1), mail(2, SHOP, (ANN,), bcc=[BO]), mail(3, BO, cc=[ANN])], 3),
        ([mail(1, cc=[BO]), mail(2, SHOP, (ANN,), bcc=[BO]), mail(3, BO)], 3),
        ([mail(1), mail(2, BO)], 2),
        ([mail(1, BO), mail(2, SHOP, (BO,), bcc=[ANN]), mail(3)], 3),
    ],
)
def test_whoever_had_a_mail_aside_and_writes_to_us_alone_takes_no_answer_over(mails: list[Named], number: int) -> None:
    found = answered(mails)
    assert found is not None
    assert found.mail.message_id == number


def test_the_customer_is_left_out_where_another_writes_without_them() -> None:
    first, private = mail(1, cc=[BO]), MailPerson("ann@home.example", "Ann")
    customer = {"ann@customer.example", private.address}
    assert left_out(mail(2, BO), [first, mail(2, BO)], customer) == ANN
    assert left_out(mail(3, BO), [first, mail(2, SHOP, (private,))], customer) == private
    assert left_out(mail(2, BO, cc=[private]), [first], customer) is None
    assert left_out(mail(2, SHOP, (BO,)), [first], customer) is None
    assert left_out(mail(2, BO), [mail(1, BO)], customer) is None


def test_whoever_wrote_what_was_forwarded_is_named_by_it() -> None:
    passed = mail(1, BO, original=ANN)
    customer = {"ann@customer.example"}
    assert left_out(passed, [passed], customer) is None
    assert left_out(mail(2, BO), [passed, mail(2, BO)], customer) == ANN
    found = answered([passed, mail(2, SHOP, (ANN,))])
    assert found is not None
    assert found.mail.message_id == 2
    forged = answered([passed, mail(2, BO, cc=[ANN, MALLORY], forged=True)])
    assert forged is not None
    assert reached(forged).cc == [ANN]
