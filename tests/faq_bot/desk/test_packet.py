"""What the bot leaves to whoever takes over, and what agents say of its answers, on both databases."""

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.auth import Scope
from contact_center.db import Database
from contact_center.events import Fact, FlowEnded, FlowStarted
from contact_center.models import BotTurn, Conversation, CustomerIdentity, PageView, Visit, record
from contact_center.visits.service import give_consent, note_read
from tests.api import Api
from tests.faq_bot.desk.conftest import Talk, article, sent
from tests.knowledge_base.conftest import refused
from tests.scene import START

STATE = {
    "answers": [
        {"flow": "return", "field": "order", "label": "Order number", "value": "MG-1042"},
        {"flow": "return", "field": "email", "label": "E-mail", "value": "mai.tran@example.com"},
        {"flow": "return", "field": "phone", "label": "Phone", "value": "+84 90 123 45 67"},
        {"flow": "return", "field": "new_address", "label": "Address", "value": "Hang Bac"},
    ]
}


async def test_a_packet_says_what_was_asked_and_shown(
    talk: Talk, writer: httpx.AsyncClient, lead: httpx.AsyncClient
) -> None:
    returns = await article(writer, lead, "returns", "Returns")
    refunds = await article(writer, lead, "refunds", "Refunds")
    secret = await article(writer, lead, "fraud", "Fraud", visibility="internal")
    conversation = await talk(
        {"question": "can I send it back", "intent": "returns", "probability": 0.93, "article": "returns",
         "rejected": True, "helped": False, "engine": "hybrid 7"},
        {"question": "my money", "intent": "refunds", "probability": 0.61, "decision": "clarify",
         "articles": ["refunds", "fraud", "gone"]},
        {"question": "PERSON!!", "decision": "hand_over", "reason": "request", "sentiment": "negative"},
        state=STATE, reason="request", handed_over_at=START, outcome="escalated",
    )  # fmt: skip
    packet = await sent(writer, "GET", f"/conversations/{conversation}/bot")
    assert (packet["reason"], packet["outcome"], packet["sentiment"]) == ("request", "escalated", "negative")
    assert (packet["intent"]["title"], packet["probability"]) == ("Refunds", 0.61)
    first, second, last = packet["turns"]
    assert first["article"] == {"key": "returns", "title": "Returns", "id": returns, "path": "/help/en/returns"}
    assert (first["rejected"], first["helped"], first["engine"]) == (True, False, "hybrid 7")
    assert [each["title"] for each in second["offered"]] == ["Refunds", "Fraud", "gone"]
    assert last["reason"] == "request"
    assert [each["pick"]["id"] for each in packet["suggested"]] == [refunds]
    assert packet["suggested"][0]["text"] == "Within 30 days."
    assert secret not in str(packet["suggested"])


@pytest.mark.parametrize(
    ("turn", "suggested"),
    [
        ({"probability": 0.2}, ["returns"]),
        ({"probability": 0.14}, []),
        ({"probability": 0.6, "decision": "suggest", "articles": ["returns"]}, ["returns"]),
        ({"probability": 0.6, "decision": "suggest"}, []),
    ],
    ids=["likely", "weak", "of a mail", "nothing of a mail"],
)
async def test_a_packet_suggests_nothing_weak(
    talk: Talk, writer: httpx.AsyncClient, lead: httpx.AsyncClient, turn: dict[str, Any], suggested: list[str]
) -> None:
    await article(writer, lead, "returns", "Returns")
    asked = {"question": "bowl?", "intent": "returns", "decision": "offer"}
    conversation = await talk(asked | turn)
    packet = await sent(writer, "GET", f"/conversations/{conversation}/bot")
    assert [each["pick"]["key"] for each in packet["suggested"]] == suggested


async def test_a_packet_says_what_kind_of_matter_had_to_reach_a_person(talk: Talk, writer: httpx.AsyncClient) -> None:
    asked = {"question": "My lawyer will write to you", "decision": "hand_over", "reason": "must_reach_person"}
    conversation = await talk(asked, reason="must_reach_person", handed_over_at=START)
    assert (await sent(writer, "GET", f"/conversations/{conversation}/bot"))["matter"] == "legal"


async def test_a_packet_names_guided_flows_and_says_where_they_were_left(
    talk: Talk, database: Database, writer: httpx.AsyncClient
) -> None:
    state = {"flow": {"flow": "gift", "at": "card"}}
    conversation = await talk(
        {"question": "send a gift", "intent": "flow-start:gift", "decision": "guide"},
        {"question": "go back"},
        state=state,
    )

    def facts(tx: Session, *told: Fact, at: datetime = START) -> None:
        key = tx.execute(sa.select(Conversation.id).where(Conversation.public_id == conversation)).scalar_one()
        for fact in told:
            record(tx, "conversation", key, fact, by="bot", at=at)

    async def guides() -> list[tuple[Any, ...]]:
        shown = (await sent(writer, "GET", f"/conversations/{conversation}/bot"))["guides"]
        return [tuple(each[name] for name in ("name", "ended", "step", "back")) for each in shown]

    earlier = START - timedelta(minutes=1)
    await database.write(lambda tx: facts(tx, FlowStarted("gift"), FlowEnded("gift", "cancelled", "card"), at=earlier))
    await database.write(lambda tx: facts(tx, FlowStarted("gift"), at=earlier))
    assert await guides() == [("Send a gift", "cancelled", "Card", False), ("Send a gift", "open", "Card", True)]
    await database.write(lambda tx: facts(tx, FlowEnded("gift", "done", "end"), FlowStarted("gone")))
    assert await guides() == [
        ("Send a gift", "cancelled", "Card", False),
        ("Send a gift", "done", None, False),
        ("gone", "open", None, False),
    ]  # fmt: skip
    packet = await sent(writer, "GET", f"/conversations/{conversation}/bot")
    assert (packet["turns"][0]["intent"]["title"], packet["turns"][0]["flow"]) == ("Send a gift", "gone")


