"""How a flow goes on: answers, ways back, refusals, and that nobody is ever stuck."""

import asyncio
import re
from dataclasses import replace

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_center.events import FlowEnded, FlowStarted
from faq_bot.flows.engine import CHECK_CODE, GIVE_UP_AFTER, POLICY, SEND_CODE
from faq_bot.flows.records import (
    BACK,
    CANCEL,
    CHANGE,
    PERSON,
    READ,
    YES,
    Ended,
    FlowInput,
    FlowOutcome,
    HandoverReason,
)
from tests.faq_bot.flows.playing import CODE, DEFINITIONS, Play

TO_THE_ORDER = ("lan@example.com", CODE, "s 23456")


async def test_a_return_goes_from_the_address_to_the_number_of_the_return() -> None:
    play = Play("return")
    assert play.reply.facts == (FlowStarted("return"),)
    assert play.reply.content
    assert play.reply.content.input
    assert (play.reply.content.step, play.reply.content.input.type) == (1, "email")

    await play.says("lan@example.com")
    assert play.reply.content
    assert play.reply.content.input
    assert play.reply.content.input.type == "code"
    assert "lan@example.com" in play.reply.text

    await play.says(CODE, "s 23456", "Moon vase", "1", "The rim is cracked")
    assert play.choices() == [READ, BACK, CANCEL]
    await play.say("Continue", READ)
    assert "Reason: It arrived broken" in play.reply.text
    done = await play.say("Yes, that is right", YES)

    assert (done.outcome, done.state, done.facts) == (FlowOutcome.DONE, None, (FlowEnded("return", "done", "done"),))
    assert {each.field: each.value for each in done.answers} == {
        "email": "lan@example.com", "order": "S23456", "item": "Moon vase", "reason": "It arrived broken",
        "detail": "The rim is cracked",
    }  # fmt: skip
    assert play.done == [SEND_CODE, CHECK_CODE, "find_order", POLICY, "start_return"]


async def test_a_request_for_staff_is_handed_over_with_its_answers() -> None:
    play = Play("address_change", {"find_order": Ended(results={"status": "placed"})}, language="vi")
    address = "12 Nguyễn Huệ, Quận 1, TP. Hồ Chí Minh"
    reply = await play.says(*TO_THE_ORDER, address, "0912 345 678", "đúng rồi")
    assert (reply.outcome, reply.reason) == (FlowOutcome.HANDS_OVER, HandoverReason.FOR_STAFF)
    assert [(each.label, each.value) for each in reply.answers][-2:] == [
        ("Địa chỉ mới", address), ("Số điện thoại", "0912345678"),
    ]  # fmt: skip


async def test_a_step_whose_condition_does_not_hold_is_left_out() -> None:
    play = Play("return")
    await play.says(*TO_THE_ORDER, "1", "I changed my mind")
    assert play.state.at == "policy"


async def test_who_has_something_broken_is_shown_what_is_done_about_that_and_not_how_to_change_ones_mind() -> None:
    play = Play("return")
    await play.says(*TO_THE_ORDER, "1", "It arrived broken", "The handle is off")
    assert play.state.at == "policy_fault"
    await play.says("continue")
    assert play.state.at == "check"


async def test_a_policy_that_is_not_published_is_left_out() -> None:
    play = Play("return", {"policy": Ended(status="not_found")})
    await play.says(*TO_THE_ORDER, "1", "I changed my mind")
    assert play.state.at == "check"


async def test_who_is_known_already_is_not_asked_for_a_code() -> None:
    play = Play("order_status")
    play.context = replace(play.context, proven=frozenset({"lan@example.com"}))
    await play.say("Lan@Example.com")
    assert (play.state.at, play.done) == ("order", [])


async def test_a_proof_that_has_run_out_is_made_again() -> None:
    play = Play("order_status", {"find_order": Ended(status="not_proven")})
    await play.says(*TO_THE_ORDER)
    assert play.state.at == "proof"
    assert play.done == [SEND_CODE, CHECK_CODE, "find_order", SEND_CODE]


async def test_an_unknown_order_is_asked_for_again_and_in_the_end_given_to_a_person() -> None:
    play = Play("order_status", {"find_order": Ended(status="not_found")})
    await play.says("lan@example.com", CODE)
    for tries in range(1, GIVE_UP_AFTER):
        await play.say("S39999")
        assert play.state.at == "order"
        assert "I find no order S39999" in play.reply.text
        assert (PERSON in play.choices()) == (tries >= 3)
    reply = await play.say("S39999")
    assert (reply.outcome, reply.reason) == (FlowOutcome.HANDS_OVER, HandoverReason.STUCK)


