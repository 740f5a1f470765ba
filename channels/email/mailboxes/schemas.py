"""The shapes of mailboxes and of the mails that came to them."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from channels.email.accounts import Incoming, Kind, MailboxSettings, Outgoing
from channels.email.coming import MailRules
from contact_center.paging import PageQuery
from contact_center.values import MailState

Address = Annotated[str, msgspec.Meta(min_length=3, max_length=254)]
Aliases = Annotated[list[Address], msgspec.Meta(max_length=50)]
Secret = Annotated[str, msgspec.Meta(max_length=5_000)]


class NewSecrets(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Never shown again. What is left out stays as it is."""

    password: Secret | None = None
    outgoing_password: Secret | None = None
    """Where it is another than the password."""
    client_secret: Secret | None = None
    refresh_token: Secret | None = None
    sign_in: Annotated[str, msgspec.Meta(max_length=36)] | None = None
    """A sign-in at the provider by its id, in the place of a client and a refresh token; it can be used once."""


class NewMailbox(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """name: of its inbox; the address where it is left out."""

    address: Address
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=100)] | None = None
    aliases: Aliases = []
    kind: Kind = Kind.IMAP
    incoming: Incoming = Incoming()
    outgoing: Outgoing = Outgoing()
    secrets: NewSecrets = NewSecrets()
    settings: MailboxSettings = MailboxSettings()
    import_from: datetime | None = None
    """Mail that is there already is taken in as history from this time on; left out: only what comes from now on."""


class MailboxPatch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is left out stays as it is; incoming, outgoing and settings are replaced as a whole."""

    version: int
    """The one that the change was made to: 409 changed_meanwhile where somebody else has saved since."""
    address: Address | None = None
    aliases: Aliases | None = None
    incoming: Incoming | None = None
    outgoing: Outgoing | None = None
    secrets: NewSecrets | None = None
    settings: MailboxSettings | None = None
    import_from: datetime | None = None
    """With another account or folder in `incoming`: older mail there is taken in as history from this time on; left
    out, it stays out. Without effect otherwise."""
    disabled: bool | None = None


class MailboxFailure(msgspec.Struct, frozen=True, kw_only=True):
    """code: for translations. detail: what to do, in English. words: the server's own."""

    code: str
    detail: str
    words: str


class MailboxView(msgspec.Struct, frozen=True, kw_only=True):
    """A mailbox without its secrets.

    state: connecting (nothing was heard of it yet), working, failing, silent (nothing heard for too long), disabled.
    """

    id: str
    inbox: str
    name: str
    address: str
    aliases: list[str]
    kind: Kind
    incoming: Incoming
    outgoing: Outgoing
    settings: MailboxSettings
    import_from: datetime | None
    connected_at: datetime
    state: Literal["connecting", "working", "failing", "silent", "disabled"]
    last_contact_at: datetime | None
    failing_since: datetime | None
    failure: MailboxFailure | None
    waiting: int
    """Mails that have come and are no messages yet."""
    unsent: int
    """Mails that are still to leave. They fail when their time comes while it is disabled, and when it is removed."""
    quarantined: int
    form_url: str
    """Where the contact form is, once its settings have it on; it leads to the reader's language."""
    version: int


class MailQuery(PageQuery, frozen=True, kw_only=True):
    state: MailState = MailState.QUARANTINED
    mailbox: Annotated[str, msgspec.Meta(max_length=36)] | None = None
    reason: Annotated[str, msgspec.Meta(max_length=40)] | None = None
    """Of dropped ones, such as sender_blocked."""


class CameView(msgspec.Struct, frozen=True, kw_only=True):
    """A mail as it came. original: where its bytes are had; none once they were deleted.

    whole: all of its bytes are here; only then can it be tried again. size: of the mail, wherever its bytes are.
    """

    id: str
    mailbox: str
    address: str
    state: MailState
    reason: str | None
    error: str | None
    sender: str | None
    """The address of who wrote it, as far as it can be read."""
    sender_name: str = ""
    subject: str | None = None
    """None where nothing of it is here any more."""
    attempts: int
    size: int
    arrived_at: datetime
    history: bool
    whole: bool
    original: str | None


class MailRulesView(msgspec.Struct, frozen=True, kw_only=True):
    rules: MailRules
    version: int


class MailRulesPut(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    rules: MailRules
    version: int
    """The one that was read: 409 changed_meanwhile where somebody else has saved since."""
