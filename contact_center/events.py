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
    """A message that staff alone read. The message has the fact's staff_seq. mentions: the agents whom it names."""

    mentions: list[int] = []


class DeliveryChanged(Fact, frozen=True, tag=True):
    """A message came further towards the customer, or failed."""

    message_seq: int
    delivery: str
    reason: str | None = None


class MailPlanned(Fact, frozen=True, tag=True):
    """A mail that has not left leaves at another time."""

    message_seq: int
    send_at: datetime


class MailAttributed(Fact, frozen=True, tag=True):
    """What was forwarded is answered to whoever wrote it; not original: to whoever forwarded it, as other mail."""

    message_seq: int
    original: bool


class MailBounced(Fact, frozen=True, tag=True):
    """A mail did not reach one to whom it went, or not yet. outcome: failed or delayed. words: the server's.

    Whom, is in the message's recipients alone, where it can be erased.
    """

    message_seq: int
    outcome: str
    words: str


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


class ConversationTransferred(Fact, frozen=True, tag=True):
    """It waits in another queue, or in this one anew. agent_id: who had it. queue: its name then.

    warm: whoever gave it on stays in it, and introduces the next agent.
    """

    queue_id: int
    queue: str
    agent_id: int | None = None
    note: str | None = None
    warm: bool = False


class BotTookOver(Fact, frozen=True, tag=True):
    """The bot answers from now on."""


class BotHandedOver(Fact, frozen=True, tag=True):
    """A person answers from now on; it waits for one. reason: why the bot has stopped."""

    reason: str


class BotOutcomeKnown(Fact, frozen=True, tag=True):
    """resolved, abandoned or escalated: what has come of the bot's part."""

    outcome: str


class ConversationResolved(Fact, frozen=True, tag=True):
    """reason: inactivity, where no person ended it."""

    reason: str | None = None


class ConversationRated(Fact, frozen=True, tag=True):
    """The customer said how it was, 1 to 5; the words beside it are in the rating alone, where they can be erased."""

    rating_id: int
    score: int


class ConversationAnswered(Fact, frozen=True, tag=True):
    """By an agent, after the customer had written out of hours: the visitor may know from now on who it is."""


class ConversationReopened(Fact, frozen=True, tag=True):
    reason: str


class ConversationMarkedSpam(Fact, frozen=True, tag=True):
    """status, waiting_since, due_at, unread: as it stood. blocked: the sender whose mail is refused from then on."""

    status: str
    waiting_since: datetime | None = None
    due_at: datetime | None = None
    unread: int = 0
    blocked: str | None = None


class ConversationUnmarkedSpam(Fact, frozen=True, tag=True):
    pass


class ConversationSnoozed(Fact, frozen=True, tag=True):
    until: datetime


class ConversationWoken(Fact, frozen=True, tag=True):
    reason: str


class ConversationLabelled(Fact, frozen=True, tag=True):
    """The names that the labels had then."""

    added: list[str]
    removed: list[str]


class ConversationsMerged(Fact, frozen=True, tag=True):
    """All of the source is the target's from now on. Of both, each in its own sequence. merge: the public id."""

    source_id: int
    target_id: int
    merge: str


class ConversationsSplit(Fact, frozen=True, tag=True):
    """A merge was undone: what came from the source is the source's again."""

    source_id: int
    target_id: int
    merge: str


class ConversationCustomerChanged(Fact, frozen=True, tag=True):
    """It is another customer's from now on: of whoever wrote what was forwarded, or of who forwarded it again."""

    customer_id: int
    previous_id: int


class FlowStarted(Fact, frozen=True, tag=True):
    """The customer began a guided flow."""

    flow: str


class ActionTaken(Fact, frozen=True, tag=True):
    """The bot has asked another system for something, for the customer. arguments: private ones are masked.

    result: ok, not_found, not_allowed or unavailable.
    """

    action: str
    arguments: dict[str, str]
    result: str


class CallbackPlanned(Fact, frozen=True, tag=True):
    callback_id: int
    starts_at: datetime
    ends_at: datetime


class CallbackEnded(Fact, frozen=True, tag=True):
    """outcome: due, or replaced by another one of the conversation."""

    callback_id: int
    outcome: str


class FlowEnded(Fact, frozen=True, tag=True):
    """outcome: done, cancelled, hands_over. step: where it ended."""

    flow: str
    outcome: str
    step: str


# Work items ----------------------------------------------------------------------------------------------------------


class WorkItemQueued(Fact, frozen=True, tag=True):
    """queue: its name then."""

    queue: str
    queue_id: int = 0


class WorkItemOffered(Fact, frozen=True, tag=True):
    """To one agent, or to several of whom the first that accepts gets it. given_by: the agent who wants to give it."""

    agent_ids: list[int]
    given_by: int | None = None


class OfferEnded(Fact, frozen=True, tag=True):
    agent_id: int
    outcome: str
    reason: str | None = None


class WorkItemAssigned(Fact, frozen=True, tag=True):
    """over_capacity: a supervisor gave it to an agent who had no room."""

    agent_id: int
    over_capacity: bool = False


