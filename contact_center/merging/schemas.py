"""The shapes of merging conversations over HTTP."""

from typing import Annotated

import msgspec

from contact_center.conversations.schemas import ConversationRow, Key


class MergeTargetQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    text: Annotated[str, msgspec.Meta(max_length=200)] = ""
    """Words of the subject or of the last message; or a number, also of another customer's conversation."""


class MergeTargets(msgspec.Struct, frozen=True):
    """Conversations into which one may be merged, those that were written in last first.

    numbered: the one of another customer whose number was typed.
    """

    items: list[ConversationRow]
    numbered: ConversationRow | None


class MergePreviewQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    into: Key
    """The conversation that is to have everything."""


class ConversationMergePreview(msgspec.Struct, frozen=True, kw_only=True):
    """What a merge would do. messages: that would go over. people: addresses that would then take part in the target,
    and do not yet; at most MOST_PEOPLE. reopens: the target is taken up again by whoever merges.
    """

    source: ConversationRow
    target: ConversationRow
    messages: int
    same_customer: bool
    people: list[str]
    reopens: bool


class NewConversationMerge(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """version, into_version: of both conversations, as they were seen: 409 changed_meanwhile where one has gone on."""

    into: Key
    version: int
    into_version: int
    other_customer: bool = False
    """They may be of two customers; for those who may change customers."""


class ConversationMerged(msgspec.Struct, frozen=True):
    """merge: by which it can be undone. conversation: the one that has everything, or after an undo is there again."""

    merge: str
    conversation: ConversationRow
