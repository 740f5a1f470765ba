"""`db`: the schema of the database."""

import argparse

from contact_center.commands import context
from contact_center.settings import Settings


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("db", help="upgrade the database's schema, or look at it", allow_abbrev=False)
    steps = parser.add_subparsers(required=True, title="db commands", metavar="COMMAND")
    for name, run, text in (
        ("upgrade", upgrade, "bring the schema to this version; what `serve` does too"),
        ("current", current, "print the database's schema revision"),
        ("check", check, "fail where the schema is not this version's"),
    ):
        step = steps.add_parser(name, help=text, allow_abbrev=False)
        context.add_data_dir(step)
        step.set_defaults(run=run)


def upgrade(args: argparse.Namespace) -> None:
    from contact_center import migrations

    chosen = _settings(args)
    migrations.upgrade(chosen.url)
    print(f"The schema is at revision {migrations.current(chosen.url)}.")


def current(args: argparse.Namespace) -> None:
    from contact_center import migrations

    print(migrations.current(_settings(args).url) or "empty")


def check(args: argparse.Namespace) -> int:
    """0 where the schema is this version's, else 1."""
    from contact_center import migrations

    found, wanted = migrations.current(_settings(args).url), migrations.head()
    if found == wanted:
        print(f"The schema is at revision {wanted}, as this version wants.")
        return 0
    migrations.check_known(found)
    print(f"The schema is at revision {found or 'none'}, this version wants {wanted}. Run `contact-center db upgrade`.")
    return 1


def _settings(args: argparse.Namespace) -> Settings:
    chosen = context.settings_of(args)
    if chosen.is_sqlite:
        context.require_writable(chosen.data_dir)
    return chosen
