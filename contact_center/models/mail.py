"""E-mail: the mailboxes, every mail as it came, and what a message that is a mail has beside its text."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from contact_center.models.base import Base, public_id


class Mailbox(Base):
    """An inbox's account with a mail server: how its mail comes in and goes out."""

    __tablename__ = "mailbox"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    inbox_id: Mapped[int] = mapped_column(sa.ForeignKey("inbox.id"), unique=True)
    address: Mapped[str] = mapped_column(unique=True)
    """In small letters; what its mail is sent from."""
    aliases: Mapped[list[str]]
    """Further addresses whose mail comes in here, in small letters."""
    kind: Mapped[str]
    """imap: we fetch. relay: a mail server brings it to our receiver."""
    incoming: Mapped[dict[str, Any]]
    """Where and as whom it is fetched; channels.email.accounts.Incoming is its shape."""
    outgoing: Mapped[dict[str, Any]]
    """Where and as whom it is sent; empty: as the installation's own mail."""
    secrets: Mapped[str | None]
    """Passwords and tokens, sealed with the installation's key; channels.email.accounts.Secrets is what is inside."""
    settings: Mapped[dict[str, Any]]
    """How the mailbox behaves, such as its signature; channels.email.accounts.MailboxSettings is its shape."""
    import_from: Mapped[datetime | None]
    """Mail from then on that was there before it was connected is taken in as history; none: only what comes after."""
    connected_at: Mapped[datetime]
    """What arrived before is history."""
    uidvalidity: Mapped[int | None]
    """Of the folder (RFC 9051, 2.3.1.1): last_uid counts within it alone."""
    last_uid: Mapped[int] = mapped_column(default=0)
    """Every mail up to it is in mail_in, or was left out because it was there before."""
    first_uid: Mapped[int] = mapped_column(default=1)
    """Mails under it were there when the folder was first seen: their dates say what is made of them."""
    last_contact_at: Mapped[datetime | None]
    """When the server last answered, or the relay last brought a mail."""
    failing_since: Mapped[datetime | None]
    failure: Mapped[dict[str, Any] | None]
    """Why it does not work now; channels.email.failures.Failure is the shape."""
    alarmed_at: Mapped[datetime | None]
    """When administrators were told of it, since it last worked."""
    version: Mapped[int] = mapped_column(default=1)
    """Grows with every change by people: whoever saves an older one is told, and a running fetcher begins anew."""
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    """Since when it is none any more, and only says where mails came from; it is disabled, too, and has no secrets."""


