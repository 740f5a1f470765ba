"""What one process's help centre is made of, and how it searches."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import inf
from typing import Any, NamedTuple

from contact_center.db import Database
from contact_center.errors import ContactCenterError
from contact_center.http import Services
from contact_center.inboxes.contact_forms import ContactForms
from contact_center.inboxes.schemas import Locale
from contact_center.lines import clean_line
from knowledge_base.help import contacts
from knowledge_base.help.contacts import Ask, House
from knowledge_base.search import recording, results
from knowledge_base.search.lookup import Lookup
from knowledge_base.search.results import HelpHit

STANDS = 5.0
"""Seconds for which a page may show how a chat stood."""
MOST_NOTING = 100
"""Notes of searches that wait to be written; more are let go."""

logger = logging.getLogger(__name__)


class Page(NamedTuple):
    """found: how many there are in all."""

    hits: list[HelpHit]
    found: int


@dataclass(kw_only=True)
class HelpCentre:
    """One per process; services.extra.help. ask: none, where nothing tells how a chat stands. callback: as
    contacts.house has it. forms: none, where no contact form can be.
    """

    db: Database
    clock: Callable[[], datetime]
    lookup: Lookup
    ask: Ask | None = None
    callback: Mapping[str, str] | None = None
    forms: ContactForms | None = None
    houses: dict[Locale, tuple[float, House]] = field(default_factory=dict)
    _noting: set[asyncio.Task[None]] = field(default_factory=set)

    async def search(self, text: str, locale: Locale, *, limit: int, offset: int = 0, unfinished: bool = False) -> Page:
        found = await self.lookup.find(text, locale, unfinished=unfinished)
        some = found.documents[offset : offset + limit]
        shown = await self.db.read(results.hits, some, locale, found.words) if some else []
        return Page(shown, len(found.documents))

    async def house(self, locale: Locale) -> House:
        """How the company is reached, as it stood not long ago: every page shows it."""
        read, found = self.houses.get(locale, (-inf, None))
        if found is None or time.monotonic() - read > STANDS:
            given: dict[str, Any] = {"ask": self.ask, "callback": self.callback, "forms": self.forms}
            found = await self.db.read(contacts.house, locale, now=self.clock(), **given)
            self.houses[locale] = (time.monotonic(), found)
        return found

    def note(self, search: str, text: str, locale: Locale, *, found: int, source: str) -> None:
        """Beside the answer, which does not wait for it; what cannot be noted is lost."""
        self._later(recording.note_search, search, text, locale=locale, found=found, source=source, at=self.clock())

    def note_opened(self, search: str, article: str) -> None:
        self._later(recording.note_opened, search, article, at=self.clock())

    def _later(self, do: Callable[..., None], *args: Any, **kwargs: Any) -> None:
        if len(self._noting) < MOST_NOTING:
            task = asyncio.create_task(self._write(do, *args, **kwargs))
            self._noting.add(task)
            task.add_done_callback(self._noting.discard)

    async def _write(self, do: Callable[..., None], *args: Any, **kwargs: Any) -> None:
        try:
            await self.db.write(do, *args, **kwargs)
        except ContactCenterError as error:
            logger.info("a search was not noted: %s", error)

    async def settle(self) -> None:
        """Wait for what is being noted."""
        await asyncio.gather(*self._noting)


def typed(text: str) -> str:
    """What was typed on one line, without what no database stores."""
    return clean_line(text.replace("\0", ""))


def centre_of(services: Services) -> HelpCentre:
    found: HelpCentre = services.extra.help
    return found
