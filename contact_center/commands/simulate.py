"""`simulate`: a day through the router's engine under one configuration and another, and what that changes."""

import argparse
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from contact_center.commands import context
from contact_center.errors import SimulationError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from routing.simulate.records import Configuration, Day

T = TypeVar("T")

MOST = 1_000_000
EPILOG = """\
examples:
  contact-center simulate --synthetic 5000 --change "skill returns 3 to an.le,minh.vo"
  contact-center simulate --synthetic 5000 --write-day day.json --write-before now.json
  contact-center simulate --day day.json --before now.json --after planned.json --json
  contact-center simulate --recorded 2026-11-27 --change "queue Returns promise_seconds 90"

changes (repeatable; AGENTS are names separated by commas, or all):
  skill SKILL LEVEL to AGENTS       levels 1 to 5; 0 takes the skill away. It is one that an agent has, or that
                                    a queue (after the changes) or a contact asks for
  language LANGUAGE to AGENTS       cap CHANNEL NUMBER to AGENTS
  join AGENTS to QUEUE              leave AGENTS from QUEUE
  agent NAME like AGENT             without AGENTS
  queue QUEUE FIELD VALUE           such as: queue returns promise_seconds 90

a day is a JSON object:
  {"name": "Monday", "contacts": [
    {"at": "09:12:30", "queue": "returns", "channel": "webchat", "handling": 412, "wrap_up": 20, "patience": 180,
     "language": "vi", "needs": [{"skill": "returns", "level": 2}], "priority": 0}, ...]}
at, queue, channel and handling are required. Lengths of time are in seconds; without patience a contact waits for ever.

a configuration is a JSON object:
  {"queues": [{"name": "returns", "channels": ["webchat"], "promise_seconds": 60, ...}],
   "agents": [{"name": "an.le", "shifts": [{"begins": "08:00", "ends": "12:00"}, ...], "queues": [{"queue": "returns"}],
               "limits": {"channels": [{"channel": "webchat", "cap": 4, "cost": 25}]}, "skills": {"returns": 3}}],
   "answering": {"seconds": 4, "missed": 0.02}}
docs/simulation.md tells every field; --write-day and --write-before write examples of both.
"""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "simulate",
        help="replay a day under another configuration, and compare",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--day", type=Path, metavar="FILE", help="the contacts of a day")
    parser.add_argument("--before", type=Path, metavar="FILE", help="the configuration that meets it")
    parser.add_argument("--after", type=Path, metavar="FILE", help="another configuration to compare with")
    parser.add_argument("--change", action="append", default=[], metavar="WORDS", help="the other one, by a few words")
    parser.add_argument("--recorded", type=_date, metavar="DATE", help="a day of this installation, such as 2026-11-27")
    context.add_data_dir(parser)
    parser.add_argument("--synthetic", type=_contacts, metavar="N", help="make up a day of N contacts, and its staff")
    parser.add_argument("--write-day", type=Path, metavar="FILE", help="keep the day as a file")
    parser.add_argument("--write-before", type=Path, metavar="FILE", help="keep the configuration as a file")
    parser.add_argument("--seed", type=int, default=1, help="decides every random choice (1)")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> None:
    import msgspec

    from routing.simulate import comparison, reading, table
    from routing.simulate.changes import changed

    day, before = _given(args)
    after = _read(args.after, reading.configuration) if args.after else None
    if args.change:
        asked = {need.skill for contact in day.contacts for need in contact.needs}
        after = changed(after or before, args.change, asked=asked)
    reading.require_fit(day, before, "The configuration before")
    if after:
        reading.require_fit(day, after, "The configuration after")
    if args.write_day:
        _write(args.write_day, reading.written_day(day))
    if args.write_before:
        _write(args.write_before, reading.written_configuration(before))
    found = comparison.compare(day, before, after, changes=args.change, seed=args.seed)
    sys.stdout.write(msgspec.json.encode(found).decode() + "\n" if args.json else table.table(found))


def _given(args: argparse.Namespace) -> "tuple[Day, Configuration]":
    """The day and the configuration, from files or made up."""
    import random

    from routing.simulate import reading, synthetic, synthetic_staff

    if (args.synthetic is not None) + (args.recorded is not None) + (args.day is not None) > 1:
        raise SimulationError("A day is made up, recorded or read: give one of --synthetic, --recorded and --day.")
    if args.recorded:
        return _recorded(args)
    if args.synthetic:
        day = synthetic.day(args.synthetic, random.Random(args.seed))
        before = (
            _read(args.before, reading.configuration) if args.before else synthetic_staff.configuration(args.synthetic)
        )
        return day, before
    if not args.day or not args.before:
        raise SimulationError(
            "Give a day and a configuration with --day FILE --before FILE, or have both made up with --synthetic 5000."
        )
    return _read(args.day, reading.day), _read(args.before, reading.configuration)


def _recorded(args: argparse.Namespace) -> "tuple[Day, Configuration]":
    """A day out of the installation's database, with the configuration of now, unless another is given."""
    from contact_center.values import utc_now
    from routing import recorded
    from routing.simulate import reading

    chosen = context.migrated(args)

    def unit(tx: "Session") -> "tuple[Day, Configuration]":
        found = recorded.configuration(tx, args.recorded, now=utc_now(), chat_limit=chosen.chat_limit)
        return recorded.day(tx, args.recorded), found

    day, before = context.in_database(chosen, unit)
    if not day.contacts:
        raise SimulationError(f"Nothing came on {args.recorded.isoformat()}. Give a day on which there was work.")
    return day, _read(args.before, reading.configuration) if args.before else before


def _read(path: Path, decode: Callable[[bytes, str], T]) -> T:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SimulationError(f"{path} cannot be read: {error.strerror}.") from None
    return decode(content, str(path))


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise SimulationError(f"{path} cannot be written: {error.strerror}.") from None


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2026-11-27") from None


def _contacts(text: str) -> int:
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
    if not 1 <= number <= MOST:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to {MOST}")
    return number
