"""Which stored secret goes to which server: none is sent to another than before."""

from typing import Literal

import msgspec

from channels.email.accounts import Account, Auth, Kind
from channels.email.mailboxes.schemas import NewSecrets
from contact_center.errors import InvalidInput

Name = Literal["password", "outgoing_password", "refresh_token", "client_secret"]
Side = Literal["incoming", "outgoing"]


class Use(msgspec.Struct, frozen=True):
    """server: what must be the same for the secret to go there."""

    name: Name
    side: Side
    server: tuple[str, ...]


def check_held(before: Account, after: Account, given: NewSecrets | None, *, granted: bool) -> None:
    """Whoever may change a mailbox could otherwise have its password sent to a server of theirs.

    given: the secrets that were entered anew. granted: somebody has signed in anew at the provider.
    Raises InvalidInput for a stored secret that would go to another host, port, way of encryption or token server.
    """
    known = {(use.name, use.server) for use in _uses(before)}
    anew = {name for name in NewSecrets.__struct_fields__ if getattr(given, name, None)}
    if granted:
        anew.add("refresh_token")
    for use in _uses(after):
        if use.name not in anew and (use.name, use.server) not in known and getattr(before.secrets, use.name):
            detail = "What is stored is not sent to another server. Enter the password again, or sign in again."
            raise InvalidInput(detail, code="mailbox_secret_anew", field=use.side)


def _uses(account: Account) -> list[Use]:
    incoming, outgoing, secrets = account.incoming, account.outgoing, account.secrets
    found: list[Use] = []
    by_token = False
    if account.kind is Kind.IMAP:
        by_token = incoming.auth is Auth.OAUTH
        server = "imap", incoming.host.lower(), str(incoming.port), incoming.security.value
        found.append(Use("refresh_token" if by_token else "password", "incoming", server))
    if outgoing.host:
        server = "smtp", outgoing.host.lower(), str(outgoing.port), outgoing.security.value
        if outgoing.auth is Auth.OAUTH:
            by_token = True
            found.append(Use("refresh_token", "outgoing", server))
        elif outgoing.username:
            name: Name = "outgoing_password" if secrets.outgoing_password else "password"
            found.append(Use(name, "outgoing", server))
    if by_token:
        oauth = incoming.oauth
        server = "tokens", oauth.provider, *((oauth.token_url,) if oauth.client_id else ())
        found.append(Use("refresh_token", "incoming", server))
        if oauth.client_id:
            found.append(Use("client_secret", "incoming", server))
    return found