class MailboxSignIn(Base):
    """An administrator signs in at a provider, so that a mailbox can be opened by tokens; forgotten when it expires."""

    __tablename__ = "mailbox_sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    agent_id: Mapped[int] = mapped_column(sa.ForeignKey("agent.id", ondelete="CASCADE"))
    session_id: Mapped[int] = mapped_column(sa.ForeignKey("staff_session.id", ondelete="CASCADE"), index=True)
    """The browser that began it, and that alone can end it."""
    mailbox_id: Mapped[int | None] = mapped_column(sa.ForeignKey("mailbox.id"))
    """Whose tokens are made anew; none where a mailbox is about to be connected."""
    provider: Mapped[str]
    """google, microsoft or custom."""
    expected: Mapped[str | None]
    """The address whose account it has to be; none where any will do."""
    state_hash: Mapped[str] = mapped_column(unique=True)
    """Of what the provider gives back once (RFC 6749, 10.12)."""
    state: Mapped[str] = mapped_column(default="begun")
    """begun; answered: the provider has sent the browser back; failed; done: there are tokens; used."""
    sealed: Mapped[str]
    """What was asked, then the tokens; channels.email.oauth.sign_ins says in which shapes."""
    account: Mapped[str | None]
    """Who has signed in."""
    failure: Mapped[dict[str, Any] | None]
    """channels.email.failures.Failure is the shape."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class MailIn(Base):
    """A mail as it arrived, kept before anything is read of it."""

    __tablename__ = "mail_in"
    __table_args__ = (
        sa.UniqueConstraint("mailbox_id", "dedupe"),
        sa.Index(
            "ix_mail_in_waiting",
            "mailbox_id",
            "id",
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        ),
        sa.Index(None, "state", "arrived_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    mailbox_id: Mapped[int] = mapped_column(sa.ForeignKey("mailbox.id"))
    uidvalidity: Mapped[int | None]
    uid: Mapped[int | None]
    """Both of the fetched copy; none where a relay brought it."""
    dedupe: Mapped[str]
    """Hash of its Message-ID and body: the same mail again, under whatever number, is not taken twice."""
    key: Mapped[str | None] = mapped_column(unique=True)
    """The blob of its bytes in the file store; none once they were deleted because their time had passed."""
    size: Mapped[int]
    """Bytes of the mail; of one that is not here as a whole, those at its server."""
    sha256: Mapped[str]
    envelope_from: Mapped[str | None]
    envelope_to: Mapped[list[str]]
    """Whom the relay brought it for; empty where it was fetched."""
    arrived_at: Mapped[datetime]
    """When the mail server had it, as far as it says so; else when we had it."""
    history: Mapped[bool] = mapped_column(default=False)
    """It was there before the mailbox was connected: it sets off nothing."""
    admitted: Mapped[bool] = mapped_column(default=False)
    """Somebody wants it taken in though its sender is blocked."""
    state: Mapped[str]
    """waiting; done: it is a message; dropped: it is none, for a reason; quarantined: it could not be taken in."""
    reason: Mapped[str | None]
    """Of a dropped one."""
    sender: Mapped[str | None]
    """Of a dropped one: who wrote it, in small letters."""
    error: Mapped[str | None]
    """Of the last attempt."""
    attempts: Mapped[int] = mapped_column(default=0)
    message_id: Mapped[int | None] = mapped_column(sa.ForeignKey("message.id", ondelete="SET NULL"), index=True)


class Mail(Base):
    """What a message that came or goes by mail has beside its text, which is what the person newly wrote."""

    __tablename__ = "mail"
    __table_args__ = (
        sa.Index(None, "header_id", "inbox_id"),
        sa.Index(
            "ix_mail_send_at",
            "send_at",
            sqlite_where=sa.text("left_at IS NULL AND send_at IS NOT NULL"),
            postgresql_where=sa.text("left_at IS NULL AND send_at IS NOT NULL"),
        ),
    )

    message_id: Mapped[int] = mapped_column(sa.ForeignKey("message.id", ondelete="CASCADE"), primary_key=True)
    inbox_id: Mapped[int] = mapped_column(sa.ForeignKey("inbox.id"))
    direction: Mapped[str]
    """in or out."""
    header_id: Mapped[str | None]
    """Its Message-ID, without angle brackets."""
    in_reply_to: Mapped[list[str]]
    references: Mapped[list[str]]
    """Oldest first."""
    subject: Mapped[str]
    sender: Mapped[dict[str, Any]]
    """From; channels.email.parsed.Mailbox is the shape of this and of the lists below."""
    reply_to: Mapped[list[dict[str, Any]]]
    to: Mapped[list[dict[str, Any]]]
    cc: Mapped[list[dict[str, Any]]]
    bcc: Mapped[list[dict[str, Any]]]
    """Of mails that go out alone; never in their bytes."""
    date: Mapped[datetime | None]
    """As the sender's clock says."""
    text: Mapped[str]
    """The whole of it, quotes included."""
    folded: Mapped[str]
    """What of the text is quoted or a signature."""
    html: Mapped[str | None]
    """Sanitised."""
    remote: Mapped[int] = mapped_column(default=0)
    """Pictures elsewhere in it, which are left out until somebody asks for them."""
    coloured: Mapped[bool] = mapped_column(default=False)
    """It has colours of its own, made for white paper."""
    mail_in_id: Mapped[int | None] = mapped_column(sa.ForeignKey("mail_in.id", ondelete="SET NULL"), index=True)
    authentication: Mapped[list[dict[str, Any]]]
    """What trusted servers found out of the sender; channels.email.parsed.Authentication is the shape of one."""
    automatic: Mapped[str] = mapped_column(default="")
    """Why it is taken for one that no person wrote; channels.email.parsed.Automatic."""
    answerable: Mapped[bool] = mapped_column(default=False)
    """The bot may answer it by itself: a person has begun with it, and wrote to us by name."""
    problems: Mapped[list[str]]
    forwarded_from: Mapped[dict[str, Any] | None]
    """Who seems to have written what was forwarded; never who sent it, nor we."""
    by_original: Mapped[bool] = mapped_column(default=False)
    """That one is the customer in place of who sent it, and is answered. Nobody has checked who wrote it."""
    related_id: Mapped[int | None] = mapped_column(sa.ForeignKey("conversation.id", ondelete="SET NULL"), index=True)
    """The conversation whose mails it answers, where its sender had no part in that."""
    by_form: Mapped[bool] = mapped_column(default=False)
    """It came by the contact form: nobody has checked that the address is the writer's."""
    answers: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """What was given on that form beside the text; inboxes.letters.FormAnswer is the shape of one."""
    stranger: Mapped[bool] = mapped_column(default=False)
    """Its sender had no part in the conversation until then."""
    send_at: Mapped[datetime | None]
    """When it goes out, or, once it was taken to be sent, is tried again; none where it came in."""
    written: Mapped[dict[str, Any] | None]
    """Of one that goes out, until it is taken to be sent: conversations.schemas.NewMail, as its writer gave it."""
    taken_at: Mapped[datetime | None]
    """When it was first taken to be sent: from then on nobody can take it back."""
    handed_at: Mapped[datetime | None]
    """Since when it is being handed to a server whose answer is not noted yet."""
    left_at: Mapped[datetime | None]
    """When a server took it."""
    withdrawn_at: Mapped[datetime | None]
    """When somebody took it back before it was taken to be sent: it never goes out."""
    copied_at: Mapped[datetime | None]
    """When a copy of it was put into the mailbox's folder of sent mail."""


