"""Which mail is answered, and whom of its people an answer may reach."""

from typing import Any

from channels.email.outgoing.answered import Named, answered, reached
from contact_center.realtime.mail_views import MailPerson

ANN, BO, MALLORY, SHOP = (MailPerson(f"{name}@customer.example") for name in ("Ann", "bo", "mallory", "support"))


def mail(message_id: int, sender: MailPerson = ANN, to: tuple[MailPerson, ...] = (SHOP,), **fields: Any) -> Named:
    values: dict[str, Any] = {"outgoing": sender == SHOP, "forged": False, "reply_to": [], "cc": []}
    return Named(message_id=message_id, sender=sender, to=list(to), **(values | fields))


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
