"""The bot learns what is published, on each kind of database, and administrators see and steer it."""

import asyncio
import contextlib
import fcntl
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from contact_center.db import Database
from contact_center.settings import Settings
from contact_center.values import Role
from faq_bot import engines_api, learnable
from faq_bot.nlu.layout import FOLDER
from faq_bot.nlu.orders import Trained
from faq_bot.nlu.process import Limits, Understanders
from faq_bot.nlu.records import EngineName, Training
from faq_bot.rasa.engine import engine_of
from faq_bot.training import LOCK, Learner
from faq_bot.understanding import Engines
from tests.api import Api
from tests.faq_bot.knowledge import article, change
from tests.faq_bot.nlu.test_process import until

RETURNS = ("can I send a bowl back", "I want a refund", "how do returns work")
HOURS = ("when are you open", "what are your hours", "is the shop open on sunday")


@contextlib.asynccontextmanager
async def running(folder: Path) -> AsyncIterator[Understanders]:
    understanders = Understanders(folder, Limits(answer=60.0, first_pause=0.01))
    task = asyncio.create_task(understanders.run())
    try:
        yield understanders
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_what_is_published_is_learned_once_and_again_when_it_has_been_quiet(
    database: Database, tmp_path: Path
) -> None:
    async with running(tmp_path) as understanders:
        learner = Learner(database, understanders, tmp_path)
        assert await learner.look() == []
        await article(database, "hours", en="Opening hours", phrasings=HOURS)
        returns = await article(database, "returns", en="Returns", phrasings=RETURNS)
        assert await learner.look() == []  # it may not be all yet
        quick, trained = await learner.look()
        assert (quick.locale, quick.version, quick.engine) == ("en", 1, "tfidf")
        assert (trained.locale, trained.version, trained.questions, trained.engine) == ("en", 2, 6, "hybrid")
        assert await learner.look() == []
        await until(lambda: bool(understanders.status.answering))  # nobody had to ask first
        found = await understanders.understand("refund for a bowl")
        assert found is not None
        assert found.ranked[0].intent == "returns"
        await change(database, returns, "phrasings")
        assert [each.version for each in [*await learner.look(), *await learner.look()]] == [3]


async def test_another_process_with_the_same_folder_loads_and_does_not_train(
    database: Database, tmp_path: Path
) -> None:
    await article(database, "hours", en="Opening hours", phrasings=HOURS)
    async with running(tmp_path) as first, running(tmp_path) as second:
        assert len(await Learner(database, first, tmp_path).look()) == 2
        assert await Learner(database, second, tmp_path).look() == []
        await until(lambda: bool(second.status.answering))


async def test_while_another_process_trains_in_the_folder_this_one_waits(database: Database, tmp_path: Path) -> None:
    await article(database, "hours", en="Opening hours", phrasings=HOURS)
    learner = Learner(database, Understanders(tmp_path), tmp_path)
    (tmp_path / FOLDER).mkdir()
    with (tmp_path / FOLDER / LOCK).open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert await learner.look() == []
    assert len(await learner.look()) == 2


async def test_what_cannot_be_read_any_more_is_learned_again(database: Database, tmp_path: Path) -> None:
    await article(database, "hours", en="Opening hours", phrasings=HOURS)
    learner = Learner(database, Understanders(tmp_path), tmp_path)
    await learner.look()
    (tmp_path / FOLDER / "models" / "en" / "2" / "model.json").write_bytes(b'{"of": "an older form"}')
    (trained,) = await Learner(database, Understanders(tmp_path), tmp_path).look()
    assert trained.version == 3


async def test_where_nothing_answers_words_alone_do_until_the_meaning_is_learned(
    database: Database, tmp_path: Path
) -> None:
    await article(database, "hours", en="Opening hours", phrasings=HOURS)
    await article(database, "returns", en="Returns", vi="Đổi trả", phrasings=RETURNS)
    async with running(tmp_path) as understanders:
        trained = await Learner(database, understanders, tmp_path).look()
        assert [(each.locale, each.engine) for each in trained] == [
            ("en", "tfidf"), ("vi", "tfidf"), ("en", "hybrid"), ("vi", "hybrid"),
        ]  # fmt: skip


async def test_a_process_that_ended_after_the_quick_training_goes_on_with_the_whole_one(
    database: Database, tmp_path: Path
) -> None:
    await article(database, "hours", en="Opening hours", phrasings=HOURS)
    (training,) = await database.read(learnable.trainings)
    await Understanders(tmp_path).train(training, EngineName.TFIDF)
    (trained,) = await Learner(database, Understanders(tmp_path), tmp_path).look()
    assert (trained.version, trained.engine) == (2, "hybrid")


