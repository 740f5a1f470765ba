"""Agents' own signatures, one an inbox."""

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email.accounts import MailboxSettings
from channels.email.outgoing import formatting
from channels.email.outgoing.queries import mailbox_of, signature_texts
from channels.email.outgoing.schemas import OwnSignatures, Signature, Signatures
from contact_center.errors import NotFound
from contact_center.models import Agent, Inbox, MailSignature
from contact_center.realtime.mail_views import MailPerson


def of_agent(tx: Session, agent_id: int, inbox: str) -> OwnSignatures:
    """inbox: its public id. Raises NotFound."""
    row = _inbox(tx, inbox)
    box = mailbox_of(tx, row.id)
    beneath = msgspec.convert(box.settings, MailboxSettings).signature if box else {}
    return OwnSignatures(
        texts=signature_texts(tx, agent_id=agent_id, inbox_id=row.id),
        sender=MailPerson(box.address, row.name) if box else None,
        beneath=beneath,
    )


def put(tx: Session, agent_id: int, inbox: str, given: Signatures) -> OwnSignatures:
    """Replace an agent's signature in an inbox; in a language in which it is empty, there is none. Raises NotFound."""
    inbox_id = _inbox(tx, inbox).id
    tx.execute(sa.select(Agent.id).where(Agent.id == agent_id).with_for_update())  # one change at a time
    mine = MailSignature.agent_id == agent_id, MailSignature.inbox_id == inbox_id
    row = tx.execute(sa.select(MailSignature).where(*mine)).scalar_one_or_none()
    if row is None:
        row = MailSignature(agent_id=agent_id, inbox_id=inbox_id)
        tx.add(row)
    cleaned = {locale: cleaned_signature(each) for locale, each in given.texts.items()}
    row.texts = msgspec.to_builtins({locale: each for locale, each in cleaned.items() if each.text or each.html})
    tx.flush()
    return of_agent(tx, agent_id, inbox)


def cleaned_signature(given: Signature) -> Signature:
    """As it may be kept."""
    return Signature(text=given.text.strip(), html=formatting.clean(given.html))


def _inbox(tx: Session, inbox: str) -> Inbox:
    found = tx.execute(sa.select(Inbox).where(Inbox.public_id == inbox)).scalar_one_or_none()
    if found is None:
        raise NotFound("There is no such inbox.")
    return found
