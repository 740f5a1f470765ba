"""Whole flows over a database, a shop on a socket and codes that are mailed; and who tries to cheat."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.customers.proving import PROOF_HOLDS
from contact_center.db import Database
from contact_center.demo.shop.orders import DemoOrders
from contact_center.models import Event, Job
from contact_center.settings import Settings
from faq_bot.flows.actions.calls import Calls
from faq_bot.flows.actions.http_shop import HttpShop
from faq_bot.flows.actions.shop import NewReturn, NotThere, Order, Return, Shop
from faq_bot.flows.assembly import actions_of
from faq_bot.flows.context import read as context_of
from faq_bot.flows.flows import Flows
from faq_bot.flows.records import FlowContext, FlowInput, FlowOutcome, FlowReply, FlowState, HandoverReason
from routing import callbacks
from tests import scene
from tests.faq_bot.flows.playing import DEFINITIONS
from tests.scene import START

SETTINGS = Settings(secret_key="a key for tests, which is no secret at all", public_url="https://chat.example")


class Talk:
    """A customer who talks to the bot in a conversation that is stored."""

    def __init__(self, database: Database, shop: Shop, conversation: int, language: str = "en") -> None:
        self.db, self.conversation, self.language, self.now = database, conversation, language, START
        calls = Calls(database, is_planned=callbacks.is_planned, plan=callbacks.plan)
        self.flows = Flows(DEFINITIONS, actions_of(SETTINGS, database, calls, shop), there=frozenset({"shop"}))
        self.reply: FlowReply

    async def context(self) -> FlowContext:
        return await self.db.read(context_of, self.conversation, language=self.language, now=self.now)

    async def begin(self, flow: str, *texts: str) -> FlowReply:
        self.reply = self.flows.start(flow, await self.context())
        for text in texts:
            await self.say(text)
        return self.reply

    async def say(self, text: str) -> FlowReply:
        assert self.reply.state
        self.reply = await self.answered(self.reply.state, text)
        for write in self.reply.writes:
            await self.db.write(write)
        return self.reply

    async def answered(self, state: FlowState, text: str) -> FlowReply:
        """What comes of it, before it is stored."""
        given = await self.context()
        reply = self.flows.go_on(state, FlowInput(text=text), given)
        if reply.outcome is FlowOutcome.ACTS and reply.state:
            reply = await self.flows.act(reply.state, given)
        return reply

    async def code(self) -> str:
        found = re.search(r"\d{6}", (await self.mails())[-1]["text"])
        assert found
        return found[0]

    async def mails(self) -> list[dict[str, str]]:
        query = sa.select(Job.payload).where(Job.kind == "mail.send").order_by(Job.id)
        return await self.db.read(lambda tx: list(tx.execute(query).scalars()))


@pytest.fixture
async def talk(database: Database, shop: HttpShop) -> Talk:
    return Talk(database, shop, await scene.conversation(database))


async def proved(talk: Talk, flow: str, email: str = "lan@mail.example") -> FlowReply:
    await talk.begin(flow, email)
    return await talk.say(await talk.code())


def facts(tx: Session) -> list[dict[str, object]]:
    return list(tx.execute(sa.select(Event.data).where(Event.type == "ActionTaken").order_by(Event.id)).scalars())


async def test_an_order_is_told_to_whom_it_belongs_and_its_address_in_part(talk: Talk) -> None:
    await proved(talk, "order_status")
    reply = await talk.say("S31001")
    assert reply.outcome is FlowOutcome.DONE
    assert "GHN4417002" in reply.text
    assert "4 March 2026" in reply.text  # four days after it was placed, on 28 February
    assert "12…, TP. Hồ Chí Minh" in reply.text
    assert "Nguyễn Huệ" not in reply.text


async def test_every_call_is_recorded_with_its_private_values_masked(talk: Talk) -> None:
    await proved(talk, "order_status")
    await talk.say("S99999")
    await talk.say("S31001")
    recorded = await talk.db.read(facts)
    assert [(each["action"], each["arguments"], each["result"]) for each in recorded] == [
        ("find_order", {"order": "S99999", "email": "l…@mail.example"}, "not_found"),
        ("find_order", {"order": "S31001", "email": "l…@mail.example"}, "ok"),
    ]


async def test_a_return_is_begun_and_its_mail_says_how(talk: Talk) -> None:
    await proved(talk, "return")
    for text in ("S31002", "1", "It arrived broken", "The rim is cracked", "yes"):
        reply = await talk.say(text)
    assert reply.outcome is FlowOutcome.DONE
    assert "R31002" in reply.text
    mail = (await talk.mails())[-1]
    assert (mail["to"], mail["subject"]) == ("lan@mail.example", "Your return R31002")
    assert "Moon vase" in mail["text"]


async def test_a_decision_that_is_made_again_begins_no_second_return_and_sends_no_second_mail(talk: Talk) -> None:
    """The bot decides outside a transaction, and once more where the conversation has changed meanwhile."""
    await proved(talk, "return")
    for text in ("S31002", "1", "I changed my mind"):
        await talk.say(text)
    state = talk.reply.state
    assert state
    first, second = [await talk.answered(state, "yes") for _ in range(2)]
    assert "R31002" in first.text
    assert second.text == first.text
    assert len(await talk.mails()) == 1  # the code; the return's is written with the reply


async def test_without_a_proof_nothing_is_asked_of_the_shop(talk: Talk) -> None:
    await talk.begin("order_status", "lan@mail.example")
    for wrong in ("S31001", "000000", "let me in"):
        reply = await talk.say(wrong)
        assert reply.state
        assert reply.state.at == "proof"
    assert await talk.db.read(facts) == []


async def test_a_state_that_claims_to_be_past_the_proof_is_sent_back_to_it(talk: Talk) -> None:
    reply = await talk.begin("order_status")
    assert reply.state
    for doing, at in (("find_order", "look"), ("start_return", "begin")):
        forged = FlowState(
            flow="return", definition=DEFINITIONS["return"].version, run="x", at=at,
            answers={"email": "lan@mail.example", "order": "S31002", "item": "1", "reason": "broken"}, doing=doing,
        )  # fmt: skip
        reply = await talk.flows.act(forged, await talk.context())
        assert reply.state
        assert reply.state.at == "proof"
    assert await talk.db.read(facts) == []


async def test_a_proof_of_one_address_opens_no_order_of_another(talk: Talk) -> None:
    await proved(talk, "order_status", "thief@mail.example")
    reply = await talk.say("S31001")
    assert "I find no order S31001" in reply.text
    unknown = await talk.say("S99999")
    assert unknown.text == reply.text.replace("S31001", "S99999")


async def test_a_known_and_an_unknown_address_are_answered_alike(talk: Talk, shop: HttpShop) -> None:
    known = await talk.begin("order_status", "lan@mail.example")
    other = Talk(talk.db, shop, await scene.conversation(talk.db, who="bob"))
    unknown = await other.begin("order_status", "nobody@mail.example")
    assert unknown.text == known.text.replace("lan@mail.example", "nobody@mail.example")
    assert [mail["to"] for mail in await talk.mails()] == ["lan@mail.example", "nobody@mail.example"]


async def test_a_proof_that_has_run_out_is_asked_for_again(talk: Talk) -> None:
    await proved(talk, "order_status")
    talk.now = START + PROOF_HOLDS + timedelta(seconds=1)
    reply = await talk.say("S31001")
    assert reply.state
    assert reply.state.at == "proof"
    await talk.say(await talk.code())
    assert (await talk.say("S31001")).outcome is FlowOutcome.DONE


async def test_whoever_asks_for_codes_without_end_gets_a_person(talk: Talk) -> None:
    await talk.begin("order_status", "lan@mail.example")
    for _ in range(2):
        talk.now += timedelta(seconds=30)
        assert (await talk.say("resend")).outcome is FlowOutcome.ASKS
    talk.now += timedelta(seconds=30)
    reply = await talk.say("resend")
    assert (reply.outcome, reply.reason) == (FlowOutcome.HANDS_OVER, HandoverReason.NOT_PROVEN)
    assert len(await talk.mails()) == 3


class Careless:
    """A shop that looks at the number alone, whose order is anybody's."""

    def __init__(self, behind: Shop) -> None:
        self.behind = behind
        self.returns: list[str] = []

    async def order(self, number: str, email: str) -> Order:
        return await self.behind.order(number, "lan@mail.example")

    async def start_return(self, new: NewReturn) -> Return:
        self.returns.append(new.number)
        raise NotThere("never asked")


