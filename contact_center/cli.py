"""The command line's frame: which commands there are, and how their errors end. The work is in `commands`."""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

from contact_center import __version__
from contact_center.commands import (
    about,
    backup,
    database,
    doctor,
    guard,
    inboxes,
    knowledge,
    rasa,
    restore,
    seed,
    serve,
    simulate,
    users,
    worker,
)
from contact_center.errors import ContactCenterError, StorageUnavailable

DESCRIPTION = "An omnichannel contact centre: website chat, one console, nothing lost."
EPILOG = """\
examples:
  contact-center serve --demo                       try it: a shop, its staff and a believable past
  contact-center serve --host 0.0.0.0               run it: prints a link for the first administrator
  contact-center user create --email a@b.example --name "An Lê" --role agent
  contact-center backup chat.tar.gz                 database and files in one archive, while it runs
  contact-center doctor                             what is wrong with this installation, and what to do

Settings are CC_* environment variables (README.md has the table); options win over them.
Exit codes: 0 done, 1 a check failed, 2 not possible as asked.
"""
COMMANDS = (
    serve, worker, database, backup, restore, users, inboxes, knowledge, rasa, seed, simulate, doctor, about,
)  # fmt: skip
"""Each adds its own parsers; what is costly to import, it imports when it runs."""


def main(argv: Sequence[str] | None = None) -> int:
    given = list(sys.argv[1:] if argv is None else argv)
    try:
        guard.check_packages()
        args = parser(with_bench=given[:1] == ["bench"]).parse_args(given)
        return int(args.run(args) or 0)
    except StorageUnavailable as error:
        return _fail(f"{error} `contact-center doctor` says more.")
    except ContactCenterError as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        return 130


def parser(*, with_bench: bool = False) -> argparse.ArgumentParser:
    """with_bench: also the measurements' own options, which take a moment to import."""
    root = argparse.ArgumentParser(
        prog="contact-center",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    root.add_argument("--version", action="version", version=f"contact-center {__version__}")
    commands = root.add_subparsers(required=True, title="commands", metavar="COMMAND")
    for command in COMMANDS:
        command.add(commands)
    bench = commands.add_parser("bench", help="measure speed and safety (see `bench --help`)", allow_abbrev=False)
    if with_bench:
        import_module("contact_center.bench.commands").add_commands(
            bench.add_subparsers(required=True, title="measurements", metavar="NAME")
        )
    return root


def _fail(message: str) -> int:
    print(f"contact-center: {message}", file=sys.stderr)
    return 2
