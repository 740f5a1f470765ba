"""What the console says: each text message to the server is one command. What it hears: staff_frames."""

from typing import Annotated, Literal

import msgspec

from contact_center.values import Place, PublicKey

ChannelName = Annotated[str, msgspec.Meta(pattern="^[a-z]{1,20}$")]
ShortText = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]


class StaffCommand(msgspec.Struct, frozen=True, tag_field="type", forbid_unknown_fields=True):
    """The root of what the console says."""


class Watch(StaffCommand, frozen=True, tag="watch"):
    """Subscribes to a conversation; answered by a snapshot, or by the changes after a staff_seq."""

    conversation: PublicKey
    after: Place | None = None


class Unwatch(StaffCommand, frozen=True, tag="unwatch"):
    conversation: PublicKey


class WatchLists(StaffCommand, frozen=True, tag="watch_lists"):
    """Subscribes to changed list rows, presence of the staff and counts; off ends it."""

    on: bool = True


class WatchQueues(StaffCommand, frozen=True, tag="watch_queues"):
    """Subscribes to the live queues; answered by `queues`. Off ends it."""

    on: bool = True


class StaffSend(StaffCommand, frozen=True, tag="send"):
    """A reply (public) or a note (staff). Sent again with the same client_id it is stored once.

    files: uploaded before. mentions: agents whom a note names; they are told.
    """

    conversation: PublicKey
    client_id: str
    body: str
    audience: Literal["public", "staff"] = "public"
    files: Annotated[list[PublicKey], msgspec.Meta(max_length=10)] = []
    mentions: Annotated[list[PublicKey], msgspec.Meta(max_length=20)] = []


class StaffTyping(StaffCommand, frozen=True, tag="typing"):
    conversation: PublicKey
    on: bool


class Viewing(StaffCommand, frozen=True, tag="viewing"):
    """Which conversation is on this tab's screen (none: no one), said on every change and with every heartbeat."""

    conversation: PublicKey | None


class Seen(StaffCommand, frozen=True, tag="seen"):
    """The agent has seen the public messages up to this public_seq."""

    conversation: PublicKey
    seq: Place


class SetPresence(StaffCommand, frozen=True, tag="set_presence"):
    """channels: an available agent takes work of these alone; none: of all."""

    presence: Literal["available", "away"]
    reason: str | None = None
    channels: Annotated[list[ChannelName], msgspec.Meta(min_length=1, max_length=10)] | None = None


class AcceptOffer(StaffCommand, frozen=True, tag="accept_offer"):
    """Answered by `offer_accepted`, or by an error where it was too late."""

    offer: PublicKey


class DeclineOffer(StaffCommand, frozen=True, tag="decline_offer"):
    """reason: a word of the console's list, or the agent's own."""

    offer: PublicKey
    reason: ShortText | None = None


class FinishWrapUp(StaffCommand, frozen=True, tag="finish_wrap_up"):
    """code: what the contact was about; its queue may require one."""

    item: PublicKey
    code: ShortText | None = None


class Heartbeat(StaffCommand, frozen=True, tag="heartbeat"):
    """Keeps the presence lease; every 10 seconds from any open console. Answered by `alive`."""


AnyStaffCommand = (
    Watch
    | Unwatch
    | WatchLists
    | WatchQueues
    | StaffSend
    | StaffTyping
    | Viewing
    | Seen
    | SetPresence
    | AcceptOffer
    | DeclineOffer
    | FinishWrapUp
    | Heartbeat
)
