"""What a flow says of an order that it can do nothing with, and of a code that is not the one."""

import pytest

from faq_bot.flows.engine import CHECK_CODE, SEND_CODE
from faq_bot.flows.records import Ended, FlowOutcome
from tests.faq_bot.flows.playing import CODE, Play

ORDER = {"order_number": "S31005", "status_text": "returned", "returnable": "no"}
RETURNED = {**ORDER, "status": "returned", "return_number": "R31005"}


@pytest.mark.parametrize(
    ("language", "found", "said"),
    [
        ("en", RETURNED, "There is a return of order S31005 already; it has the number R31005."),
        ("vi", RETURNED, "Đơn S31005 đã có yêu cầu trả hàng rồi, mã R31005."),
        ("en", {**RETURNED, "return_number": ""}, "There is a return of order S31005 already."),
        ("vi", {**RETURNED, "return_number": ""}, "Đơn S31005 đã có yêu cầu trả hàng rồi."),
        ("en", {**ORDER, "status": "cancelled"}, "Order S31005 was cancelled"),
        ("vi", {**ORDER, "status": "cancelled"}, "Đơn S31005 đã bị hủy"),
        ("en", {**ORDER, "status": "delivered"}, "the time for returns has passed"),
        ("vi", {**ORDER, "status": "delivered"}, "đã quá hạn trả hàng"),
    ],
)
async def test_what_cannot_be_returned_is_told_with_its_reason(language: str, found: dict[str, str], said: str) -> None:
    play = Play("return", {"find_order": Ended(results=found)}, language=language)
    reply = await play.says("lan@example.com", CODE, "S31005")
    assert reply.outcome is FlowOutcome.DONE
    assert said in reply.text
    assert not any(each in reply.text for each in ("not with you yet", "chưa đến tay"))


async def test_where_a_returned_order_goes_cannot_be_changed() -> None:
    play = Play("address_change", {"find_order": Ended(results={**RETURNED, "ship_to": "7…, Huế"})})
    assert (await play.says("lan@example.com", CODE, "S31005")).outcome is FlowOutcome.DONE


@pytest.mark.parametrize(("language", "sent"), [("en", "I have sent"), ("vi", "Mình đã gửi mã")])
@pytest.mark.parametrize("ended", ["wrong", "old"])
async def test_after_a_code_that_is_not_the_one_it_is_not_said_that_one_was_sent(
    language: str, sent: str, ended: str
) -> None:
    play = Play("return", language=language)
    assert sent in (await play.say("lan@example.com")).text
    play.endings[CHECK_CODE] = Ended(status=ended)
    assert sent not in (await play.say("000000")).text
    assert sent not in (await play.say("12345")).text
    assert sent in (await play.say("resend")).text
    assert play.done == [SEND_CODE, CHECK_CODE, SEND_CODE]
