"""The client, beside what a real server has said, and beside servers that are ill."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from faq_bot.nlu.terms import LONGEST
from faq_bot.rasa.client import MOST_AT_ONCE, RasaClient, plain
from faq_bot.rasa.errors import RasaAside, RasaFailed
from tests.faq_bot.rasa.recorded import SENDER, TOKEN, Health, Recorded, recorded_server


@pytest.fixture
def server() -> Iterator[Recorded]:
    with recorded_server() as server:
        yield server


@pytest.fixture
async def client(server: Recorded) -> AsyncIterator[RasaClient]:
    client = RasaClient(server.url, TOKEN, seconds=30)
    yield client
    await client.close()


async def test_a_real_server_s_answers_are_articles(client: RasaClient) -> None:
    assert (await client.model()).model_file
    for text in ("how do I send something back", "thủ tục hoàn hàng ra sao ạ"):
        found = await client.parse(text)
        assert found[0].intent == "start-return"
        assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
        assert len(found) == 5


async def test_a_real_dialogue_s_answers_are_articles_or_nothing(client: RasaClient) -> None:
    assert [each.intent for each in await client.say(SENDER, "thủ tục hoàn hàng ra sao ạ")] == ["start-return"]
    assert await client.say(SENDER, "zxqwv") == ()


@pytest.mark.parametrize(
    ("health", "reason"),
    [(Health.BROKEN, "status 500"), (Health.GARBLED, "no answer of Rasa"), (Health.ENDLESS, "too large")],
)
async def test_an_ill_server_fails_by_name(server: Recorded, client: RasaClient, health: Health, reason: str) -> None:
    server.health = health
    with pytest.raises(RasaFailed, match=reason):
        await client.parse("hello")
    server.health = Health.WELL
    assert await client.parse("hello")


async def test_a_server_that_is_gone_fails_and_is_found_again(server: Recorded, client: RasaClient) -> None:
    assert await client.parse("hello")
    server.down()
    try:
        with pytest.raises(RasaFailed, match="cannot be reached"):
            await client.parse("hello")
    finally:
        server.up()
    assert await client.parse("hello")


async def test_a_server_that_hangs_is_given_up(server: Recorded) -> None:
    server.health = Health.HANGING
    client = RasaClient(server.url, TOKEN, seconds=0.05)
    with pytest.raises(RasaFailed, match="does not answer within"):
        await client.model()
    await client.close()


async def test_more_than_it_may_be_asked_at_once_is_not_asked(server: Recorded, client: RasaClient) -> None:
    server.health = Health.HANGING
    asked = [asyncio.create_task(client.parse("hello")) for _ in range(MOST_AT_ONCE)]
    await asyncio.sleep(0)
    with pytest.raises(RasaAside):
        await client.parse("hello")
    server.health = Health.WELL
    server.released.set()
    await asyncio.gather(*asked, return_exceptions=True)
    assert await client.parse("hello")


async def test_a_wrong_token_is_said(server: Recorded) -> None:
    client = RasaClient(server.url)
    with pytest.raises(RasaFailed, match="does not know the token"):
        await client.model()
    await client.close()


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("/restart", "restart"),
        (' / /returns{"a": 1}', 'returns{"a": 1}'),
        ("one\ntwo", "one two"),
        ("/", ""),
        ("x" * 20_000, "x" * LONGEST),
    ],
)
def test_a_customer_gives_no_commands(text: str, sent: str) -> None:
    assert plain(text) == sent
