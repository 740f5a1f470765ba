"""`doctor` on guided flows: the company's files, and the shop that is asked."""

import asyncio
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import msgspec
import pytest
from starlette.applications import Starlette
from starlette.types import ASGIApp

from contact_center.commands.doctor import guided_flows
from contact_center.commands.doctor.finding import Finding, Level
from contact_center.demo.shop import api
from contact_center.demo.shop.orders import DemoOrders
from contact_center.settings import Settings
from faq_bot.flows import reading
from tests.faq_bot.flows.actions.conftest import SECRET, serving


@contextmanager
def beside(app: ASGIApp) -> Iterator[str]:
    """The address of an application that another thread serves, as `doctor` has a loop of its own."""
    ready, done = threading.Event(), threading.Event()
    found: list[str] = []

    async def serve() -> None:
        async with serving(app) as url:
            found.append(url)
            ready.set()
            await asyncio.to_thread(done.wait)

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    try:
        assert ready.wait(15)
        yield found[0]
    finally:
        done.set()
        thread.join()


def found(tmp_path: Path, **settings: str) -> dict[str, Finding]:
    given = msgspec.structs.replace(Settings(data_dir=tmp_path), **settings)
    return {each.name: each for each in guided_flows.check(given)}


def test_nothing_is_said_where_there_is_neither_a_file_nor_a_shop(tmp_path: Path) -> None:
    assert found(tmp_path) == {}


def test_a_faulty_file_fails_with_its_line_and_a_good_one_does_not(tmp_path: Path) -> None:
    folder = tmp_path / "flows"
    folder.mkdir()
    shutil.copy(reading.OWN / "callback.toml", folder / "gift.toml")
    assert found(tmp_path)["guided flow"].detail == "gift.toml: callback, 10 steps"
    text = (folder / "gift.toml").read_text()
    (folder / "gift.toml").write_text(text.replace('check = "phone"', 'check = "fone"'))
    fault = found(tmp_path)["guided flow"]
    assert fault.level is Level.FAILED
    step = text.rindex("[[steps]]", 0, text.index('check = "phone"'))
    assert f"gift.toml, line {text[:step].count(chr(10)) + 1} (step 2)" in fault.detail


def test_a_shop_that_answers_as_agreed_is_well(tmp_path: Path) -> None:
    with beside(Starlette(routes=list(api.routes(DemoOrders(lambda: date(2026, 3, 2)), SECRET)))) as url:
        said = found(tmp_path, shop_url=url + api.PATH, shop_secret=SECRET)
        assert {each.level for each in said.values()} == {Level.OK}
        wrong = found(tmp_path, shop_url=url + api.PATH, shop_secret="x" * 32)
        assert wrong["shop's answer"].level is Level.WARNING
        assert "401" in wrong["shop's answer"].detail


@pytest.mark.parametrize(
    ("url", "level"),
    [
        ("http://shop.example/x", Level.WARNING), ("https://shop.example/x", Level.OK),
        ("http://127.0.0.1:8001/x", Level.OK),
    ],
)  # fmt: skip
def test_orders_go_over_the_net_encrypted(url: str, level: Level) -> None:
    assert guided_flows.check_transport(url).level is level
