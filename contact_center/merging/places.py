"""The place in the queue that a merge gave to the work of its target, taken back when it is undone."""

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.merging.moved import Moved
from contact_center.models import ConversationMerge
from contact_center.work import service as work
from contact_center.work.places import Inherited, exchanged


def give_back(tx: Session, row: ConversationMerge, place: Inherited | None) -> None:
    """The target's work item stands where it would without this merge. row: locked, with its target.

    Merges that came later and stand are told what the item would have had without this one.
    """
    if place is None:
        return
    given, own = place.given, place.own
    for later in _later(tx, row):
        moved = msgspec.convert(later.moved, Moved)
        if moved.place is None or moved.place.item_id != place.item_id:
            continue
        alone = msgspec.structs.replace(moved.place, own=exchanged(moved.place.own, given, own))
        later.moved = msgspec.to_builtins(msgspec.structs.replace(moved, place=alone))
        given, own = moved.place.given, alone.given
    work.disinherit(tx, row.target_id, place.item_id, given=given, own=own)


def _later(tx: Session, row: ConversationMerge) -> list[ConversationMerge]:
    standing = ConversationMerge.target_id == row.target_id, ConversationMerge.undone_at.is_(None)
    query = sa.select(ConversationMerge).where(*standing, ConversationMerge.id > row.id).order_by(ConversationMerge.id)
    return list(tx.execute(query.with_for_update()).scalars())
