"""What agents say of answers that customers chose with a button, and what is learned of it, on both databases."""

import httpx

from tests.faq_bot.desk.conftest import Talk, article, sent
from tests.knowledge_base.conftest import refused

QUESTION = "Do I get my money?"
BACK = {"question": QUESTION, "decision": "clarify", "articles": ["refunds", "returns"], "intent": "returns"}
CHOSEN = {"article": "refunds", "rejected": True, "helped": False}


async def test_an_answer_that_was_chosen_is_marked_and_learned_for_the_question_before(
    talk: Talk, writer: httpx.AsyncClient, lead: httpx.AsyncClient
) -> None:
    await article(writer, lead, "refunds", "Refunds")
    returns = await article(writer, lead, "returns", "Returns")
    conversation = await talk(BACK, CHOSEN, {"decision": "hand_over", "question": ""})
    turns = (await sent(writer, "GET", f"/conversations/{conversation}/bot"))["turns"]
    assert [(each["question"], each["asked"]) for each in turns] == [(QUESTION, QUESTION), ("", QUESTION), ("", "")]

    await sent(writer, "POST", f"/bot/turns/{turns[1]['id']}/mark", mark="wrong", right_article=returns)
    (gap,) = (await sent(writer, "GET", "/bot/gaps"))["items"]
    assert (gap["examples"], gap["kind"], gap["article"]["key"]) == ([QUESTION], "wrong", "returns")
    made = await sent(writer, "POST", f"/bot/gaps/{gap['key']}/phrasing", article=returns)
    assert (made["phrasings"], made["questions"]) == (1, 1)
    assert (await sent(writer, "GET", "/bot/gaps")) == {"items": [], "questions": 0}


async def test_a_question_is_counted_once_however_many_turns_dealt_with_it(
    talk: Talk, writer: httpx.AsyncClient
) -> None:
    await talk(BACK | {"review": "open"}, CHOSEN | {"review": "open"})
    found = await sent(writer, "GET", "/bot/gaps")
    assert [(each["count"], each["counts"]) for each in found["items"]] == [(1, {"unanswered": 1, "wrong": 1})]


async def test_a_guide_is_marked_for_the_question_that_began_it_and_has_nothing_to_learn_where_it_was_right(
    talk: Talk, writer: httpx.AsyncClient, lead: httpx.AsyncClient
) -> None:
    returns = await article(writer, lead, "returns", "Returns")
    guide = {"decision": "guide", "question": ""}
    conversation = await talk(BACK, guide, guide | {"decision": "courtesy"}, guide)
    turns = (await sent(writer, "GET", f"/conversations/{conversation}/bot"))["turns"]
    assert [each["asked"] for each in turns] == [QUESTION, QUESTION, "", ""]
    path = f"/bot/turns/{turns[1]['id']}/mark"
    await sent(writer, "POST", path, mark="wrong", right_article=returns)
    assert [each["examples"] for each in (await sent(writer, "GET", "/bot/gaps"))["items"]] == [[QUESTION]]
    await sent(writer, "POST", path, mark="right")
    assert (await sent(writer, "GET", "/bot/gaps"))["items"] == []
    assert (await sent(writer, "GET", f"/conversations/{conversation}/bot"))["turns"][1]["mark"] == "right"
    elsewhere = await refused(writer, "POST", f"/bot/turns/{turns[3]['id']}/mark", mark="right")
    assert elsewhere[:2] == (409, "nothing_to_mark")
