"""`seed`: the demonstration's staff, shop and past, into an empty database; `serve --demo` does it too."""

import argparse
import asyncio
import hashlib
import hmac
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from contact_center.commands import context
from contact_center.commands.knowledge import carry_in
from contact_center.errors import SettingsError
from contact_center.settings import EVERYWHERE, Settings
from contact_center.values import utc_now

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

LOOPBACK = ("127.0.0.1", "localhost", "::1", *EVERYWHERE)


class Opened(NamedTuple):
    """A demonstration that is ready. passwords: by address, none where the file is gone."""

    inbox: str
    shop: str
    passwords: dict[str, str]


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "seed", help="fill an empty database with the demonstration's staff and past", allow_abbrev=False
    )
    context.add_data_dir(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> None:
    from contact_center import migrations

    chosen = context.prepared(context.settings_of(args))
    migrations.upgrade(chosen.url)
    opened = open_demo(chosen, shop_port=chosen.port + 1)
    print(sign_ins(opened, chosen))
    print("Look at it with `contact-center serve --demo`.")


def open_demo(chosen: Settings, *, shop_port: int) -> Opened:
    """Fill an empty database, or take up the demonstration that it holds. Raises SettingsError for any other."""
    from contact_center.demo import seeding
    from contact_center.demo import sign_ins as file
    from contact_center.demo.people import STAFF

    sites = shop_sites(chosen.host, shop_port)
    found = context.in_database(chosen, seeding.content)
    if found is seeding.Content.OTHER:
        raise SettingsError(
            "The demonstration needs an empty database, and this one is in use. "
            "Name another folder with --data-dir, or another CC_DATABASE_URL."
        )
    if found is seeding.Content.NOTHING:
        hashes = asyncio.run(_hashes(file.make(chosen.data_dir, [person.email for person in STAFF])))
        context.in_database(chosen, lambda tx: seeding.seed(tx, hashes, sites=sites, now=utc_now()))
        carry_in(chosen, seeding.ARTICLES)

    def inbox(tx: "Session") -> str:
        return seeding.shop_inbox(tx, sites, now=utc_now())

    return Opened(context.in_database(chosen, inbox), sites[-1], file.read(chosen.data_dir))


def with_shop(chosen: Settings, opened: Opened) -> Settings:
    """The settings with which the bot asks the demonstration's shop; those of an own shop go before them."""
    from contact_center.demo.shop.api import PATH
    from contact_center.secret_key import with_secret_key

    if chosen.shop_url:
        return chosen
    chosen = with_secret_key(chosen)
    secret = hmac.new(chosen.secret_key.encode(), b"the demonstration's shop", hashlib.sha256).hexdigest()
    return msgspec.structs.replace(chosen, shop_url=opened.shop + PATH, shop_secret=secret)


def shop_sites(host: str, port: int) -> list[str]:
    """The origins at which people reach the shop; the one to name comes last."""
    if host in LOOPBACK:
        return [f"http://127.0.0.1:{port}", f"http://localhost:{port}"]
    return [f"http://{f'[{host}]' if ':' in host else host}:{port}"]


def welcome(opened: Opened, chosen: Settings) -> str:
    """What a person reads at the start."""
    lines = (f"Shop:    {opened.shop}/", "", sign_ins(opened, chosen), "", *orders_to_try(), "")
    return "\n".join((*lines, f"Console: {chosen.base_url}/"))


def orders_to_try() -> list[str]:
    """What somebody who tries the bot can ask for; the codes that it mails are written here, or sent by SMTP."""
    from contact_center.demo.shop.orders import SAMPLES

    lines = ["Orders to ask the bot for, with the address that each was placed with:"]
    return [*lines, *(f"    {each.number}  {each.email:<18} {each.status}" for each in SAMPLES)]


def sign_ins(opened: Opened, chosen: Settings) -> str:
    """Who may sign in, with the passwords of the demonstration."""
    from contact_center.demo import sign_ins as file
    from contact_center.demo.people import STAFF

    path = chosen.data_dir / file.FILE
    if not opened.passwords:
        return f"The passwords were in {path}, which is gone. `contact-center user reset EMAIL` gives new ones."
    lines = [f"Sign-ins of the demonstration (made for this installation, kept in {path}):"]
    lines += [
        f"    {person.role:<14} {person.email:<22} {opened.passwords.get(person.email, '(changed)')}"
        for person in STAFF
    ]
    return "\n".join(lines)


async def _hashes(passwords: dict[str, str]) -> dict[str, str]:
    from contact_center.passwords import Passwords

    hasher = Passwords()
    found = await asyncio.gather(*(hasher.hash(password) for password in passwords.values()))
    return dict(zip(passwords, found, strict=True))
