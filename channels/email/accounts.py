"""A mailbox as code works with it: where its mail comes in and goes out, and the secrets for that, unsealed."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import msgspec
from sqlalchemy.orm import Session

from channels.email.oauth.providers import Client, Provider
from channels.email.oauth.registrations import client_of
from channels.email.outgoing.schemas import Autoresponder, Locale, MailBot, Signature
from contact_center.customers.schemas import FieldKey
from contact_center.models import Mailbox
from contact_center.sealing import seal, unseal

Port = Annotated[int, msgspec.Meta(ge=1, le=65_535)]
Line = Annotated[str, msgspec.Meta(max_length=500)]


class Kind(StrEnum):
    """How its mail comes in: we fetch it, or a mail server brings it."""

    IMAP = "imap"
    RELAY = "relay"


class Security(StrEnum):
    """How a connection is encrypted: from its first byte, after asking for it, or not at all."""

    TLS = "tls"
    STARTTLS = "starttls"
    PLAIN = "plain"


class Auth(StrEnum):
    PASSWORD = "password"  # noqa: S105
    OAUTH = "oauth"


class OAuth(msgspec.Struct, frozen=True, kw_only=True):
    """Who gives access tokens for the refresh token.

    client_id: of a client of the mailbox's own; empty where the installation's is used. token_url and scope: of a
    custom provider alone. account: who has signed in there.
    """

    provider: Provider = "custom"
    client_id: Line = ""
    token_url: Line = ""
    scope: Line = ""
    account: Line = ""


class Incoming(msgspec.Struct, frozen=True, kw_only=True):
    """The IMAP account. sent_folder: where a copy of what goes out is put; empty: the one that the server names."""

    host: Line = ""
    port: Port = 993
    security: Security = Security.TLS
    username: Line = ""
    folder: Line = "INBOX"
    sent_folder: Line = ""
    auth: Auth = Auth.PASSWORD
    oauth: OAuth = OAuth()


class Outgoing(msgspec.Struct, frozen=True, kw_only=True):
    """The SMTP account. host: empty where the mail goes by the installation's own server (CC_SMTP_HOST).

    auth: oauth takes the tokens of the incoming account.
    """

    host: Line = ""
    port: Port = 587
    security: Security = Security.STARTTLS
    username: Line = ""
    auth: Auth = Auth.PASSWORD


class Secrets(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """outgoing_password: empty where it is the same. access_token: the last one, which holds until access_until."""

    password: str = ""
    outgoing_password: str = ""
    client_secret: str = ""
    refresh_token: str = ""
    access_token: str = ""
    access_until: datetime | None = None


class AskedField(msgspec.Struct, frozen=True, kw_only=True):
    """A custom field, by its key, that the contact form asks for."""

    key: FieldKey
    required: bool = False


class FormSettings(msgspec.Struct, frozen=True, kw_only=True):
    """The public contact form of the inbox. privacy_url: the page that says what becomes of what is written."""

    enabled: bool = False
    privacy_url: Annotated[str, msgspec.Meta(max_length=500, pattern=r"^(https?://[^\s]+)?$")] = ""
    fields: Annotated[list[AskedField], msgspec.Meta(max_length=10)] = []
    """In the order in which they are asked; one whose custom field was deleted is not asked."""


class MailboxSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How the mailbox behaves."""

    trusted_servers: Annotated[list[Line], msgspec.Meta(max_length=20)] = []
    """The names under which its own mail servers write Authentication-Results (RFC 8601)."""
    plus_addresses: bool = False
    """It also gets what is mailed to local+anything@domain, so that answers can be told by their address."""
    signature: dict[Locale, Signature] = {}
    """What its mails end with, after the agent's own signature."""
    continues: Annotated[list[Line], msgspec.Meta(max_length=100)] = []
    """Inboxes by their public ids: an answer in a chat whose customer has left it goes out as its mail."""
    autoresponder: Autoresponder = Autoresponder()
    spam_marks: bool = False
    """Its mail server marks spam in the header (X-Spam-Flag and the like): what it marks is taken for spam."""
    staff_forwards: bool = False
    """What staff forward to it is from the customer who wrote it; see forwarded.arriving."""
    form: FormSettings = FormSettings()
    bot: MailBot = MailBot()
    copy_to_sent: bool = True
    """A copy of what goes out is put into its folder of sent mail; off where its server does so by itself."""


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A mailbox, detached from its row."""

    id: int
    public_id: str
    inbox_id: int
    address: str
    aliases: list[str]
    kind: Kind
    incoming: Incoming
    outgoing: Outgoing
    secrets: Secrets
    client: Client
    """Of OAuth: as whom tokens are asked for."""
    settings: MailboxSettings
    connected_at: datetime
    import_from: datetime | None
    version: int


def account_of(tx: Session, row: Mailbox, *, key: str) -> Account:
    """key: the installation's secret. Raises SealBroken."""
    incoming, outgoing = msgspec.convert(row.incoming, Incoming), msgspec.convert(row.outgoing, Outgoing)
    secrets = secrets_of(row, key=key)
    by_token = Auth.OAUTH in {incoming.auth, outgoing.auth}
    return Account(
        id=row.id,
        public_id=row.public_id,
        inbox_id=row.inbox_id,
        address=row.address,
        aliases=row.aliases,
        kind=Kind(row.kind),
        incoming=incoming,
        outgoing=outgoing,
        secrets=secrets,
        client=client_for(tx, incoming.oauth, secrets, key=key) if by_token else Client(),
        settings=msgspec.convert(row.settings, MailboxSettings),
        connected_at=row.connected_at,
        import_from=row.import_from,
        version=row.version,
    )


def client_for(tx: Session, oauth: OAuth, secrets: Secrets, *, key: str) -> Client:
    """The mailbox's own, where it has one, else the installation's."""
    client = client_of(tx, oauth.provider, key=key)
    if not oauth.client_id:
        return client
    return msgspec.structs.replace(
        client,
        client_id=oauth.client_id,
        client_secret=secrets.client_secret,
        token_url=oauth.token_url or client.token_url,
        scope=oauth.scope or client.scope,
    )


def secrets_of(row: Mailbox, *, key: str) -> Secrets:
    """Raises SealBroken."""
    if row.secrets is None:
        return Secrets()
    return msgspec.json.decode(unseal(row.secrets, key=key, purpose=_purpose(row)), type=Secrets)


def put_secrets(row: Mailbox, secrets: Secrets, *, key: str) -> None:
    """Seal them into the row, whose public_id must be there already."""
    row.secrets = seal(msgspec.json.encode(secrets), key=key, purpose=_purpose(row))


def _purpose(row: Mailbox) -> str:
    return f"mailbox:{row.public_id}"
