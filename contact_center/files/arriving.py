"""What is known of a file that arrives, be it bit by bit or whole."""

import hashlib
import os
from dataclasses import dataclass, field
from typing import IO, Any

import msgspec

from contact_center.errors import InvalidInput, TooLarge
from contact_center.files.sniff import HEAD, TAIL


class Arrived(msgspec.Struct, frozen=True, kw_only=True):
    """A whole file that lies in INCOMING."""

    key: str
    size: int
    sha256: str
    head: bytes
    """Its first bytes, at most sniff.HEAD."""
    tail: bytes
    """Its last bytes, at most sniff.TAIL."""


@dataclass
class Arriving:
    """What is known of a file so far."""

    file: IO[bytes]
    hash: Any = field(default_factory=hashlib.sha256)
    size: int = 0
    head: bytearray = field(default_factory=bytearray)
    tail: bytes = b""

    def write(self, data: bytes) -> None:
        self.file.write(data)
        self.hash.update(data)
        self.size += len(data)
        self.head += data[: HEAD - len(self.head)]
        self.tail = (self.tail + data)[-TAIL:]

    def finish(self) -> None:
        self.file.flush()
        os.fsync(self.file.fileno())
        self.file.close()


def unfit(data: bytes, *, limit: int) -> InvalidInput | TooLarge | None:
    """Why some bytes are no file that is taken; none: they are one."""
    if not data:
        return InvalidInput("The file is empty.", code="file_empty")
    if len(data) > limit:
        return TooLarge(f"The file is larger than {limit} bytes.", code="file_too_large")
    return None


def arrived(key: str, data: bytes) -> Arrived:
    """Of bytes that are here already."""
    digest = hashlib.sha256(data).hexdigest()
    return Arrived(key=key, size=len(data), sha256=digest, head=data[:HEAD], tail=data[-TAIL:])
