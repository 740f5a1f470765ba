"""State changes of mailboxes, and of the mails that became no message."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email.accounts import (
    Account,
    Auth,
    Incoming,
    Kind,
    MailboxSettings,
    OAuth,
    Secrets,
    account_of,
    put_secrets,
)
from channels.email.arrivals import INTAKE, is_whole
from channels.email.contact.asked import check_asked
from channels.email.imap.choosing import SKEW
from channels.email.imap.connection import Folder
from channels.email.imap.fetching import MAILBOXES
from channels.email.mailboxes.checking import Checked
from channels.email.mailboxes.schemas import MailboxPatch, NewMailbox, NewSecrets
from channels.email.oauth.providers import Provider
from channels.email.oauth.sign_ins import Granted
from channels.email.taking import BLOCKED
from contact_center import jobs
from contact_center.customers.details import clean_email
from contact_center.customers.fields import fields_by_key
from contact_center.db import Signal, emit
from contact_center.errors import Conflict, InvalidInput, NotFound, SealBroken
from contact_center.events import MailboxChanged, MailboxConnected, MailRetried
from contact_center.inboxes.schemas import InboxPatch, NewInbox
from contact_center.inboxes.service import change_inbox, create_inbox
from contact_center.models import Inbox, Mailbox, MailIn, record
from contact_center.values import BY_MAIL, MailState


def check_import(since: datetime | None, *, now: datetime) -> None:
    """Raises InvalidInput for a time that is still to come, from which on no mail could be there already."""
    if since is not None and (since.tzinfo is None or since > now):
        detail = "Older mail is taken in from a time in the past on: give one with its zone."
        raise InvalidInput(detail, code="import_from_future", field="import_from")


def connect(tx: Session, new: NewMailbox, checked: Checked, *, key: str, by: str, at: datetime) -> Mailbox:
    """A mailbox with an inbox of its own: the one that it had, where one of this address was removed.

    key: the installation's secret. Raises InvalidInput, Conflict.
    """
    address, aliases = addresses(tx, new.address, new.aliases)
    _check_form(tx, new.settings, before=MailboxSettings())
    row = _back(tx, new, address, by=by, at=at) or _first(tx, new, address, by=by, at=at)
    row.aliases, row.kind, row.import_from = aliases, new.kind, new.import_from
    for name in ("incoming", "outgoing", "settings"):
        setattr(row, name, msgspec.to_builtins(getattr(new, name)))
    tx.add(row)
    tx.flush()
    put_secrets(row, checked.secrets, key=key)
    _begin_at(row, checked.folder)
    tx.flush()
    record(tx, "mailbox", row.id, MailboxConnected(address), by=by, at=at)
    emit(tx, Signal(MAILBOXES, row.id))
    return row


def _first(tx: Session, new: NewMailbox, address: str, *, by: str, at: datetime) -> Mailbox:
    inbox = create_inbox(tx, NewInbox(name=new.name or address), channel=BY_MAIL, by=by, at=at)
    return Mailbox(inbox_id=inbox.id, address=address, connected_at=at, created_at=at)


def _back(tx: Session, new: NewMailbox, address: str, *, by: str, at: datetime) -> Mailbox | None:
    """The removed one of the address, to be filled anew: its conversations go on. What is there now is old mail."""
    mine = Mailbox.address == address, Mailbox.removed_at.is_not(None)
    row = tx.execute(sa.select(Mailbox).where(*mine).with_for_update()).scalar_one_or_none()
    if row is None:
        return None
    inbox = tx.get_one(Inbox, row.inbox_id)
    patch = InboxPatch(disabled=False) if new.name is None else InboxPatch(name=new.name, disabled=False)
    change_inbox(tx, inbox.public_id, patch, by=by, at=at)
    row.uidvalidity, row.connected_at, row.last_contact_at = None, at + SKEW, None
    row.version, row.disabled_at, row.removed_at = row.version + 1, None, None
    return row


def change(
    tx: Session, public_id: str, patch: MailboxPatch, checked: Checked | None, *, key: str, by: str, at: datetime
) -> Mailbox:
    """Apply what the patch names. checked: where its servers were tried. Raises NotFound, InvalidInput, Conflict."""
    row = mailbox_by_id(tx, public_id, lock=True)
    check_version(row.version, patch)
    if patch.address is not None or patch.aliases is not None:
        given = patch.address or row.address, patch.aliases if patch.aliases is not None else row.aliases
        row.address, row.aliases = addresses(tx, *given, but=row.id)
    if patch.settings is not None:
        _check_form(tx, patch.settings, before=msgspec.convert(row.settings, MailboxSettings))
    for name in ("outgoing", "settings"):
        if (value := getattr(patch, name)) is not None:
            setattr(row, name, msgspec.to_builtins(value))
    if patch.incoming is not None:
        before, row.incoming = row.incoming, msgspec.to_builtins(patch.incoming)
        if checked is not None and any(before[name] != row.incoming[name] for name in ("host", "username", "folder")):
            _begin_anew(row, checked.folder, import_from=patch.import_from, at=at)
    if checked is not None:
        put_secrets(row, checked.secrets, key=key)
    if patch.disabled is not None:
        row.disabled_at = (row.disabled_at or at) if patch.disabled else None
    row.version += 1
    row.failing_since = row.failure = row.alarmed_at = None
    tx.flush()
    named = sorted(msgspec.to_builtins(patch).keys() - {"version"})
    record(tx, "mailbox", row.id, MailboxChanged(named), by=by, at=at)
    emit(tx, Signal(MAILBOXES, row.id))
    return row


def check_version(version: int, patch: MailboxPatch) -> None:
    """Raises Conflict where the change was made to another version."""
    if patch.version != version:
        raise Conflict("Somebody else has changed this mailbox meanwhile. Look again.", code="changed_meanwhile")


def account(tx: Session, public_id: str, *, key: str) -> Account:
    """Raises NotFound. Secrets that do not open any more are taken for none: they are to be given again."""
    row = mailbox_by_id(tx, public_id)
    try:
        return account_of(tx, row, key=key)
    except SealBroken:
        row.secrets = None
        return account_of(tx, row, key=key)


def _check_form(tx: Session, settings: MailboxSettings, *, before: MailboxSettings) -> None:
    """What it asked for before may stay, also where the custom field is gone. Raises InvalidInput."""
    if settings.form.fields:
        check_asked(settings.form.fields, fields_by_key(tx).keys() | {each.key for each in before.form.fields})


def given(before: Secrets, new: NewSecrets | None, granted: Granted | None = None) -> Secrets:
    """The secrets with those that were given anew; with another refresh token the access token is another's.

    granted: what a sign-in at the provider has brought.
    """
    if granted is not None:
        before = with_tokens(before, granted.secrets)
    named = {name: getattr(new, name) for name in new.__struct_fields__ if name != "sign_in"} if new else {}
    changes = {name: value for name, value in named.items() if value is not None}
    if "refresh_token" in changes:
        changes |= {"access_token": "", "access_until": None}
    return msgspec.structs.replace(before, **changes)


def with_tokens(before: Secrets, new: Secrets) -> Secrets:
    """Those of a new sign-in, in the place of earlier ones."""
    return msgspec.structs.replace(
        before, refresh_token=new.refresh_token, access_token=new.access_token, access_until=new.access_until
    )


def signed_in(incoming: Incoming, granted: Granted | None) -> Incoming:
    """By the installation's client, and with the account that has signed in."""
    if granted is None:
        return incoming
    oauth = OAuth(provider=granted.provider, account=granted.account)
    return msgspec.structs.replace(incoming, auth=Auth.OAUTH, oauth=oauth)


