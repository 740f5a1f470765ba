"""The installation's settings: one frozen record, read once from CC_* variables."""

import os
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from contact_center.errors import SettingsError

PREFIX = "CC_"
EVERYWHERE = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104
"""Hosts that mean every address of the machine, and one of each kind to name."""
MAY_BE_ZERO = {"port", "requeue_grace", "smtp_in_port"}
"""A free port is taken, or nothing listens; chats are given back with the lease. Every other number is above 0."""
MOST = 1_000_000_000
"""More than any number here can mean; in seconds, 31 years."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Every setting. The variable for a field is CC_ and its name in capitals; lists are separated by commas.

    Times are in seconds and sizes in bytes unless a name says otherwise.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    data_dir: Path = Path("var")
    """Where the embedded database, the secret key and files live."""
    database_url: str = ""
    """Empty for the embedded SQLite in data_dir, or postgresql://user:password@host/database."""
    public_url: str = ""
    """The address people reach the installation at, for links in mail; empty: http://host:port."""
    secret_key: str = ""
    """Signs embed tokens and one-time links; empty: a key kept in data_dir."""
    trusted_proxies: tuple[str, ...] = ()
    """Addresses or networks whose X-Forwarded-For and X-Forwarded-Proto headers are believed."""
    demo: bool = False
    """Serve the demonstration shop and fill an empty database with its past."""
    log_level: str = "info"
    metrics_token: str = ""
    """When set, /metrics wants it as a bearer token; when empty, /metrics answers loopback clients only."""

    smtp_host: str = ""
    """Empty: system mail goes to the log channel, which says so."""
    smtp_port: int = 587
    smtp_username: str = ""
    smtp_password: str = ""
    smtp_security: str = "starttls"
    """starttls, tls or none."""
    mail_from: str = "Contact Center <no-reply@localhost>"

    smtp_in_host: str = "127.0.0.1"
    smtp_in_port: int = 0
    """Where mail servers bring the mail of mailboxes of the kind relay; 0: nowhere."""
    smtp_in_networks: tuple[str, ...] = ("127.0.0.0/8", "::1/128")
    """Addresses or networks that may bring it."""

    rasa_url: str = ""
    """A Rasa server that is asked what a question means; empty: none is."""
    rasa_token: str = ""
    """Of its API."""
    rasa_mode: str = "understanding"
    """understanding (each question by itself) or dialogue (by the server's rules)."""
    shop_url: str = ""
    """Where the shop answers what the bot asks of orders (docs/flows.md); empty: the bot offers none of it."""
    shop_secret: str = ""
    """With which what the shop is asked is signed; at least 32 characters."""

    session_lifetime: int = 14 * 86_400
    session_idle: int = 3 * 86_400
    sign_in_attempts: int = 5
    """Failed sign-ins of one account in 15 minutes before it must wait; of one address four times as many."""
    api_rate: int = 100
    """API requests a second that one session or token may keep up; an address may five times as many."""
    chat_limit: int = 4
    """Chats that one agent holds at once unless the agent's own limit says otherwise."""
    presence_lease: int = 30
    """How long an agent without a heartbeat still counts as present."""
    requeue_grace: int = 60
    """How long after the lease an absent agent's unanswered chats stay before they are given back."""
    embed_token_lifetime: int = 600
    message_length: int = 8_000
    """Longest message, in characters."""
    frame_bytes: int = 64 * 1024
    body_bytes: int = 1024 * 1024
    file_bytes: int = 25 * 1024 * 1024
    """Largest file that goes with a message."""
    mail_file_bytes: int = 18 * 1024 * 1024
    """All files of a mail that goes out, together: most servers take 25 MB, and files grow by a third on the way."""
    mail_bytes: int = 100 * 1024 * 1024
    """Largest mail that is taken; of a larger one administrators see the header."""
    visitor_file_bytes: int = 100 * 1024 * 1024
    """What one visitor may upload in an hour; an address, which may be an office, five times as much."""
    visitor_rate: float = 5.0
    """Commands a second from one visitor's socket; four times as many at once."""
    staff_rate: float = 50.0
    """Commands a second from one console; four times as many at once."""
    sockets_per_address: int = 200
    """Visitors' sockets open at once from one address (an office behind one address shares them)."""
    socket_queue: int = 512
    """Frames that may wait for one slow client before it is dropped to resume later."""
    drain_seconds: float = 8.0
    """How long a stopping process waits for work in hand."""
    database_pool: int = 10
    database_timeout: float = 10.0

    @property
    def url(self) -> str:
        """The database address that SQLAlchemy takes; the embedded default lives in data_dir."""
        if not self.database_url:
            return f"sqlite:///{self.data_dir / 'contact-center.db'}"
        _, _, rest = self.database_url.partition("://")
        return f"postgresql+asyncpg://{rest}"

    @property
    def is_sqlite(self) -> bool:
        return not self.database_url

    @property
    def base_url(self) -> str:
        """The public address without a trailing slash; where none is set, one that works on this machine."""
        host = EVERYWHERE.get(self.host, self.host)
        shown = f"[{host}]" if ":" in host else host
        return (self.public_url or f"http://{shown}:{self.port}").rstrip("/")


