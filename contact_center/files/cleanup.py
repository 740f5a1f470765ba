"""Jobs that delete: blobs whose rows are gone, uploads that were never sent, what broken-off uploads left."""

from collections.abc import Callable
from datetime import datetime

from contact_center.db import Database
from contact_center.files import service
from contact_center.files.store import FileStore
from contact_center.jobs import Handler, TakenJob

KIND = "files_cleanup"


def blob_deleter(store: FileStore) -> Handler:
    """The handler of the kind delete_blobs."""

    async def delete_blobs(_: Database, job: TakenJob) -> None:
        await store.delete(job.payload["keys"])

    return delete_blobs


def cleaner(store: FileStore, clock: Callable[[], datetime]) -> Handler:
    """The handler of the kind files_cleanup, for once an hour."""

    async def clean_up(db: Database, _: TakenJob) -> None:
        await store.sweep(lambda keys: db.read(service.known_keys, keys))
        while await db.write(service.delete_unsent, now=clock()) == service.BATCH:
            pass

    return clean_up
