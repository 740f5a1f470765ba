"""Looks outwards: the public address, the proxies, the port, the mail server."""

import contextlib
import http.client
import ipaddress
import json
import ssl
from collections.abc import Iterator, Mapping
from urllib.parse import SplitResult, urlsplit

import aiosmtplib

from contact_center.commands import listening
from contact_center.commands.doctor.finding import Finding, failed, ok, warning
from contact_center.errors import SettingsError
from contact_center.proxies import TrustedProxies
from contact_center.settings import EVERYWHERE, Settings

SECONDS = 5.0
UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "Y29udGFjdC1jZW50ZXIhIQ==",
}
WIDE = 8
"""A network of so few bits is no proxy's."""


def check_addresses(settings: Settings) -> Iterator[Finding]:
    """Whether the public address and the trusted proxies make sense, alone and together."""
    yield check_proxies(settings)
    public = urlsplit(settings.public_url)
    host = public.hostname or ""
    name = "public address"
    if not settings.public_url:
        if is_loopback(settings.host):
            yield ok(name, f"{settings.base_url}, for this machine alone")
        else:
            yield warning(name, "CC_PUBLIC_URL is not set", "Set it: links in mail and the widget's line name it.")
    elif public.scheme == "http" and not is_loopback(host):
        yield warning(
            name, f"{settings.public_url} has no TLS", "Passwords travel in clear: put a TLS proxy before it."
        )
    elif public.scheme == "https" and not settings.trusted_proxies:
        todo = "Set CC_TRUSTED_PROXIES to the TLS proxy's address, or everybody seems to come from there."
        yield warning(name, f"{settings.public_url}, but no proxy is trusted", todo)
    else:
        yield ok(name, settings.public_url)


def check_proxies(settings: Settings) -> Finding:
    name = "trusted proxies"
    try:
        TrustedProxies(settings.trusted_proxies)
    except SettingsError as error:
        return failed(name, str(error), "Give addresses such as 127.0.0.1, or networks such as 10.0.0.0/24.")
    wide = [each for each in settings.trusted_proxies if ipaddress.ip_network(each, strict=False).prefixlen < WIDE]
    if wide:
        return warning(name, f"{', '.join(wide)} is nearly everybody", "Name the proxies: others can forge addresses.")
    return ok(name, ", ".join(settings.trusted_proxies) or "none")


def check_front(settings: Settings) -> Iterator[Finding]:
    """What stands at the public address: whether it leads to us, and passes what sockets need."""
    public, name = urlsplit(settings.public_url), "public door"
    if not settings.public_url:
        return
    try:
        status, body = _ask(public, "/healthz", {})
    except ssl.SSLError as error:
        yield failed(name, f"TLS fails: {error.reason or error}", "Renew the certificate, or mend its names.")
        return
    except (OSError, http.client.HTTPException) as error:
        todo = "Does the name lead here, and does the proxy run? deploy/nginx.conf.example is one that works."
        yield warning(name, f"{settings.public_url} does not answer from this machine: {error}", todo)
        return
    if status != 200 or b'"ok"' not in body:
        todo = "Start the server; then see where the proxy leads: deploy/nginx.conf.example is one that works."
        yield warning(name, f"{settings.public_url}/healthz answers {status}, not as we do", todo)
        return
    status, _ = _ask(public, "/widget/socket", UPGRADE)
    if status == 101:
        yield ok(name, f"{settings.public_url} leads to contact-center, and passes sockets")
    else:
        todo = "Pass the headers Upgrade and Connection on: deploy/nginx.conf.example shows how."
        yield failed(name, f"{settings.public_url} passes no sockets (it answers {status})", todo)


def _ask(public: SplitResult, path: str, headers: Mapping[str, str]) -> tuple[int, bytes]:
    """Status, and the beginning of the body. Raises OSError or HTTPException."""
    kind = http.client.HTTPSConnection if public.scheme == "https" else http.client.HTTPConnection
    with contextlib.closing(kind(public.hostname or "", public.port, timeout=SECONDS)) as connection:
        connection.request("GET", path, headers=dict(headers))
        answer = connection.getresponse()
        return answer.status, b"" if answer.status == 101 else answer.read(100)


def check_port(settings: Settings) -> Finding:
    """Free, or ours already."""
    place = f"{settings.host} port {settings.port}"
    try:
        with listening.listen(settings.host, settings.port):
            return ok("port", f"{place} is free")
    except SettingsError as error:
        if _answers(settings):
            return ok("port", f"{place} is served by contact-center")
        return failed("port", str(error), "`serve` cannot start there.")


def _answers(settings: Settings) -> bool:
    """Whether it is us who answer on the port."""
    host = EVERYWHERE.get(settings.host, settings.host)
    try:
        with contextlib.closing(http.client.HTTPConnection(host, settings.port, timeout=SECONDS)) as connection:
            connection.request("GET", "/healthz")
            answer = connection.getresponse()
            return answer.status == 200 and json.loads(answer.read(100)) == {"status": "ok"}
    except (OSError, http.client.HTTPException, ValueError):
        return False


async def check_mail(settings: Settings) -> Finding:
    """Speak with the mail server as far as signing in; nothing is sent."""
    if not settings.smtp_host:
        todo = "Set CC_SMTP_HOST; until then invitations and resets are written to the server's terminal."
        return warning("mail", "no server is set", todo)
    place = f"{settings.smtp_host} port {settings.smtp_port}"
    client = aiosmtplib.SMTP(
        hostname=settings.smtp_host,
        port=settings.smtp_port,
        use_tls=settings.smtp_security == "tls",
        start_tls=settings.smtp_security == "starttls",
        username=settings.smtp_username or None,
        password=settings.smtp_password or None,
        timeout=SECONDS,
    )
    try:
        async with client:
            return ok("mail", f"{place} answers")
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        return failed("mail", f"{place}: {reason}", "Check CC_SMTP_HOST, _PORT, _SECURITY, _USERNAME and _PASSWORD.")


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
