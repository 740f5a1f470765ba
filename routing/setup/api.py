"""Queues, their members and skills over HTTP."""

from sqlalchemy.orm import Session

from contact_center.auth import Scope
from contact_center.http import Call, route
from contact_center.paging import Page, PageQuery
from routing.setup import agents_api, members, queries, queue_removal, queues, rules_api, skill_removal, skills
from routing.setup.preview import preview
from routing.setup.preview_schemas import PreviewAnswer, PreviewQuestion
from routing.setup.schemas import (
    Members,
    MembersView,
    NewQueue,
    NewSkill,
    QueuePatch,
    QueueRemoval,
    QueueView,
    SkillPatch,
    SkillRemoval,
    SkillView,
)


async def list_queues(call: Call, query: PageQuery) -> Page[QueueView]:
    """The queues by name."""
    return await call.db.read(queries.queues, query)


async def get_queue(call: Call, queue: str) -> QueueView:
    """One queue."""
    return await call.db.read(lambda tx: queries.queue_view(tx, queries.queue_by_id(tx, queue)))


async def add_queue(call: Call, body: NewQueue) -> QueueView:
    """Make a queue."""

    def unit(tx: Session) -> QueueView:
        return queries.queue_view(tx, queues.create_queue(tx, body, by=call.principal.actor, at=call.now))

    return await call.db.write(unit)


async def patch_queue(call: Call, queue: str, body: QueuePatch) -> QueueView:
    """Change a queue; with a version, only where nobody has saved since.

    What is left out stays as it is, among the settings too. A setting that is named is replaced as a whole.
    """

    def unit(tx: Session) -> QueueView:
        return queries.queue_view(tx, queues.change_queue(tx, queue, body, by=call.principal.actor, at=call.now))

    return await call.db.write(unit)


async def remove_queue(call: Call, queue: str, query: QueueRemoval) -> None:
    """Delete a queue that nothing uses, or have another one take over what does.

    409 queue_in_use names what uses it. The default queue cannot go.
    """
    by, at = call.principal.actor, call.now
    await call.db.write(queue_removal.remove_queue, queue, move_to=query.move_to, by=by, at=at)


async def make_default_queue(call: Call, queue: str) -> QueueView:
    """Have a queue take what no rule sends elsewhere."""

    def unit(tx: Session) -> QueueView:
        return queries.queue_view(tx, queues.make_default(tx, queue, by=call.principal.actor, at=call.now))

    return await call.db.write(unit)


async def get_members(call: Call, queue: str) -> MembersView:
    """The chosen members of a queue."""
    return await call.db.read(lambda tx: queries.members(tx, queries.queue_by_id(tx, queue)))


async def put_members(call: Call, queue: str, body: Members) -> MembersView:
    """Choose the members of a queue, all of them at once."""

    def unit(tx: Session) -> MembersView:
        return queries.members(tx, members.set_members(tx, queue, body, by=call.principal.actor, at=call.now))

    return await call.db.write(unit)


async def preview_queue(call: Call, queue: str, body: PreviewQuestion) -> PreviewAnswer:
    """Who would get such an item now, and why the others would not. Nothing is stored."""
    limit = call.settings.chat_limit
    return await call.db.read(preview, body, public_id=queue, chat_limit=limit, now=call.now)


async def list_skills(call: Call, query: PageQuery) -> Page[SkillView]:
    """The skills by name."""
    return await call.db.read(queries.skills, query)


async def add_skill(call: Call, body: NewSkill) -> SkillView:
    """Make a skill."""

    def unit(tx: Session) -> SkillView:
        return queries.skill_view(tx, skills.create_skill(tx, body, by=call.principal.actor, at=call.now))

    return await call.db.write(unit)


async def patch_skill(call: Call, skill: str, body: SkillPatch) -> SkillView:
    """Rename a skill; with a version, only where nobody has saved since."""

    def unit(tx: Session) -> SkillView:
        return queries.skill_view(tx, skills.change_skill(tx, skill, body, by=call.principal.actor, at=call.now))

    return await call.db.write(unit)


async def remove_skill(call: Call, skill: str, query: SkillRemoval) -> None:
    """Delete a skill that nothing asks for, or have nothing ask for it any more.

    409 skill_in_use names what asks for it.
    """
    by, at = call.principal.actor, call.now
    await call.db.write(skill_removal.delete_skill, skill, drop=query.drop, by=by, at=at)


ROUTES = (
    route("GET", "/queues", list_queues, Scope.CONVERSATIONS_READ, instead=(Scope.QUEUES_READ,)),
    route("POST", "/queues", add_queue, Scope.ROUTING_MANAGE, status=201),
    route("GET", "/queues/{queue}", get_queue, Scope.CONVERSATIONS_READ, instead=(Scope.QUEUES_READ,)),
    route("PATCH", "/queues/{queue}", patch_queue, Scope.ROUTING_MANAGE),
    route("DELETE", "/queues/{queue}", remove_queue, Scope.ROUTING_MANAGE),
    route("POST", "/queues/{queue}/default", make_default_queue, Scope.ROUTING_MANAGE),
    route("GET", "/queues/{queue}/members", get_members, Scope.STAFF_READ),
    route("PUT", "/queues/{queue}/members", put_members, Scope.ROUTING_MANAGE),
    route("POST", "/queues/{queue}/preview", preview_queue, Scope.ROUTING_MANAGE, changes=False),
    route("GET", "/skills", list_skills, Scope.CONVERSATIONS_READ),
    route("POST", "/skills", add_skill, Scope.ROUTING_MANAGE, status=201),
    route("PATCH", "/skills/{skill}", patch_skill, Scope.ROUTING_MANAGE),
    route("DELETE", "/skills/{skill}", remove_skill, Scope.ROUTING_MANAGE),
    *agents_api.ROUTES,
    *rules_api.ROUTES,
)
