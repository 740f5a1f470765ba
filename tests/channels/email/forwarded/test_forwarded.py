"""An agent makes whoever wrote a forwarded mail the customer, and takes that back, on each kind of database."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.auth import Scope
from contact_center.models import Conversation, ConversationParticipant, Customer, CustomerIdentity, Mail, Mailbox
from contact_center.realtime.queries import join_staff
from contact_center.realtime.staff_frames import StaffConversation, StaffMessageChanged
from tests import scene
from tests.channels.email.forwarded.conftest import MAI, TEXT, Forwards, forwarded
from tests.channels.email.outgoing.correspondence import the_mail

BAO = {"address": "bao@shop-owner.example", "name": "Bảo Trần"}
OTHERS = {"authentication_results": "mx.shop.example; dmarc=fail"}


def identities(tx: Session, address: str) -> list[tuple[str, bool]]:
    query = sa.select(CustomerIdentity.kind, CustomerIdentity.verified).where(CustomerIdentity.value == address)
    return [(row.kind, row.verified) for row in tx.execute(query)]


def parties(tx: Session) -> list[str | None]:
    query = sa.select(Customer.email).join(ConversationParticipant, ConversationParticipant.customer_id == Customer.id)
    return list(tx.execute(query.order_by(Customer.id)).scalars())


async def test_the_answer_goes_to_whoever_wrote_it_with_a_copy_to_who_forwarded_it(desk: Forwards) -> None:
    number = await desk.forwards(cc="Hà <ha@shop-owner.example>")
    mail = await desk.mail(number)
    assert (mail["forwarded_from"], mail["original"]) == (MAI, "offered")
    made = await desk.ask("POST", number)
    assert made.status_code == 200, made.text
    customer = made.json()["customer"]
    assert (customer["name"], customer["email"], customer["locale"]) == (MAI["name"], MAI["address"], "vi")
    assert (await desk.mail(number))["original"] == "customer"
    assert await desk.api.db.read(parties) == [MAI["address"]]

    form = (await desk.client.get(f"{await desk.path(number)}/answer-form")).json()
    assert (form["to"], form["subject"], form["quoted_if_forwarded"]) == ([MAI], "Re: Đơn hàng 107", True)
    sent = await desk.answer(number)
    assert (sent["to"], sent["subject"]) == ([MAI], "Re: Đơn hàng 107")
    assert [each["address"] for each in sent["cc"]] == [BAO["address"], "ha@shop-owner.example"]
    stored = await desk.api.db.read(the_mail)
    assert "khó tính" not in stored.text + (stored.html or "")
    again = await desk.answer(number)
    assert (again["to"], again["cc"]) == (sent["to"], sent["cc"])


async def test_what_was_forwarded_is_quoted_where_it_is_passed_on_to_others(desk: Forwards) -> None:
    number = await desk.forwards()
    await desk.ask("POST", number)
    await desk.answer(number, to=[{"address": "kiln@maker.example", "name": ""}], cc=[])
    assert "> Đơn của tôi đâu rồi?" in (await desk.api.db.read(the_mail)).text


async def test_it_stands_in_the_timeline_and_can_be_taken_back(desk: Forwards) -> None:
    number = await desk.forwards()
    before = await desk.row(number)
    for _ in range(2):  # the same again changes nothing
        assert (await desk.ask("POST", number)).status_code == 200
    for _ in range(2):
        back = await desk.ask("DELETE", number)
    assert back.json()["customer"] == before["customer"]
    lines = [(each["kind"], each["reason"]) for each in (await desk.timeline(number))["notices"] if each["by"]]
    assert lines == [("ConversationCustomerChanged", name) for name in (MAI["name"], BAO["name"])]
    facts = await desk.api.db.read(lambda tx: scene.facts(tx, "conversation", number))
    assert facts[-4:] == ["ConversationCustomerChanged", "MailAttributed"] * 2
    assert (await desk.mail(number))["original"] == "offered"
    sent = await desk.answer(number)
    assert (sent["to"], sent["cc"], sent["subject"]) == ([BAO], [], "Re: Fwd: Đơn hàng 107")
    assert await desk.api.db.read(parties) == [BAO["address"]]


async def test_a_customer_who_is_known_by_the_address_gets_it_and_is_no_more_sure_than_before(desk: Forwards) -> None:
    known = await desk.comes("hello", sender="Chị Mai <Mai.Tran@customer.example>")
    customer = (await desk.row(known))["customer"]
    number = await desk.forwards()
    assert (await desk.ask("POST", number)).json()["customer"] == customer
    assert await desk.api.db.read(identities, MAI["address"]) == [("email", False)]
    found = await desk.client.get(f"/api/v1/customers/{customer['id']}/conversations")
    assert {each["number"] for each in found.json()["items"]} == {known, number}


async def test_later_mails_of_both_come_into_it(desk: Forwards) -> None:
    number = await desk.forwards()
    await desk.ask("POST", number)
    sent = await desk.answer(number)
    header = (await desk.api.db.read(the_mail)).header_id
    assert await desk.comes("thanks", sender="Mai <mai.tran@customer.example>", In_Reply_To=f"<{header}>") == number
    assert (await desk.answer(number))["to"][0]["address"] == MAI["address"]
    assert await desk.comes("well", sender="Bảo <bao@shop-owner.example>", In_Reply_To="<f@shop-owner>") == number
    answered = await desk.answer(number)
    assert [each["address"] for each in answered["to"]] == [BAO["address"]]
    assert MAI["address"] in [each["address"] for each in answered["cc"]], sent


async def test_nothing_automatic_is_mailed_of_it_any_more(desk: Forwards) -> None:
    number = await desk.forwards()

    def waits(tx: Session) -> None:
        tx.execute(sa.update(Mail).values(answerable=True))

    await desk.api.db.write(waits)
    await desk.ask("POST", number)
    assert not await desk.api.db.read(lambda tx: tx.execute(sa.select(Mail.answerable)).scalar_one())


async def test_whoever_seems_to_forward_it_without_having_sent_it_can_be_put_aside_as_well(desk: Forwards) -> None:
    number = await desk.forwards(**OTHERS)
    before = (await desk.row(number))["customer"]
    assert (await desk.mail(number))["original"] == "offered"
    assert (await desk.ask("POST", number)).json()["customer"]["email"] == MAI["address"]
    assert (await desk.ask("DELETE", number)).json()["customer"] == before


async def test_it_is_not_offered_where_the_conversation_is_a_third_ones_or_the_senders_own(desk: Forwards) -> None:
    first = await desk.comes("one", cc="bo@customer.example")
    await desk.taking.take(desk.box, forwarded(sender="Bo <bo@customer.example>", In_Reply_To="<one@customer.example>"))
    mail = (await desk.timeline(first))["messages"][-1]["mail"]
    assert (mail["forwarded_from"], mail["original"]) == (MAI, "")
    refused = await desk.ask("POST", first, at=-1)
    assert (refused.status_code, refused.json()["code"]) == (409, "not_the_senders")
    plain = await desk.ask("POST", first)
    assert (plain.status_code, plain.json()["code"]) == (409, "not_forwarded")


async def test_neither_what_one_forwards_of_oneself_nor_what_we_have_written_is_anothers(desk: Forwards) -> None:
    own = await desk.forwards(sender="Mai <Mai.Tran@customer.example>", message_id="own@customer.example")
    assert (await desk.mail(own))["forwarded_from"] is None
    ours = TEXT.replace(MAI["address"], "Support+7@shop.example")
    number = await desk.forwards(text=ours, message_id="ours@customer.example")
    assert (await desk.mail(number))["forwarded_from"] is None
    assert (await desk.ask("POST", number)).json()["code"] == "not_forwarded"


async def test_nobody_is_made_a_customer_whose_address_is_a_mailbox_of_ours_by_now(desk: Forwards) -> None:
    number = await desk.forwards()

    def connect(tx: Session) -> None:
        tx.execute(sa.update(Mailbox).values(aliases=[MAI["address"]]))

    await desk.api.db.write(connect)
    refused = await desk.ask("POST", number)
    assert (refused.status_code, refused.json()["code"]) == (409, "own_address")


async def test_it_needs_the_right_to_change_customers(desk: Forwards) -> None:
    number = await desk.forwards()
    weak = await desk.api.with_token([Scope.CONVERSATIONS_READ, Scope.CONVERSATIONS_WRITE])
    assert [(await desk.ask(each, number, client=weak)).status_code for each in ("POST", "DELETE")] == [403, 403]
    assert (await desk.mail(number))["original"] == "offered"


async def test_consoles_that_look_hear_of_the_line_and_of_the_mail(desk: Forwards) -> None:
    number = await desk.forwards()
    seq = await desk.api.db.read(lambda tx: tx.get_one(Conversation, number).staff_seq)
    await desk.ask("POST", number)
    joined = await desk.api.db.read(join_staff, number, seq)
    line, mail = joined.frames
    assert isinstance(line, StaffConversation)
    assert (line.notice.reason, line.conversation.customer.email) == (MAI["name"], MAI["address"])
    assert isinstance(mail, StaffMessageChanged)
    assert mail.message.mail is not None
    assert mail.message.mail.original == "customer"


async def test_what_goes_over_to_another_conversation_is_told_there(desk: Forwards) -> None:
    number = await desk.forwards()
    await desk.ask("POST", number)
    other = await desk.comes("hello", sender="Mai <mai.tran@customer.example>")
    merged = await desk.merge(number, other)
    assert merged.status_code == 200, merged.text
    there = (await desk.timeline(other))["messages"]
    assert {each["mail"]["subject"]: each["mail"]["original"] for each in there} == {
        "Fwd: Đơn hàng 107": "customer",
        "Where is my order?": "",
    }
    assert (await desk.undo(merged.json()["merge"])).status_code == 200
    assert (await desk.ask("DELETE", number)).json()["customer"]["email"] == BAO["address"]
