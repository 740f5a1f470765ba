"""Mailboxes, and the mails that became no message, over HTTP: for administrators."""

import msgspec
from sqlalchemy.orm import Session

from channels.email.accounts import Account, Kind, Secrets, client_for
from channels.email.coming import MailRules
from channels.email.mailboxes import heads, queries, removing, service, sign_in_api
from channels.email.mailboxes.checking import Checked, check
from channels.email.mailboxes.holding import check_held
from channels.email.mailboxes.schemas import (
    CameView,
    MailboxPatch,
    MailboxView,
    MailQuery,
    MailRulesPut,
    MailRulesView,
    NewMailbox,
    NewSecrets,
)
from channels.email.oauth import sign_ins
from channels.email.oauth.sign_ins import Granted
from channels.email.shared import RULES
from contact_center import installation
from contact_center.auth import Scope
from contact_center.files.api import store_of
from contact_center.http import Call, route
from contact_center.paging import Page, PageQuery


async def list_mailboxes(call: Call, query: PageQuery) -> Page[MailboxView]:
    """The mailboxes and how they stand, the oldest first."""
    return await call.db.read(queries.mailboxes, query, base_url=call.settings.base_url, now=call.now)


async def get_mailbox(call: Call, mailbox: str) -> MailboxView:
    """One mailbox."""
    return await call.db.read(lambda tx: _one(call, tx, service.mailbox_by_id(tx, mailbox).id))


def _one(call: Call, tx: Session, key: int) -> MailboxView:
    return queries.mailbox(tx, key, base_url=call.settings.base_url, now=call.now)


async def add_mailbox(call: Call, body: NewMailbox) -> MailboxView:
    """Connect a mailbox. Its servers are tried first: 422 mailbox_... says what is wrong with which, and what to do."""
    key = call.settings.secret_key
    service.check_import(body.import_from, now=call.now)
    await call.db.read(service.addresses, body.address, body.aliases)
    granted = await _granted(call, body.secrets)
    body = msgspec.structs.replace(body, incoming=service.signed_in(body.incoming, granted))
    incoming = body.incoming if body.kind is Kind.IMAP else None
    secrets = service.given(Secrets(), body.secrets, granted)
    client = await call.db.read(client_for, body.incoming.oauth, secrets, key=key)
    checked = await check(incoming, body.outgoing, secrets, client=client, now=call.now)

    def unit(tx: Session) -> MailboxView:
        if granted is not None:
            sign_ins.use(tx, granted)
        row = service.connect(tx, body, checked, key=key, by=call.principal.actor, at=call.now)
        return _one(call, tx, row.id)

    return await call.db.write(unit)


async def patch_mailbox(call: Call, mailbox: str, body: MailboxPatch) -> MailboxView:
    """Change a mailbox. Where its servers or secrets change, they are tried first, as when it is connected.

    422 mailbox_secret_anew: a stored password or token would go to another server; it has to be given again.
    """
    key = call.settings.secret_key
    granted = await _granted(call, body.secrets)
    before = await call.db.read(service.account, mailbox, key=key)
    service.check_version(before.version, body)
    service.check_import(body.import_from, now=call.now)
    if granted is not None:
        body = msgspec.structs.replace(body, incoming=service.signed_in(body.incoming or before.incoming, granted))
    checked = await _checked(call, before, body, granted)

    def unit(tx: Session) -> MailboxView:
        if granted is not None:
            sign_ins.use(tx, granted)
        row = service.change(tx, mailbox, body, checked, key=key, by=call.principal.actor, at=call.now)
        return _one(call, tx, row.id)

    return await call.db.write(unit)


async def remove_mailbox(call: Call, mailbox: str) -> None:
    """Remove a disabled mailbox: its conversations and mails stay, its secrets are wiped. 409 mailbox_enabled.

    What should still leave from it fails at once. Its address can be connected again, and its conversations then go on.
    """
    await call.db.write(removing.remove, mailbox, by=call.principal.actor, at=call.now)


async def _granted(call: Call, new: NewSecrets | None) -> Granted | None:
    """What the sign-in has brought that is named among the secrets. Raises Conflict."""
    if new is None or new.sign_in is None:
        return None
    me, key = call.principal.agent_id, call.settings.secret_key
    return await call.db.read(sign_ins.granted, new.sign_in, agent_id=me, key=key, now=call.now)


async def _checked(call: Call, before: Account, patch: MailboxPatch, granted: Granted | None) -> Checked | None:
    if patch.incoming is None and patch.outgoing is None and patch.secrets is None:
        return None
    incoming, outgoing = patch.incoming or before.incoming, patch.outgoing or before.outgoing
    secrets = service.given(before.secrets, patch.secrets, granted)
    after = msgspec.structs.replace(before, incoming=incoming, outgoing=outgoing, secrets=secrets)
    check_held(before, after, patch.secrets, granted=granted is not None)
    client = await call.db.read(client_for, incoming.oauth, secrets, key=call.settings.secret_key)
    fetched = incoming if before.kind is Kind.IMAP else None
    return await check(fetched, outgoing, secrets, client=client, now=call.now)


async def list_mails(call: Call, query: MailQuery) -> Page[CameView]:
    """Mails as they came, of those that could not be read unless another state is asked for, the latest first."""
    page, keys = await call.db.read(queries.mails, query)
    return await heads.told(page, keys, store_of(call.services))


async def retry_mail(call: Call, mail: str) -> None:
    """Take a mail in once more that could not be read, or that was dropped."""
    await call.db.write(service.retry, mail, by=call.principal.actor, now=call.now)


async def get_mail_rules(call: Call) -> MailRulesView:
    """What holds for all mailboxes."""
    rules, version = await call.db.read(installation.stored, RULES, MailRules)
    return MailRulesView(rules=rules or MailRules(), version=version)


async def put_mail_rules(call: Call, body: MailRulesPut) -> MailRulesView:
    """Set what holds for all mailboxes."""
    version = await call.db.write(installation.store, RULES, body.rules, version=body.version)
    return MailRulesView(rules=body.rules, version=version)


ROUTES = (
    route("GET", "/mailboxes", list_mailboxes, Scope.INBOXES_MANAGE),
    route("POST", "/mailboxes", add_mailbox, Scope.INBOXES_MANAGE, status=201),
    route("GET", "/mailboxes/{mailbox}", get_mailbox, Scope.INBOXES_MANAGE),
    route("PATCH", "/mailboxes/{mailbox}", patch_mailbox, Scope.INBOXES_MANAGE),
    route("DELETE", "/mailboxes/{mailbox}", remove_mailbox, Scope.INBOXES_MANAGE),
    route("GET", "/mails", list_mails, Scope.INBOXES_MANAGE),
    route("POST", "/mails/{mail}/retry", retry_mail, Scope.INBOXES_MANAGE),
    route("GET", "/settings/mail", get_mail_rules, Scope.SETTINGS_MANAGE),
    route("PUT", "/settings/mail", put_mail_rules, Scope.SETTINGS_MANAGE),
    *sign_in_api.ROUTES,
)
