"""The shapes of the preview: who would get an item now, and why the others would not."""

from typing import Annotated

import msgspec
from msgspec import Meta

from routing.records import Need
from routing.setup.schemas import Channel, Language, QueueSettings, Seconds, Shape


class PreviewQuestion(Shape, frozen=True, kw_only=True):
    """Who would get such an item now? settings: not yet saved ones, to see what they would do."""

    channel: Channel = "webchat"
    language: Language | None = None
    needs: Annotated[tuple[Need, ...], Meta(max_length=10)] = ()
    priority: Annotated[int, Meta(ge=0, le=9)] = 0
    waited: Seconds = 0
    settings: QueueSettings | None = None


class PreviewAgent(msgspec.Struct, frozen=True, kw_only=True):
    """reason: why not, as routing.records.Reason; none: could have it. ring: the step that asks them first."""

    agent: str
    name: str
    reason: str | None
    ring: int | None
    tier: int
    units: int
    total: int


class PreviewAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """agents: the best first, then those who cannot. chosen: public ids. decided_by: what made the difference."""

    chosen: list[str]
    decided_by: str | None
    step: int
    agents: list[PreviewAgent]
