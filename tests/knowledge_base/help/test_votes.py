"""Readers say by a form whether an article has helped."""

import httpx

from tests.knowledge_base.conftest import sent
from tests.knowledge_base.search.conftest import BOWL, shown

PATH = "/help/en/cleaning-an-unglazed-bowl"


async def test_a_vote_is_counted_and_a_no_is_asked_why(reader: httpx.AsyncClient, lead: httpx.AsyncClient) -> None:
    article = await shown(lead, BOWL)
    response = await reader.post(f"{PATH}/feedback", data={"helpful": "no"})
    assert (response.status_code, response.headers["location"]) == (303, f"{PATH}?said=no#feedback")
    assert "What is missing" in (await reader.get(f"{PATH}?said=no")).text
    response = await reader.post(f"{PATH}/feedback", data={"helpful": "no", "comment": " Which brush?\0 "})
    assert response.headers["location"] == f"{PATH}?said=thanks#feedback"
    (vote,) = (await sent(lead, "GET", f"/articles/{article}/feedback"))["items"]
    assert (vote["helpful"], vote["comment"]) == (False, "Which brush?")


async def test_a_vote_from_another_site_is_refused(reader: httpx.AsyncClient, lead: httpx.AsyncClient) -> None:
    await shown(lead, BOWL)
    headers = {"origin": "https://elsewhere.example"}
    response = await reader.post(f"{PATH}/feedback", data={"helpful": "yes"}, headers=headers)
    assert response.status_code == 403


async def test_a_vote_that_says_nothing_is_refused(reader: httpx.AsyncClient, lead: httpx.AsyncClient) -> None:
    await shown(lead, BOWL)
    assert (await reader.post(f"{PATH}/feedback", data={"helpful": "maybe"})).status_code == 422
    assert (await reader.post(f"{PATH}/feedback", content=b"x" * 100_000)).status_code == 413
    assert (await reader.post("/help/en/nothing/feedback", data={"helpful": "yes"})).status_code == 404


async def test_votes_without_end_are_refused(reader: httpx.AsyncClient, lead: httpx.AsyncClient) -> None:
    await shown(lead, BOWL)
    statuses = [(await reader.post(f"{PATH}/feedback", data={"helpful": "yes"})).status_code for _ in range(21)]
    assert statuses == [303] * 20 + [429]
