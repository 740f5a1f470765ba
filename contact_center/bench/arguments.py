"""What the commands of all measurements have in common: their options, and how their figures are printed."""

import argparse
import math
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[[Any, argparse.Namespace], dict[str, Any]]


def at_least(least: int) -> Callable[[str], int]:
    """A whole number; fewer than the least would measure nothing."""

    def number(text: str) -> int:
        value = int(text) if text.isascii() and text.removeprefix("-").isdecimal() and len(text) < 10 else None
        if value is None or value < least:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {least}")
        return value

    return number


def seconds(text: str) -> float:
    """At least a tenth of a second, at most a day."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0.1 <= value <= 86_400:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds from 0.1 to 86400")
    return value


def add(names: Any, name: str, run: Run, about: str, *, storage: bool = True) -> argparse.ArgumentParser:
    """storage: whether a database takes part."""
    parser: argparse.ArgumentParser = names.add_parser(name, help=about)
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")
    parser.add_argument("--seed", type=int, default=1, help="decides every random choice (1)")
    parser.add_argument("--ledger", type=Path, metavar="FILE", help="keep a line for each thing sent and received")
    if storage:
        about_url = "a PostgreSQL on this machine to make a database on, or `start` for a throw-away one"
        parser.add_argument("--database-url", default="", metavar="URL", help=about_url)
    parser.set_defaults(run=lambda args: _measure(name, run, args))
    return parser


def _measure(name: str, run: Run, args: argparse.Namespace) -> int:
    from contact_center.bench.ledger import Ledger
    from contact_center.bench.options import Options

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that the servers are stopped too
    ledger = Ledger(args.ledger)
    try:
        found = run(Options(seed=args.seed, database_url=getattr(args, "database_url", ""), ledger=ledger), args)
    finally:
        ledger.spill()
    storage = {"database": "postgresql" if args.database_url else "sqlite"} if "database_url" in args else {}
    _show({"bench": name, **storage, "seed": args.seed, **found}, as_json=args.json)
    return 0


def _show(found: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        import json

        print(json.dumps(found))
        return
    width = max(map(len, found))
    for key, value in found.items():
        shown = ", ".join(f"{name} {each}" for name, each in value.items()) if isinstance(value, dict) else value
        sys.stdout.write(f"{key:<{width}}  {shown}\n")
