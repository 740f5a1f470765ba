"""`doctor` on a Rasa server."""

import pytest

from contact_center.commands.doctor import rasa
from contact_center.commands.doctor.finding import Level
from contact_center.settings import Settings
from tests.faq_bot.rasa.recorded import TOKEN, recorded_model, recorded_server
from tests.servers import free_port


async def test_without_a_server_nothing_is_said() -> None:
    assert await rasa.check(Settings()) == []


async def test_a_server_that_is_well_tells_its_model() -> None:
    with recorded_server() as server:
        (found,) = await rasa.check(Settings(rasa_url=server.url, rasa_token=TOKEN))
    assert found.level is Level.OK
    assert f"{server.url} for understanding, model {recorded_model()}, " in found.detail


async def test_a_wrong_token_and_a_server_that_is_gone_are_named() -> None:
    with recorded_server() as server:
        (found,) = await rasa.check(Settings(rasa_url=server.url))
    assert found.level is Level.WARNING
    assert "does not know the token" in found.detail
    (found,) = await rasa.check(Settings(rasa_url=f"http://127.0.0.1:{free_port()}"))
    assert found.level is Level.WARNING
    assert "cannot be reached" in found.detail
    assert "rasa run" in found.todo


@pytest.mark.parametrize(
    ("url", "token", "named"),
    [
        ("http://rasa.example", "", ["rasa's TLS", "rasa's token"]),
        ("https://rasa.example", "", ["rasa's token"]),
        ("https://rasa.example", "x", []),
    ],
)
def test_a_server_on_another_machine_wants_tls_and_a_token(url: str, token: str, named: list[str]) -> None:
    found = rasa.check_distance(Settings(rasa_url=url, rasa_token=token))
    assert [each.name for each in found] == named
