"""`bench start`: how soon the product serves after it was started, on a new data folder and again on the same one."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from contact_center.bench.company import own_database
from contact_center.bench.ledger import Ledger, Line
from contact_center.bench.options import Options
from contact_center.bench.processes import processor_seconds
from contact_center.bench.server import product

KINDS = ("first", "again")
"""A first start makes the database."""


def run(options: Options, *, rounds: int) -> dict[str, Any]:
    """The figures of so many starts of each kind, without models. Raises BenchError."""
    for number in range(1, rounds + 1):
        with TemporaryDirectory(prefix="contact-center-bench-") as folder, own_database(options.database_url) as url:
            for kind in KINDS:
                _start(options.ledger, Path(folder), {"CC_DATABASE_URL": url} if url else {}, kind, f"{kind} {number}")
    return figures(options.ledger.lines)


def _start(ledger: Ledger, folder: Path, settings: dict[str, str], kind: str, name: str) -> None:
    ledger.note("launched", name, by=kind)
    with product(folder, settings) as server:
        server.start()
        ledger.note("ready", name, by=kind, value=processor_seconds(server.pid))


def figures(lines: list[Line]) -> dict[str, Any]:
    """From the ledger alone: seconds and processor seconds until it answered, the best of each kind of start."""
    launched = {line.id: line.t for line in lines if line.what == "launched"}
    found: dict[str, Any] = {}
    for kind in KINDS:
        ready = [line for line in lines if line.what == "ready" and line.by == kind]
        found[f"{kind}_ready_s"] = round(min(line.t - launched[line.id] for line in ready), 2)
        found[f"{kind}_cpu_s"] = round(min(line.value for line in ready), 2)
    return found
