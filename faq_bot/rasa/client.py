"""Asks a Rasa server over HTTP: bounded in time, size and number, and told apart from what merely answers."""

import asyncio
from collections.abc import Mapping

import httpx
import msgspec

from faq_bot.nlu.errors import Complaint
from faq_bot.nlu.records import Ranked
from faq_bot.nlu.terms import clip
from faq_bot.rasa import answers
from faq_bot.rasa.answers import Model
from faq_bot.rasa.errors import RasaAside, RasaFailed

SECONDS = 2.0
"""For an answer, the wait for a connection included."""
MOST_AT_ONCE = 8
"""Questions; a server understands one after the other, in 20 ms or so."""
MOST_BYTES = 256 * 1024
"""Of an answer."""
_COMMAND = "/ "
"""What begins a text that Rasa takes as an intent by name, which is not for customers to send."""


class RasaClient:
    """url: scheme, host and port. token: of the server's API; empty where it has none. Close it in the end."""

    def __init__(self, url: str, token: str = "", *, seconds: float = SECONDS) -> None:
        self.url = url
        self.seconds = seconds
        self._token = token
        self._waiting = 0
        self._http = httpx.AsyncClient(
            base_url=url, trust_env=False, limits=httpx.Limits(max_connections=MOST_AT_ONCE), timeout=seconds
        )

    async def close(self) -> None:
        await self._http.aclose()

    async def model(self) -> Model:
        """What it has loaded. Raises RasaFailed, also where that is nothing."""
        return answers.model(await self._ask("GET", "/status", None))

    async def parse(self, text: str) -> tuple[Ranked, ...]:
        """The articles that a text asks for, the likeliest first. Raises RasaFailed, and RasaAside where many wait."""
        return answers.ranked(await self._ask("POST", "/model/parse", {"text": plain(text)}))

    async def say(self, sender: str, text: str) -> tuple[Ranked, ...]:
        """The articles that the dialogue answers with; empty where it answers with something else or not at all.

        sender: by which the server knows the conversation. Raises RasaFailed, and RasaAside where many wait.
        """
        body = {"sender": sender, "message": plain(text)}
        return answers.articles(await self._ask("POST", "/webhooks/rest/webhook", body))

    async def _ask(self, method: str, path: str, body: Mapping[str, str] | None) -> bytes:
        if self._waiting >= MOST_AT_ONCE:
            raise RasaAside("Too many questions wait for the Rasa server.")
        self._waiting += 1
        try:
            async with asyncio.timeout(self.seconds):
                return await self._exchange(method, path, body)
        except TimeoutError:
            said = f"The Rasa server does not answer within {self.seconds:g} seconds."
            raise RasaFailed(Complaint("rasa_late", said, {"seconds": f"{self.seconds:g}"})) from None
        except httpx.HTTPError as error:
            why = type(error).__name__
            raise RasaFailed(
                Complaint("rasa_unreachable", f"The Rasa server cannot be reached ({why}).", {"why": why})
            ) from error
        finally:
            self._waiting -= 1

    async def _exchange(self, method: str, path: str, body: Mapping[str, str] | None) -> bytes:
        content = None if body is None else msgspec.json.encode(body)
        headers = {"Content-Type": "application/json"} if content else {}
        query = {"token": self._token} if self._token else {}
        async with self._http.stream(method, path, params=query, content=content, headers=headers) as response:
            if response.status_code != httpx.codes.OK:
                raise RasaFailed(_refusal(response.status_code))
            found = bytearray()
            async for part in response.aiter_bytes():
                found += part
                if len(found) > MOST_BYTES:
                    raise RasaFailed(Complaint("rasa_strange", "The Rasa server's answer is too large."))
            return bytes(found)


def plain(text: str) -> str:
    """The text as it is sent: of bounded length, on one line, and never a command."""
    return clip(text).lstrip(_COMMAND)


_REASONS = {
    401: ("rasa_token", ": it does not know the token"),
    404: ("rasa_no_api", ": it runs without its API, or without its REST channel"),
    409: ("rasa_no_model", ": it has no model"),
}


def _refusal(status: int) -> Complaint:
    code, why = _REASONS.get(status, ("rasa_status", ""))
    return Complaint(code, f"The Rasa server answers with status {status}{why}.", {"status": str(status)})
