"""`backup`: the database and the files in one archive, made while the product runs; and whether one is whole."""

import argparse
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from contact_center.commands import context
from contact_center.errors import ContactCenterError

if TYPE_CHECKING:
    from contact_center.backup.archive import Manifest
    from contact_center.settings import Settings

ABOUT = """\
Write the database of this moment and every file that it knows into one tar archive, while the product runs. A name
that ends with .gz or .tgz is compressed. The archive holds conversations: keep it where only you can read it.

The secret key is left out unless --with-key is given: whoever has it can sign embed tokens and the identities of your
shops' customers. Keep it apart (a copy of DIR/secret-key, or CC_SECRET_KEY), for without it every shop must be given a
new signing key after a restore.
"""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "backup",
        help="copy database and files into one archive, while running",
        description=ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="the archive, such as chat-2026-11-22.tar.gz")
    parser.add_argument("--with-key", action="store_true", help="put the data folder's secret key into it, too")
    parser.add_argument("--verify", action="store_true", help="make nothing: check that FILE is whole")
    context.add_data_dir(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """1 where files were lost before the backup, else 0."""
    from contact_center.backup import archive

    if args.verify:
        manifest = archive.verify(args.file)
        print(f"{args.file} is whole: {summary(manifest)}")
        return 0
    return _make(context.settings_of(args), args.file.absolute(), with_key=args.with_key)


def _make(settings: "Settings", target: Path, *, with_key: bool) -> int:
    from contact_center.backup.make import make
    from contact_center.values import utc_now

    begun = time.monotonic()
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # ends as an error does: nothing is left behind
    try:
        manifest = make(settings, target, now=utc_now(), with_key=with_key)
    finally:
        signal.signal(signal.SIGTERM, before)
    size = target.stat().st_size
    print(f"{target}: {summary(manifest)}; {size / 1e6:,.1f} MB in {time.monotonic() - begun:.1f} s")
    _note(settings, manifest, size)
    if manifest.lost:
        shown = ", ".join(manifest.lost[:5])
        print(f"{len(manifest.lost)} files are missing or damaged in {settings.data_dir / 'files'}: {shown}")
    return 1 if manifest.lost else 0


def summary(manifest: "Manifest") -> str:
    """What it holds, in a line."""
    from contact_center.backup.archive import FILES, KEY

    files = sum(name.startswith(FILES) for name in manifest.members)
    key = "with" if KEY in manifest.members else "without"
    return (
        f"{manifest.database} of {manifest.made_at:%Y-%m-%d %H:%M:%S} UTC at revision {manifest.revision}, "
        f"{sum(manifest.rows.values()):,} rows, {files:,} files, {key} the secret key"
    )


def _note(settings: "Settings", manifest: "Manifest", size: int) -> None:
    """Remember it in the database, where that is of this version. The backup stands even where this fails."""
    from contact_center import migrations
    from contact_center.backup.archive import FILES
    from contact_center.backup.last import LastBackup, note_backup

    if manifest.revision != migrations.head():
        return
    files = sum(name.startswith(FILES) for name in manifest.members)
    last = LastBackup(at=manifest.made_at, size=size, files=files, lost=len(manifest.lost))
    try:
        context.in_database(settings, lambda tx: note_backup(tx, last))
    except ContactCenterError as error:
        print(f"The backup is made, but could not be noted in the database: {error}", file=sys.stderr)
