"""Fills an empty database with the demonstration: its staff, what they have set up, its past and its customers."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import Enum, auto
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.agents import queries, service
from contact_center.agents.schemas import StaffChange
from contact_center.auth import ROLE_SCOPES, Principal
from contact_center.demo.company.setting_up import set_up
from contact_center.demo.keeping import keep_customers
from contact_center.demo.past.plan import DAYS, plan
from contact_center.demo.past.play import Player, finish_dispatch
from contact_center.demo.past.scripts import open_scripts, past_scripts
from contact_center.demo.people import STAFF
from contact_center.inboxes.schemas import InboxPatch
from contact_center.inboxes.service import change_inbox
from contact_center.models import Agent, Conversation, Customer, Inbox
from contact_center.values import Role
from knowledge_base import settings as knowledge
from knowledge_base.part_schemas import KnowledgeSettingsPatch

BY = "system"
MAIL = "hello@suong.example"
"""As the shop's articles have it."""
ARTICLES = Path(__file__).parent / "articles"
"""The shop's knowledge base, as the files of an export."""
CHAT_LIMIT = 8
"""Enough that somebody who tries the shop gets through to an agent who has a few chats already."""


class Content(Enum):
    """What a database holds."""

    NOTHING = auto()
    DEMO = auto()
    OTHER = auto()


def content(tx: Session) -> Content:
    """Whether the database may be filled, or has been."""
    if queries.agent_by_email(tx, STAFF[0].email) is not None:
        return Content.DEMO
    tables = (Agent, Inbox, Customer, Conversation)
    used = any(tx.execute(sa.select(sa.exists(sa.select(table.id)))).scalar_one() for table in tables)
    return Content.OTHER if used else Content.NOTHING


def seed(tx: Session, hashes: Mapping[str, str], *, sites: Sequence[str], now: datetime) -> None:
    """The whole demonstration, in one unit. hashes: the password hash of each of STAFF by address."""
    began = now - timedelta(days=DAYS + 5)
    staff = [_hire(tx, place, hashes, at=began) for place in range(len(STAFF))]
    agents = [agent for agent in staff if agent.role == Role.AGENT]
    administrator = _principal(staff[-1])
    company = set_up(tx, agents, sites=sites, by=administrator.actor, at=began)
    knowledge.change(tx, KnowledgeSettingsPatch(version=0, email=MAIL), by=administrator.actor, at=began)
    script = plan(past_scripts(), open_scripts(), agents=[agent.name for agent in agents], now=now)
    customers = Player(tx, script, agents, company, sites[-1]).play()
    finish_dispatch(tx, now=now)
    supervisor = next(agent for agent in staff if agent.role == Role.SUPERVISOR)
    keep_customers(tx, script, customers, supervisor.id, now=now)
    for agent in agents:
        service.change(tx, agent.public_id, StaffChange(chat_limit=CHAT_LIMIT), administrator, now=now)


def shop_inbox(tx: Session, sites: Sequence[str], *, now: datetime) -> str:
    """The public id of the shop's inbox, which the shop's present addresses may carry, and no others."""
    inbox = tx.execute(sa.select(Inbox).order_by(Inbox.id).limit(1)).scalar_one()
    if inbox.allowed_sites != sorted(sites):
        change_inbox(tx, inbox.public_id, InboxPatch(allowed_sites=list(sites)), by=BY, at=now)
    return inbox.public_id


def _hire(tx: Session, place: int, hashes: Mapping[str, str], *, at: datetime) -> Agent:
    person = STAFF[place]
    made = service.create(
        tx,
        email=person.email,
        name=person.name,
        role=person.role,
        password_hash=hashes[person.email],
        locale=person.locale,
        by=BY,
        now=at,
    )
    return queries.agent_by_id(tx, made.id)


def _principal(agent: Agent) -> Principal:
    role = Role(agent.role)
    return Principal(
        kind="session",
        agent_id=agent.id,
        public_id=agent.public_id,
        name=agent.name,
        role=role,
        scopes=ROLE_SCOPES[role],
    )
