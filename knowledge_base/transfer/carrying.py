"""Carries the knowledge base out of the installation and into it: database, blobs and files together."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from contact_center.db import Database
from contact_center.errors import ApiError, StorageUnavailable
from contact_center.files.store import FileStore
from knowledge_base.images import MOST_BYTES, NewImage, described
from knowledge_base.part_schemas import ImportProblem, ImportReport
from knowledge_base.people import Editor
from knowledge_base.transfer import files, sources
from knowledge_base.transfer.attempts import in_file
from knowledge_base.transfer.exporting import export
from knowledge_base.transfer.importing import NotDone, import_bundle, refusal
from knowledge_base.transfer.sources import Source


class Outgoing(NamedTuple):
    """All files: the texts, and where the images lie."""

    texts: list[tuple[str, bytes]]
    images: list[tuple[str, Path]]


async def collect(db: Database, store: FileStore) -> Outgoing:
    """The knowledge base of one moment."""
    bundle, blobs = await db.read(export)
    texts = await asyncio.to_thread(lambda: list(files.written(bundle)))
    return Outgoing(texts, [(files.FOLDER + name, store.path_of(key)) for name, key in blobs.items()])


async def import_from(
    source: Source,
    db: Database,
    store: FileStore,
    *,
    dry_run: bool,
    by: Editor,
    at: datetime,
    most: int = sources.MOST_FILES,
) -> ImportReport:
    """All of it, or in a dry run nothing. Raises InvalidInput import_unfit that names files and lines, or TooLarge.

    most: files.
    """
    read = await asyncio.to_thread(sources.files_of, source, most=most)
    names = [path.removeprefix(files.FOLDER) for path in read.images]
    bundle, problems = await asyncio.to_thread(files.read, read.texts, names)
    arrived: dict[str, NewImage] = {}
    kept: set[str] = set()
    try:
        for path in read.images:
            await _receive(store, source, path, arrived, problems)
        done = await db.write(import_bundle, bundle, arrived, problems=problems, dry_run=dry_run, by=by, at=at)
        kept = done.keys
        report = done.report
    except NotDone as reason:
        report = reason.report
    except StorageUnavailable:  # it may yet be carried out: better a blob too many than an image without one
        kept = {each.key for each in arrived.values()}
        raise
    finally:
        await _settle(store, arrived.values(), kept)
    if report.problems and not dry_run:
        raise refusal(report)
    return report


async def _receive(
    store: FileStore, source: Source, path: str, arrived: dict[str, NewImage], problems: list[ImportProblem]
) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield await asyncio.to_thread(source.read, path)

    try:
        found = await store.receive(chunks(), limit=MOST_BYTES)
        try:
            arrived[path.removeprefix(files.FOLDER)] = described(found, name=path)
        except ApiError:
            await store.discard(found.key)
            raise
    except ApiError as error:
        problems.append(in_file(path, error))


async def _settle(store: FileStore, arrived: Iterable[NewImage], kept: set[str]) -> None:
    """Blobs that are wanted go to their place; the others go."""
    for each in arrived:
        if each.key in kept:
            await store.keep(each.key)
        else:
            with suppress(StorageUnavailable):
                await store.discard(each.key)
