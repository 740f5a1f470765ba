"""A small company to measure with: staff and inbox, made by the product's own functions, and its front doors."""

import asyncio
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import asyncpg
import msgspec
from sqlalchemy.orm import Session

from contact_center import migrations
from contact_center.agents import service as staff
from contact_center.bench.postgres import Postgres
from contact_center.bench.server import RAISED, BenchError, Http, Process, expect, product
from contact_center.db import open_database
from contact_center.inboxes.schemas import InboxSettings, NewInbox
from contact_center.inboxes.service import create_inbox
from contact_center.passwords import Passwords
from contact_center.settings import Settings, load
from contact_center.values import Role, utc_now

SITE = "http://shop.example"
_PASSWORD = "measured twice, cut once"  # noqa: S105
_BOOT = b'id="boot">'


class Company:
    """An installation with its server, staff and one inbox whose widget SITE may carry."""

    def __init__(self, server: Process, settings: Settings, *, inbox: str, staff: list[str]) -> None:
        self.server, self.settings, self.inbox, self.staff = server, settings, inbox, staff

    @property
    def shown_settings(self) -> dict[str, str]:
        """What the server was told, without the database's password."""
        return {name: value for name, value in self.server.settings.items() if name != "CC_DATABASE_URL"}

    def sign_in(self, number: int) -> str:
        """The session cookie of the staff's nth member, by the route that the console uses."""
        with Http(self.server.port) as http:
            answer = http.post("/api/v1/session", {"email": self.staff[number], "password": _PASSWORD})
        return expect(answer, 200, "sign in").headers["set-cookie"].split(";")[0]

    def embed_token(self) -> str:
        """From the page in the widget's frame, as it is served to the shop's visitors."""
        with Http(self.server.port) as http:
            answer = http.get(f"/widget/frame?inbox={self.inbox}&site={quote(SITE, safe='')}")
        boot = expect(answer, 200, "load the widget's page").body.partition(_BOOT)[2].partition(b"</script>")[0]
        return str(msgspec.json.decode(boot)["embed_token"])


@contextmanager
def company(*, agents: int, database_url: str = "", settings: Mapping[str, str] | None = None) -> Iterator[Company]:
    """A fresh installation with a started server; everything is thrown away at the end.

    database_url: a PostgreSQL on which a database of its own is made, `start` for a throw-away one, or empty for the
    embedded database.
    """
    with TemporaryDirectory(prefix="contact-center-bench-") as name, own_database(database_url) as url:
        chosen = {**RAISED, **(settings or {})} | ({"CC_DATABASE_URL": url} if url else {})
        server = product(Path(name), chosen)
        loaded = load(chosen, data_dir=Path(name), port=server.port)
        migrations.upgrade(loaded.url)
        emails = [f"agent{number}@bench.example" for number in range(agents)]
        inbox = asyncio.run(_people(loaded, emails))
        with server:
            server.start()
            yield Company(server, loaded, inbox=inbox, staff=emails)


async def _people(settings: Settings, emails: list[str]) -> str:
    """Make the staff and the inbox; returns the inbox's public id."""
    password_hash = await Passwords().hash(_PASSWORD)

    def unit(tx: Session) -> str:
        now = utc_now()
        for email in emails:
            name = email.partition("@")[0].capitalize()
            staff.create(
                tx, email=email, name=name, role=Role.AGENT, password_hash=password_hash, locale="en", by="system",
                now=now,
            )  # fmt: skip
        new = NewInbox(name="Shop", allowed_sites=[SITE], settings=InboxSettings(consent="on_visit"))
        return create_inbox(tx, new, by="system", at=now).public_id

    database = open_database(settings, lambda _: None)
    try:
        return await database.write(unit)
    finally:
        await database.close()


@contextmanager
def own_database(url: str) -> Iterator[str]:
    """A database of our own on the PostgreSQL behind the address, or on a throw-away one; none for the embedded."""
    if not url:
        yield ""
        return
    if url == "start":
        server = Postgres()
        try:
            yield server.url()
        finally:
            server.close()
        return
    name = f"bench_{secrets.token_hex(6)}"
    asyncio.run(_execute(url, f"CREATE DATABASE {name}"))
    try:
        yield f"{url.rpartition('/')[0]}/{name}"
    finally:
        asyncio.run(_execute(url, f"DROP DATABASE {name} WITH (FORCE)"))


async def _execute(url: str, statement: str) -> None:
    try:
        connection = await asyncpg.connect(url, timeout=10)
    except (OSError, asyncpg.PostgresError) as error:
        raise BenchError(f"The database does not answer: {error}") from error
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