def renew(
    tx: Session, before: Account, account: str, secrets: Secrets, *, provider: Provider, key: str, by: str, at: datetime
) -> None:
    """Somebody has signed in anew at the provider: the tokens are others, and it is fetched again at once.

    before: the mailbox as it was tried. Raises Conflict where it was changed since.
    """
    row = mailbox_by_key(tx, before.id, lock=True)
    if row.version != before.version:
        raise Conflict("Somebody has changed this mailbox meanwhile. Sign in again.", code="changed_meanwhile")
    oauth = msgspec.structs.replace(before.incoming.oauth, account=account)
    if oauth.provider != provider:
        oauth = OAuth(provider=provider, account=account)
    row.incoming = msgspec.to_builtins(msgspec.structs.replace(before.incoming, oauth=oauth))
    put_secrets(row, secrets, key=key)
    row.version += 1
    row.failing_since = row.failure = row.alarmed_at = None
    tx.flush()
    record(tx, "mailbox", row.id, MailboxChanged(["secrets"]), by=by, at=at)
    emit(tx, Signal(MAILBOXES, row.id))


def mailbox_by_key(tx: Session, key: int, *, lock: bool = False) -> Mailbox:
    """Raises NotFound."""
    row = tx.get(Mailbox, key, with_for_update=lock or None)
    if row is None:
        raise NotFound("There is no such mailbox.")
    return row


