"""What a packet suggests: for what the customer wants now, and nothing that was no answer, on both databases."""

from typing import Any

import httpx
import pytest
from sqlalchemy.orm import Session

from contact_center.db import Database
from contact_center.events import FlowStarted
from contact_center.models import Conversation, record
from tests.faq_bot.desk.conftest import Talk, article, sent
from tests.scene import START

DELIVERY = {"question": "When does it come?", "intent": "delivery", "probability": 0.7, "decision": "clarify",
            "articles": ["delivery", "tracking"]}  # fmt: skip
GUIDE = {"question": "I want to send a gift", "intent": "flow-start:gift", "probability": 0.7, "decision": "guide"}
STEP = {"question": "", "decision": "guide"}
PERSON = {"question": "", "decision": "hand_over", "reason": "request"}


@pytest.fixture
async def articles(writer: httpx.AsyncClient, lead: httpx.AsyncClient) -> None:
    for key, title in (("delivery", "Delivery times"), ("tracking", "Tracking a parcel"), ("gifts", "Send a gift")):
        await article(writer, lead, key, title)


async def suggested(client: httpx.AsyncClient, conversation: str) -> list[str]:
    packet = await sent(client, "GET", f"/conversations/{conversation}/bot")
    return [each["pick"]["key"] for each in packet["suggested"]]


@pytest.mark.usefixtures("articles")
async def test_after_a_guide_articles_on_its_matter_are_suggested_and_none_of_the_one_before(
    talk: Talk, writer: httpx.AsyncClient
) -> None:
    assert await suggested(writer, await talk(DELIVERY)) == ["delivery", "tracking"]
    assert await suggested(writer, await talk(DELIVERY, GUIDE, STEP, PERSON)) == ["gifts"]
    later = {"question": "And where is it?", "intent": "tracking", "probability": 0.6, "decision": "offer"}
    assert await suggested(writer, await talk(DELIVERY, GUIDE, STEP, later, PERSON)) == ["tracking"]


@pytest.mark.usefixtures("articles")
async def test_a_guide_that_was_begun_without_a_question_is_known_by_its_name(
    talk: Talk, database: Database, writer: httpx.AsyncClient
) -> None:
    conversation = await talk(DELIVERY, PERSON | {"decision": "courtesy"}, STEP)

    def unit(tx: Session) -> None:
        key = tx.query(Conversation.id).where(Conversation.public_id == conversation).scalar()
        record(tx, "conversation", key, FlowStarted("gift"), by="bot", at=START)

    await database.write(unit)
    assert await suggested(writer, conversation) == ["gifts"]


@pytest.mark.usefixtures("articles")
@pytest.mark.parametrize(
    ("turns", "refused", "left"),
    [
        ([DELIVERY, {"article": "delivery", "rejected": True, "helped": False}], (), ["tracking"]),
        ([DELIVERY, {"article": "delivery"}], ("delivery",), ["tracking"]),
        ([DELIVERY, {"article": "delivery", "helped": True}], (), ["tracking"]),
        ([DELIVERY | {"rejected": True}], (), []),
        ([GUIDE], ("gifts",), []),
    ],
    ids=["said no to", "remembered as refused", "helped", "none of them", "refused and found again"],
)
async def test_what_was_no_answer_or_has_helped_is_not_suggested(
    talk: Talk, writer: httpx.AsyncClient, turns: list[dict[str, Any]], refused: tuple[str, ...], left: list[str]
) -> None:
    assert await suggested(writer, await talk(*turns, state={"refused": list(refused)})) == left
