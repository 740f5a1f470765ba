"""The page that providers send the browser back to: takes the code once, and goes on to the mailboxes."""

import logging
from urllib.parse import quote

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from channels.email.accounts import Account, Kind
from channels.email.failures import Failure, MailboxFailed, failure
from channels.email.mailboxes import service
from channels.email.mailboxes.checking import check
from channels.email.oauth import registrations, sign_ins
from channels.email.oauth.providers import Client, is_one_of
from channels.email.oauth.redeeming import Redeemed, redeem
from channels.email.oauth.sign_ins import Answered
from contact_center.auth import Principal, Scope, principal_of
from contact_center.errors import ApiError, Conflict, InvalidInput, SealBroken
from contact_center.http import Services, State

PAGE = "/console/settings/mailboxes"
LONGEST = 4_000
"""Characters of a code or state; more is not looked at."""

log = logging.getLogger(__name__)


async def come_back(request: Request[State]) -> Response:
    """GET CALLBACK_PATH with code and state, or error: a redirect to the console, which says what came of it."""
    services = request.state["services"]
    given = {name: request.query_params.get(name, "")[:LONGEST] for name in ("state", "code", "error")}
    try:
        principal = await principal_of(request, services)
    except ApiError:
        return _to("expired")
    if principal.session_id is None or not principal.may(Scope.INBOXES_MANAGE):
        return _to("expired")
    found = await _taken(services, given["state"], principal)
    if found is None:
        return _to("expired")
    words = request.query_params.get("error_description", "")
    try:
        await _finish(services, found, given["code"], error=given["error"], words=words, principal=principal)
    except MailboxFailed as problem:
        log.info("a sign-in at a provider has failed", extra={"code": problem.failure.code})
        await services.db.write(sign_ins.fail, found.id, problem.failure)
    return _to(found.public_id)


async def _taken(services: Services, state: str, principal: Principal) -> Answered | None:
    session_id, key = principal.session_id or 0, services.settings.secret_key
    try:
        return await services.db.write(
            sign_ins.take_answer, state, session_id=session_id, key=key, now=services.clock()
        )
    except SealBroken:
        return None


async def _finish(
    services: Services, found: Answered, code: str, *, error: str, words: str, principal: Principal
) -> None:
    """Raises MailboxFailed."""
    if error or not code:
        kind = "oauth_denied" if error in {"access_denied", "consent_required"} else "oauth_refused"
        raise MailboxFailed(failure(kind, f"{error} {words}"))
    db, key, now = services.db, services.settings.secret_key, services.clock()
    account, client = await db.read(_asking, found, key=key)
    redeemed = await redeem(client, code, found.asked, now=now)
    if account is None:
        if found.expected and not is_one_of(redeemed.account, [found.expected]):
            raise MailboxFailed(failure("oauth_wrong_account", redeemed.account))
        await db.write(sign_ins.keep, found.id, redeemed.account, redeemed.secrets, key=key, now=now)
        return
    await _renew(services, found, account, client, redeemed, principal)


async def _renew(
    services: Services, found: Answered, account: Account, client: Client, redeemed: Redeemed, principal: Principal
) -> None:
    """The mailbox's new tokens are tried at its servers, and kept where they hold. Raises MailboxFailed."""
    oauth = account.incoming.oauth
    known = [oauth.account] if oauth.account else [account.incoming.username, account.address, *account.aliases]
    if not is_one_of(redeemed.account, known):
        raise MailboxFailed(failure("oauth_wrong_account", redeemed.account))
    now, key = services.clock(), services.settings.secret_key
    secrets = service.with_tokens(account.secrets, redeemed.secrets)
    incoming = account.incoming if account.kind is Kind.IMAP else None
    try:
        checked = await check(incoming, account.outgoing, secrets, client=client, now=now)
    except InvalidInput as problem:
        raise MailboxFailed(_failure_of(problem)) from None

    def unit(tx: Session) -> None:
        by = principal.actor
        service.renew(tx, account, redeemed.account, checked.secrets, provider=found.provider, key=key, by=by, at=now)
        sign_ins.end(tx, found.id, redeemed.account)

    try:
        await services.db.write(unit)
    except Conflict as problem:
        raise MailboxFailed(failure("oauth_expired", problem.detail)) from None


def _asking(tx: Session, found: Answered, *, key: str) -> tuple[Account | None, Client]:
    """The mailbox, where there is one, and as whom its provider is asked."""
    if found.mailbox_id is None:
        return None, registrations.client_of(tx, found.provider, key=key)
    account = service.account(tx, service.mailbox_by_key(tx, found.mailbox_id).public_id, key=key)
    if account.client.provider == found.provider and account.client.client_id:
        return account, account.client
    return account, registrations.client_of(tx, found.provider, key=key)


def _failure_of(problem: InvalidInput) -> Failure:
    return Failure(code=problem.code.removeprefix("mailbox_"), detail=problem.detail)


def _to(sign_in: str) -> Response:
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return RedirectResponse(f"{PAGE}?sign_in={quote(sign_in)}", status_code=303, headers=headers)
