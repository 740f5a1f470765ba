"""Questions before the first message: what is asked, what is taken, and that nothing is stored without an answer."""

from typing import Any

import pytest
import sqlalchemy as sa

from contact_center.customers import fields
from contact_center.customers.schemas import NewCustomField
from contact_center.inboxes.schemas import InboxSettings, PreChatField
from contact_center.models import Conversation, Customer, CustomFieldValue
from contact_center.realtime import visitor_frames as frames
from contact_center.values import utc_now
from tests.app_server import Server, boot_of

ASKED = [PreChatField(key="name"), PreChatField(key="email", required=True), PreChatField(key="order_number")]


@pytest.fixture
async def token(server: Server) -> str:
    """Of an inbox that asks three questions."""
    field = NewCustomField(key="order_number", kind="number", names={"en": "Order", "vi": "Đơn hàng"})
    await server.db.write(lambda tx: fields.create_field(tx, field, by="system", at=utc_now()).id)
    return await server.embed_token(await server.inbox(settings=InboxSettings(pre_chat=ASKED)))


async def refused(tab: Any, **about: str) -> tuple[str, str | None]:
    tab.forget()
    await tab.say("send", client_id="x", body="hello", about=about)
    error = await tab.next(frames.VisitorError)
    assert error.client_id == "x"
    return error.code, error.field


async def stored(server: Server) -> int:
    return await server.db.read(
        lambda tx: tx.execute(sa.select(sa.func.count()).select_from(Conversation)).scalar_one()
    )


async def test_the_page_says_what_is_asked_in_both_languages(server: Server) -> None:
    field = NewCustomField(key="size", kind="choice", names={"en": "Size", "vi": "Cỡ"}, choices=["S", "M"])
    await server.db.write(lambda tx: fields.create_field(tx, field, by="system", at=utc_now()).id)
    asked = [PreChatField(key="email", required=True), PreChatField(key="size")]
    inbox = await server.inbox(settings=InboxSettings(pre_chat=asked))
    assert boot_of((await server.page(inbox)).text)["inbox"]["pre_chat"] == [
        {"key": "email", "kind": "email", "required": True, "names": {}, "choices": []},
        {
            "key": "size",
            "kind": "choice",
            "required": False,
            "names": {"en": "Size", "vi": "Cỡ"},
            "choices": ["S", "M"],
        },
    ]


async def test_answers_are_kept_with_the_first_message_and_known_at_the_next_hello(server: Server, token: str) -> None:
    async with server.visitor(token) as tab:
        about = {"name": "Lan", "email": "Lan@Shop.vn", "order_number": "0042"}
        await tab.say("send", client_id="a", body="hello", about=about)
        await tab.next(frames.Ack)
        row = await server.db.read(lambda tx: tx.execute(sa.select(Customer.name, Customer.email)).one())
        assert tuple(row) == ("Lan", "lan@shop.vn")
        assert await server.db.read(lambda tx: tx.execute(sa.select(CustomFieldValue.value)).scalar()) == "42"
        again = tab.tab()
        await again.connect()
        assert sorted(again.find(frames.Welcome)[0].answered) == ["email", "name", "order_number"]
        await again.say("send", client_id="b", body="another matter", begin=True)
        await again.next(frames.Ack, client_id="b")
        await again.close()


async def test_nothing_is_stored_without_a_required_answer(server: Server, token: str) -> None:
    async with server.visitor(token) as tab:
        assert await refused(tab, name="Lan") == ("answer_missing", "email")
        assert await refused(tab, email="   ") == ("answer_missing", "email")
        assert await refused(tab) == ("answer_missing", "email")
        assert await stored(server) == 0
        assert await server.db.read(lambda tx: tx.execute(sa.select(Customer.id)).all()) == []
        await tab.say("send", client_id="x", body="hello", about={"email": "lan@shop.vn"})
        await tab.next(frames.Ack)
        assert await stored(server) == 1


async def test_an_answer_that_does_not_fit_is_refused_by_its_name(server: Server, token: str) -> None:
    async with server.visitor(token) as tab:
        assert await refused(tab, email="nobody@") == ("email_invalid", "email")
        assert await refused(tab, email="lan@shop.vn", order_number="many") == ("number_invalid", "order_number")
        assert await refused(tab, email="lan@shop.vn", secret="x") == ("answer_unknown", "secret")
        assert await stored(server) == 0


async def test_within_a_conversation_nothing_is_asked(server: Server, token: str) -> None:
    async with server.visitor(token) as tab:
        await tab.say("send", client_id="a", body="hello", about={"email": "lan@shop.vn"})
        conversation = (await tab.next(frames.Ack)).conversation
        assert (await tab.send("b", "more")).conversation == conversation
        assert await stored(server) == 1
