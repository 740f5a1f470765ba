"""The shapes of customers, custom fields, merges and blocks over HTTP."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from contact_center.paging import PageQuery
from contact_center.values import FieldKind

Key = Annotated[str, msgspec.Meta(max_length=36)]
FieldKey = Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9_]{0,49}$")]
Locale = Literal["en", "vi"]
Short = Annotated[str, msgspec.Meta(max_length=500)]
Reason = Annotated[str, msgspec.Meta(max_length=500)]


class CustomFieldView(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    key: str
    kind: FieldKind
    names: dict[Locale, str]
    choices: list[str]
    values: int
    """How many customers have one: so many go when it is deleted."""
    version: int


class CustomFields(msgspec.Struct, frozen=True):
    items: list[CustomFieldView]


class NewCustomField(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    key: FieldKey
    kind: FieldKind
    names: dict[Locale, Short]
    choices: Annotated[list[Short], msgspec.Meta(max_length=100)] = []


class CustomFieldPatch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays as it is; key and kind stay for good, since values and programs depend on them."""

    names: dict[Locale, Short] | None = None
    choices: Annotated[list[Short], msgspec.Meta(max_length=100)] | None = None
    version: int | None = None
    """The one that the change was made to: 409 changed_meanwhile where somebody else has saved since."""


class CustomerQuery(PageQuery, frozen=True, kw_only=True):
    """Filters of the list, the newest customer first. field and value go together: equal to, in any spelling."""

    email: Short | None = None
    phone: Short | None = None
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=100)] | None = None
    """How the name begins, without regard to case and tone marks."""
    field: FieldKey | None = None
    value: Short | None = None
    blocked: bool = False
    """Only those who are blocked."""


class CustomerRow(msgspec.Struct, frozen=True, kw_only=True):
    """A customer in a list. name: the own one, or 'Visitor' with a number."""

    id: str
    name: str
    named: bool
    """The name is the customer's own."""
    email: str | None
    phone: str | None
    locale: str
    created_at: datetime
    verified: bool
    """A shop has signed who this is, or an address was proved."""
    blocked: bool


class IdentityView(msgspec.Struct, frozen=True, kw_only=True):
    """One way the customer is recognised. value: none for a browser, which is known by a secret."""

    kind: Literal["webchat", "email", "phone", "external"]
    value: str | None
    verified: bool
    created_at: datetime
    bounced_at: datetime | None = None
    """Of an address: when mail to it last came back; none once mail from it has come since."""
    bounce_words: str | None = None
    """The server's."""


class BlockView(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    customer: CustomerRow | None
    network: str | None
    sender: str | None
    """An address whose mail is refused, or a domain with everything below it."""
    reason: str
    by: str | None
    """The name of whoever blocked."""
    created_at: datetime
    expires_at: datetime | None


class BlockQuery(PageQuery, frozen=True, kw_only=True):
    """Whom they are of: senders of mail, or customers and networks; without it, all."""

    of: Literal["senders", "visitors"] | None = None


class MergeView(msgspec.Struct, frozen=True, kw_only=True):
    """customer: the other one, who was merged into this customer."""

    id: str
    customer: CustomerRow
    conversations: int
    by: str | None
    at: datetime
    undone_at: datetime | None


class CustomerView(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    name: str
    named: bool
    email: str | None
    phone: str | None
    locale: str
    created_at: datetime
    verified: bool
    version: int
    fields: dict[str, str]
    """Custom fields by key; those without a value are left out."""
    identities: list[IdentityView]
    block: BlockView | None
    merged_into: str | None
    """The customer whom this one was found to be: everything is there."""
    conversations: int
    """How many, over all channels."""


class CustomerPatch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays as it is; null takes a detail away."""

    name: Short | msgspec.UnsetType | None = msgspec.UNSET
    email: Short | msgspec.UnsetType | None = msgspec.UNSET
    phone: Short | msgspec.UnsetType | None = msgspec.UNSET
    locale: Locale | msgspec.UnsetType = msgspec.UNSET
    fields: Annotated[dict[str, Short | None], msgspec.Meta(max_length=50)] = {}
    """Custom fields by key."""
    version: int | None = None
    """The one that the change was made to: 409 changed_meanwhile where somebody else has saved since."""


class Duplicate(msgspec.Struct, frozen=True, kw_only=True):
    """A customer who may be the same; because: in what they are alike."""

    customer: CustomerRow
    because: list[Literal["email", "phone", "name"]]


class Duplicates(msgspec.Struct, frozen=True):
    items: list[Duplicate]


class MergeQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    other: Key = msgspec.field(name="with")
    """Who is to be merged into the customer of the address."""


class NewMerge(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    other: Key = msgspec.field(name="with")
    """Who is to be merged into the customer of the address."""


class MergeField(msgspec.Struct, frozen=True, kw_only=True):
    """A detail or custom field that both customers have, or that one of them brings. kept: what stands afterwards."""

    key: str
    target: str | None
    source: str | None
    kept: str
    conflict: bool
    """Both have one, and they differ: the target's wins."""


class MergePreview(msgspec.Struct, frozen=True, kw_only=True):
    """What a merge would do: everything of the source goes to the target."""

    target: CustomerRow
    source: CustomerRow
    conversations: int
    visits: int
    identities: list[IdentityView]
    fields: list[MergeField]
    readers: int
    """Browsers that a shop has identified: they read all conversations of both. Others go on reading their own."""


class Merges(msgspec.Struct, frozen=True):
    items: list[MergeView]


class Merged(msgspec.Struct, frozen=True, kw_only=True):
    """merge: by which it can be undone."""

    merge: str
    customer: CustomerView


class NewBlock(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Give one: a customer, a network of addresses (CIDR), or a sender of mail (an address or a domain)."""

    customer: Key | None = None
    network: Annotated[str, msgspec.Meta(max_length=60)] | None = None
    sender: Annotated[str, msgspec.Meta(max_length=320)] | None = None
    sure: bool = False
    """A whole domain with which many people have addresses is meant: 422 free_mail_domain without it."""
    reason: Reason = ""
    expires_at: datetime | None = None
    """With a zone, in the future; for good without one."""


class NewCustomerBlock(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    reason: Reason = ""
    expires_at: datetime | None = None
    """With a zone, in the future; for good without one."""
