"""`serve`: the whole installation in one process, or its web part beside workers."""

import argparse
import os
import socket
from typing import TYPE_CHECKING

import msgspec

from contact_center.commands import context, listening, lock
from contact_center.errors import SettingsError
from contact_center.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.applications import Starlette
    from starlette.types import ASGIApp


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "serve", help="migrate the database, then run everything in one process", allow_abbrev=False
    )
    parser.add_argument("--host", help="address to listen on (CC_HOST, default 127.0.0.1)")
    parser.add_argument("--port", type=int, help="port to listen on (CC_PORT, default 8000); 0 takes a free one")
    context.add_data_dir(parser)
    parser.add_argument(
        "--demo",
        action="store_const",
        const=True,
        help="with a demonstration shop on the next port, and a past in an empty database (CC_DEMO)",
    )
    parser.add_argument("--no-work", action="store_true", help="leave jobs and routing to `contact-center worker`")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> None:
    from contact_center import migrations
    from contact_center.app import create_app
    from contact_center.observability import set_up_logging

    chosen = context.settings_of(args, host=args.host, port=args.port, demo=args.demo)
    if args.no_work and chosen.is_sqlite:
        raise SettingsError("--no-work needs PostgreSQL (CC_DATABASE_URL): the embedded database has one process.")
    set_up_logging(_log_level(chosen))
    chosen = context.prepared(chosen)
    with lock.only_process(chosen), listening.listen(chosen.host, chosen.port) as sockets:
        shop_port = chosen.port and chosen.port + 1
        chosen = msgspec.structs.replace(chosen, port=listening.port_of(sockets))
        migrations.upgrade(chosen.url)
        if chosen.demo:
            _serve_with_shop(chosen, sockets, shop_port, works=not args.no_work)
        else:
            app = create_app(chosen, works=not args.no_work)
            link = context.in_database(chosen, lambda tx: first_link(tx, chosen))
            _serve(chosen, app, app, sockets, welcome(chosen, link))


def _serve_with_shop(chosen: Settings, sockets: list[socket.socket], shop_port: int, *, works: bool) -> None:
    from contact_center.app import create_app
    from contact_center.commands import seed
    from contact_center.demo.shop.app import ByPort, shop

    with listening.listen(chosen.host, shop_port) as beside:
        port = listening.port_of(beside)
        opened = seed.open_demo(chosen, shop_port=port)
        chosen = seed.with_shop(chosen, opened)
        app = create_app(chosen, works=works)
        beside_app = shop(inbox=opened.inbox, widget=chosen.base_url, secret=chosen.shop_secret)
        _serve(chosen, app, ByPort(app, {port: beside_app}), [*sockets, *beside], seed.welcome(opened, chosen))


def _serve(chosen: Settings, app: "Starlette", served: "ASGIApp", sockets: list[socket.socket], welcoming: str) -> None:
    from contact_center.commands import server

    made = server.Server(
        server.configuration(served, chosen),
        started=lambda: print(welcoming, flush=True),
        stopping=lambda: app.state.services.extra.runner.stop(),
    )
    server.run(made, sockets)


def first_link(tx: "Session", chosen: Settings) -> str | None:
    """The one-time link that makes the first administrator; none where there is one."""
    from contact_center.agents import doors, queries
    from contact_center.values import utc_now

    if queries.has_administrator(tx):
        return None
    return doors.first_administrator_link(tx, base_url=chosen.base_url, now=utc_now())


def welcome(chosen: Settings, link: str | None) -> str:
    """What a person reads at the start."""
    lines = [f"Console: {chosen.base_url}/"]
    if link is not None:
        lines += [
            "",
            "Nobody administrates this installation yet. Make the first administrator here (works once, for a day):",
            f"    {link}",
        ]
    return "\n".join(lines)


def _log_level(chosen: Settings) -> str:
    """The demonstration's terminal is read by a person: only warnings, unless asked for more."""
    return "warning" if chosen.demo and "CC_LOG_LEVEL" not in os.environ else chosen.log_level
