"""What is registered with a provider is changed: stored tokens go to no other token server than they came from."""

from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email import state
from channels.email.accounts import Auth, Incoming, Outgoing, put_secrets, secrets_of
from channels.email.failures import failure
from channels.email.imap.fetching import MAILBOXES
from channels.email.oauth import registrations
from channels.email.oauth.providers import Provider, origin_of
from channels.email.oauth.registrations import RegistrationPut
from contact_center.db import Signal, emit
from contact_center.errors import SealBroken
from contact_center.events import MailboxChanged
from contact_center.models import Mailbox, MailboxSignIn, record


def register(tx: Session, provider: Provider, given: RegistrationPut, *, key: str, by: str, at: datetime) -> None:
    """With a token server of another origin all who have signed in by it have to do so again.

    key: the installation's secret. Raises InvalidInput, Conflict.
    """
    before = registrations.client_of(tx, provider, key=key)
    registrations.put(tx, provider, given, key=key)
    after = registrations.client_of(tx, provider, key=key)
    if origin_of(before.token_url) == origin_of(after.token_url):
        return
    tx.execute(sa.delete(MailboxSignIn).where(MailboxSignIn.provider == provider))
    for row in _served(tx, provider, lock=True):
        _forget_tokens(tx, row, key=key, by=by, at=at)


def signed_in(tx: Session, provider: Provider) -> list[str]:
    """The addresses of the mailboxes whose tokens come from the provider's token server."""
    return [row.address for row in _served(tx, provider) if _by_token(row)]


def _served(tx: Session, provider: Provider, *, lock: bool = False) -> list[Mailbox]:
    """Those whose tokens would be asked for where the registration says so, used now or not."""
    query = sa.select(Mailbox).where(Mailbox.removed_at.is_(None)).order_by(Mailbox.id)
    rows = tx.execute(query.with_for_update() if lock else query).scalars().all()
    return [row for row in rows if _asks(row, provider)]


def _asks(row: Mailbox, provider: Provider) -> bool:
    oauth = msgspec.convert(row.incoming, Incoming).oauth
    return oauth.provider == provider and not (oauth.client_id and oauth.token_url)


def _by_token(row: Mailbox) -> bool:
    incoming, outgoing = msgspec.convert(row.incoming, Incoming), msgspec.convert(row.outgoing, Outgoing)
    return Auth.OAUTH in {incoming.auth, outgoing.auth}


def _forget_tokens(tx: Session, row: Mailbox, *, key: str, by: str, at: datetime) -> None:
    """The secret of a client of its own would go there, too."""
    try:
        secrets = secrets_of(row, key=key)
    except SealBroken:
        row.secrets = None if _by_token(row) else row.secrets
    else:
        if not (secrets.refresh_token or secrets.access_token or secrets.client_secret):
            return
        cleared = {"refresh_token": "", "access_token": "", "access_until": None, "client_secret": ""}
        put_secrets(row, msgspec.structs.replace(secrets, **cleared), key=key)
    row.version += 1
    tx.flush()
    record(tx, "mailbox", row.id, MailboxChanged(["secrets"]), by=by, at=at)
    if _by_token(row):
        state.note_failure(tx, row.id, failure("oauth_anew"), now=at)
    emit(tx, Signal(MAILBOXES, row.id))
