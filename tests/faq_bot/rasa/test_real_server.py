"""Against a real Rasa 3.6 server, trained with the demonstration's articles. `make test-rasa` installs it first."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import msgspec
import psutil
import pytest

from contact_center.demo.seeding import ARTICLES
from faq_bot.nlu.process import Limits
from faq_bot.nlu.records import EngineName, Question, Training, Understanding
from faq_bot.rasa import articles, installing
from faq_bot.rasa.breaker import Rules, State
from faq_bot.rasa.client import RasaClient
from faq_bot.rasa.engine import RasaEngine, RasaMode
from faq_bot.rasa.errors import RasaFailed
from faq_bot.rasa.project import Article
from tests.faq_bot.rasa import recorded
from tests.processes import Program
from tests.servers import free_port

ROOT = Path(__file__).parents[3]
FOLDER = Path(os.environ.get("RASA_FOLDER", ROOT / ".cache" / "rasa"))
"""Where Rasa is installed."""
EPOCHS = "20"
"""Enough that what it was taught is understood."""
TOKEN = "a-token-of-the-test"
PATIENT = 60.0
"""Seconds for an answer; a busy machine shall not fail the test."""
QUESTIONS = {"en": "what is your return policy", "vi": "chính sách đổi trả của shop thế nào"}

pytestmark = [
    pytest.mark.rasa,
    pytest.mark.skipif(not installing.is_installed(FOLDER), reason="Rasa is not installed: make test-rasa"),
]


class Server:
    """A trained project, and `rasa run` on it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.project, self.port = folder, folder / "project", free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._program: Program | None = None

    def command(self, *args: str | Path) -> Program:
        settings = {"CC_DATA_DIR": str(self.folder / "data"), "CC_RASA_TOKEN": TOKEN}
        return Program(*args, folder=self.folder, settings=settings)

    def do(self, *args: str | Path) -> str:
        """A command that ends by itself."""
        with self.command(*args) as program:
            said = program.rest()
            assert program.wait() == 0, program.log.read_text()
            return said

    def start(self) -> int:
        """The server's process, once it is ready."""
        run = ("rasa", "run", "--folder", FOLDER.absolute(), "--project", self.project, "--port", str(self.port))
        self._program = self.command(*run)
        return int(self._program.read_until("Rasa: ").partition("process ")[2].partition(",")[0])

    def stop(self) -> int:
        """The exit code of `rasa run`."""
        assert self._program is not None
        self._program.terminate()
        return self.ended()

    def ended(self) -> int:
        assert self._program is not None
        with self._program as program:
            return program.wait()

    @property
    def log(self) -> str:
        return (self.folder / "log.jsonl").read_text()


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Server:
    """The demonstration's knowledge base as a project, and a model of it."""
    server = Server(tmp_path_factory.mktemp("rasa"))
    server.do("kb", "import", ARTICLES)
    server.do("rasa", "export", server.project, "--epochs", EPOCHS)
    server.do("rasa", "train", "--folder", FOLDER.absolute(), "--project", server.project)
    return server


@pytest.fixture(scope="module")
def server(trained: Server) -> Iterator[Server]:
    trained.start()
    yield trained
    assert trained.stop() == 0


@pytest.fixture
async def client(server: Server) -> AsyncIterator[RasaClient]:
    client = RasaClient(server.url, TOKEN, seconds=PATIENT)
    yield client
    await client.close()


def public_articles() -> list[Article]:
    return articles.read(ARTICLES, "https://help.example")


async def test_it_understands_what_it_was_taught_in_both_languages(client: RasaClient) -> None:
    assert (await client.model()).model_file
    asked = [
        (text.phrasings[0], article.key)
        for article in public_articles()
        for text in article.texts.values()
        if text.phrasings
    ]
    right = [key == (await client.parse(question))[0].intent for question, key in asked]
    assert sum(right) / len(right) > 0.9


async def test_its_dialogue_answers_with_articles_or_with_nothing(client: RasaClient) -> None:
    for text in QUESTIONS.values():
        assert [each.intent for each in await client.say("one", text)] == ["returns-policy"]
    assert await client.say("one", "zxqwv") == ()
    assert [each.intent for each in await client.say("one", QUESTIONS["en"])] == ["returns-policy"]
    for command in ("/restart", "/session_start", "/returns-policy", "EXTERNAL: returns-policy", "{locale}"):
        assert all(each.intent for each in await client.say("two", command))