async def test_a_packet_says_what_was_read_in_the_help(
    talk: Talk, api: Api, database: Database, writer: httpx.AsyncClient
) -> None:
    conversation = await talk()

    def unit(tx: Session) -> None:
        row = tx.execute(sa.select(Conversation).where(Conversation.public_id == conversation)).scalar_one()
        who: dict[str, Any] = {"inbox_id": row.inbox_id, "visitor": "a" * 64}
        identity = sa.select(CustomerIdentity).where(CustomerIdentity.customer_id == row.customer_id)
        tx.execute(identity).scalar_one().value = who["visitor"]
        give_consent(tx, **who, at=START)
        visit = Visit(
            **who, client_id="visit-1", customer_id=row.customer_id, started_at=START, last_at=START, campaign={},
            device="", facts={},
        )  # fmt: skip
        tx.add(visit)
        tx.flush()
        tx.add(PageView(visit_id=visit.id, client_id="page-1", url="https://shop.example/", title="Shop", at=START))
        tx.flush()
        note_read(tx, **who, url=f"{api.services.settings.base_url}/help/en/returns", title="Returns", at=START)

    await database.write(unit)
    packet = await sent(writer, "GET", f"/conversations/{conversation}/bot")
    assert [each["title"] for each in packet["read"]] == ["Returns"]


async def test_private_answers_are_hidden_from_those_who_may_not_see_customers(
    talk: Talk, api: Api, writer: httpx.AsyncClient
) -> None:
    conversation = await talk(state=STATE)
    path = f"/conversations/{conversation}/bot"
    answers = (await sent(writer, "GET", path))["answers"]
    assert [each["masked"] for each in answers] == [None, "m•••@example.com", "•••67", "H•••"]
    assert [each["value"] for each in answers] == [each["value"] for each in STATE["answers"]]
    token = await api.with_token([Scope.CONVERSATIONS_READ])
    assert [each["value"] for each in (await sent(token, "GET", path))["answers"]] == ["MG-1042", None, None, None]


async def test_a_conversation_that_people_had_has_an_empty_packet(
    talk: Talk, database: Database, writer: httpx.AsyncClient
) -> None:
    conversation = await talk()
    await database.write(lambda tx: tx.execute(sa.text("DELETE FROM bot_conversation")) and None)
    packet = await sent(writer, "GET", f"/conversations/{conversation}/bot")
    assert (packet["started_at"], packet["turns"], packet["suggested"]) == (None, [], [])
    assert (await refused(writer, "GET", "/conversations/nothing/bot"))[0] == 404


async def test_a_mark_waits_to_be_looked_at_and_can_be_taken_back(
    talk: Talk, api: Api, database: Database, writer: httpx.AsyncClient, lead: httpx.AsyncClient
) -> None:
    given = await article(writer, lead, "returns", "Returns")
    right = await article(writer, lead, "refunds", "Refunds")
    asked = {"question": "my money", "intent": "returns", "article": "returns"}
    conversation = await talk(asked, {"question": ""})
    path = f"/conversations/{conversation}/bot"

    async def now() -> tuple[str | None, str | None, str]:
        seen = (await sent(writer, "GET", path))["turns"][0]
        review = await database.read(
            lambda tx: tx.execute(sa.select(BotTurn.review).order_by(BotTurn.id)).scalars().first()
        )
        named = seen["right_article"] and seen["right_article"]["key"]
        return seen["mark"], named, str(review)

    first, silent = (await sent(writer, "GET", path))["turns"]
    mark = f"/bot/turns/{first['id']}/mark"
    assert await now() == (None, None, "none")
    await sent(writer, "POST", mark, mark="right", right_article=right)
    assert await now() == ("right", None, "open")
    await sent(writer, "POST", mark, mark="wrong", right_article=right)
    assert await now() == ("wrong", "refunds", "open")
    packet = await sent(writer, "GET", path)
    assert packet["suggested"][0]["pick"]["id"] == right
    assert packet["turns"][0]["marked_by"]["name"]
    await sent(writer, "DELETE", mark)
    await sent(writer, "DELETE", mark)
    assert await now() == (None, None, "none")
    assert (await refused(writer, "POST", mark, mark="wrong", right_article="nothing"))[0] == 404
    assert (await refused(writer, "POST", mark, mark="wrong", right_article=given))[:2] == (409, "right_is_wrong")
    assert (await refused(writer, "POST", "/bot/turns/nothing/mark", mark="right"))[0] == 404
    silent_mark = f"/bot/turns/{silent['id']}/mark"
    assert (await refused(writer, "POST", silent_mark, mark="right"))[:2] == (409, "nothing_to_mark")
    reader = await api.with_token([Scope.CONVERSATIONS_READ])
    assert (await refused(reader, "POST", mark, mark="right"))[0] == 403
