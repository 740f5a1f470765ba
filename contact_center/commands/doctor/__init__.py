"""`doctor`: looks at an installation and says what is wrong with it, and what to do."""

import argparse

from contact_center.commands import context


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("doctor", help="check the installation, and say what to do", allow_abbrev=False)
    context.add_data_dir(parser)
    parser.add_argument("--json", action="store_true", help="for programs: one JSON object")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """1 where something has failed, else 0."""
    from contact_center.commands.doctor import report

    found = report.examine(args)
    print(report.as_json(found) if args.json else report.as_text(found))
    return 1 if report.has_failed(found) else 0
