"""Mail that has not left, or has failed, and agents' signatures, over HTTP."""

from datetime import datetime
from functools import partial

import msgspec
from sqlalchemy.orm import Session

from channels.email.outgoing import beginning, planned, signatures
from channels.email.outgoing.beginning import Begun, MailSenders, NewMailConversation
from channels.email.outgoing.form import AnswerForm, answer_form
from channels.email.outgoing.schemas import OwnSignatures, Signatures
from contact_center.auth import Scope
from contact_center.conversations.queries import key_of
from contact_center.conversations.schemas import DraftView
from contact_center.conversations.text import checked_client_id, clean_body
from contact_center.http import Call, route
from contact_center.times import checked_future


class Plan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """With a zone, in the future; null: at once."""

    send_at: datetime | None


async def take_back(call: Call, conversation: str, message: str) -> DraftView:
    """Take a mail back that has not left; 409 already_left where it is too late. Its text is one's draft again."""
    me = call.principal.agent_id

    def unit(tx: Session) -> DraftView:
        return planned.take_back(tx, key_of(tx, conversation), message, agent_id=me, at=call.now)

    return await call.db.write(unit)


async def plan_mail(call: Call, conversation: str, message: str, body: Plan) -> None:
    """Let a mail leave at another time; 409 already_left where it is too late."""
    when = checked_future(body.send_at, now=call.now, field="send_at") if body.send_at else call.now

    def unit(tx: Session) -> None:
        key = key_of(tx, conversation)
        planned.plan_for(tx, key, message, send_at=when, by=call.principal.actor, at=call.now)

    await call.db.write(unit)


async def try_again(call: Call, conversation: str, message: str) -> None:
    """Send a mail again to those who have not got it; 409 nothing_failed where there is nobody."""

    def unit(tx: Session) -> None:
        planned.try_again(tx, key_of(tx, conversation), message, by=call.principal.actor, at=call.now)

    await call.db.write(unit)


async def get_answer_form(call: Call, conversation: str) -> AnswerForm:
    """What an answer by mail begins with: to whom it goes unless it says otherwise, its subject, what follows it."""
    return await call.db.read(answer_form, conversation, agent_id=call.principal.agent_id)


async def get_signature(call: Call, inbox: str) -> OwnSignatures:
    """One's own signature in an inbox, and the mailbox's, which follows it."""
    return await call.db.read(signatures.of_agent, call.principal.agent_id, inbox)


async def put_signature(call: Call, inbox: str, body: Signatures) -> OwnSignatures:
    """Set one's own signature in an inbox; what may not be formatted is taken out of it."""
    return await call.db.write(signatures.put, call.principal.agent_id, inbox, body)


async def list_mail_senders(call: Call) -> MailSenders:
    """The mailboxes that one may write from, with the signatures that follow what one writes."""
    return await call.db.read(beginning.senders, agent_id=call.principal.agent_id)


async def begin_conversation(call: Call, body: NewMailConversation) -> Begun:
    """Begin a conversation by writing a mail; its writer owns it, and what the customer answers comes into it.

    409 no_mailbox or mailbox_disabled where the inbox cannot send; 422 no_recipient, own_address, not_an_address,
    no_subject for what is wrong with the mail. With the same client_id again, what was begun the first time.
    """
    checked_client_id(body.client_id)
    text = clean_body(body.body, limit=call.settings.message_length, may_be_empty=bool(body.files))
    beginning_with = partial(
        beginning.begin, key=call.settings.secret_key, file_bytes=call.settings.mail_file_bytes, at=call.now
    )
    return await call.db.write(beginning_with, msgspec.structs.replace(body, body=text), call.principal)


_MAIL = "/conversations/{conversation}/messages/{message}"
ROUTES = (
    route("GET", "/mail-senders", list_mail_senders, Scope.CONVERSATIONS_WRITE),
    route("POST", "/conversations", begin_conversation, Scope.CONVERSATIONS_WRITE, status=201),
    route("GET", "/conversations/{conversation}/answer-form", get_answer_form, Scope.CONVERSATIONS_READ),
    route("POST", f"{_MAIL}/take-back", take_back, Scope.CONVERSATIONS_WRITE),
    route("PUT", f"{_MAIL}/send-at", plan_mail, Scope.CONVERSATIONS_WRITE),
    route("POST", f"{_MAIL}/try-again", try_again, Scope.CONVERSATIONS_WRITE),
    route("GET", "/inboxes/{inbox}/signature", get_signature, Scope.CONVERSATIONS_READ),
    route("PUT", "/inboxes/{inbox}/signature", put_signature, Scope.CONVERSATIONS_WRITE),
)