async def test_a_shop_that_does_not_answer_means_a_person() -> None:
    play = Play("order_status", {"find_order": Ended(status="unavailable")})
    reply = await play.says(*TO_THE_ORDER)
    assert (reply.outcome, reply.reason) == (FlowOutcome.HANDS_OVER, HandoverReason.UNAVAILABLE)


async def test_a_refusal_without_a_way_on_ends_the_flow() -> None:
    play = Play("return", {"start_return": Ended(status="not_allowed")})
    reply = await play.says(*TO_THE_ORDER, "1", "4", "continue", "yes")
    assert reply.outcome is FlowOutcome.DONE
    assert "does not take this return" in reply.text


async def test_too_many_codes_mean_a_person() -> None:
    play = Play("order_status", {SEND_CODE: Ended(status="too_many")})
    reply = await play.say("lan@example.com")
    assert (reply.outcome, reply.reason) == (FlowOutcome.HANDS_OVER, HandoverReason.NOT_PROVEN)


async def test_an_address_that_takes_no_mail_is_asked_for_again() -> None:
    play = Play("order_status", {SEND_CODE: Ended(status="not_an_address")})
    await play.say("lan..an@example.com")
    assert play.state.at == "email"
    assert play.reply.text.startswith("That does not look like an e-mail address.")
    assert play.reply.content
    assert play.reply.content.error == "Please try again."


async def test_wrong_codes_are_told_and_do_not_last() -> None:
    play = Play("order_status")
    await play.says("lan@example.com", "000000")
    assert "not the code" in play.reply.text
    await play.says("000001", "000002")
    assert PERSON in play.choices()
    reply = await play.says("000003", "000004")
    assert (reply.outcome, reply.reason) == (FlowOutcome.HANDS_OVER, HandoverReason.NOT_PROVEN)
    assert "said" not in msgspec.to_builtins(play.reply)


async def test_the_code_stays_in_no_state() -> None:
    play = Play("order_status")
    await play.says("lan@example.com", "654321")
    assert b"654321" not in msgspec.json.encode(play.state)


async def test_another_code_can_be_had() -> None:
    play = Play("order_status")
    await play.says("lan@example.com", "resend")
    assert play.reply.text.startswith("A new code is on its way.")
    assert play.reply.content
    assert play.reply.content.error is None


async def test_cancel_and_a_person_work_at_every_step_by_button_and_by_word() -> None:
    for choice, words, outcome in (
        (CANCEL, "hủy", FlowOutcome.CANCELLED), (PERSON, "Gặp nhân viên", FlowOutcome.HANDS_OVER),
    ):  # fmt: skip
        for given_choice in (choice, None):
            play = Play("callback", language="vi")
            for text in ("Lan", "0912345678", "hỏi về bình hoa"):
                left = play.flows.go_on(play.state, FlowInput(text=words, choice=given_choice), play.context)
                assert (left.outcome, left.state) == (outcome, None)
                await play.say(text)


async def test_change_goes_back_to_an_answer_and_not_to_the_policy() -> None:
    play = Play("return")
    await play.says(*TO_THE_ORDER, "1", "I changed my mind", "continue")
    await play.say("Change something", CHANGE)
    assert play.state.at == "reason"


async def test_a_choice_of_another_step_is_no_answer() -> None:
    play = Play("callback")
    reply = await play.say("Yes", YES)
    assert (reply.outcome, play.state.at) == (FlowOutcome.ASKS, "phone")  # the words count: somebody called Yes
    reply = await play.say("", "option:broken")
    assert reply.content
    assert reply.content.error


@pytest.mark.parametrize("flow", sorted(DEFINITIONS))
async def test_after_another_question_any_step_is_asked_once_more_without_an_action(flow: str) -> None:
    play = Play(flow, {"find_order": Ended(results={"status": "placed"})} if flow == "address_change" else {})
    while play.reply.outcome is FlowOutcome.ASKS:
        done = list(play.done)
        again = play.flows.resume(play.state, play.context)
        assert (again.outcome, again.text, again.state) == (FlowOutcome.ASKS, play.reply.text, play.state)
        assert play.done == done
        await play.say(ANSWERS[play.state.at])


async def test_a_flow_that_was_changed_meanwhile_begins_again() -> None:
    play = Play("return")
    old = msgspec.structs.replace(play.state, definition="another", at="gone")
    reply = play.flows.go_on(old, FlowInput(text="S23456"), play.context)
    assert reply.state
    assert reply.state.at == "email"
    assert reply.text.startswith("These steps have changed")
    assert not play.flows.is_answer_plausible(old, FlowInput(text="lan@example.com"))


