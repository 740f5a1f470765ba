"""From state to what an audience may see of it: the only place where frames about conversations are made. Pure."""

from typing import Any

from contact_center.customers.details import customer_name
from contact_center.realtime import staff_frames as staff
from contact_center.realtime import visitor_frames as visitor
from contact_center.realtime.changes import MessageRecord
from contact_center.values import Author, Owner, Status


def agent_ref(public_id: str | None, name: str | None) -> staff.AgentRef | None:
    return staff.AgentRef(public_id, name or "") if public_id else None


def conversation_row(row: Any) -> staff.ConversationRow:
    """row: one of realtime.queries.conversation_columns()."""
    return staff.ConversationRow(
        id=row.public_id,
        number=row.id,
        inbox=staff.InboxRef(row.inbox_public_id, row.inbox_name),
        channel=row.channel,
        subject=row.subject,
        status=row.status,
        owner=row.owner,
        agent=agent_ref(row.agent_public_id, row.agent_name),
        customer=staff.CustomerRef(
            row.customer_public_id,
            customer_name(row.customer_name, row.customer_email, row.customer_id),
            row.customer_email,
            row.customer_locale,
        ),
        created_at=row.created_at,
        last_message_at=row.last_message_at,
        waiting_since=row.waiting_since,
        unread=0 if row.owner == Owner.BOT else row.unread,  # whom the bot answers needs no agent to read it
        preview=row.preview,
        preview_author=row.preview_author,
        snoozed_until=row.snoozed_until,
        version=row.version,
        labels=row.labels,
        out_of_hours=row.out_of_hours,
        due_at=row.due_at,
        has_files=row.has_files,
        outgoing=row.outgoing,
        spam=row.spam_at is not None,
        merged_into=row.merged_into_id,
    )


def public_conversation(row: Any, joined: int | None) -> visitor.PublicConversation:
    """row: one of realtime.queries.public_columns(). joined: the public_seq at which somebody last took it up.

    A snoozed conversation is open to the visitor: snoozing is the staff's affair. Who wrote out of hours hears of an
    agent once that one has answered, since a routed chat alone is nobody at the desk.
    """
    ended, asks = row.status == Status.RESOLVED, row.inbox_settings.get("rating", True)
    return visitor.PublicConversation(
        id=row.public_id,
        status="resolved" if ended else "open",
        agent=public_agent(row),
        waiting=(row.owner != Owner.AGENT or row.out_of_hours) and not ended,
        may_rate=ended and asks and row.owner != Owner.NONE and row.score is None,
        score=row.score,
        bot=row.owner == Owner.BOT and not ended,
        joined=None if row.agent_id is None or row.out_of_hours else joined,
    )


def own_conversation_line(row: Any) -> visitor.OwnConversation:
    """row: what a visitor's list of conversations reads, one row a conversation."""
    return visitor.OwnConversation(
        id=row.public_id,
        status="resolved" if row.status == Status.RESOLVED else "open",
        agent=public_agent(row),
        preview=row.preview,
        last_message_at=row.last_message_at,
        unread=bool(row.unread),
    )


def public_agent(row: Any) -> visitor.PublicAgent | None:
    """Whom a visitor sees as the one who answers."""
    answers = row.owner == Owner.AGENT and row.agent_name and not row.out_of_hours
    return visitor.PublicAgent(row.agent_name) if answers else None


def staff_message(record: MessageRecord) -> staff.StaffMessage:
    writer = record.writer
    return staff.StaffMessage(
        id=record.public_id,
        seq=record.staff_seq,
        public_seq=record.public_seq,
        author=writer.author.value,
        agent=agent_ref(writer.public_id, writer.name),
        audience=record.audience.value,
        body=record.body,
        delivery=record.delivery.value,
        at=record.at,
        client_id=record.client_id,
        files=list(record.attachments),
        mentions=[staff.AgentRef(each.public_id, each.name) for each in record.mentions],
        content=record.content,
        mail=record.mail,
    )


def public_message(record: MessageRecord) -> visitor.PublicMessage:
    """Only for a public record; a note has no public_seq and is refused."""
    if record.public_seq is None:
        raise ValueError("a note was about to be shown to a visitor")
    writer = record.writer
    mine = writer.author is Author.CUSTOMER
    return visitor.PublicMessage(
        id=record.public_id,
        seq=record.public_seq,
        author=writer.author.value,
        body=record.body,
        at=record.at,
        agent=visitor.PublicAgent(writer.name) if writer.author is Author.AGENT else None,
        client_id=record.client_id if mine else None,
        files=list(record.attachments),
        content=record.content,
    )


def staff_message_frame(conversation: str, record: MessageRecord) -> staff.StaffMessageAdded:
    return staff.StaffMessageAdded(conversation, record.staff_seq, staff_message(record))


def visitor_message_frame(conversation: str, record: MessageRecord) -> visitor.VisitorMessage:
    message = public_message(record)
    return visitor.VisitorMessage(conversation, message.seq, message)


def staff_ack(conversation: str, record: MessageRecord) -> staff.StaffAck:
    return staff.StaffAck(conversation, record.client_id or "", record.staff_seq, staff_message(record))


def visitor_ack(conversation: str, record: MessageRecord) -> visitor.Ack:
    return visitor.Ack(
        conversation,
        record.client_id or "",
        record.public_id,
        record.public_seq or 0,
        record.at,
        list(record.attachments),
    )
