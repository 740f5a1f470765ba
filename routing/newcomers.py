"""Reads how long somebody who begins a chat now would wait, before there is anything that waits."""

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.models import Inbox
from contact_center.values import to_micros
from routing import choosing, line, loading
from routing.admission import Arrival, admit
from routing.expected import expected_wait, said
from routing.intake_facts import is_inbox_open
from routing.intake_rules import Contact, choose
from routing.places import Company, places
from routing.survey import Survey

CHANNEL = "webchat"


class Outlook(NamedTuple):
    """staffed: somebody is there who could answer. wait: whole minutes, in seconds; none: too little is known."""

    staffed: bool
    wait: int | None = None


def outlook(tx: Session, inbox: str, language: str, now: datetime, *, chat_limit: int) -> Outlook:
    """Of a chat in an inbox, by its public id, of somebody of whom only the language is known."""
    key = tx.execute(sa.select(Inbox.id).where(Inbox.public_id == inbox)).scalar_one_or_none()
    if key is None:
        return Outlook(False)
    contact = Contact(channel=CHANNEL, inbox=inbox, language=language, open=is_inbox_open(tx, key, now))
    choice = choosing.choice_of(tx, choose(choosing.rules(tx), contact), channel=CHANNEL)
    arrival = Arrival(
        channel=CHANNEL,
        language=language,
        needs=choice.outcome.needs,
        priority=choice.outcome.priority,
        eligible_at=to_micros(now),
    )
    admission = admit(Survey(tx, now), choice.queue, arrival)
    item, setup = admission.item, loading.setup(tx)
    rules = [queue.rules for queue in setup.queues.values()]
    company = Company(rules, setup.memberships, loading.agents(tx, now=now, chat_limit=chat_limit))
    if admission.by_message or item.queue in setup.closed(now) or not company.anybody_there(item):
        return Outlook(False)
    place = places([*loading.waiting(tx), item], company, to_micros(now))[item.id]
    pace = line.pace(item, company, line.contacts(tx, [item], company, now))
    free, first = company.free(item, to_micros(now)), company.first(item, to_micros(now))
    return Outlook(True, said(expected_wait(place, free, pace, first=first)))
