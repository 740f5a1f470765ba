"""Plays a plan into an empty database, through the same state changes that people's actions run through."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.conversations import drafts, mentions, receipts, service
from contact_center.conversations.appending import DISPATCH, append_messages
from contact_center.conversations.rating import rate
from contact_center.demo.company.setting_up import Company
from contact_center.demo.past.browsing import Browse
from contact_center.demo.past.plan import STUDIO, Act, Plan, Step, Visit
from contact_center.demo.people import Visitor
from contact_center.jobs import store
from contact_center.labels.service import label_conversation
from contact_center.models import Agent, Conversation, Inbox
from contact_center.realtime import presence
from contact_center.values import (
    Address,
    Audience,
    Author,
    InboundMessage,
    Named,
    NewMessage,
    Owner,
    Presence,
    Writer,
    new_id,
)
from contact_center.visits.recording import hit_of, record_hits
from contact_center.visits.schemas import SeenCartLine, SeenPage, VisitReport
from contact_center.visits.service import give_consent
from routing import claims, intake

KIND = "webchat"


class Player:
    """What the plan's numbers mean in this database. site: the shop's address, where the customers looked around."""

    def __init__(self, tx: Session, plan: Plan, agents: Sequence[Agent], company: Company, site: str) -> None:
        self._tx, self._plan, self._agents, self._company, self._site = tx, plan, agents, company, site
        self._conversations: dict[int, int] = {}
        self._customers: dict[Visitor, int] = {}
        self._salt = new_id()

    def play(self) -> dict[Visitor, int]:
        """Returns the customers' keys, in the order in which they first wrote."""
        for step in self._plan.steps:
            self._ACTS[step.act](self, step)
        return self._customers

    def _arrive(self, step: Step) -> None:
        assert step.until is not None
        lease = step.until - step.at
        agent = self._agents[step.agent]
        if agent.presence != Presence.AVAILABLE:
            presence.choose(self._tx, agent.id, presence=Presence.AVAILABLE, reason=None, lease=lease, now=step.at)
        else:
            presence.arrive(self._tx, agent.id, lease=lease, now=step.at)

    def _leave(self, step: Step) -> None:
        presence.lapse(self._tx, self._agents[step.agent].id, now=step.at)

    def _inbox(self, visit: Visit) -> Inbox:
        return self._company.studio if STUDIO in visit.labels else self._company.shop

    def _token(self, visit: Visit) -> str:
        return hashlib.sha256(f"{self._salt}:{visit.visitor.name}".encode()).hexdigest()

    def _browse(self, step: Step) -> None:
        """What was looked at up to this step; told again with more, it stays one visit."""
        visit = self._plan.visits[step.visit]
        assert visit.browse is not None
        inbox, token = self._inbox(visit), self._token(visit)
        give_consent(self._tx, inbox_id=inbox.id, visitor=token, at=visit.browse.looks[0].at)
        report = _report(visit.browse, inbox.public_id, token, f"visit-{step.visit:04}", site=self._site, at=step.at)
        hit = hit_of(report, inbox_id=inbox.id, visitor=token, site=self._site, device=visit.browse.device, at=step.at)
        record_hits(self._tx, [hit])

    def _customer(self, step: Step) -> None:
        visit = self._plan.visits[step.visit]
        message = InboundMessage(
            inbox_id=self._inbox(visit).id,
            sender=Address(KIND, self._token(visit), name=visit.visitor.name),
            client_id=new_id(),
            body=step.text,
            locale=visit.visitor.locale,
            at=step.at,
            conversation_id=self._conversations.get(step.visit),
        )
        stored = service.receive(self._tx, message)
        self._conversations[step.visit] = stored.conversation_id
        self._customers.setdefault(visit.visitor, stored.customer_id)
        if stored.owner is Owner.NONE:
            intake.enter(self._tx, stored.conversation_id, now=step.at)

    def _claim(self, step: Step) -> None:
        key, agent = self._conversations[step.visit], self._agents[step.agent]
        service.assign(self._tx, key, agent_id=agent.id, by=claims.BY, at=step.at)

    def _label(self, step: Step) -> None:
        labels = [self._company.labels[word] for word in self._plan.visits[step.visit].labels]
        by = f"agent:{self._agents[step.agent].id}"
        label_conversation(self._tx, self._conversations[step.visit], labels, by=by, at=step.at)

    def _transfer(self, step: Step) -> None:
        key, agent = self._conversations[step.visit], self._agents[step.agent]
        before = self._tx.execute(sa.select(Conversation.agent_id).where(Conversation.id == key)).scalar_one()
        service.assign(self._tx, key, agent_id=agent.id, by=f"agent:{before}", at=step.at, note=step.text)

    def _agent(self, step: Step) -> None:
        self._write(step, Audience.PUBLIC)

    def _note(self, step: Step) -> None:
        self._write(step, Audience.STAFF)

    def _write(self, step: Step, audience: Audience) -> None:
        agent = self._agents[step.agent]
        named = [self._agents[step.named]] if step.named is not None else []
        message = NewMessage(
            conversation_id=self._conversations[step.visit],
            writer=Writer(Author.AGENT, agent.id, agent.public_id, agent.name),
            body=step.text,
            client_id=new_id(),
            at=step.at,
            audience=audience,
            mentions=tuple(Named(each.id, each.public_id, each.name) for each in named),
        )
        append_messages(self._tx, [message])

    def _draft(self, step: Step) -> None:
        agent, key = self._agents[step.agent], self._conversations[step.visit]
        drafts.save(self._tx, agent.id, key, Audience.PUBLIC, step.text, since=None, at=step.at)

    def _seen(self, step: Step) -> None:
        """Both have read to the end."""
        key = self._conversations[step.visit]
        row = self._tx.execute(
            sa.select(Conversation.customer_id, Conversation.public_seq).where(Conversation.id == key)
        ).one()
        upto = {"delivered": row.public_seq, "seen": row.public_seq, "at": step.at}
        receipts.advance_receipt(self._tx, key, agent_id=self._agents[step.agent].id, **upto)
        receipts.advance_receipt(self._tx, key, customer_id=row.customer_id, **upto)

    def _resolve(self, step: Step) -> None:
        by = f"agent:{self._agents[step.agent].id}"
        key = self._conversations[step.visit]
        service.resolve(self._tx, key, by=by, at=step.at)
        for each in self._agents:  # whom a note has named knows it by now
            mentions.look(self._tx, each.id, conversation_id=key, at=step.at)

    def _rate(self, step: Step) -> None:
        key = self._conversations[step.visit]
        customer = self._customers[self._plan.visits[step.visit].visitor]
        rate(self._tx, key, customer_id=customer, score=step.score, comment=step.text or None, at=step.at)

    def _snooze(self, step: Step) -> None:
        assert step.until is not None
        by = f"agent:{self._agents[step.agent].id}"
        service.snooze(self._tx, self._conversations[step.visit], until=step.until, by=by, at=step.at)

    _ACTS = {  # noqa: RUF012
        Act.ARRIVE: _arrive,
        Act.LEAVE: _leave,
        Act.BROWSE: _browse,
        Act.CUSTOMER: _customer,
        Act.CLAIM: _claim,
        Act.LABEL: _label,
        Act.TRANSFER: _transfer,
        Act.AGENT: _agent,
        Act.NOTE: _note,
        Act.DRAFT: _draft,
        Act.SEEN: _seen,
        Act.RESOLVE: _resolve,
        Act.RATE: _rate,
        Act.SNOOZE: _snooze,
    }


def _report(stay: Browse, inbox: str, token: str, visit: str, *, site: str, at: datetime) -> VisitReport:
    """As the tracker would have told it."""
    pages = [
        SeenPage(
            id=f"{visit}-{place}",
            url=f"{site}{look.path}",
            title=look.title,
            search=look.search,
            ago=_milliseconds(at - look.at),
            seconds=look.seconds,
        )
        for place, look in enumerate(stay.looks)
        if look.at <= at
    ]
    return VisitReport(
        inbox=inbox,
        visitor_token=token,
        visit=visit,
        pages=pages,
        ago=pages[0].ago,
        referrer=stay.referrer,
        campaign=stay.campaign,
        cart=[SeenCartLine(name=line.name, quantity=line.quantity, price=line.price) for line in stay.cart],
        left=True,
    )


def _milliseconds(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)


def finish_dispatch(tx: Session, *, now: datetime) -> None:
    """The dispatch jobs of the past have been done: their work items are there."""
    while taken := store.take(tx, DISPATCH, 500, now=now):
        for job in taken:
            store.finish(tx, job, now=now)
