"""The lists of own conversations that tabs show: told anew when one changes that is not on the tab's screen."""

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from channels.webchat import visitors
from contact_center.db import Database, Signal
from contact_center.paging import Page
from contact_center.realtime import visitor_frames as frames
from contact_center.realtime.client import encode

if TYPE_CHECKING:
    from channels.webchat.session import VisitorSession


class OwnLists:
    """Which tab has asked for its list, and what is in it. start: runs a coroutine for a tab beside everything else."""

    def __init__(self, db: Database, start: "Callable[[VisitorSession, Coroutine[Any, Any, None]], None]") -> None:
        self._db, self._start = db, start
        self._listed: dict[VisitorSession, list[int]] = {}
        self._by_conversation: dict[int, set[VisitorSession]] = {}
        self._due: set[VisitorSession] = set()
        self._telling: set[VisitorSession] = set()

    @property
    def watching(self) -> int:
        """How many conversations are in lists of this process."""
        return len(self._by_conversation)

    async def show(self, session: "VisitorSession", before: str | None = None) -> None:
        """Send a page of the visitor's conversations. Of the first page the tab hears from now on."""
        page, keys = await self._page(session, before)
        session.client.push(encode(frames.OwnConversations(page.items, page.next)))
        if before is None:
            self._note(session, keys)

    async def _page(
        self, session: "VisitorSession", before: str | None
    ) -> tuple[Page[frames.OwnConversation], list[int]]:
        if session.customer_id is None:
            return Page([], None), []
        return await self._db.read(
            visitors.own_conversations,
            inbox_id=session.inbox_id,
            customer_id=session.customer_id,
            visitor=session.visitor,
            before=before,
        )

    def _note(self, session: "VisitorSession", keys: list[int]) -> None:
        self.forget(session)
        self._listed[session] = keys
        for key in keys:
            self._by_conversation.setdefault(key, set()).add(session)

    def forget(self, session: "VisitorSession") -> None:
        """The tab is gone."""
        for key in self._listed.pop(session, ()):
            watching = self._by_conversation[key]
            watching.discard(session)
            if not watching:
                del self._by_conversation[key]

    def on_conversation(self, signal: Signal) -> None:
        """Bus callback: a conversation has changed."""
        for session in self._by_conversation.get(signal.id, ()):
            if session.conversation_id != signal.id:
                self.tell(session)

    def on_resync(self, _: Signal) -> None:
        """Bus callback: signals may have been lost."""
        for session in self._listed:
            self.tell(session)

    def tell(self, session: "VisitorSession") -> None:
        """Show a tab its list anew, where it has one; changes that come meanwhile are told together."""
        if session in self._listed:
            self._due.add(session)
            if session not in self._telling:
                self._telling.add(session)
                self._start(session, self._tell(session))

    async def _tell(self, session: "VisitorSession") -> None:
        try:
            while session in self._due:
                self._due.discard(session)
                page, keys = await self._page(session, None)
                if session in self._listed:  # else it is gone meanwhile
                    session.client.push(encode(frames.OwnConversations(page.items, page.next)))
                    self._note(session, keys)
        finally:
            self._due.discard(session)
            self._telling.discard(session)
