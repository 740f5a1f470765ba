"""The shapes of canned replies."""

from typing import Annotated

import msgspec

from contact_center.inboxes.schemas import Locale

Shortcut = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
Title = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=4_000)]
Key = Annotated[str, msgspec.Meta(max_length=36)]


class CannedReplyView(msgspec.Struct, frozen=True, kw_only=True):
    """texts: by locale. inbox: the one it is for; none: every inbox."""

    id: str
    shortcut: str
    title: str
    texts: dict[Locale, str]
    inbox: str | None
    version: int


class NewCannedReply(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """shortcut: what follows the slash; it is stored without case, tone marks and spaces."""

    shortcut: Shortcut
    title: Title
    texts: dict[Locale, Text]
    inbox: Key | None = None


class CannedReplyPatch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays as it is."""

    shortcut: Shortcut | None = None
    title: Title | None = None
    texts: dict[Locale, Text] | None = None
    inbox: Key | msgspec.UnsetType | None = msgspec.UNSET
    version: int | None = None
    """The one that the change was made to: 409 changed_meanwhile where somebody else has saved since."""
