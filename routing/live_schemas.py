"""The shapes of what supervisors look into and do with queues, and of a transfer to one."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from contact_center.inboxes.schemas import Key
from contact_center.paging import PageQuery
from contact_center.realtime.staff_frames import AgentRef

Note = Annotated[str, Meta(max_length=2_000)]
Priority = Annotated[int, Meta(ge=0, le=9)]
Counted = Literal[
    "waiting",
    "by_message",
    "active",
    "wrapping",
    "answered",
    "in_time",
    "abandoned",
    "overflowed",
    "missed",
    "declined",
]


class Body(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The root: a field that does not exist is an error, not a silent nothing."""


class WorkItemQuery(PageQuery, frozen=True, kw_only=True):
    """Of which of a queue's numbers: those of now are listed oldest first, those of today newest first."""

    state: Counted = "waiting"


class QueueRef(Struct, frozen=True):
    id: str
    name: str


class WorkItemRow(Struct, frozen=True, kw_only=True):
    """A work item as supervisors see it. eligible_at: since when it waits, with the credit it came with.

    number: the conversation's. agent: who has it. offered_to: to whom it is put now.
    """

    id: str
    conversation: str
    number: int
    customer: str
    channel: str
    preview: str
    queue: QueueRef
    state: Literal[
        "new", "queued", "offered", "active", "on_hold", "wrapping", "done", "abandoned", "overflowed", "cancelled",
        "deflected",
    ]  # fmt: skip
    priority: int
    language: str | None
    agent: AgentRef | None
    offered_to: list[AgentRef]
    created_at: datetime
    eligible_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    promise_at: datetime | None
    by_message: bool
    over_capacity: bool


class SeenState(Body, frozen=True, kw_only=True):
    """How the item looked to whoever acts on it: 409 where somebody was faster, by a code that says with what.

    moved_meanwhile, assigned_meanwhile (agent null: nobody has it), priority_changed; work_ended: it is over.
    """

    queue: Key
    agent: Key | None
    priority: Priority


class Move(Body, frozen=True, kw_only=True):
    """note: for whoever gets it; 422 note_missing where the queue that it goes to wants one."""

    queue: Key
    note: Note | None = None
    seen: SeenState


class Prioritise(Body, frozen=True, kw_only=True):
    priority: Priority
    seen: SeenState


class Assign(Body, frozen=True, kw_only=True):
    """over_capacity: also where the agent has no room, which is marked; without it 409 agent_full."""

    agent: Key
    over_capacity: bool = False
    note: Note | None = None
    seen: SeenState


class TakeBack(Body, frozen=True, kw_only=True):
    seen: SeenState


class SetAway(Body, frozen=True, kw_only=True):
    reason: Annotated[str, Meta(min_length=1, max_length=100, pattern=r"\S")]


class Transfer(Body, frozen=True, kw_only=True):
    """To a queue. warm: whoever gives it on stays in the conversation to introduce the next agent.

    instead_of: whom the caller believes to be the owner (null: nobody): 409 conflict where somebody was faster.
    """

    queue: Key
    note: Note | None = None
    warm: bool = False
    instead_of: Key | None


class QueueChoice(Struct, frozen=True, kw_only=True):
    """A queue to transfer to. open: within its hours. waiting: in its line now. note: whether it wants one."""

    id: str
    name: str
    open: bool
    waiting: int
    note: bool


class QueueChoices(Struct, frozen=True, kw_only=True):
    queues: list[QueueChoice]
