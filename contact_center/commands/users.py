"""`user`: make, list and let back in people of the staff, from the machine itself."""

import argparse
import asyncio
import sys
from typing import TYPE_CHECKING

from contact_center.commands import context
from contact_center.errors import InvalidInput
from contact_center.values import Role, utc_now

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from contact_center.agents.schemas import Invitation


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("user", help="make, list and let back in people of the staff", allow_abbrev=False)
    steps = parser.add_subparsers(required=True, title="user commands", metavar="COMMAND")
    make = steps.add_parser(
        "create", help="somebody new; prints a link to choose a password by, unless one is given", allow_abbrev=False
    )
    make.add_argument("--email", required=True)
    make.add_argument("--name", required=True)
    make.add_argument("--role", choices=[role.value for role in Role], default=Role.AGENT.value)
    make.add_argument("--language", choices=("en", "vi"), default="en")
    make.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    make.set_defaults(run=create)
    show = steps.add_parser("list", help="everybody of the staff", allow_abbrev=False)
    show.set_defaults(run=list_all)
    again = steps.add_parser("reset", help="print a one-time link to choose a new password by", allow_abbrev=False)
    again.add_argument("email", metavar="EMAIL")
    again.set_defaults(run=reset)
    for step in (make, show, again):
        context.add_data_dir(step)


def create(args: argparse.Namespace) -> None:
    from contact_center.agents import doors, service

    chosen = context.migrated(args)
    wanted = _wanted(args)
    if args.password_stdin:
        hashed = asyncio.run(_hash(sys.stdin.readline().rstrip("\r\n"), wanted.email))

        def with_password(tx: "Session") -> None:
            service.create(
                tx,
                email=wanted.email,
                name=wanted.name,
                role=wanted.role,
                password_hash=hashed,
                locale=wanted.locale,
                by="system",
                now=utc_now(),
            )

        context.in_database(chosen, with_password)
        print(f"{wanted.email} can sign in at {chosen.base_url}/")
        return
    link = context.in_database(
        chosen, lambda tx: doors.invite_by_hand(tx, wanted, base_url=chosen.base_url, now=utc_now())
    )
    print(f"{wanted.email} chooses a password here (works once, for 7 days):\n    {link}")


def list_all(args: argparse.Namespace) -> None:
    import sqlalchemy as sa

    from contact_center.agents.queries import staff_view
    from contact_center.models import Agent

    found = context.in_database(
        context.migrated(args),
        lambda tx: [staff_view(row) for row in tx.execute(sa.select(Agent).order_by(Agent.id)).scalars()],
    )
    if not found:
        print("Nobody yet. `contact-center user create` makes somebody.")
    for each in found:
        print(f"{each.email:<36} {each.role:<14} {each.state:<9} {each.name}")


def reset(args: argparse.Namespace) -> None:
    from contact_center.agents import doors

    chosen = context.migrated(args)
    link = context.in_database(
        chosen, lambda tx: doors.reset_by_hand(tx, args.email, base_url=chosen.base_url, now=utc_now())
    )
    print(f"{args.email} chooses a new password here (works once, for a limited time):\n    {link}")


def _wanted(args: argparse.Namespace) -> "Invitation":
    """Raises InvalidInput where name or address is none."""
    import msgspec

    from contact_center.agents.schemas import Invitation

    given = {"email": args.email, "name": args.name, "role": args.role, "locale": args.language}
    try:
        return msgspec.convert(given, Invitation)
    except msgspec.ValidationError as error:
        raise InvalidInput(f"This cannot be somebody of the staff: {error}.") from None


async def _hash(password: str, email: str) -> str:
    from contact_center.passwords import Passwords, check_policy

    check_policy(password, email)
    return await Passwords().hash(password)