class Gated(Understanders):
    """Trains as others do, but Vietnamese by meaning only once it may."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, Limits(answer=60.0))
        self.begun, self.may = asyncio.Event(), asyncio.Event()

    async def train(self, training: Training, engine: EngineName = EngineName.HYBRID) -> Trained:
        if training.locale == "vi" and engine is EngineName.HYBRID:
            self.begun.set()
            await self.may.wait()
        return await super().train(training, EngineName.TFIDF)


async def test_one_language_does_not_wait_for_another_one_to_be_learned(database: Database, tmp_path: Path) -> None:
    await article(database, "hours", en="Opening hours", vi="Giờ mở cửa", phrasings=HOURS)
    understanders = Gated(tmp_path)
    learner = Learner(database, understanders, tmp_path)
    slow = asyncio.create_task(learner.look())
    await understanders.begun.wait()
    await article(database, "returns", en="Returns", phrasings=RETURNS)
    assert await learner.look() == []  # it may not be all yet
    trained = await learner.look()
    assert [(each.locale, each.questions) for each in trained] == [("en", 6)]
    assert await learner.look() == []
    understanders.may.set()
    assert [each.locale for each in await slow] == ["en", "vi", "en", "vi"]
    assert await learner.look() == []


async def test_what_was_just_published_is_known_by_its_words_until_it_is_learned(
    database: Database, tmp_path: Path
) -> None:
    await article(database, "hours", en="Opening hours", phrasings=HOURS)
    engines = Engines(tmp_path, Limits(answer=60.0))
    learner = Learner(database, engines, tmp_path, newer=engines.newer)
    task = asyncio.create_task(engines.run())
    await learner.look()
    await until(lambda: [each.version for each in engines.status.answering] == [2])
    await learner.look()
    assert not engines.newer
    await article(database, "returns", en="Returns", phrasings=RETURNS)
    assert await learner.look() == []
    found = await engines.understand("How do returns work?")
    assert found is not None
    assert (found.ranked[0].intent, found.right > 0.85, found.version) == ("returns", True, 2)
    known = await engines.understand("when are you open")
    assert known is not None
    assert known.ranked[0].intent == "hours"
    await learner.look()
    await until(lambda: [each.version for each in engines.status.answering] == [3])
    await learner.look()
    assert not engines.newer
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


# Over the API ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def api(database: Database, database_settings: Settings) -> Api:
    api = Api(database, database_settings, engines_api.ROUTES)
    understanders = Engines(database_settings.data_dir)
    learner = Learner(database, understanders, database_settings.data_dir)
    api.services = replace(api.services, extra=SimpleNamespace(understanders=understanders, learner=learner))
    return api


@pytest.fixture
async def owner(api: Api) -> httpx.AsyncClient:
    return await api.signed_in(Role.ADMINISTRATOR)


async def english(owner: httpx.AsyncClient) -> Any:
    shown = (await owner.get("/api/v1/bot/engines")).json()
    return next(each for each in shown["engines"] if each["locale"] == "en")


async def test_administrators_see_versions_train_again_and_go_back(
    database: Database, api: Api, owner: httpx.AsyncClient
) -> None:
    assert await english(owner) == {"locale": "en", "answering": None, "engine": None, "versions": []}
    await article(database, "hours", en="Opening hours", phrasings=HOURS)
    await article(database, "returns", en="Returns", phrasings=RETURNS)
    await api.services.extra.learner.look()
    assert (await owner.post("/api/v1/bot/engines/en/train")).status_code == 202
    await until(lambda: len(api.services.extra.learner.store.versions("en")) == 3)
    await until(lambda: not api.services.extra.understanders.status.training)
    newest, second, quick = (await english(owner))["versions"]
    assert (newest["version"], newest["questions"], newest["engine"]) == (3, 6, "hybrid")
    assert (second["engine"], quick["engine"]) == ("hybrid", "tfidf")
    assert newest["accuracy"] is not None
    assert (newest["chosen"], second["chosen"]) == (True, False)
    answer = await owner.post("/api/v1/bot/engines/en/go-back", json={"version": 1})
    assert [each["chosen"] for each in answer.json()["engines"][0]["versions"]] == [False, False, True]


@pytest.mark.parametrize(
    ("path", "body"), [("en/go-back", {"version": 7}), ("fr/go-back", {"version": 1}), ("fr/train", None)]
)
async def test_what_is_not_there_is_said(owner: httpx.AsyncClient, path: str, body: Any) -> None:
    assert (await owner.post(f"/api/v1/bot/engines/{path}", json=body)).status_code == 404


async def test_administrators_see_how_a_rasa_server_fares(api: Api, owner: httpx.AsyncClient) -> None:
    assert (await owner.get("/api/v1/bot/engines")).json()["rasa"] is None
    api.services.extra.understanders.rasa = engine_of(Settings(rasa_url="http://127.0.0.1:9", rasa_token="secret"))
    shown = (await owner.get("/api/v1/bot/engines")).json()["rasa"]
    assert (shown["url"], shown["state"], shown["model"]) == ("http://127.0.0.1:9", "closed", "")
    assert "secret" not in str(shown)
