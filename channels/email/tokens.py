"""Access tokens of OAuth providers for the refresh tokens that we were given (RFC 6749, 6)."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

import httpx
import msgspec

from channels.email.accounts import OAuth, Secrets
from channels.email.failures import LONGEST, MailboxFailed, failure

SECONDS = 20.0
MARGIN = timedelta(minutes=3)
"""A token that ends so soon is renewed already."""
LARGEST = 100_000


class Provider(NamedTuple):
    token_url: str
    scope: str


PROVIDERS = {
    "google": Provider("https://oauth2.googleapis.com/token", "https://mail.google.com/"),
    "microsoft": Provider(
        "https://login.microsoftonline.com/common/oauth2/v2.0/token",
        "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access",
    ),
}
"""Sources: the providers' own guides to IMAP with OAuth 2.0."""
FINAL = frozenset({"invalid_grant", "invalid_client", "unauthorized_client", "invalid_scope", "unsupported_grant_type"})
"""Asking again does not help (RFC 6749, 5.2)."""


class _Given(msgspec.Struct, frozen=True):
    access_token: str
    expires_in: int = 3_600
    refresh_token: str = ""


def is_fresh(secrets: Secrets, now: datetime) -> bool:
    until = secrets.access_until
    return bool(secrets.access_token) and until is not None and until > now + MARGIN


async def refreshed(oauth: OAuth, secrets: Secrets, *, now: datetime) -> Secrets:
    """The secrets with a new access token, and a new refresh token where the provider changes it each time.

    Raises MailboxFailed: oauth where somebody has to connect the mailbox anew, oauth_server where it may help to wait.
    """
    known = PROVIDERS.get(oauth.provider, Provider(oauth.token_url, oauth.scope))
    form = {
        "grant_type": "refresh_token",
        "refresh_token": secrets.refresh_token,
        "client_id": oauth.client_id,
        "client_secret": secrets.client_secret,
        "scope": oauth.scope or known.scope,
    }
    try:
        async with httpx.AsyncClient(timeout=SECONDS) as client:
            answer = await client.post(known.token_url, data={name: value for name, value in form.items() if value})
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise MailboxFailed(failure("oauth_server", str(error))) from error
    if answer.status_code != 200 or len(answer.content) > LARGEST:
        raise _refused(answer)
    try:
        given = msgspec.json.decode(answer.content, type=_Given)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise MailboxFailed(failure("oauth_server", str(error))) from error
    return msgspec.structs.replace(
        secrets,
        access_token=given.access_token,
        access_until=now + timedelta(seconds=max(0, given.expires_in)),
        refresh_token=given.refresh_token or secrets.refresh_token,
    )


def _refused(answer: httpx.Response) -> MailboxFailed:
    """What the provider says, without anything that it might repeat of what was sent."""
    try:
        said: Any = msgspec.json.decode(answer.content)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        said = {}
    said = said if isinstance(said, dict) else {}
    code, words = str(said.get("error", "")), str(said.get("error_description", ""))
    kind = "oauth" if code in FINAL else "oauth_server"
    return MailboxFailed(failure(kind, f"{answer.status_code} {code} {words}"[:LONGEST]))
