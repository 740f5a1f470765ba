"""The shapes of files over HTTP."""

from typing import Annotated

import msgspec

MOST_FILES = 10
"""With one message."""


class UploadQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: Annotated[str, msgspec.Meta(max_length=1_000)] = ""
    """As the uploader calls it; what is stored is cleaned of paths and tricks, and its ending tells the truth."""


class FileRules(msgspec.Struct, frozen=True, kw_only=True):
    """What an upload must keep to; said before anything is sent."""

    max_bytes: int
    """Of one file."""
    mail_bytes: int
    """Of all files together that go with one mail."""
    max_files: int = MOST_FILES
    """With one message."""


class NewFile(msgspec.Struct, frozen=True, kw_only=True):
    """What is stored of an arrived file; key is also the name of its blob."""

    key: str
    uploader: str
    name: str
    media_type: str
    size: int
    width: int | None
    height: int | None
    sha256: str
