"""`kb`: the knowledge base as a folder of Markdown files, out and in."""

import argparse
import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from contact_center.commands import context
from contact_center.errors import SettingsError
from contact_center.settings import Settings
from contact_center.values import utc_now

if TYPE_CHECKING:
    from contact_center.db import Database
    from knowledge_base.part_schemas import ImportReport


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("kb", help="export or import the articles as Markdown files", allow_abbrev=False)
    steps = parser.add_subparsers(required=True, title="kb commands", metavar="COMMAND")
    out = steps.add_parser("export", help="write all articles into a new folder", allow_abbrev=False)
    out.add_argument("folder", type=Path, metavar="DIR")
    out.set_defaults(run=export)
    back = steps.add_parser("import", help="make and change articles by a folder of files", allow_abbrev=False)
    back.add_argument("folder", type=Path, metavar="DIR")
    back.add_argument("--dry-run", action="store_true", help="say what would be done and what is wrong, do nothing")
    back.set_defaults(run=import_folder)
    for step in (out, back):
        context.add_data_dir(step)


def export(args: argparse.Namespace) -> None:
    from contact_center.files.store import FileStore
    from knowledge_base.transfer.carrying import Outgoing, collect
    from knowledge_base.transfer.sources import write_folder

    chosen = context.migrated(args)

    async def work(db: "Database") -> Outgoing:
        with contextlib.closing(FileStore(chosen.data_dir)) as store:
            return await collect(db, store)

    outgoing = context.with_database(chosen, work)
    try:
        count = write_folder(args.folder, outgoing.texts, outgoing.images)
    except OSError as error:
        raise SettingsError(f"The folder {args.folder} cannot be written: {error.strerror}.") from None
    print(f"{count} files are in {args.folder}.")


def import_folder(args: argparse.Namespace) -> int:
    """0 where all was done or, in a dry run, could be; else 1."""
    report = carry_in(context.migrated(args), args.folder, dry_run=args.dry_run)
    for problem in report.problems:
        print(problem)
    done = "would be made" if report.dry_run else "made"
    counts = f"{report.created} articles {done}, {report.changed} changed, {report.unchanged} left as they are"
    print(f"{counts}; {report.images} new images.")
    return 1 if report.problems else 0


def carry_in(chosen: Settings, folder: Path, *, dry_run: bool = False) -> "ImportReport":
    """Import a folder. Raises InvalidInput that names files and lines."""
    from contact_center.files.store import FileStore
    from knowledge_base.people import SYSTEM
    from knowledge_base.transfer.carrying import import_from
    from knowledge_base.transfer.sources import FolderSource

    async def work(db: "Database") -> "ImportReport":
        with contextlib.closing(FileStore(chosen.data_dir)) as store:
            return await import_from(FolderSource(folder), db, store, dry_run=dry_run, by=SYSTEM, at=utc_now())

    return context.with_database(chosen, work)
