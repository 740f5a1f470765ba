"""From the bytes of mails to what they say, with their files in the store: several at once, each for itself."""

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any, TypeVar

import msgspec

from channels.email import mime
from channels.email.coming import Came, File, ref_of
from channels.email.parsed import Parsed, Part
from channels.email.reading import read
from channels.email.text_files import readable
from contact_center.errors import NotFound, StorageUnavailable, TooLarge, UnwantedType
from contact_center.files import kinds
from contact_center.files.arriving import Arrived, unfit
from contact_center.files.receiving import described
from contact_center.files.store import FileStore
from contact_center.jobs.rules import describe
from contact_center.realtime.left_out import noted
from contact_center.realtime.mail_views import LeftOutReason
from contact_center.values import new_id

T = TypeVar("T")

log = logging.getLogger(__name__)


class Packed(msgspec.Struct, frozen=True):
    """A mail that waits: its row, and the blob of its bytes."""

    id: int
    key: str


class _Opened(msgspec.Struct, frozen=True):
    """A mail that was parsed. parts: those that are taken as files. problems: what keeps others in the raw mail."""

    id: int
    parsed: Parsed
    parts: list[Part]
    problems: list[str]


class Unpacker:
    """file_bytes: the largest part that is taken as a file."""

    def __init__(self, files: FileStore, *, file_bytes: int) -> None:
        self._files, self._file_bytes = files, file_bytes

    async def unpack(self, mails: Sequence[Packed]) -> list[Came | str]:
        """What each says; or why it could not be read, which stops none of the others. Raises StorageUnavailable."""
        raws = await self._files.read_all([each.key for each in mails])
        opened = await asyncio.to_thread(self._open_all, mails, raws)
        parts = [part.data for each in opened if isinstance(each, _Opened) for part in each.parts]
        arrived = await self._files.put_all(parts)
        read = await asyncio.to_thread(_read_all, opened, iter(arrived))
        kept = {file.new.key for each in read if isinstance(each, Came) for file in each.files}
        for each in arrived:
            if each.key not in kept:
                with suppress(StorageUnavailable):  # what cannot be deleted now is swept later
                    await self._files.discard(each.key)
        return read

    def _open_all(self, mails: Sequence[Packed], raws: Sequence[bytes | None]) -> list[_Opened | str]:
        return [_guarded(each.id, self._open, each.id, raw) for each, raw in zip(mails, raws, strict=True)]

    def _open(self, mail_id: int, raw: bytes | None) -> _Opened:
        if raw is None:
            raise NotFound("There is no such file.")
        parsed = mime.parse(raw)
        parts, problems = list[Part](), list[str]()
        for part in (readable(each, limit=self._file_bytes) for each in parsed.parts):
            refused = unfit(part.data, limit=self._file_bytes)
            if refused is None:
                parts.append(part)
            else:
                reason: LeftOutReason = "too_large" if isinstance(refused, TooLarge) else "empty"
                problems.append(noted(reason, part.name, len(part.data)))
        return _Opened(mail_id, parsed, parts, problems)


def _read_all(opened: Sequence[_Opened | str], arrived: Iterator[Arrived]) -> list[Came | str]:
    """arrived: the parts of all, in their order."""
    read = list[Came | str]()
    for each in opened:
        if isinstance(each, str):
            read.append(each)
        else:
            read.append(_guarded(each.id, _read, each, [next(arrived) for _ in each.parts]))
    return read


def _read(opened: _Opened, arrived: Sequence[Arrived]) -> Came:
    files, problems = list[File](), list(opened.problems)
    for part, blob in zip(opened.parts, arrived, strict=True):
        try:
            new = described(blob, name=part.name, uploader=f"mail:{opened.id}")
        except UnwantedType:
            problems.append(noted("type_refused", part.name, blob.size))
        else:
            files.append(File(new=new, id=new_id(), content_id=part.content_id))
    shown = (each for each in files if each.content_id is not None and each.new.media_type in kinds.SHOWN)
    paths = {each.content_id: ref_of(each).path for each in shown if each.content_id is not None}
    return Came(mail_in_id=opened.id, reading=read(opened.parsed, paths), files=files, problems=problems)


def _guarded(mail_id: int, work: Callable[..., T], *args: Any) -> T | str:
    """Whatever one mail does to us, the next goes on."""
    try:
        return work(*args)
    except Exception as error:
        log.warning("a mail could not be read", extra={"mail": mail_id, "error": describe(error)})
        return describe(error)
