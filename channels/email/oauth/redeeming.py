"""From the code that a provider gives the browser to tokens, and whose they are."""

from datetime import datetime
from typing import Any, NamedTuple

import httpx
import msgspec

from channels.email import tokens
from channels.email.accounts import Secrets
from channels.email.failures import MailboxFailed, failure
from channels.email.oauth.providers import Asked, Client, account_in, address_in


class Redeemed(NamedTuple):
    secrets: Secrets
    account: str


async def redeem(client: Client, code: str, asked: Asked, *, now: datetime) -> Redeemed:
    """Raises MailboxFailed: oauth_refused, oauth_client, oauth_server, oauth_no_refresh or oauth_no_account."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": asked.redirect_url,
        "code_verifier": asked.verifier,
    }
    given = await tokens.ask(client, form, final="oauth_refused")
    if not given.refresh_token:
        raise MailboxFailed(failure("oauth_no_refresh"))
    account = account_in(given.id_token, client, nonce=asked.nonce, now=now.timestamp())
    if account is None and not given.id_token and client.userinfo_url:
        account = await _asked_for(client.userinfo_url, given.access_token)
    if account is None:
        raise MailboxFailed(failure("oauth_no_account"))
    return Redeemed(tokens.with_given(Secrets(), given, now=now), account)


async def _asked_for(url: str, token: str) -> str | None:
    """By the provider's answer about a user (OpenID Connect Core 1.0, 5.3)."""
    try:
        async with httpx.AsyncClient(timeout=tokens.SECONDS) as http:
            answer = await http.get(url, headers={"Authorization": f"Bearer {token}"})
        found: Any = msgspec.json.decode(answer.content[: tokens.LARGEST]) if answer.status_code == 200 else None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise MailboxFailed(failure("oauth_server", str(error))) from error
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    return address_in(found) if isinstance(found, dict) else None
