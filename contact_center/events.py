"""Facts: what happened, as tagged records in the past tense. History, reports and audits are computed from them.

A fact is stored in the transaction of the change that it records. Facts of a conversation take a place in its
sequences; the others (staff, inboxes, settings) have none.
"""

from datetime import datetime

import msgspec


class Fact(msgspec.Struct, frozen=True, tag_field="fact"):
    """The root. The tag is the class's name; data beside it must be small and free of secrets."""


# Conversations -------------------------------------------------------------------------------------------------------


class ConversationOpened(Fact, frozen=True, tag=True):
    channel: str
    inbox_id: int


class MessageReceived(Fact, frozen=True, tag=True):
    """From the customer. The message has the fact's staff_seq."""


class MessageSent(Fact, frozen=True, tag=True):
    """A reply by an agent, the bot or the system. The message has the fact's staff_seq."""


class NoteAdded(Fact, frozen=True, tag=True):
    """A message that staff alone read. The message has the fact's staff_seq."""


class DeliveryChanged(Fact, frozen=True, tag=True):
    """A message came further towards the customer, or failed."""

    message_seq: int
    delivery: str
    reason: str | None = None


class ReceiptAdvanced(Fact, frozen=True, tag=True):
    """A party has received and seen the public messages up to these public_seq."""

    by: str
    delivered: int
    seen: int


class ConversationAssigned(Fact, frozen=True, tag=True):
    agent_id: int
    previous_id: int | None = None
    note: str | None = None


class ConversationReleased(Fact, frozen=True, tag=True):
    """The agent no longer owns it; it waits again."""

    agent_id: int
    reason: str


class ConversationResolved(Fact, frozen=True, tag=True):
    pass


class ConversationReopened(Fact, frozen=True, tag=True):
    reason: str


class ConversationSnoozed(Fact, frozen=True, tag=True):
    until: datetime


class ConversationWoken(Fact, frozen=True, tag=True):
    reason: str


# Work items ----------------------------------------------------------------------------------------------------------


class WorkItemQueued(Fact, frozen=True, tag=True):
    queue: str


class WorkItemAssigned(Fact, frozen=True, tag=True):
    agent_id: int


class WorkItemReturned(Fact, frozen=True, tag=True):
    agent_id: int
    reason: str


class WorkItemEnded(Fact, frozen=True, tag=True):
    outcome: str


# Customers and inboxes -----------------------------------------------------------------------------------------------


class CustomerCreated(Fact, frozen=True, tag=True):
    kind: str


class InboxCreated(Fact, frozen=True, tag=True):
    name: str
    channel: str


class InboxChanged(Fact, frozen=True, tag=True):
    fields: list[str]


# Staff ---------------------------------------------------------------------------------------------------------------


class PresenceChanged(Fact, frozen=True, tag=True):
    presence: str
    reason: str | None = None


class StaffInvited(Fact, frozen=True, tag=True):
    role: str


class InvitationRenewed(Fact, frozen=True, tag=True):
    """The former link no longer works; a new one was sent."""


class InvitationAccepted(Fact, frozen=True, tag=True):
    pass


class StaffCreated(Fact, frozen=True, tag=True):
    """With a password from the beginning: from the command line or by the first administrator's link."""

    role: str


class StaffChanged(Fact, frozen=True, tag=True):
    """fields: which changed. role: the new one, where it did."""

    fields: list[str]
    role: str | None = None


class StaffDisabled(Fact, frozen=True, tag=True):
    pass


class StaffEnabled(Fact, frozen=True, tag=True):
    pass


class SignedIn(Fact, frozen=True, tag=True):
    pass


class SignedOut(Fact, frozen=True, tag=True):
    pass


class SessionsEnded(Fact, frozen=True, tag=True):
    """Ended from another one, or because the password changed or the account was disabled."""

    count: int
    reason: str


class PasswordChanged(Fact, frozen=True, tag=True):
    """how: by its owner, by a link, or from the command line."""

    how: str


class PasswordResetRequested(Fact, frozen=True, tag=True):
    pass


class ApiTokenCreated(Fact, frozen=True, tag=True):
    name: str
    scopes: list[str]


class ApiTokenRevoked(Fact, frozen=True, tag=True):
    name: str


# Jobs ----------------------------------------------------------------------------------------------------------------


class JobRetried(Fact, frozen=True, tag=True):
    """An administrator had a dead job tried again."""

    kind: str


class JobDiscarded(Fact, frozen=True, tag=True):
    """An administrator gave a dead job up for good."""

    kind: str