async def test_another_one_s_order_is_not_told_though_the_shop_gives_it(database: Database, shop: HttpShop) -> None:
    careless = Careless(shop)
    talk = Talk(database, careless, await scene.conversation(database))
    await proved(talk, "return", "thief@mail.example")
    reply = await talk.say("S31002")
    assert "I find no order" in reply.text
    assert "vase" not in reply.text
    assert careless.returns == []


async def test_a_shop_that_is_down_means_a_person_who_sees_what_was_said(database: Database) -> None:
    talk = Talk(database, HttpShop("http://127.0.0.1:9", "x" * 32), await scene.conversation(database), "vi")
    await proved(talk, "order_status")
    reply = await talk.say("S31001")
    assert (reply.outcome, reply.reason) == (FlowOutcome.HANDS_OVER, HandoverReason.UNAVAILABLE)
    assert [each.value for each in reply.answers] == ["lan@mail.example", "S31001"]
    assert [each["result"] for each in await talk.db.read(facts)] == ["unavailable"]


async def test_without_a_shop_its_flows_are_not_offered(database: Database) -> None:
    calls = Calls(database, is_planned=callbacks.is_planned, plan=callbacks.plan)
    flows = Flows(DEFINITIONS, actions_of(SETTINGS, database, calls, None), there=frozenset())
    assert [each.id for each in flows.offered()] == ["callback"]


async def test_what_is_typed_stays_text(talk: Talk) -> None:
    await proved(talk, "return")
    await talk.say("S31002")
    await talk.say("1")
    await talk.say("It arrived broken")
    nasty = "{email} <script>alert(1)</script> [x](javascript:alert(1))"
    await talk.say(nasty)
    assert f"What is wrong: {nasty}" in talk.reply.text


async def test_an_order_that_was_returned_is_told_with_the_number_of_its_return(database: Database) -> None:
    talk = Talk(database, DemoOrders(lambda: START.date()), await scene.conversation(database))
    await proved(talk, "return", "ann@mail.example")
    await talk.say("S31005")
    for text in ("1", "I changed my mind", "yes"):
        await talk.say(text)
    again = await talk.begin("return", "ann@mail.example", "S31005")
    assert "it has the number R31005" in again.text
