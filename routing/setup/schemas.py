"""The shapes of queues, skills, members, capacity and intake rules: as they are stored, and as the API has them."""

from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

import msgspec
from msgspec import UNSET, Meta, UnsetType

from contact_center.inboxes.schemas import Key
from contact_center.patching import patch_of
from contact_center.work.schemas import WrapUp
from routing.records import DEFAULT_COSTS, FULL_TIME, IDLE_COST, ItemOrder, Need, Step, Strategy
from routing.steps import Warned

Channel = Literal["webchat", "email", "voice", "callback", "task"]
Name = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"\S")]
Seconds = Annotated[int, Meta(ge=0, le=30 * 86_400)]
Level = Annotated[int, Meta(ge=1, le=5)]
Language = Annotated[str, Meta(pattern="^[a-z]{2,3}$")]
Minutes = Annotated[int, Meta(ge=0, le=10_000)]


class Shape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The root: a field that does not exist is an error, not a silent nothing."""


class Promise(Shape, frozen=True, kw_only=True):
    """What share of contacts is to be answered within how many seconds; wallboards measure by it."""

    seconds: Annotated[int, Meta(ge=1, le=30 * 86_400)] = 60
    percent: Annotated[int, Meta(ge=1, le=100)] = 80


class Sticky(Shape, frozen=True, kw_only=True):
    """An item is kept for so many seconds for whoever handled the customer's last one within so many days."""

    seconds: Annotated[int, Meta(ge=0, le=3600)] = 0
    days: Annotated[int, Meta(ge=1, le=365)] = 7


class Overflow(Shape, frozen=True, kw_only=True):
    """What happens to an item that cannot be served here; of a queue's several the first that holds counts.

    when: waited (seconds in the queue), no_staff (nobody who could ever have it is there), closed (outside the queue's
    hours), full (max_waiting is reached as it comes), long_wait (the expected wait is longer than seconds).
    to: queue (another one, its public id beside it), message (the customer is told that the answer comes later, and
    the item waits on without a place in the line).
    """

    when: Literal["waited", "no_staff", "closed", "full", "long_wait"]
    to: Literal["queue", "message"]
    seconds: Seconds | None = None
    queue: Key | None = None


class QueueSettings(Shape, frozen=True, kw_only=True):
    """Whom a queue asks, in which order, and for how long.

    members: everybody on the staff, or those who were chosen. speaks: the agent must speak the customer's language.
    answer: an item is offered, with a countdown of offer_seconds, or given at once (automatic). missed_limit: so many
    offers missed in a row set the agent away; 0: never. exclude_seconds: so long an item is not offered again to who
    declined or missed it. abandon_seconds: a visitor gone for so long has abandoned what waits; none: never.
    """

    channels: Annotated[tuple[Channel, ...], Meta(min_length=1, max_length=5)] = (
        "webchat", "email", "voice", "callback", "task",
    )  # fmt: skip
    members: Literal["everybody", "chosen"] = "chosen"
    speaks: bool = False
    steps: Annotated[tuple[Step, ...], Meta(max_length=10)] = (Step(),)
    strategy: Strategy = Strategy.LONGEST_IDLE
    order: ItemOrder = ItemOrder.SCORE
    rank: Annotated[int, Meta(ge=0, le=100)] = 0
    weights: Annotated[tuple[Minutes, ...], Meta(min_length=10, max_length=10)] = tuple(range(10))
    ageing_seconds: Annotated[int, Meta(ge=60, le=30 * 86_400)] = 3600
    answer: Literal["offer", "automatic"] = "offer"
    offer_seconds: Annotated[int, Meta(ge=5, le=600)] = 20
    missed_limit: Annotated[int, Meta(ge=0, le=20)] = 2
    exclude_seconds: Annotated[int, Meta(ge=0, le=86_400)] = 300
    promise: Promise | None = Promise()
    sticky: Sticky = Sticky()
    overflow: Annotated[tuple[Overflow, ...], Meta(max_length=10)] = ()
    max_waiting: Annotated[int, Meta(ge=0, le=100_000)] | None = None
    abandon_seconds: Annotated[int, Meta(ge=10, le=86_400)] | None = 300
    transfer_note: bool = False


class ChannelCapacity(Shape, frozen=True, kw_only=True):
    """cap: items of the channel at once; 0: the channel is off. cost: units of each."""

    channel: Channel
    cap: Annotated[int, Meta(ge=0, le=100)]
    cost: Annotated[int, Meta(ge=0, le=1000)]


class Capacity(Shape, frozen=True, kw_only=True):
    """What an agent may hold at once. Channels that are not named have the usual cap and cost."""

    total: Annotated[int, Meta(ge=1, le=1000)] = FULL_TIME
    idle_cost: Annotated[int, Meta(ge=0, le=1000)] = IDLE_COST
    channels: Annotated[tuple[ChannelCapacity, ...], Meta(max_length=5)] = ()


USUAL_CAPS: dict[Channel, int] = {"webchat": 4, "email": 10, "voice": 1, "callback": 1, "task": 10}
USUAL_COSTS = DEFAULT_COSTS

# Intake rules --------------------------------------------------------------------------------------------------------


