"""Who wrote a mail that became no message, and about what: read from its bytes, as nothing else was made of them."""

import asyncio
from collections.abc import Mapping

import msgspec

from channels.email import addresses, structure
from channels.email.mailboxes.schemas import CameView
from channels.email.mime import subject_of
from contact_center.files.store import FileStore
from contact_center.paging import Page

BYTES = 64 * 1024
"""Of each mail: its header, unless that is longer than any that people read."""


async def told(page: Page[CameView], keys: Mapping[str, str], files: FileStore) -> Page[CameView]:
    """The page with sender and subject. keys: of the blobs, by the mails' public ids. Raises StorageUnavailable."""
    raws = dict(zip(keys, await files.read_all(list(keys.values()), most=BYTES), strict=True))
    items = await asyncio.to_thread(lambda: [_told(each, raws.get(each.id)) for each in page.items])
    return msgspec.structs.replace(page, items=items)


def _told(view: CameView, raw: bytes | None) -> CameView:
    if raw is None:
        return view
    fields = structure.header_of(raw)
    found = addresses.mailboxes(fields.raw("from"))
    sender = (found[0].address.lower(), found[0].name) if found else (view.sender, "")
    return msgspec.structs.replace(view, sender=sender[0], sender_name=sender[1], subject=subject_of(fields))
