"""`inbox`: make and list inboxes, and say which sites may carry them."""

import argparse
from typing import TYPE_CHECKING

from contact_center.commands import context
from contact_center.errors import InvalidInput
from contact_center.values import utc_now

if TYPE_CHECKING:
    from contact_center.models import Inbox
    from contact_center.settings import Settings

BY = "system"


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("inbox", help="make inboxes, and say which sites may carry them", allow_abbrev=False)
    steps = parser.add_subparsers(required=True, title="inbox commands", metavar="COMMAND")
    make = steps.add_parser("create", help="a new inbox; prints the line for your pages", allow_abbrev=False)
    make.add_argument("--name", required=True, help="the brand, as visitors read it")
    make.add_argument("--site", action="append", required=True, help="such as https://shop.example; may be repeated")
    make.set_defaults(run=create)
    show = steps.add_parser("list", help="every inbox with its sites and its line", allow_abbrev=False)
    show.set_defaults(run=list_all)
    allow = steps.add_parser("sites", help="set which sites may carry an inbox", allow_abbrev=False)
    allow.add_argument("inbox", metavar="ID")
    allow.add_argument("site", nargs="+", metavar="SITE")
    allow.set_defaults(run=set_sites)
    for step in (make, show, allow):
        context.add_data_dir(step)


def create(args: argparse.Namespace) -> None:
    import msgspec

    from contact_center.inboxes.schemas import NewInbox
    from contact_center.inboxes.service import create_inbox

    chosen = context.migrated(args)
    try:
        new = msgspec.convert({"name": args.name, "allowed_sites": args.site}, NewInbox)
    except msgspec.ValidationError as error:
        raise InvalidInput(f"This cannot be an inbox: {error}.") from None
    print(context.in_database(chosen, lambda tx: _shown(create_inbox(tx, new, by=BY, at=utc_now()), chosen)))


def list_all(args: argparse.Namespace) -> None:
    import sqlalchemy as sa

    from contact_center.models import Inbox

    chosen = context.migrated(args)
    found = context.in_database(
        chosen, lambda tx: [_shown(row, chosen) for row in tx.execute(sa.select(Inbox).order_by(Inbox.id)).scalars()]
    )
    print("\n\n".join(found) or "None yet. `contact-center inbox create` makes one.")


def set_sites(args: argparse.Namespace) -> None:
    from contact_center.inboxes.schemas import InboxPatch
    from contact_center.inboxes.service import change_inbox

    chosen = context.migrated(args)
    patch = InboxPatch(allowed_sites=args.site)
    changed = context.in_database(
        chosen, lambda tx: _shown(change_inbox(tx, args.inbox, patch, by=BY, at=utc_now()), chosen)
    )
    print(changed)


def _shown(inbox: "Inbox", chosen: "Settings") -> str:
    state = ", disabled" if inbox.disabled_at else ""
    return (
        f"{inbox.name} ({inbox.public_id}{state})\n"
        f"    on {', '.join(inbox.allowed_sites) or 'no site'}\n"
        f'    <script async src="{chosen.base_url}/widget.js" data-inbox="{inbox.public_id}"></script>'
    )
