"""`restore`: a backup, checked first, into an empty place."""

import argparse
from pathlib import Path

from contact_center.commands import context, lock

ABOUT = """\
Bring back what `contact-center backup` has written: a backup of the embedded database into a data folder without one,
a backup of PostgreSQL into an empty database. Every checksum is compared before anything is put there, and whatever
goes wrong, the place is left as it was. A backup of an older version is brought up to date.
"""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "restore",
        help="bring a backup back, into an empty place",
        description=ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="the archive")
    context.add_data_dir(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> None:
    from contact_center.backup.archive import KEY
    from contact_center.backup.restore import restore
    from contact_center.commands.backup import summary

    chosen = context.settings_of(args)
    context.require_writable(chosen.data_dir)
    with lock.only_process(chosen):
        manifest = restore(chosen, args.file)
    print(f"Restored {summary(manifest)}.")
    if manifest.lost:
        print(f"{len(manifest.lost)} files were missing or damaged already when the backup was made.")
    if KEY not in manifest.members and not chosen.secret_key:
        print(
            f"The backup has no secret key. Put your copy into {chosen.data_dir / 'secret-key'} before the first "
            "start; else a new one is made, and each shop that signs its customers needs a new signing key."
        )
