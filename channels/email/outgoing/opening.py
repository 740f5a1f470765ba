"""Opens a connection to a mail server, signed in; what the server does not offer is said in words of our own."""

from contextlib import suppress

import aiosmtplib
import msgspec

from channels.email.accounts import Auth, Outgoing, Secrets, Security
from channels.email.failures import MailboxFailed, failure


class Server(msgspec.Struct, frozen=True, kw_only=True):
    host: str
    port: int
    security: Security
    username: str = ""
    password: str = ""
    token: str = ""
    """Of OAuth, instead of a password."""


def own_server(outgoing: Outgoing, secrets: Secrets) -> Server:
    """A mailbox's own. secrets: with an access token that holds, where it signs in by OAuth."""
    oauth = outgoing.auth is Auth.OAUTH
    return Server(
        host=outgoing.host,
        port=outgoing.port,
        security=outgoing.security,
        username=outgoing.username,
        password="" if oauth else secrets.outgoing_password or secrets.password,
        token=secrets.access_token if oauth else "",
    )


async def opened(server: Server, *, seconds: float) -> aiosmtplib.SMTP:
    """A connection by which mail can be handed over. seconds: for each step.

    Raises MailboxFailed for what the server does not offer, aiosmtplib's exceptions and those of the network.
    """
    client = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        use_tls=server.security is Security.TLS,
        start_tls=False,
        timeout=seconds,
    )
    try:
        await client.connect()
        await _encrypt(client, server)
        await _sign_in(client, server)
    except BaseException:
        client.close()
        raise
    return client


async def ended(client: aiosmtplib.SMTP) -> None:
    """Say goodbye, however the server takes it."""
    with suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
        await client.quit(timeout=1.0)
    client.close()


async def _encrypt(client: aiosmtplib.SMTP, server: Server) -> None:
    if server.security is not Security.STARTTLS:
        return
    await _greet(client)
    if not client.supports_extension("starttls"):
        raise MailboxFailed(failure("smtp_starttls"))
    await client.starttls()


async def _sign_in(client: aiosmtplib.SMTP, server: Server) -> None:
    if not server.username and not server.token:
        return
    await _greet(client)
    if missing := _missing(client, server):
        raise MailboxFailed(failure(missing))
    if server.token:
        await client.auth_xoauth2(server.username, server.token)
    else:
        await client.login(server.username, server.password)


def _missing(client: aiosmtplib.SMTP, server: Server) -> str | None:
    """The code of what signing in needs and the server does not offer."""
    if server.token:
        return None if "xoauth2" in client.server_auth_methods else "smtp_oauth"
    if client.supported_auth_methods:
        return None
    return "smtp_auth_plain" if server.security is Security.PLAIN else "smtp_auth"


async def _greet(client: aiosmtplib.SMTP) -> None:
    """What it offers is known then; an old server that knows no EHLO offers nothing."""
    try:
        await client.ehlo()
    except aiosmtplib.SMTPHeloError:
        await client.helo()