class WorkItemReturned(Fact, frozen=True, tag=True):
    agent_id: int
    reason: str


class WorkItemOverflowed(Fact, frozen=True, tag=True):
    """It waits in another queue from now on, or for a message; why is the overflow's `when`."""

    why: str
    to_queue_id: int | None = None


class WorkItemChanged(Fact, frozen=True, tag=True):
    """A supervisor has changed how it waits, such as its priority or its queue. fields: before and after, by name."""

    fields: dict[str, list[str | int | None]]


class WorkItemEnded(Fact, frozen=True, tag=True):
    """state: what it was in from then on; none in facts from before it was noted."""

    outcome: str
    state: str | None = None


class WorkItemWrappedUp(Fact, frozen=True, tag=True):
    """The agent is free of it. code: what it was about; none: not said."""

    agent_id: int
    code: str | None = None


# Customers and inboxes -----------------------------------------------------------------------------------------------


class CustomerCreated(Fact, frozen=True, tag=True):
    kind: str


class CustomerIdentified(Fact, frozen=True, tag=True):
    """A shop has said by a signed token who this is."""

    inbox_id: int


class EmailProven(Fact, frozen=True, tag=True):
    """The customer has typed the code that was mailed to an address, in this conversation."""

    conversation_id: int


class CustomerChanged(Fact, frozen=True, tag=True):
    """fields: which of the details, and the keys of the custom fields, changed."""

    fields: list[str]


class CustomersMerged(Fact, frozen=True, tag=True):
    """Recorded of both: the source is the target from now on."""

    source_id: int
    target_id: int
    merge_id: int


class MergeUndone(Fact, frozen=True, tag=True):
    """Recorded of both."""

    source_id: int
    target_id: int
    merge_id: int


class Blocked(Fact, frozen=True, tag=True):
    """A customer or, recorded of the block itself, a network may not write any more."""

    block_id: int
    until: datetime | None = None


class Unblocked(Fact, frozen=True, tag=True):
    block_id: int


class CustomFieldCreated(Fact, frozen=True, tag=True):
    key: str
    kind: str


class CustomFieldChanged(Fact, frozen=True, tag=True):
    fields: list[str]


class CustomFieldDeleted(Fact, frozen=True, tag=True):
    """values: how many customers had one."""

    key: str
    values: int


class ConsentGiven(Fact, frozen=True, tag=True):
    """A visitor agreed that the pages they look at are kept."""


class ConsentWithdrawn(Fact, frozen=True, tag=True):
    """A visitor agrees no longer; what was kept was deleted with it."""


class MailboxConnected(Fact, frozen=True, tag=True):
    address: str


class MailboxChanged(Fact, frozen=True, tag=True):
    """fields: what was named; never what it was set to."""

    fields: list[str]


class MailboxRemoved(Fact, frozen=True, tag=True):
    """unsent: mails that could not leave any more."""

    address: str
    unsent: int


class MailRetried(Fact, frozen=True, tag=True):
    """A mail that became no message is taken in once more."""


class MailboxFailing(Fact, frozen=True, tag=True):
    """Mail of a mailbox cannot be fetched. code: why."""

    code: str


class MailboxWorks(Fact, frozen=True, tag=True):
    """Again, after it did not."""


class InboxCreated(Fact, frozen=True, tag=True):
    name: str
    channel: str


class InboxChanged(Fact, frozen=True, tag=True):
    fields: list[str]


class InboxShown(Fact, frozen=True, tag=True):
    """Its widget was served to a page on one of its sites for the first time."""

    site: str


class IdentityKeyRenewed(Fact, frozen=True, tag=True):
    """number: of the key with which the shop signs its customers from now on."""

    number: int


class LabelCreated(Fact, frozen=True, tag=True):
    name: str


class LabelChanged(Fact, frozen=True, tag=True):
    fields: list[str]


class LabelRemoved(Fact, frozen=True, tag=True):
    name: str


class CannedReplyCreated(Fact, frozen=True, tag=True):
    shortcut: str


class CannedReplyChanged(Fact, frozen=True, tag=True):
    fields: list[str]


class CannedReplyDeleted(Fact, frozen=True, tag=True):
    shortcut: str


class CalendarCreated(Fact, frozen=True, tag=True):
    name: str


class CalendarChanged(Fact, frozen=True, tag=True):
    fields: list[str]


class CalendarDeleted(Fact, frozen=True, tag=True):
    name: str


# What routing goes by ------------------------------------------------------------------------------------------------


class QueueCreated(Fact, frozen=True, tag=True):
    name: str


class QueueChanged(Fact, frozen=True, tag=True):
    """fields: which changed; of the settings each by its own name."""

    fields: list[str]


class QueueMembersChanged(Fact, frozen=True, tag=True):
    """The agents' keys. changed: who stays with another tier, position, rank, delay or weight."""

    added: list[int]
    removed: list[int]
    changed: list[int]