async def test_a_flow_that_was_taken_away_ends() -> None:
    play = Play("callback")
    gone = msgspec.structs.replace(play.state, flow="gone")
    assert play.flows.resume(gone, play.context).outcome is FlowOutcome.CANCELLED
    assert (await play.flows.act(gone, play.context)).outcome is FlowOutcome.CANCELLED


@pytest.mark.parametrize("flow", sorted(DEFINITIONS))
def test_back_returns_to_each_step_before_until_the_first(flow: str) -> None:
    asyncio.run(_back_from_everywhere(flow))


ANSWERS = {
    "email": "lan@example.com", "proof": CODE, "order": "S23456", "item": "1", "reason": "1", "detail": "cracked",
    "policy": "continue", "policy_fault": "continue", "check": "yes", "phone": "0912345678",
    "address": "12 Nguyen Hue, District 1, Saigon", "name": "Lan", "topic": "a vase", "day": "1", "time": "2",
}  # fmt: skip


async def _back_from_everywhere(flow: str) -> None:
    ending = {"find_order": Ended(results={"status": "placed"})} if flow == "address_change" else {}
    play = Play(flow, ending)
    while play.reply.outcome is FlowOutcome.ASKS:
        forward, at = play.reply, play.state.at
        back = play
        left = list(play.state.trail)
        while left:
            await back.say("Back", BACK)
            assert back.state.at == left.pop()
        while play.state.at != at:  # and forward again to where it was
            await play.say(ANSWERS[play.state.at])
        assert play.state.trail == (forward.state.trail if forward.state else ())
        await play.say(ANSWERS[at])
    assert play.reply.outcome in (FlowOutcome.DONE, FlowOutcome.HANDS_OVER)


SAID = st.one_of(
    st.sampled_from([*ANSWERS.values(), "no", "?", "", " ", "{email}", "{", "<b>x</b>", "1" * 600, "000000", "999"]),
    st.text(max_size=40),
)
CHOSEN = st.one_of(
    st.none(), st.none(), st.sampled_from([BACK, CANCEL, PERSON, YES, CHANGE, READ, "flow:again", "option:1", "x"])
)
STATUS = st.sampled_from(["ok", "not_found", "not_allowed", "unavailable", "not_proven"])


@given(flow=st.sampled_from(sorted(DEFINITIONS)), said=st.lists(st.tuples(SAID, CHOSEN), max_size=25), data=st.data())
def test_whatever_is_said_the_flow_asks_with_a_way_out_or_ends(
    flow: str, said: list[tuple[str, str | None]], data: st.DataObject
) -> None:
    asyncio.run(_play_anything(flow, said, data))


async def _play_anything(flow: str, said: list[tuple[str, str | None]], data: st.DataObject) -> None:
    play = Play(flow, language=data.draw(st.sampled_from(["en", "vi"])))
    status = data.draw(STATUS)
    if status != "ok":
        play.endings["find_order"] = Ended(status=status)
    for text, choice in said:
        reply = await play.say(text, choice)
        assert reply.text
        assert set(re.findall(r"\{\w+\}", reply.text)) <= {"{email}"}  # as it was typed; nothing of a text is left
        if reply.outcome is not FlowOutcome.ASKS:
            assert reply.state is None
            return
        content = reply.content
        assert content
        assert CANCEL in play.choices()
        assert 1 <= content.step <= content.steps
        assert (BACK in play.choices()) == bool(play.state.trail)


async def test_nobody_is_asked_the_same_for_ever() -> None:
    for flow in DEFINITIONS:
        play = Play(flow)
        for _ in range(GIVE_UP_AFTER):
            await play.say("#")
        assert play.reply.outcome is FlowOutcome.HANDS_OVER


async def test_an_order_number_that_came_with_the_wish_is_not_asked_for_again() -> None:
    play = Play("order_status", said="kiểm tra giúp đơn S31001 của em")
    await play.says("lan@example.com", CODE)
    assert {each.field: each.value for each in play.reply.answers} == {"email": "lan@example.com", "order": "S31001"}
    assert play.reply.outcome is FlowOutcome.DONE


async def test_an_order_number_that_came_with_the_wish_can_be_mended() -> None:
    play = Play("order_status", {"find_order": Ended(status="not_found")}, said="where is S31009")
    await play.says("lan@example.com", CODE)
    assert (play.state.at, "S31009" in play.reply.text) == ("order", True)
    play.endings.clear()
    assert (await play.say("S31001")).outcome is FlowOutcome.DONE
