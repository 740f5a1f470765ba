"""Who of the staff reads what the bot has done."""

from typing import NamedTuple

from contact_center.inboxes.schemas import Locale
from contact_center.values import Role
from contact_center.visits.schemas import Page
from faq_bot.desk.naming import Guides


class Reader(NamedTuple):
    """In which language, and with what rights. origin: where the help centre is found."""

    role: Role
    locale: Locale
    sees_private: bool
    guides: Guides
    origin: str

    def is_help(self, page: Page) -> bool:
        return page.url.startswith(f"{self.origin}/help/")
