"""What token servers of OAuth providers are asked: access tokens for the refresh tokens that we have (RFC 6749, 6)."""

from datetime import datetime, timedelta
from typing import Any

import httpx
import msgspec

from channels.email.accounts import Secrets
from channels.email.failures import LONGEST, MailboxFailed, failure
from channels.email.oauth.providers import Client

SECONDS = 20.0
MARGIN = timedelta(minutes=3)
"""A token that ends so soon is renewed already."""
LARGEST = 100_000


FINAL = frozenset({"invalid_grant", "invalid_scope", "unsupported_grant_type"})
"""Asking again does not help (RFC 6749, 5.2): somebody has to sign in again."""
OF_CLIENT = frozenset({"invalid_client", "unauthorized_client"})
"""Nor here: what is registered with the provider is wrong, or has run out."""


class Given(msgspec.Struct, frozen=True):
    """What a token server gives (RFC 6749, 5.1). id_token: of OpenID Connect."""

    access_token: str
    expires_in: int = 3_600
    refresh_token: str = ""
    id_token: str = ""


def is_fresh(secrets: Secrets, now: datetime) -> bool:
    until = secrets.access_until
    return bool(secrets.access_token) and until is not None and until > now + MARGIN


async def refreshed(client: Client, secrets: Secrets, *, now: datetime) -> Secrets:
    """The secrets with a new access token, and a new refresh token where the provider changes it each time.

    Raises MailboxFailed: oauth where somebody has to sign in anew, oauth_anew where there is nothing to ask with,
    oauth_client where what is registered with the provider is wrong, oauth_server where it may help to wait.
    """
    if client.client_id and not secrets.refresh_token:
        raise MailboxFailed(failure("oauth_anew"))
    form = {"grant_type": "refresh_token", "refresh_token": secrets.refresh_token, "scope": client.scope}
    return with_given(secrets, await ask(client, form, final="oauth"), now=now)


def with_given(secrets: Secrets, given: Given, *, now: datetime) -> Secrets:
    return msgspec.structs.replace(
        secrets,
        access_token=given.access_token,
        access_until=now + timedelta(seconds=max(0, given.expires_in)),
        refresh_token=given.refresh_token or secrets.refresh_token,
    )


async def ask(client: Client, form: dict[str, str], *, final: str) -> Given:
    """Ask the token server as the client. final: the failure where asking again does not help. Raises MailboxFailed."""
    if not client.client_id:
        raise MailboxFailed(failure("oauth_client"))
    form = form | {"client_id": client.client_id, "client_secret": client.client_secret}
    try:
        async with httpx.AsyncClient(timeout=SECONDS) as http:
            answer = await http.post(client.token_url, data={name: value for name, value in form.items() if value})
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise MailboxFailed(failure("oauth_server", str(error))) from error
    if answer.status_code != 200 or len(answer.content) > LARGEST:
        raise _refused(answer, final)
    try:
        return msgspec.json.decode(answer.content, type=Given)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise MailboxFailed(failure("oauth_server", str(error))) from error


def _refused(answer: httpx.Response, final: str) -> MailboxFailed:
    """What the provider says, without anything that it might repeat of what was sent."""
    try:
        said: Any = msgspec.json.decode(answer.content)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        said = {}
    said = said if isinstance(said, dict) else {}
    code, words = str(said.get("error", "")), str(said.get("error_description", ""))
    kind = final if code in FINAL else "oauth_client" if code in OF_CLIENT else "oauth_server"
    return MailboxFailed(failure(kind, f"{answer.status_code} {code} {words}"[:LONGEST]))
