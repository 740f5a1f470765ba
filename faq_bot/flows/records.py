"""What guided flows take and give. Pure.

Whoever leads the conversation keeps the state as JSON and gives it back with what the customer says next. A reply that
`acts` says nothing yet: `act` does what it waits for, outside any transaction, and says what comes of it. To act again
with the same state is harmless: what was done is done once for each run and step.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from contact_center.contents import ChoiceId, FlowStep
from contact_center.events import Fact

BACK, CANCEL, PERSON = "flow:back", "flow:cancel", "flow:person"
"""Choices that every flow has: the step before, no more of it, a person instead."""
YES, CHANGE, AGAIN, READ = "flow:yes", "flow:change", "flow:again", "flow:read"
"""Choices of some steps: that is right, change something, send another code, the policy was read."""


class FlowOutcome(StrEnum):
    """Where a flow stands after an event. Of the last three the state is none: the flow is over."""

    ASKS = "asks"
    """The customer is to answer."""
    ACTS = "acts"
    """Call `act`; text and content are empty."""
    DONE = "done"
    CANCELLED = "cancelled"
    """By the customer."""
    HANDS_OVER = "hands_over"
    """A person is to take over; `reason` says why."""


class HandoverReason(StrEnum):
    ASKED = "flow_person_asked"
    """The customer chose a person."""
    STUCK = "flow_stuck"
    """Too many answers did not fit."""
    FOR_STAFF = "flow_for_staff"
    """The flow has collected a request that staff carry out."""
    UNAVAILABLE = "flow_unavailable"
    """What the flow needs does not answer."""
    NOT_PROVEN = "flow_not_proven"
    """The customer could not prove who they are."""


class Option(msgspec.Struct, frozen=True):
    """One of what an action found to choose from, such as an item of an order. key: short, letters and digits."""

    key: str
    label: str


class FlowState(msgspec.Struct, frozen=True, kw_only=True):
    """Where a customer is in a flow.

    definition: the hash of the definition that it was begun with. run: makes what this run does happen once. at: the
    step's id. trail: the steps that were answered, for going back. answers: by field; given: the fields whose answer
    came with the message that began the flow, until their step is reached. results and options: what actions found.
    failures: answers that did not fit this step; refused: what actions could not do with them. problem: the key of
    what to say of the last one. doing: the action that is waited for, and said: what it is about, such as a
    code; both are empty in what is kept.
    """

    flow: str
    definition: str
    run: str
    at: str
    trail: tuple[str, ...] = ()
    answers: dict[str, str] = {}
    given: tuple[str, ...] = ()
    results: dict[str, str] = {}
    options: dict[str, tuple[Option, ...]] = {}
    failures: int = 0
    refused: int = 0
    problem: str | None = None
    doing: str = ""
    said: str = ""


@dataclass(frozen=True, kw_only=True)
class FlowInput:
    """What the customer said, and the choice behind it where a button was pressed."""

    text: str
    choice: ChoiceId | None = None


@dataclass(frozen=True, kw_only=True)
class FlowContext:
    """Of the conversation, as `faq_bot.flows.context.read` finds it.

    inbox_id: whose business hours count. language: en or vi.
    proven: the e-mail addresses that the customer has proved to have, in small letters.
    """

    language: str
    conversation_id: int
    customer_id: int
    inbox_id: int
    proven: frozenset[str] = frozenset()
    now: datetime


@dataclass(frozen=True)
class Answered:
    """An answer as a person reads it in the handover, in the language of the conversation. field: its key."""

    field: str
    label: str
    value: str


@dataclass(frozen=True, kw_only=True)
class FlowReply:
    """What to say, and what to keep. answers: what has been collected so far, for the handover.

    facts: to be recorded of the conversation, without a place in its sequences. writes: to be called in the unit
    that stores the message, after it: what else changes then, such as that a callback is planned.
    """

    text: str
    content: FlowStep | None
    state: FlowState | None
    outcome: FlowOutcome
    reason: HandoverReason | None = None
    facts: tuple[Fact, ...] = ()
    answers: tuple[Answered, ...] = ()
    writes: tuple[Callable[[Any], None], ...] = ()
    """Each takes the session of the unit."""


@dataclass(frozen=True, kw_only=True)
class Ended:
    """What came of an action. status: ok, not_found, not_allowed, not_proven or unavailable; of a code also again,
    wrong, old, too_many and not_an_address. proven: the address that the customer has proved to have by it.
    """

    status: str = "ok"
    proven: str | None = None
    results: dict[str, str] = field(default_factory=dict)
    options: dict[str, tuple[Option, ...]] = field(default_factory=dict)
    writes: tuple[Callable[[Any], None], ...] = ()


@dataclass(frozen=True, kw_only=True)
class FlowCard:
    """A flow that may be offered: its names, the phrasings that begin it, and what its steps say, by language.

    labels: of its steps by id, each by language.
    """

    id: str
    names: dict[str, str]
    phrasings: dict[str, tuple[str, ...]]
    texts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
