"""Files that wait for their message with a draft: which of them are still there."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.files.service import file_ref
from contact_center.models import Attachment
from contact_center.values import FileRef


def still_waiting(tx: Session, ids: Collection[str], *, uploader: str) -> dict[str, FileRef]:
    """Of some files those that this uploader may still send, by their public ids."""
    if not ids:
        return {}
    mine = Attachment.public_id.in_(ids), Attachment.uploader == uploader, Attachment.message_id.is_(None)
    return {row.public_id: file_ref(row) for row in tx.execute(sa.select(Attachment).where(*mine)).scalars()}
