"""Agents' own signatures, one an inbox."""

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email.outgoing import formatting
from channels.email.outgoing.queries import signature_texts
from channels.email.outgoing.schemas import Signature, Signatures
from contact_center.errors import NotFound
from contact_center.models import Agent, Inbox, MailSignature


def of_agent(tx: Session, agent_id: int, inbox: str) -> Signatures:
    """inbox: its public id. Raises NotFound."""
    return Signatures(texts=signature_texts(tx, agent_id=agent_id, inbox_id=_key_of(tx, inbox)))


def put(tx: Session, agent_id: int, inbox: str, given: Signatures) -> Signatures:
    """Replace an agent's signature in an inbox. Raises NotFound."""
    inbox_id = _key_of(tx, inbox)
    tx.execute(sa.select(Agent.id).where(Agent.id == agent_id).with_for_update())  # one change at a time
    mine = MailSignature.agent_id == agent_id, MailSignature.inbox_id == inbox_id
    row = tx.execute(sa.select(MailSignature).where(*mine)).scalar_one_or_none()
    if row is None:
        row = MailSignature(agent_id=agent_id, inbox_id=inbox_id)
        tx.add(row)
    cleaned = Signatures(texts={locale: cleaned_signature(each) for locale, each in given.texts.items()})
    row.texts = msgspec.to_builtins(cleaned.texts)
    tx.flush()
    return cleaned


def cleaned_signature(given: Signature) -> Signature:
    """As it may be kept."""
    return Signature(text=given.text.strip(), html=formatting.clean(given.html))


def _key_of(tx: Session, inbox: str) -> int:
    found = tx.execute(sa.select(Inbox.id).where(Inbox.public_id == inbox)).scalar_one_or_none()
    if found is None:
        raise NotFound("There is no such inbox.")
    return found
