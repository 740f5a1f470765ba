"""The shapes of mails that staff write: what is sent, and what a draft keeps of it. Pure."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from contact_center.realtime.mail_views import MailPerson

MOST_RECIPIENTS = 50
People = Annotated[list[MailPerson], msgspec.Meta(max_length=MOST_RECIPIENTS)]


class NewMail(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a reply goes out by mail. What is left out is as for a plain answer to all.

    Without `to` and `cc` it goes to whoever wrote last, with everybody in copy who was.
    """

    to: People | None = None
    cc: People | None = None
    bcc: People = []
    subject: Annotated[str, msgspec.Meta(max_length=500)] | None = None
    """Without it: Re: and the conversation's."""
    html: Annotated[str, msgspec.Meta(max_length=500_000)] | None = None
    """The formatted form of the body; without it, it is made from the body."""
    send_at: datetime | None = None
    """With a zone, in the future; without it, as soon as it cannot be taken back any more."""
    quote: bool = True
    """The last mail is quoted below."""
    locale: Literal["en", "vi"] | None = None
    """The language of the signature; without it, the customer's."""


class DraftMail(NewMail, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a draft has beside its text. What is left out is as its way says: `to`, `cc` and the subject each alone."""

    way: Literal["reply", "reply_all", "forward"] = "reply_all"
