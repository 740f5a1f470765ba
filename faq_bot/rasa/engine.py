"""A Rasa server as an engine: asked while it is well, left alone while it is not, and watched."""

import asyncio
import contextlib
import hashlib
import hmac
import logging
import time
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

import msgspec

from contact_center.errors import UnderstandingError
from contact_center.settings import Settings
from faq_bot.nlu.errors import Complaint
from faq_bot.nlu.records import Ranked
from faq_bot.rasa import breaker
from faq_bot.rasa.breaker import Breaker, Rules, State
from faq_bot.rasa.errors import RasaAside, RasaFailed

if TYPE_CHECKING:
    from faq_bot.rasa.client import RasaClient  # it brings httpx, which costs the start of a server a moment

logger = logging.getLogger(__name__)
TRIAL = "hello"
"""What is asked to learn whether the server understands again."""
LOOK_EVERY = 15.0
"""Seconds between two looks at a server that is well, so that few questions find out that it is not."""
LOOK_AGAIN = 1.0
"""Seconds after a look at one that has just failed."""

T = TypeVar("T")


class RasaMode(StrEnum):
    """understanding: every question by itself. dialogue: as a part of its conversation, by the server's rules."""

    UNDERSTANDING = "understanding"
    DIALOGUE = "dialogue"


class RasaStatus(msgspec.Struct, frozen=True, kw_only=True):
    """For an administrator. model: the file that the server has loaded; empty until it has said so. error: the last
    one, while it counts. answered, aside: questions that it ranked, and that were left to the next engine.
    """

    url: str
    mode: RasaMode
    state: State
    model: str
    error: Complaint | None
    answered: int
    aside: int


class RasaEngine:
    """key: the installation's, so that senders tell nobody which conversations they are."""

    def __init__(
        self,
        client: "RasaClient",
        mode: RasaMode,
        *,
        key: bytes,
        rules: Rules | None = None,
        look_every: float = LOOK_EVERY,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._mode = mode
        self._key = key
        self._rules = rules or Rules()
        self._look_every = look_every
        self._clock = clock
        self._breaker = Breaker()
        self._model = ""
        self._error: Complaint | None = None
        self._answered = self._aside = 0

    @property
    def status(self) -> RasaStatus:
        return RasaStatus(
            url=self._client.url,
            mode=self._mode,
            state=self._breaker.state,
            model=self._model,
            error=self._error,
            answered=self._answered,
            aside=self._aside,
        )

    async def rank(self, text: str, conversation: str = "") -> tuple[Ranked, ...]:
        """The articles that a question asks for; empty where the dialogue answers with none.

        conversation: its id; without one there is no dialogue, and the text is understood by itself. Raises RasaFailed
        and RasaAside.
        """
        try:
            found = await self._guarded(lambda: self._ranked(text, conversation))
        except UnderstandingError:
            self._aside += 1
            raise
        self._answered += 1
        return found

    async def watch(self) -> None:
        """Look at the server until cancelled: now and then while it is well, and when a pause is over."""
        try:
            while True:
                with contextlib.suppress(UnderstandingError):  # told where it changes anything
                    await self._guarded(self._look)
                await asyncio.sleep(self._until_next_look())
        finally:
            await self._client.close()

    async def _ranked(self, text: str, conversation: str) -> tuple[Ranked, ...]:
        if self._mode == RasaMode.DIALOGUE and conversation:
            return await self._client.say(self.sender(conversation), text)
        return await self._client.parse(text)

    async def _look(self) -> None:
        model = await self._client.model()
        await self._client.parse(TRIAL)
        self._model = model.model_file or ""

    def sender(self, conversation: str) -> str:
        """By which the server knows a conversation."""
        return hmac.new(self._key, f"rasa sender {conversation}".encode(), hashlib.sha256).hexdigest()[:32]

    def _until_next_look(self) -> float:
        if self._breaker.state == State.CLOSED:
            return min(LOOK_AGAIN, self._look_every) if self._breaker.failures else self._look_every
        return max(0.0, self._breaker.until - self._clock())

    async def _guarded(self, ask: Callable[[], Awaitable[T]]) -> T:
        self._breaker, may = breaker.ask(self._breaker, self._rules, self._clock())
        if not may:
            raise RasaAside("The Rasa server is left alone for a while.")
        try:
            found = await ask()
        except RasaFailed as error:
            self._error = error.complaints[0]
            self._become(breaker.failed(self._breaker, self._rules, self._clock()))
            raise
        self._become(breaker.succeeded(self._breaker))
        if self._breaker.state == State.CLOSED:
            self._error = None
        return found

    def _become(self, new: Breaker) -> None:
        old, self._breaker = self._breaker, new
        if new.state == State.OPEN and old.state != State.OPEN:
            logger.warning(
                "rasa is left alone for %s s, the next engine answers: %s", new.pause, self._error and self._error.text
            )
        elif new.state == State.CLOSED and old.state == State.HALF_OPEN:
            logger.info("rasa answers again")


def engine_of(settings: Settings) -> RasaEngine | None:
    """None where no server is set."""
    if not settings.rasa_url:
        return None
    from faq_bot.rasa.client import RasaClient

    client = RasaClient(settings.rasa_url.rstrip("/"), settings.rasa_token)
    return RasaEngine(client, RasaMode(settings.rasa_mode), key=settings.secret_key.encode())
