"""`worker`: jobs and routing without web pages, beside `serve --no-work`; any number of them."""

import argparse
import asyncio
import signal

from contact_center.commands import context
from contact_center.errors import SettingsError
from contact_center.settings import Settings


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("worker", help="run jobs and routing alone (PostgreSQL)", allow_abbrev=False)
    context.add_data_dir(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> None:
    import uvloop

    from contact_center import migrations
    from contact_center.observability import set_up_logging

    chosen = context.settings_of(args)
    if chosen.is_sqlite:
        raise SettingsError("worker needs PostgreSQL (CC_DATABASE_URL): with the embedded database `serve` works too.")
    set_up_logging(chosen.log_level)
    chosen = context.prepared(chosen)
    migrations.upgrade(chosen.url)
    uvloop.run(work(chosen))


async def work(chosen: Settings) -> None:
    """Work until SIGTERM or SIGINT; jobs that do not end within the drain time are given back."""
    from contact_center.app import running

    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    async with running(chosen, works=True):
        print("Working. Stop with Ctrl+C or SIGTERM.", flush=True)
        await stopping.wait()
