"""Lends the search of articles what understands questions."""

from collections.abc import Callable, Sequence
from datetime import datetime

from contact_center.db import Database
from contact_center.inboxes.contact_forms import ContactForms
from faq_bot import choices
from faq_bot.flows.records import FlowCard
from faq_bot.nlu.errors import Unavailable
from faq_bot.nlu.process import Understanders
from knowledge_base.help.centre import HelpCentre
from knowledge_base.help.contacts import Ask
from knowledge_base.search.fusion import NONE, Opinion, likely_of
from knowledge_base.search.lookup import Engine, Lookup

CALLBACK = "callback"
"""The flow that plans a call by us."""


def engine(understanders: Understanders) -> Engine:
    """Asks the process that understands, if there is a model. Intents are articles' keys; flows are left out."""

    async def ask(text: str, locale: str) -> Opinion:
        if not understanders.status.answering:
            return NONE
        try:
            found = (await understanders.ask(text, locale)).understanding  # not Rasa: this comes with each letter
        except Unavailable:
            return NONE
        if found is None:
            return NONE
        articles = {each.intent: each.score for each in found.ranked if choices.flow_of(each.intent) is None}
        return Opinion(likely_of(articles), found.in_scope)

    return ask


def help_centre(
    db: Database,
    clock: Callable[[], datetime],
    understanders: Understanders,
    ask: Ask,
    flows: Sequence[FlowCard] = (),
    forms: ContactForms | None = None,
) -> HelpCentre:
    """The help centre of a process. ask: how a chat would stand that somebody began now. flows: those offered. forms:
    the channel behind its contact forms.
    """
    callback = next((each.names for each in flows if each.id == CALLBACK), None)
    lookup = Lookup(db, clock, engine(understanders))
    return HelpCentre(db=db, clock=clock, lookup=lookup, ask=ask, callback=callback, forms=forms)