class Condition(Shape, frozen=True, kw_only=True):
    """One thing that must hold of a new contact: `is` any of the values, `is_not` any of them, or `contains` one.

    about: channel; inbox (public id); language; page (the address the customer was on), referrer; label (public id);
    hours (open or closed, of the inbox); words (in the first message, whole ones unless `contains`); customer (known,
    new); field.KEY (a custom field of the customer). Case and tone marks never count.
    """

    about: Annotated[
        str,
        Meta(
            pattern=r"^(channel|inbox|language|page|referrer|label|hours|words|customer|field\.[a-z][a-z0-9_]{0,49})$"
        ),
    ]
    how: Literal["is", "is_not", "contains"] = "is"
    values: Annotated[tuple[Annotated[str, Meta(min_length=1, max_length=200)], ...], Meta(min_length=1, max_length=50)]


class Outcome(Shape, frozen=True, kw_only=True):
    """What a rule does: the queue (public id; none: the default one), skills that hold at every step, the priority."""

    queue: Key | None = None
    needs: Annotated[tuple[Need, ...], Meta(max_length=10)] = ()
    priority: Annotated[int, Meta(ge=0, le=9)] = 0


# Over HTTP -----------------------------------------------------------------------------------------------------------


class QueueView(msgspec.Struct, frozen=True, kw_only=True):
    """calendar: public id. warnings: what is odd about it. waiting: items in it now. members: how many."""

    id: str
    name: str
    settings: QueueSettings
    wrap_up: WrapUp
    calendar: str | None
    default: bool
    members: int
    waiting: int
    warnings: list[Warned]
    version: int


class NewQueue(Shape, frozen=True, kw_only=True):
    name: Name
    settings: QueueSettings = QueueSettings()
    wrap_up: WrapUp = WrapUp()
    calendar: Key | None = None


if TYPE_CHECKING:
    QueueSettingsPatch: TypeAlias = QueueSettings
    WrapUpPatch: TypeAlias = WrapUp
else:
    QueueSettingsPatch = patch_of(
        QueueSettings, doc="Some of a queue's settings. What is left out stays; what is named is replaced as a whole."
    )
    WrapUpPatch = patch_of(WrapUp, doc="Some of what is to be done when a contact is over. What is left out stays.")


class QueuePatch(Shape, frozen=True, kw_only=True):
    """What is left out stays, of the settings and of the wrap-up too: {"settings": {"rank": 3}} changes the rank alone.

    version: the one that was seen; 409 changed_meanwhile where it has changed since.
    """

    name: Name | UnsetType = UNSET
    settings: QueueSettingsPatch | UnsetType = UNSET
    wrap_up: WrapUpPatch | UnsetType = UNSET
    calendar: Key | UnsetType | None = UNSET
    version: int | None = None


class MemberView(msgspec.Struct, frozen=True, kw_only=True):
    """A chosen member; agent: public id. tier: lower is asked first. delay: seconds of waiting before it is asked."""

    agent: str
    name: str
    rank: int | None
    tier: int
    position: int
    delay: int
    weight: int


class Member(Shape, frozen=True, kw_only=True):
    agent: Key
    rank: Annotated[int, Meta(ge=0, le=100)] | None = None
    tier: Annotated[int, Meta(ge=0, le=100)] = 0
    position: Annotated[int, Meta(ge=0, le=10_000)] = 0
    delay: Seconds = 0
    weight: Annotated[int, Meta(ge=1, le=1000)] = 1


class Members(Shape, frozen=True, kw_only=True):
    """All chosen members of a queue, as they are to be from now on."""

    members: Annotated[list[Member], Meta(max_length=5_000)]
    version: int | None = None


class MembersView(msgspec.Struct, frozen=True, kw_only=True):
    """All chosen members in the order of tier, position and name. version: the queue's."""

    members: list[MemberView]
    version: int


class QueueRemoval(Shape, frozen=True, kw_only=True):
    """move_to: the queue that takes over what waits, overflows to it, or is sent there by a rule."""

    move_to: Key | None = None


class SkillRemoval(Shape, frozen=True, kw_only=True):
    """drop: also from the steps, rules and waiting items that ask for it."""

    drop: bool = False


class SkillView(msgspec.Struct, frozen=True, kw_only=True):
    """agents: how many have it."""

    id: str
    name: str
    agents: int
    version: int


class NewSkill(Shape, frozen=True, kw_only=True):
    name: Name


class SkillPatch(Shape, frozen=True, kw_only=True):
    name: Name
    version: int | None = None


class AgentSkillLevel(Shape, frozen=True, kw_only=True):
    """skill: public id."""

    skill: Key
    level: Level


class AgentRoutingView(msgspec.Struct, frozen=True, kw_only=True):
    """What routing knows of an agent. limits: as they hold, with the usual ones filled in. capacity: their own.

    too_costly: channels that are on, but of which one item takes more units than the agent has in all: they never get
    any.
    """

    agent: str
    name: str
    role: str
    skills: list[AgentSkillLevel]
    languages: list[str]
    capacity: Capacity | None
    limits: Capacity
    too_costly: list[Channel]
    queues: list[str]
    version: int


class AgentRoutingPatch(Shape, frozen=True, kw_only=True):
    skills: Annotated[list[AgentSkillLevel], Meta(max_length=100)] | UnsetType = UNSET
    languages: Annotated[list[Language], Meta(max_length=20)] | UnsetType = UNSET
    capacity: Capacity | UnsetType | None = UNSET
    version: int | None = None
