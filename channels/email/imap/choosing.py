"""Which mails of a folder are wanted, what is history, and which are fetched together. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import msgspec

BATCH = 50
"""Mails that are fetched and stored together."""
BATCH_BYTES = 8 * 1024 * 1024
"""Of them; a larger mail is fetched alone, in pieces."""
CLOCKS = timedelta(days=2)
"""How wrong senders' clocks may be before a mail that has just come counts as an old one that was put back."""
SKEW = timedelta(minutes=1)
"""How wrong the mail server's clock may be, which counts whole seconds: better an old mail than a new one less."""


class Listed(msgspec.Struct, frozen=True):
    """What is known of a mail before it is fetched. date: as its header says. arrived: when the server had it."""

    uid: int
    size: int
    arrived: datetime | None
    date: datetime | None


class Wanted(msgspec.Struct, frozen=True):
    uid: int
    size: int
    arrived: datetime | None
    history: bool


def oldest_wanted(connected_at: datetime, import_from: datetime | None) -> datetime:
    """What came before it is not looked at."""
    return connected_at if import_from is None else min(connected_at, import_from)


def wanted(
    listed: Sequence[Listed], *, first_uid: int, connected_at: datetime, import_from: datetime | None
) -> list[Wanted]:
    """first_uid: mails under it were there when the folder was first seen under its UIDVALIDITY.

    Of these, what came before the mailbox was connected is history from import_from on, and nothing before. What came
    since is new mail, unless its header is much older: a mailbox was put back from a backup, and all of it seems to
    have come just now. That is taken as history, since no mail may be lost.
    """
    found, began = [], connected_at - SKEW
    for each in listed:
        history = False
        if each.uid < first_uid and each.arrived is not None:
            if each.arrived < began:
                if import_from is None or each.arrived < import_from:
                    continue
                history = True
            else:
                history = each.date is not None and each.date < began - CLOCKS
        found.append(Wanted(each.uid, each.size, each.arrived, history))
    return found


def batches(wanted: Sequence[Wanted], *, alone: bool = False) -> Iterator[list[Wanted]]:
    """In their order. alone: each by itself."""
    batch, size = list[Wanted](), 0
    for each in wanted:
        if batch and (alone or len(batch) == BATCH or size + each.size > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(each)
        size += each.size
    if batch:
        yield batch
