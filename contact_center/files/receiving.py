"""From bytes that arrive to a file that waits for its message."""

from collections.abc import AsyncIterable
from contextlib import suppress
from datetime import datetime

from contact_center.db import Database
from contact_center.errors import StorageUnavailable, UnwantedType
from contact_center.files import kinds, service, sniff
from contact_center.files.arriving import Arrived
from contact_center.files.names import safe_name
from contact_center.files.schemas import NewFile
from contact_center.files.store import FileStore
from contact_center.values import FileRef


async def receive(
    store: FileStore,
    db: Database,
    chunks: AsyncIterable[bytes],
    *,
    limit: int,
    name: str,
    uploader: str,
    at: datetime,
) -> FileRef:
    """Store what arrives, at most limit bytes, as a file of this uploader. Where it raises, nothing is left.

    Raises what FileStore.receive raises, and UnwantedType for a program.
    """
    arrived = await store.receive(aiter(chunks), limit=limit)
    try:
        found = await db.write(service.add, described(arrived, name=name, uploader=uploader), at=at)
    except BaseException:
        with suppress(StorageUnavailable):
            await store.discard(arrived.key)
        raise
    await store.keep(arrived.key)
    return found


def described(arrived: Arrived, *, name: str, uploader: str) -> NewFile:
    """What is stored of it: its type and size by its content. Raises UnwantedType for a program."""
    media_type = sniff.media_type(arrived.head, arrived.tail)
    if media_type in kinds.PROGRAMS:
        raise UnwantedType("Programs and scripts are not taken. Send a document, a picture or an archive.")
    size = sniff.dimensions(arrived.head, media_type)
    return NewFile(
        key=arrived.key,
        uploader=uploader,
        name=safe_name(name, media_type),
        media_type=media_type,
        size=arrived.size,
        width=size.width if size else None,
        height=size.height if size else None,
        sha256=arrived.sha256,
    )
