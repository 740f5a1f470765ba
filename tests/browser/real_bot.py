"""The demonstration's shop before an installation whose bot is the real one: it has read a few of the shop's articles
in both languages, learned from them in its own processes, and asks the shop for orders.
"""

import asyncio
import re
import shutil
import socket
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import msgspec
import uvicorn
from starlette.applications import Starlette

from contact_center.commands.knowledge import carry_in
from contact_center.demo.seeding import ARTICLES
from contact_center.demo.shop.api import PATH
from contact_center.demo.shop.app import shop
from contact_center.inboxes.schemas import InboxSettings
from contact_center.settings import Settings
from contact_center.values import Presence, Role
from faq_bot.nlu.records import EngineName
from tests.app_server import Server, until
from tests.browser.mailbox import Mailbox
from tests.browser.talks import BOT, SECONDS, Shop, installation

KEYS = {
    "delivery-costs", "delivery-times", "dishwasher-microwave", "gift-wrapping", "pay-on-delivery", "refunds-policy",
    "returns-policy", "track-parcel", "vat-invoice", "warranty-policy",
}  # fmt: skip
"""Of the articles."""
PHRASINGS = 12
"""Of an article in a language: as many as are learned within seconds."""
TRAINING_SECONDS = 240.0
SECRET = "the shop and the contact centre know it"
SETTINGS: InboxSettings = msgspec.structs.replace(BOT, consent="on_visit")


class RealShop(Shop):
    """owner, agent: session cookies, of an administrator, and of somebody who answers and supervises."""

    def __init__(
        self, server: Server, loop: asyncio.AbstractEventLoop, address: str, *, owner: str, agent: str
    ) -> None:
        super().__init__(server, loop, address)
        self.owner, self.agent = owner, agent

    def learned(self, locale: str, before: int = 0) -> None:
        """Wait until a newer version answers than before, and not by words alone."""

        def learned() -> bool:
            status = self.server.process.understanders.status
            whole = any(each.locale == locale and each.engine is EngineName.HYBRID for each in status.answering)
            return whole and self.answering(locale) > before

        self.run(until(learned, TRAINING_SECONDS), seconds=TRAINING_SECONDS + SECONDS)

    def answering(self, locale: str) -> int:
        """The version that answers; 0 while none does."""
        answering = self.server.process.understanders.status.answering
        return next((each.version for each in answering if each.locale == locale), 0)


@contextmanager
def real_shop(settings: Settings, mailbox: Mailbox, *locales: str) -> Iterator[RealShop]:
    """locales: of the articles. It begins to learn as it starts."""
    folder = settings.data_dir / "articles"
    _write(folder, locales)
    with ThreadPoolExecutor(1) as pool:  # a thread of its own: this one may have an event loop
        pool.submit(carry_in, settings, folder).result()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        settings = msgspec.structs.replace(
            settings,
            shop_url=address + PATH,
            shop_secret=SECRET,
            smtp_host="127.0.0.1",
            smtp_port=mailbox.port,
            smtp_security="none",
            mail_from="desk@shop.example",
        )
        with installation(settings, works=True) as (server, loop):
            plain = Shop(server, loop, address)
            inbox = plain.run(server.inbox(allowed_sites=[address], settings=SETTINGS))
            _, owner = plain.run(server.agent("Mai Anh", role=Role.ADMINISTRATOR, presence=Presence.AWAY))
            _, agent = plain.run(server.agent("Lan", role=Role.SUPERVISOR))
            with _serving(plain, shop(inbox=inbox, widget=server.base, secret=SECRET), listening):
                yield RealShop(server, loop, address, owner=owner, agent=agent)


@contextmanager
def _serving(beside: Shop, app: Starlette, listening: socket.socket) -> Iterator[None]:
    """The app on a socket, in the loop of the installation."""
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_config=None, access_log=False))

    async def begin() -> asyncio.Task[None]:
        task = asyncio.create_task(server.serve(sockets=[listening]))
        await until(lambda: server.started)
        return task

    async def end() -> None:
        server.should_exit = True
        await task

    task = beside.run(begin())
    try:
        yield
    finally:
        beside.run(end())


def _write(folder: Path, locales: Collection[str]) -> None:
    """KEYS as an export has them, each with its first phrasings, and without links to other articles."""
    folder.mkdir()
    shutil.copy(ARTICLES / "categories.json", folder)
    for locale in locales:
        (folder / locale).mkdir()
        for file in (ARTICLES / locale).glob("*.md"):
            text = file.read_text()
            found = re.search(r"^article: (\S+)$", text, re.MULTILINE)
            if found is not None and found[1] in KEYS:
                (folder / locale / file.name).write_text(_shortened(text))


def _shortened(text: str) -> str:
    _, front, body = text.split("---\n", 2)
    kept, phrasings = [], 0
    for line in front.splitlines():
        phrasings += line.startswith("  - ")
        if not line.startswith("  - ") or phrasings <= PHRASINGS:
            kept.append(line)
    return "\n".join(["---", *kept, "---", re.sub(r"\[([^]]+)\]\([^)]+\.md\)", r"\1", body)])
