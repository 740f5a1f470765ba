"""The public contact forms as their pages and the channel that takes in what is written know each other."""

from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from contact_center.db import Database
from contact_center.inboxes.letters import ContactForm, Letter


class ContactForms(Protocol):
    """The channel behind the page."""

    def form(self, tx: Session, inbox: str) -> ContactForm:
        """Of an inbox by its public id. Raises NotFound where it has none."""
        ...

    def first(self, tx: Session, near: str | None) -> str | None:
        """The inbox whose form is shown to who reads about another inbox's brand; none where no form is open."""
        ...

    async def take(self, db: Database, letter: Letter, *, now: datetime) -> None:
        """Open a conversation with it.

        Raises NotFound where there is no form any more, InvalidInput with the field email or files for what cannot be
        taken, TooManyRequests, Forbidden for who is blocked, and StorageUnavailable.
        """
        ...