async def test_for_others_it_speaks_the_language_of_a_conversation(server: Server) -> None:
    async with httpx.AsyncClient(
        base_url=server.url, params={"token": TOKEN}, timeout=PATIENT, trust_env=False
    ) as http:  # fmt: skip
        for sender, locale, page in (("five", None, "/help/en/returns"), ("six", "vi", "/help/vi/doi-tra")):
            if locale:
                event = {"event": "slot", "name": "locale", "value": locale}
                (await http.post(f"/conversations/{sender}/tracker/events", json=event)).raise_for_status()
            asked = {"sender": sender, "message": QUESTIONS["en"]}
            said = (await http.post("/webhooks/rest/webhook", json=asked)).json()
            assert any(each.get("text", "").endswith(page) for each in said)


async def test_who_does_not_know_the_token_learns_nothing(server: Server) -> None:
    stranger = RasaClient(server.url, "", seconds=PATIENT)
    with pytest.raises(RasaFailed, match="does not know the token"):
        await stranger.parse("hello")
    await stranger.close()


async def test_nobody_reads_in_the_log_or_among_the_processes_what_is_secret(
    server: Server, client: RasaClient
) -> None:
    await client.parse("Xylophone Quagmire 4711")
    await client.say("three", "Xylophone Quagmire 4711")
    assert "Quagmire" not in server.log
    commands = [" ".join(each.info["cmdline"] or []) for each in psutil.process_iter(["cmdline"])]
    assert any(str(server.port) in each for each in commands)
    assert not any(TOKEN in each for each in commands)


async def test_it_still_says_what_was_recorded(server: Server) -> None:
    found = await asyncio.to_thread(recorded.record, server.url, TOKEN)
    if os.environ.get("RASA_RECORD"):
        recorded.FILE.write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n")
    for now, before in zip(found, recorded.recorded(), strict=True):
        assert (now.path, now.asked, now.status) == (before.path, before.asked, before.status)
        assert shape(now.said) == shape(before.said)


async def test_killed_it_gives_way_and_started_again_it_is_asked_again(server: Server, tmp_path: Path) -> None:
    async with understanding(server, tmp_path) as engines:
        assert engines.rasa is not None
        await until(lambda: engines.rasa.status.model != "")
        for text in QUESTIONS.values():
            found = await understood(engines, text)
            assert (found.engine, found.ranked[0].intent) == (EngineName.RASA, "returns-policy")
        pid = next(
            each.pid for each in psutil.process_iter(["cmdline"]) if f"--port {server.port}" in " ".join(
                each.info["cmdline"] or []
            ) and "--enable-api" in (each.info["cmdline"] or [])
        )  # fmt: skip
        os.kill(pid, signal.SIGKILL)
        assert await asyncio.to_thread(server.ended) == 2
        assert "has ended by signal SIGKILL" in server.log
        found = await understood(engines, QUESTIONS["en"])
        assert (found.engine, found.ranked[0].intent) == (EngineName.TFIDF, "returns-policy")
        await until(lambda: engines.rasa.status.state == State.OPEN)
        await asyncio.to_thread(server.start)
        await until(lambda: engines.rasa.status.state == State.CLOSED)
        assert (await understood(engines, QUESTIONS["en"])).engine == EngineName.RASA


@asynccontextmanager
async def understanding(server: Server, folder: Path) -> AsyncIterator[Any]:
    """Our own engine, by words alone, with the server's ranking before it."""
    from faq_bot.understanding import Engines

    client = RasaClient(server.url, TOKEN, seconds=PATIENT)
    rules = Rules(failures=2, first_pause=0.2, longest_pause=0.5)
    rasa = RasaEngine(client, RasaMode.UNDERSTANDING, key=b"key", rules=rules, look_every=0.2)
    engines = Engines(folder, Limits(answer=PATIENT), rasa=rasa)
    for locale in QUESTIONS:
        questions = [
            Question(phrasing, article.key)
            for article in public_articles()
            for phrasing in article.texts[locale].phrasings
        ]
        await engines.train(Training(locale=locale, questions=tuple(questions)), EngineName.TFIDF)
    task = asyncio.create_task(engines.run())
    try:
        yield engines
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def understood(engines: Any, text: str) -> Understanding:
    found = await engines.understand(text)
    assert isinstance(found, Understanding)
    assert found.in_scope
    return found


def shape(value: Any) -> Any:
    """Which fields there are, of which types; of a list that of its first."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in sorted(value.items())}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return type(value).__name__


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(300):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.05)