class QueueMadeDefault(Fact, frozen=True, tag=True):
    """It takes what no rule sends elsewhere, in the place of the previous one."""

    previous_id: int


class QueueRemoved(Fact, frozen=True, tag=True):
    """moved: how many items that waited in it wait in another one from now on."""

    name: str
    moved_to: int | None = None
    moved: int = 0


class SkillCreated(Fact, frozen=True, tag=True):
    name: str


class SkillChanged(Fact, frozen=True, tag=True):
    fields: list[str]


class SkillDeleted(Fact, frozen=True, tag=True):
    """dropped_from: the names of the queues and rules that asked for it until then."""

    name: str
    dropped_from: list[str]


class AgentRoutingChanged(Fact, frozen=True, tag=True):
    """Of an agent's skills, languages and capacity, which changed."""

    fields: list[str]


class IntakeRuleCreated(Fact, frozen=True, tag=True):
    name: str


class IntakeRuleChanged(Fact, frozen=True, tag=True):
    fields: list[str]


class IntakeRuleDeleted(Fact, frozen=True, tag=True):
    name: str


class IntakeRulesOrdered(Fact, frozen=True, tag=True):
    """rules: their keys in the order in which they are asked from now on."""

    rules: list[int]


# The knowledge base --------------------------------------------------------------------------------------------------


class CategoryCreated(Fact, frozen=True, tag=True):
    name: str


class CategoryChanged(Fact, frozen=True, tag=True):
    fields: list[str]


class CategoryDeleted(Fact, frozen=True, tag=True):
    name: str


class ArticleCreated(Fact, frozen=True, tag=True):
    key: str


class ArticleChanged(Fact, frozen=True, tag=True):
    fields: list[str]


class ArticleArchived(Fact, frozen=True, tag=True):
    """Nobody reads it from now on."""


class ArticleRestored(Fact, frozen=True, tag=True):
    """Readers have again what was published of it."""


class ArticleDeleted(Fact, frozen=True, tag=True):
    """With all its versions."""

    key: str


class DraftSaved(Fact, frozen=True, tag=True):
    """revision: the number of the version that was saved; restored_from: of the one whose text it is again."""

    locale: str
    revision: int
    restored_from: int | None = None


class ReviewRequested(Fact, frozen=True, tag=True):
    locale: str
    revision: int


class ReviewDeclined(Fact, frozen=True, tag=True):
    """The draft went back to its writers, and why."""

    locale: str
    revision: int
    note: str | None = None


class ArticlePublished(Fact, frozen=True, tag=True):
    """Readers have this version from now on."""

    locale: str
    revision: int
    slug: str


class ArticleWithdrawn(Fact, frozen=True, tag=True):
    """Readers no longer have it in this language."""

    locale: str


class TranslationDeleted(Fact, frozen=True, tag=True):
    """With all its versions."""

    locale: str


class PhrasingsChanged(Fact, frozen=True, tag=True):
    """How many questions were added and removed."""

    locale: str
    added: int
    removed: int


class RedirectDeleted(Fact, frozen=True, tag=True):
    """A former address leads nowhere from now on, and may be another article's."""

    locale: str
    slug: str


class ArticleRated(Fact, frozen=True, tag=True):
    """Whether a version helped; the words beside it are in the feedback alone, where they can be erased."""

    locale: str
    revision: int
    helpful: bool


class SynonymsCreated(Fact, frozen=True, tag=True):
    locale: str
    words: list[str]


class SynonymsChanged(Fact, frozen=True, tag=True):
    words: list[str]


class SynonymsDeleted(Fact, frozen=True, tag=True):
    words: list[str]


class ArticleImageAdded(Fact, frozen=True, tag=True):
    name: str


class ArticleImageChanged(Fact, frozen=True, tag=True):
    fields: list[str]


class ArticleImageDeleted(Fact, frozen=True, tag=True):
    name: str


class KnowledgeImported(Fact, frozen=True, tag=True):
    """How many articles a folder of files has made, changed, and left as they were."""

    created: int
    changed: int
    unchanged: int


class KnowledgeSettingsChanged(Fact, frozen=True, tag=True):
    fields: list[str]


# The bot's learning --------------------------------------------------------------------------------------------------


class BotTurnMarked(Fact, frozen=True, tag=True):
    """An agent says whether the bot's answer was right."""

    turn_id: int
    mark: str
    right_article: str | None = None


class GapClosed(Fact, frozen=True, tag=True):
    """Questions that the bot could not answer were looked at. how: draft, phrasing or dismiss; turns: how many."""

    how: str
    turns: int
    article: str | None = None


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


# The installation ----------------------------------------------------------------------------------------------------


class BackupMade(Fact, frozen=True, tag=True):
    """size: of the archive, in bytes."""

    size: int
    files: int


class RetentionChanged(Fact, frozen=True, tag=True):
    """Days for which things are kept, by what they are."""

    days: dict[str, int]


class RetentionCarriedOut(Fact, frozen=True, tag=True):
    """How many of what were deleted because their time had passed."""

    deleted: dict[str, int]
