"""Flows played without a database or a shop: actions that say what the test has told them."""

from datetime import UTC, datetime

import msgspec

from faq_bot.flows import reading
from faq_bot.flows.actions.shapes import ACTIONS
from faq_bot.flows.engine import CHECK_CODE, POLICY, SEND_CODE
from faq_bot.flows.flows import Flows
from faq_bot.flows.records import (
    Ended,
    FlowContext,
    FlowInput,
    FlowOutcome,
    FlowReply,
    FlowState,
    Option,
)

NOW = datetime(2026, 11, 30, 3, 0, tzinfo=UTC)
CODE = "123456"
DEFINITIONS = reading.read_all(reading.OWN)
OPTIONS: dict[str, tuple[Option, ...]] = {
    "items": (Option("1", "Moon vase"), Option("2", "Phở bowl × 2")),
    "days": (Option("2026-12-01", "Tuesday, 1 December"), Option("2026-12-02", "Wednesday, 2 December")),
    "times": (Option("0900", "9:00 to 10:00"), Option("1000", "10:00 to 11:00")),
}
DELIVERED = {"status": "delivered", "returnable": "yes", "order_number": "S23456"}


def context(language: str = "en", proven: frozenset[str] = frozenset()) -> FlowContext:
    return FlowContext(
        language=language, conversation_id=1, customer_id=1, inbox_id=1, proven=proven, now=NOW,
    )  # fmt: skip


class Play:
    """One customer in a flow. endings: what actions say, by name, instead of that all is well."""

    def __init__(
        self, flow: str, endings: dict[str, Ended] | None = None, *, language: str = "en", said: str = ""
    ) -> None:
        self.context, self.endings = context(language), endings or {}
        self.done: list[str] = []
        names = (*ACTIONS, SEND_CODE, CHECK_CODE, POLICY)
        self.flows = Flows(DEFINITIONS, dict.fromkeys(names, self._do), there=frozenset({"shop"}))
        self.reply: FlowReply = self.flows.start(flow, self.context, said)

    async def _do(self, state: FlowState, given: FlowContext) -> Ended:
        self.done.append(state.doing)
        if state.doing in self.endings:
            return self.endings[state.doing]
        if state.doing == CHECK_CODE:
            right = state.said == CODE
            return Ended(proven=state.answers["email"]) if right else Ended(status="wrong")
        if state.doing == SEND_CODE:
            return Ended(status="again" if state.said else "ok")
        gives = ACTIONS[state.doing].gives if state.doing in ACTIONS else ()
        found = {name: options for name, options in OPTIONS.items() if name in gives}
        results = DELIVERED if state.doing == "find_order" else {name: name for name in gives if name not in OPTIONS}
        return Ended(results=results, options=found)

    @property
    def state(self) -> FlowState:
        assert self.reply.state
        return self.reply.state

    async def say(self, text: str, choice: str | None = None) -> FlowReply:
        """As the bot does it: the state is stored as JSON in between, and actions are done when they are asked for."""
        stored = msgspec.json.encode(self.state)
        assert len(stored) < 4_000
        self.reply = self.flows.go_on(
            msgspec.json.decode(stored, type=FlowState), FlowInput(text=text, choice=choice), self.context
        )
        return await self.settled()

    async def settled(self) -> FlowReply:
        if self.reply.outcome is FlowOutcome.ACTS:
            self.reply = await self.flows.act(self.state, self.context)
        assert self.reply.outcome is not FlowOutcome.ACTS
        return self.reply

    async def says(self, *texts: str) -> FlowReply:
        for text in texts:
            await self.say(text)
        return self.reply

    def choices(self) -> list[str]:
        return [each.id for each in self.reply.content.choices] if self.reply.content else []