class MailRecipient(Base):
    """One to whom a mail goes, and what became of it there."""

    __tablename__ = "mail_recipient"
    __table_args__ = (sa.UniqueConstraint("message_id", "address"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(sa.ForeignKey("message.id", ondelete="CASCADE"))
    address: Mapped[str]
    """In small letters."""
    kind: Mapped[str]
    """to, cc or bcc."""
    state: Mapped[str] = mapped_column(default="waiting")
    """waiting, sent, refused (by the server that we gave it to), bounced (later on), delayed."""
    code: Mapped[str | None]
    """Such as 550 or 5.1.1."""
    words: Mapped[str | None]
    """The server's."""
    at: Mapped[datetime | None]
    """When the state was last changed."""


class MailSignature(Base):
    """What an agent's mails of an inbox end with, before the mailbox's own signature."""

    __tablename__ = "mail_signature"
    __table_args__ = (sa.UniqueConstraint("agent_id", "inbox_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(sa.ForeignKey("agent.id", ondelete="CASCADE"))
    inbox_id: Mapped[int] = mapped_column(sa.ForeignKey("inbox.id", ondelete="CASCADE"))
    texts: Mapped[dict[str, Any]]
    """By locale; channels.email.outgoing.schemas.Signature is the shape of one."""


class MailParticipant(Base):
    """An address that takes part in a conversation by mail: it may go on with it."""

    __tablename__ = "mail_participant"
    __table_args__ = (sa.UniqueConstraint("conversation_id", "address"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(sa.ForeignKey("conversation.id", ondelete="CASCADE"))
    address: Mapped[str]
    """In small letters."""
    name: Mapped[str]
    role: Mapped[str]
    """from, to, cc or bcc: how it first came in; who is in bcc alone is in no answer to all."""
    since: Mapped[datetime]


class MailReplyWindow(Base):
    """How much automatic mail one sender was given, and how much came, in a stretch of time; or, at the inbox of the
    first mailbox, that a mail of a sender was answered by itself in one of those that got it (outgoing.copies).
    """

    __tablename__ = "mail_reply_window"
    __table_args__ = (sa.UniqueConstraint("inbox_id", "address_hash"), sa.Index(None, "starts_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    inbox_id: Mapped[int] = mapped_column(sa.ForeignKey("inbox.id", ondelete="CASCADE"))
    address_hash: Mapped[str]
    """Of the sender, or of the sender and a Message-ID; keyed with the installation's secret."""
    starts_at: Mapped[datetime]
    automatic: Mapped[int] = mapped_column(default=0)
    received: Mapped[int] = mapped_column(default=0)
