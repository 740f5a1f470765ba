"""What the process that made a change already knows of it: saves the hub from reading it back."""

from datetime import datetime

import msgspec

from contact_center.contents import AnyContent
from contact_center.realtime.mail_views import MailView
from contact_center.values import Audience, Delivery, FileRef, Named, Writer

CONVERSATION = "conversation"
TYPING = "typing"
PRESENCE = "presence"
VIEWING = "viewing"
"""An agent has a conversation on the screen, or no longer; see realtime.viewing."""
MENTIONED = "mentioned"
"""A note names an agent, whose key is note; seq is the note's staff_seq, 0 where the agent has looked at mentions."""
DRAFT = "draft"
"""An agent's draft has changed: id is the agent's key, note the conversation's and the audience."""
ASSIGNED = "assigned"
"""A conversation was given to an agent by somebody else; note is the agent's key."""
VISITOR = "visitor"
"""A visitor's conversation was opened: the visitor's other tabs join it. note is the visitor's key."""


class MessageRecord(msgspec.Struct, frozen=True):
    """A stored message, with whoever wrote it."""

    public_id: str
    staff_seq: int
    public_seq: int | None
    writer: Writer
    audience: Audience
    body: str
    at: datetime
    client_id: str | None
    delivery: Delivery = Delivery.STORED
    attachments: tuple[FileRef, ...] = ()
    mentions: tuple[Named, ...] = ()
    content: AnyContent | None = None
    mail: MailView | None = None


class MessageAppended(msgspec.Struct, frozen=True):
    """Travels as Signal.local to the hub of the same process."""

    conversation: str
    message: MessageRecord
    origin: int
