"""Facts: what happened, as tagged records in the past tense. History, reports and audits are computed from them.

A fact is stored in the transaction of the change that it records. Facts of a conversation take a place in its
sequences; the others (staff, inboxes, settings) have none.
"""

from datetime import datetime

import msgspec


class Fact(msgspec.Struct, frozen=True, tag_field="fact"):
    """The root. The tag is the class's name; data beside it must be small and free of secrets."""


# Conversations -------------------------------------------------------------------------------------------------------


class ConversationOpened(Fact, tag=True):
    channel: str
    inbox_id: int


class MessageReceived(Fact, tag=True):
    """From the customer. The message has the fact's staff_seq."""


class MessageSent(Fact, tag=True):
    """A reply by an agent, the bot or the system. The message has the fact's staff_seq."""


class NoteAdded(Fact, tag=True):
    """A message that staff alone read. The message has the fact's staff_seq."""


class DeliveryChanged(Fact, tag=True):
    """A message came further towards the customer, or failed."""

    message_seq: int
    delivery: str
    reason: str | None = None


class ReceiptAdvanced(Fact, tag=True):
    """A party has received and seen the public messages up to these public_seq."""

    by: str
    delivered: int
    seen: int


class ConversationAssigned(Fact, tag=True):
    agent_id: int
    previous_id: int | None = None
    note: str | None = None


class ConversationReleased(Fact, tag=True):
    """The agent no longer owns it; it waits again."""

    agent_id: int
    reason: str


class ConversationResolved(Fact, tag=True):
    pass


class ConversationReopened(Fact, tag=True):
    reason: str


class ConversationSnoozed(Fact, tag=True):
    until: datetime


class ConversationWoken(Fact, tag=True):
    reason: str


# Work items ----------------------------------------------------------------------------------------------------------


class WorkItemQueued(Fact, tag=True):
    queue: str


class WorkItemAssigned(Fact, tag=True):
    agent_id: int


class WorkItemReturned(Fact, tag=True):
    agent_id: int
    reason: str


class WorkItemEnded(Fact, tag=True):
    outcome: str


# Customers and inboxes -----------------------------------------------------------------------------------------------


class CustomerCreated(Fact, tag=True):
    kind: str


class InboxCreated(Fact, tag=True):
    name: str
    channel: str


class InboxChanged(Fact, tag=True):
    fields: list[str]


# Staff ---------------------------------------------------------------------------------------------------------------


class PresenceChanged(Fact, tag=True):
    presence: str
    reason: str | None = None
