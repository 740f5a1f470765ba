"""What came of the bot's conversations, on both databases."""

from datetime import timedelta

import httpx

from faq_bot.desk.report import summed_up
from tests.faq_bot.desk.conftest import Talk, article, sent
from tests.knowledge_base.conftest import BASE, refused
from tests.scene import START


async def test_outcomes_are_counted_by_what_a_conversation_was_about(
    talk: Talk, writer: httpx.AsyncClient, lead: httpx.AsyncClient
) -> None:
    await article(writer, lead, "returns", "=Returns")
    answered = {"question": "back", "intent": "returns", "article": "returns"}
    later = {"question": "x", "intent": "refunds", "decision": "offer"}
    await talk(answered, later, outcome="resolved")
    await talk(answered, outcome="abandoned")
    await talk(later, outcome="escalated", reason="request", handed_over_at=START)
    await talk(at=START + timedelta(days=2))

    report = await sent(lead, "GET", "/reports/bot")
    assert report["all"] == {
        "conversations": 4, "resolved": 1, "abandoned": 1, "escalated": 1, "going_on": 1,
        "resolved_share": 33.3, "abandoned_share": 33.3, "escalated_share": 33.3,
    }  # fmt: skip
    named = [each["intent"] and each["intent"]["title"] for each in report["intents"]]
    assert (named[0], set(named[1:])) == ("=Returns", {None, "refunds"})
    assert report["intents"][0]["outcomes"]["resolved_share"] == 50.0
    assert report["reasons"] == {"request": 1}
    until = (START + timedelta(days=1)).isoformat().replace("+", "%2B")
    assert (await sent(lead, "GET", f"/reports/bot?until={until}"))["all"]["conversations"] == 3
    assert (await sent(lead, "GET", "/reports/bot?inbox=none"))["all"]["conversations"] == 0
    table = (await lead.get(f"{BASE}/reports/bot.csv")).text
    assert '"returns","\'=Returns",2,1,1,0,0,50.0,50.0,0.0' in table
    assert (await refused(writer, "GET", "/reports/bot"))[0] == 403
    assert (await writer.get(f"{BASE}/reports/bot.csv")).status_code == 403


def test_where_nothing_has_come_of_any_there_are_no_shares() -> None:
    found = summed_up({None: 3})
    assert (found.going_on, found.resolved_share) == (3, None)
