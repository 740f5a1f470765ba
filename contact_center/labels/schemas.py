"""The shapes of labels."""

from typing import Annotated

import msgspec

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
Colour = Annotated[str, msgspec.Meta(pattern="^#[0-9a-fA-F]{6}$")]
Key = Annotated[str, msgspec.Meta(max_length=36)]


class LabelView(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    name: str
    colour: str
    version: int


class NewLabel(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: Name
    colour: Colour = "#64748b"


class LabelPatch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays as it is."""

    name: Name | None = None
    colour: Colour | None = None
    version: int | None = None
    """The one that the change was made to: 409 changed_meanwhile where somebody else has saved since."""


class LabelSet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All labels of a conversation."""

    labels: Annotated[list[Key], msgspec.Meta(max_length=20)]
