"""Whom the demonstration's customers reach: two queues beside the general one, what the agents know, and the rules."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from contact_center.models import Agent
from contact_center.work.schemas import WrapUp
from routing.records import Need, Step
from routing.setup.agents import change_agent
from routing.setup.members import set_members
from routing.setup.queries import locked_setup
from routing.setup.queues import create_queue
from routing.setup.rule_schemas import NewRule
from routing.setup.rules import create_rule
from routing.setup.schemas import (
    AgentRoutingPatch,
    AgentSkillLevel,
    Condition,
    Member,
    Members,
    NewQueue,
    NewSkill,
    Outcome,
    Overflow,
    Promise,
    QueueSettings,
)
from routing.setup.skills import create_skill

AFTER_SALES = "Hậu mãi · After-sales"
STUDIO = "Xưởng gốm · Studio"
CLAIMS, CLASSES = "Khiếu nại, sửa chữa · Claims and repairs", "Lớp học · Classes"
SKILLS: dict[str, dict[str, int]] = {
    CLAIMS: {"ha@suong.example": 4, "ngoc@suong.example": 2},
    CLASSES: {"quan@suong.example": 3, "ngoc@suong.example": 4},
}
"""At which level, from 1 to 5, which agent has each."""
CLAIM_WORDS = ("refund", "exchange", "warranty", "hoàn tiền", "đổi hàng", "bảo hành")
MEMBERS = {
    AFTER_SALES: ("ha@suong.example", "ngoc@suong.example"),
    STUDIO: ("ngoc@suong.example", "quan@suong.example"),
}


def open_queues(tx: Session, agents: Sequence[Agent], *, studio: str, studio_hours: str, by: str, at: datetime) -> None:
    """studio: the public id of its inbox; studio_hours: of its calendar.

    What the shop is asked elsewhere stays with everybody, at once, so that whoever tries it gets through.
    """
    skills = {name: create_skill(tx, NewSkill(name=name), by=by, at=at).public_id for name in SKILLS}
    for agent in agents:
        levels = [
            AgentSkillLevel(skill=skills[name], level=has[agent.email])
            for name, has in SKILLS.items()
            if agent.email in has
        ]
        change_agent(tx, agent.public_id, AgentRoutingPatch(skills=levels, languages=["vi", "en"]), by=by, at=at)
    general = next(queue.public_id for queue in locked_setup(tx).values() if queue.is_default)
    queues = {
        AFTER_SALES: create_queue(tx, _after_sales(skills[CLAIMS], general), by=by, at=at).public_id,
        STUDIO: create_queue(tx, _studio(skills[CLASSES], studio_hours), by=by, at=at).public_id,
    }
    known = {agent.email: agent.public_id for agent in agents}
    for name, emails in MEMBERS.items():
        members = [Member(agent=known[email], position=place) for place, email in enumerate(emails)]
        set_members(tx, queues[name], Members(members=members), by=by, at=at)
    rules = (
        ("Trang đổi trả · Returns page", "page", ("/returns",), AFTER_SALES),
        ("Đổi trả, bảo hành · Returns and warranty", "words", CLAIM_WORDS, AFTER_SALES),
        ("Xưởng gốm · Studio", "inbox", (studio,), STUDIO),
    )
    for name, about, values, queue in rules:
        condition = Condition(about=about, how="is" if about == "inbox" else "contains", values=values)
        create_rule(tx, NewRule(name=name, conditions=[condition], outcome=Outcome(queue=queues[queue])), by=by, at=at)


def _after_sales(claims: str, general: str) -> NewQueue:
    """Who knows claims is asked first; after a minute anybody of the queue, after five minutes everybody."""
    return NewQueue(
        name=AFTER_SALES,
        settings=QueueSettings(
            channels=("webchat", "email"),
            steps=(Step(60, ((Need(claims, 3),),)), Step()),
            offer_seconds=30,
            promise=Promise(seconds=120, percent=80),
            overflow=(
                Overflow(when="no_staff", to="queue", queue=general),
                Overflow(when="waited", seconds=300, to="queue", queue=general),
            ),
        ),
        wrap_up=WrapUp(
            mode="optional", seconds=60, codes=("Đổi hàng · Exchange", "Hoàn tiền · Refund", "Sửa chữa · Repair")
        ),
    )


def _studio(classes: str, hours: str) -> NewQueue:
    """By the studio's hours; outside them, and where nobody is there, the answer comes later."""
    return NewQueue(
        name=STUDIO,
        settings=QueueSettings(
            channels=("webchat", "email"),
            steps=(Step(90, ((Need(classes, 3),),)), Step()),
            offer_seconds=30,
            overflow=(Overflow(when="closed", to="message"), Overflow(when="no_staff", to="message")),
        ),
        calendar=hours,
    )
