"""The shapes of an agent's desk over HTTP: offers answered, wrap-ups finished, and why work is where it is."""

from datetime import datetime

import msgspec

from contact_center.realtime.staff_commands import ShortText
from contact_center.realtime.staff_frames import AgentRef, ConversationRow
from contact_center.work.schemas import OfferView, WrapUpView


class Input(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The root of what is sent: a field that does not exist is an error."""


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """What is put to one, and what one has to wrap up; the socket's frame `offers` says the same."""

    offers: list[OfferView]
    wrap_ups: list[WrapUpView]
    server_time: datetime


class Decline(Input, frozen=True, kw_only=True):
    """reason: a word of the console's list, or one's own."""

    reason: ShortText | None = None


class WrapUpEnd(Input, frozen=True, kw_only=True):
    """code: one of the queue's."""

    code: ShortText | None = None


class GiveBack(Input, frozen=True, kw_only=True):
    """reason: why one is away from now on."""

    reason: ShortText | None = None


class GivenBack(msgspec.Struct, frozen=True, kw_only=True):
    """How many conversations wait for somebody else now."""

    conversations: int


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """conversation: one's own from now on; null where nothing waits that one may have."""

    conversation: ConversationRow | None


class WorkItemView(msgspec.Struct, frozen=True, kw_only=True):
    """One contact to be handled. waiting_since: kept through every return. agent: who has or had it in hand."""

    id: str
    queue: str
    channel: str
    state: str
    priority: int
    language: str | None
    agent: AgentRef | None
    over_capacity: bool
    waiting_since: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    outcome: str | None


class WantedSkill(msgspec.Struct, frozen=True):
    """level: at least, from 1 to 5."""

    name: str
    level: int


class ComparedAgent(msgspec.Struct, frozen=True, kw_only=True):
    """One of those who could have got it, best first. step: from 0, the first that asks the agent.

    parts: what the strategy compared, by name; times are microseconds since 1970; null: never yet.
    """

    agent: AgentRef
    chosen: bool
    step: int
    tier: int
    parts: dict[str, int | None]


class DecisionView(msgspec.Struct, frozen=True, kw_only=True):
    """Why it went to an agent, as it was then. waited: seconds. decided_by: the first thing that made a difference;
    null where nobody else could have had it, or where all were asked. reasons: how many others failed at what.
    """

    at: datetime
    queue: str
    waited: int
    step: int
    aged: bool
    strategy: str
    decided_by: str | None
    eligible: int
    compared: list[ComparedAgent]
    reasons: dict[str, int]


class AskedAgent(msgspec.Struct, frozen=True, kw_only=True):
    """Whom it was offered to, and how that ended; null: it has not."""

    agent: AgentRef
    at: datetime
    outcome: str | None
    reason: str | None


class WaitingView(msgspec.Struct, frozen=True, kw_only=True):
    """Why nobody has it. position: from 1, of those that wait in its queue. waited: seconds. step: from 0, of `steps`.

    reasons: how many agents fail at what. eligible: how many could have it at this moment. changes_at: when waiting
    alone changes something next.
    """

    position: int
    waiting: int
    waited: int
    step: int
    steps: int
    aged: bool
    eligible: int
    reasons: dict[str, int]
    needs: list[WantedSkill]
    changes_at: datetime | None


class Why(msgspec.Struct, frozen=True, kw_only=True):
    """Why a work item is where it is. taken_by: who gave it to its agent by hand, if somebody did.

    decisions: the newest first, kept for ninety days. waits: of one that waits.
    """

    item: WorkItemView
    taken_by: AgentRef | None
    decisions: list[DecisionView]
    offers: list[AskedAgent]
    waits: WaitingView | None