def load(environ: Mapping[str, str] = os.environ, **overrides: Any) -> Settings:
    """Read the settings from CC_* variables; overrides (from the command line) win.

    Raises SettingsError that names the variable and what it takes: an unknown one is an error, so that a typo
    never passes silently.
    """
    fields = {field.name: field for field in msgspec.structs.fields(Settings)}
    values: dict[str, Any] = {}
    for variable, text in environ.items():
        if not variable.startswith(PREFIX):
            continue
        name = variable.removeprefix(PREFIX).lower()
        if name not in fields:
            raise SettingsError(f"{variable} is not a setting. {_nearest(name, list(fields))}")
        values[name] = _convert(variable, fields[name].type, text)
    values |= {name: value for name, value in overrides.items() if value is not None}
    settings = Settings(**values)
    _check(settings)
    return settings


def _convert(variable: str, kind: Any, text: str) -> Any:
    if kind is Path:
        return Path(text)
    raw: Any = [part.strip() for part in text.split(",") if part.strip()] if kind == tuple[str, ...] else text
    if kind is bool:
        raw = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}.get(text.lower(), text)
    try:
        return msgspec.convert(raw, kind, strict=False)
    except msgspec.ValidationError:
        name = getattr(kind, "__name__", str(kind))
        raise SettingsError(f"{variable} is {text!r}, but it takes a value of type {name}.") from None


def _check(settings: Settings) -> None:
    if settings.database_url and not settings.database_url.startswith(("postgresql://", "postgres://")):
        raise SettingsError("CC_DATABASE_URL must begin with postgresql://, or be left out for the embedded database.")
    if settings.smtp_security not in {"starttls", "tls", "none"}:
        raise SettingsError(f"CC_SMTP_SECURITY is {settings.smtp_security!r}, but it takes starttls, tls or none.")
    if settings.log_level not in {"debug", "info", "warning", "error"}:
        raise SettingsError(f"CC_LOG_LEVEL is {settings.log_level!r}, but it takes debug, info, warning or error.")
    for name in ("port", "smtp_port", "smtp_in_port"):
        if not 0 <= (port := getattr(settings, name)) <= 65_535:
            raise SettingsError(f"{PREFIX}{name.upper()} is {port}, but a port is between 0 and 65535.")
    if settings.public_url and not _is_origin(settings.public_url):
        raise SettingsError(
            f"CC_PUBLIC_URL is {settings.public_url!r}, but it takes scheme and host alone, such as https://chat.example."
        )
    if settings.rasa_url and not _is_origin(settings.rasa_url):
        raise SettingsError(
            f"CC_RASA_URL is {settings.rasa_url!r}, but it takes scheme and host alone, such as http://127.0.0.1:5005."
        )
    if settings.rasa_mode not in {"understanding", "dialogue"}:
        raise SettingsError(f"CC_RASA_MODE is {settings.rasa_mode!r}, but it takes understanding or dialogue.")
    if settings.secret_key and len(settings.secret_key) < 32:
        raise SettingsError("CC_SECRET_KEY is too short: give at least 32 characters of random text.")
    _check_shop(settings)
    _check_networks(settings)
    for name in (field.name for field in msgspec.structs.fields(Settings) if field.type in {int, float}):
        _check_number(name, getattr(settings, name))


def _check_shop(settings: Settings) -> None:
    if bool(settings.shop_url) != bool(settings.shop_secret):
        raise SettingsError("CC_SHOP_URL and CC_SHOP_SECRET belong together: set both of them, or neither.")
    if settings.shop_url and not _is_address(settings.shop_url):
        raise SettingsError(
            f"CC_SHOP_URL is {settings.shop_url!r}, but it takes an address without a query, "
            "such as https://shop.example/contact-center."
        )
    if settings.shop_secret and len(settings.shop_secret) < 32:
        raise SettingsError("CC_SHOP_SECRET is too short: give at least 32 characters of random text.")


def _check_networks(settings: Settings) -> None:
    for each in settings.smtp_in_networks:
        try:
            ip_network(each, strict=False)
        except ValueError:
            raise SettingsError(
                f"CC_SMTP_IN_NETWORKS names {each!r}, but it takes addresses and networks, such as 10.0.0.0/8."
            ) from None


def _check_number(name: str, value: float) -> None:
    """Raises SettingsError for what is no number, endless, negative, or 0 where that would stop everything."""
    if (0 < value <= MOST) or (value == 0 and name in MAY_BE_ZERO):
        return
    least = "from 0" if name in MAY_BE_ZERO else "above 0"
    raise SettingsError(f"{PREFIX}{name.upper()} is {value}, but it takes a number {least} and at most {MOST}.")


def _is_origin(url: str) -> bool:
    """Whether it is http(s)://host[:port], with at most a slash at its end."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
    rebuilt = f"{parts.scheme}://{host}" + ("" if port is None else f":{port}")
    if not host or any(each.isspace() for each in url) or not url.startswith(("http://", "https://")):
        return False
    return url.lower().removesuffix("/") == rebuilt


def _is_address(url: str) -> bool:
    """Whether it is an origin, with or without a path behind it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return _is_origin(f"{parts.scheme}://{parts.netloc}") and not (parts.query or parts.fragment or " " in url)


def _nearest(name: str, known: list[str]) -> str:
    import difflib

    close = difflib.get_close_matches(name, known, n=1)
    return f"Did you mean {PREFIX}{close[0].upper()}?" if close else "README.md lists them, under Settings."