def mailbox_by_id(tx: Session, public_id: str, *, lock: bool = False) -> Mailbox:
    """Raises NotFound."""
    query = sa.select(Mailbox).where(Mailbox.public_id == public_id, Mailbox.removed_at.is_(None))
    row = tx.execute(query.with_for_update() if lock else query).scalar_one_or_none()
    if row is None:
        raise NotFound("There is no such mailbox.")
    return row


def retry(tx: Session, public_id: str, *, by: str, now: datetime) -> MailIn:
    """Let a mail that was put aside or dropped be taken in once more. Raises NotFound, or Conflict where it cannot."""
    row = mail_by_id(tx, public_id, lock=True)
    if row.state not in {MailState.QUARANTINED, MailState.DROPPED}:
        raise Conflict("This mail cannot be tried again: it is a message already, or it waits.")
    if not is_whole(row):
        detail = "Not all of this mail is here. Read it at the mail server, where it still is, and answer from there."
        raise Conflict(detail, code="mail_not_whole")
    row.admitted = row.admitted or row.reason == BLOCKED
    row.state, row.reason, row.error, row.attempts, row.message_id = MailState.WAITING, None, None, 0, None
    record(tx, "mail_in", row.id, MailRetried(), by=by, at=now)
    jobs.enqueue(tx, INTAKE, {"mailbox_id": row.mailbox_id}, now=now, unique_key=str(row.mailbox_id))
    return row


def mail_by_id(tx: Session, public_id: str, *, lock: bool = False) -> MailIn:
    """Raises NotFound."""
    query = sa.select(MailIn).where(MailIn.public_id == public_id)
    row = tx.execute(query.with_for_update() if lock else query).scalar_one_or_none()
    if row is None:
        raise NotFound("There is no such mail.")
    return row


def _begin_anew(row: Mailbox, folder: Folder | None, *, import_from: datetime | None, at: datetime) -> None:
    """With another account or folder. What is there now is old, also where all of it is read again one day."""
    row.uidvalidity, row.connected_at, row.import_from = None, at + SKEW, import_from
    _begin_at(row, folder)


def _begin_at(row: Mailbox, folder: Folder | None) -> None:
    """Of what is in the folder now, nothing or only history is taken."""
    if row.kind == Kind.IMAP and folder is not None:
        row.uidvalidity, row.first_uid = folder.uidvalidity, folder.uidnext
        row.last_uid = folder.uidnext - 1 if row.import_from is None else 0


def addresses(tx: Session, address: str, aliases: Sequence[str], *, but: int | None = None) -> tuple[str, list[str]]:
    """Both cleaned. but: the mailbox whose they are to be, where it is there already.

    Raises InvalidInput for one that is none, Conflict for one that another mailbox has.
    """
    own = clean_email(address, field="address")
    others = list(dict.fromkeys(clean_email(each, field="aliases") for each in aliases))
    others = [each for each in others if each != own]
    rows = tx.execute(sa.select(Mailbox.id, Mailbox.address, Mailbox.aliases, Mailbox.removed_at)).all()
    taken = {each for row in rows if row.id != but and not row.removed_at for each in (row.address, *row.aliases)}
    if found := sorted(taken & {own, *others}):
        field = "address" if own in found else "aliases"
        raise Conflict(f"Another mailbox has the address {found[0]} already.", code="address_taken", field=field)
    if but is not None and any(row.address == own and row.removed_at for row in rows):
        detail = f"A mailbox of the address {own} was removed. Connect that again: its conversations then go on."
        raise Conflict(detail, code="address_removed", field="address")
    if any("+" in each.partition("@")[0] for each in (own, *others)):
        raise InvalidInput("Give the address without what follows a plus sign.", field="address")
    return own, others
