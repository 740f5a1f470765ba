"""The floor at work: visitors and agents with open sockets, each visitor's conversation with one of the agents."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from contact_center.bench.company import Company
from contact_center.bench.ledger import Ledger
from contact_center.bench.people import Agent, Visitor
from contact_center.bench.server import BenchError, Http, expect
from contact_center.bench.sockets import Peer

SETTLE_SECONDS = 60.0
_PHRASES = (
    "where is my order, it should have come yesterday",
    "xin chào, đơn hàng của tôi vẫn chưa tới",
    "can I still change the address of the delivery?",
    "tôi muốn đổi size áo này, còn hàng không ạ?",
    "the code from the newsletter does not work at the check-out",
    "cảm ơn bạn, để tôi kiểm tra lại giúp nhé",
    "one moment please, I am looking it up for you",
    "the parcel arrived, but the screen is broken; what can I do now?",
)


class Floor:
    """Everybody who takes part."""

    def __init__(self, company: Company, ledger: Ledger, rng: random.Random) -> None:
        self.company, self.ledger, self.rng = company, ledger, rng
        self.visitors: list[Visitor] = []
        self.agents: list[Agent] = []

    @property
    def people(self) -> list[Peer]:
        return [*self.visitors, *self.agents]

    @property
    def unacknowledged(self) -> int:
        return sum(len(person.pending) for person in self.people)

    def write(self, client_id: str) -> str:
        """A message's text: its client id, by which it is recognised wherever it comes out again, and a phrase."""
        return f"{client_id} {self.rng.choice(_PHRASES)}"

    async def everybody_online(self) -> None:
        """Raises BenchError where somebody does not come online."""
        try:
            async with asyncio.timeout(SETTLE_SECONDS):
                for person in self.people:
                    await person.online.wait()
        except TimeoutError:
            away = ", ".join(person.name for person in self.people if not person.online.is_set())
            words = self.company.server.last_words()
            raise BenchError(
                f"Not online after {SETTLE_SECONDS:.0f} s: {away}. The server's last words: {words}"
            ) from None


@asynccontextmanager
async def floor(
    company: Company, ledger: Ledger, rng: random.Random, *, visitors: int, agents: int
) -> AsyncIterator[Floor]:
    """Open every socket, let each visitor begin a conversation, and wait until the product has given it to an agent."""
    result = Floor(company, ledger, rng)
    cookies = [await asyncio.to_thread(company.sign_in, number) for number in range(agents)]
    result.agents = [Agent(f"a{n}", company, ledger, result.write, cookie) for n, cookie in enumerate(cookies, 1)]
    result.visitors = [Visitor(f"v{n}", company, ledger, result.write) for n in range(1, visitors + 1)]
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(person.run(), name=person.name) for person in result.people]
        beats = [group.create_task(agent.beat()) for agent in result.agents]
        try:
            await result.everybody_online()
            for visitor in result.visitors:
                await visitor.write_next()
            await until(lambda: all(visitor.conversation for visitor in result.visitors), "every visitor has a chat")
            await _watch_own(result)
            yield result
        finally:
            for beat in beats:
                beat.cancel()
            await asyncio.gather(*(person.close() for person in result.people), return_exceptions=True)
            for task in tasks:
                task.cancel()


async def _watch_own(floor: Floor) -> None:
    """Each agent opens the conversations that routing has given to that agent, as the console's list shows them."""

    async def all_watched() -> bool:
        for agent in floor.agents:
            for conversation in await asyncio.to_thread(_own, floor.company, agent.cookie):
                await agent.watch(conversation)
        return sum(len(agent.views) for agent in floor.agents) == len(floor.visitors)

    await until_done(all_watched, "every conversation has its agent")
    views = [view for agent in floor.agents for view in agent.views.values()]
    await until(lambda: all(view.last is not None for view in views), "every agent sees the conversations")


def _own(company: Company, cookie: str) -> list[str]:
    with Http(company.server.port, cookie=cookie) as http:
        answer = http.get("/api/v1/conversations?view=mine&status=open&limit=200")
    return [row["id"] for row in expect(answer, 200, "list conversations").json()["items"]]


async def until(condition: Callable[[], bool], what: str, *, seconds: float = SETTLE_SECONDS) -> None:
    """Wait for something to become true. Raises BenchError where it does not."""

    async def check() -> bool:
        return condition()

    await until_done(check, what, seconds=seconds)


async def until_done(check: Callable[[], Awaitable[bool]], what: str, *, seconds: float = SETTLE_SECONDS) -> None:
    """As until(), for a check that waits itself."""
    try:
        async with asyncio.timeout(seconds):
            while not await check():  # noqa: ASYNC110
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise BenchError(f"Waited {seconds:.0f} s in vain until {what}.") from None
