"""A visitor who says a scripted conversation on the widget's real socket, and reacts as the script's rules say."""

import asyncio
import time
from typing import Any

import msgspec
from websockets.asyncio.client import ClientConnection, connect

from contact_center.bench.company import Company
from contact_center.bench.deflection_figures import Reply, Told, What
from contact_center.bench.deflection_sets import Expected, Script
from contact_center.bench.server import BenchError
from contact_center.contents import ArticleAnswer, Chosen, FlowStep, HandedOver, Question
from contact_center.realtime import visitor_commands as commands
from contact_center.realtime import visitor_frames as frames
from contact_center.values import new_id
from faq_bot import choices

REPLY_SECONDS = 20.0
"""For the first reply to a message: it is there within a moment, or the bot means to be silent."""
SILENT_SECONDS = 1.0
"""For what should not come."""
MORE_SECONDS = 0.1
"""Between the messages of one reply: they are stored, and sent, together."""
NONE_OF_THESE = {"en": "None of these", "vi": "Không phải những mục này"}
_frames = msgspec.json.Decoder(list[frames.AnyVisitorFrame])
_encode = msgspec.json.Encoder().encode


class Talk:
    """One conversation. keys: articles' keys by their public ids."""

    def __init__(self, company: Company, keys: dict[str, str], script: Script) -> None:
        self._company, self._keys, self._script = company, keys, script
        self._heard: asyncio.Queue[frames.PublicMessage] = asyncio.Queue()
        self._welcome, self._conversation = asyncio.Event(), ""
        self._waits: list[float] = []
        self._said = 0.0

    async def go(self) -> Told:
        token = await asyncio.to_thread(self._company.embed_token)
        address = f"ws://127.0.0.1:{self._company.server.port}/widget/socket"
        async with connect(address, compression=None) as socket:
            reading = asyncio.create_task(self._read(socket))
            try:
                hello = commands.Hello(token, locale=self._script.locale)
                await socket.send(_encode(hello), text=True)
                async with asyncio.timeout(REPLY_SECONDS):
                    await self._welcome.wait()
                return await self._all_turns(socket)
            finally:
                reading.cancel()

    async def _all_turns(self, socket: ClientConnection) -> Told:
        turns: list[tuple[Reply, ...]] = []
        after: list[Reply] = []
        for text, expected in zip(self._script.turns, self._script.expect, strict=True):
            replies = await self._turn(socket, text, expected)
            turns.append(tuple(replies))
            over = next((n for n, reply in enumerate(replies) if reply.what == "handover"), None)
            if over is not None:
                after = replies[over + 1 :]
                await self._say(socket, "ok")
                after += [self._reply(each) for each in await self._replies(SILENT_SECONDS)]
                break
        return Told(
            id=self._script.id, conversation=self._conversation, turns=tuple(turns), after=tuple(after),
            milliseconds=tuple(self._waits),
        )  # fmt: skip

    async def _turn(self, socket: ClientConnection, text: str, expected: Expected) -> list[Reply]:
        """All replies to a turn, with those to the one reaction."""
        await self._say(socket, text)
        messages = await self._replies(REPLY_SECONDS)
        found = [self._reply(each) for each in messages]
        asks = next((each for each in messages if self._reply(each).what in ("question", "offer")), None)
        if asks is None or any(reply.what == "handover" for reply in found):
            return found
        label, choice = self._reaction(asks, expected)
        await self._say(socket, label, choice=choice)
        after = [self._reply(each) for each in await self._replies(REPLY_SECONDS)]
        return found + [msgspec.structs.replace(each, reacted=True) for each in after]

    def _reaction(self, message: frames.PublicMessage, expected: Expected) -> tuple[str, Chosen | None]:
        """What is said to a question back or an offer."""
        offered = {} if message.content is None else {each.id: each.label for each in _choices(message.content)}
        wanted: str | None
        if self._reply(message).what == "offer":
            yes = expected.do == "handover" or expected.handover_ok
            wanted = choices.YES if yes else choices.NO
        else:
            named = [choices.ARTICLE + each for each in expected.articles]
            named += [choices.FLOW + each for each in expected.flows]
            first = [each for each in offered if each.startswith(choices.ARTICLE) and each in named]
            first += [each for each in offered if each.startswith(choices.FLOW) and each in named]
            wanted = first[0] if first else choices.NONE
        if wanted not in offered:
            return NONE_OF_THESE[self._script.locale], None
        return offered[wanted], Chosen(message=message.id, choice=wanted)

    async def _say(self, socket: ClientConnection, text: str, *, choice: Chosen | None = None) -> None:
        command = commands.VisitorSend(new_id(), text, self._conversation or None, choice=choice)
        self._said = time.monotonic()
        await socket.send(_encode(command), text=True)

    async def _replies(self, seconds: float) -> list[frames.PublicMessage]:
        found: list[frames.PublicMessage] = []
        try:
            async with asyncio.timeout(seconds):
                found.append(await self._heard.get())
            self._waits.append(1000 * (time.monotonic() - self._said))
            while True:
                async with asyncio.timeout(MORE_SECONDS):
                    found.append(await self._heard.get())
        except TimeoutError:
            return found

    def _reply(self, message: frames.PublicMessage) -> Reply:
        content, what, fields = message.content, "other", dict[str, Any]()
        if isinstance(content, ArticleAnswer):
            what, fields = "answer", {"article": self._keys.get(content.article, content.article)}
        elif isinstance(content, FlowStep):
            what, fields = "flow", {"flow": content.flow}
        elif isinstance(content, HandedOver):
            what = "handover"
        elif isinstance(content, Question):
            ids = [each.id for each in content.choices]
            if any(each.startswith((choices.ARTICLE, choices.FLOW)) for each in ids):
                what, fields = "question", {"choices": tuple(ids)}
            elif choices.YES in ids:
                what = "offer"
        kind: What = what  # type: ignore[assignment]
        return Reply(what=kind, text=message.body, **fields)

    async def _read(self, socket: ClientConnection) -> None:
        seen = set[str]()
        async for text in socket:
            for frame in _frames.decode(text):
                if isinstance(frame, frames.Welcome):
                    self._welcome.set()
                elif isinstance(frame, frames.VisitorError):
                    raise BenchError(f"{self._script.id} was refused: {frame.code}")
                elif isinstance(frame, frames.VisitorSnapshot | frames.Ack):
                    shown = frame.conversation
                    self._conversation = shown if isinstance(shown, str) else shown.id
                messages = frame.messages if isinstance(frame, frames.VisitorSnapshot) else []
                if isinstance(frame, frames.VisitorMessage):
                    messages = [frame.message]
                for message in messages:
                    if message.author == "bot" and message.id not in seen:
                        seen.add(message.id)
                        self._heard.put_nowait(message)


def _choices(content: Any) -> tuple[Any, ...]:
    return tuple(content.choices)
