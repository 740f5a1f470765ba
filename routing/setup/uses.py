"""What a queue or a skill is used by, and how it is taken out of it. Pure."""

from collections.abc import Collection, Mapping

from msgspec.structs import replace

from routing.records import Need, Step
from routing.setup.schemas import Outcome, QueueSettings


def overflows_to(settings: QueueSettings, queue: str) -> bool:
    return any(overflow.queue == queue for overflow in settings.overflow)


def redirected(settings: QueueSettings, queue: str, *, to: str, own: str) -> QueueSettings:
    """With what overflowed to the queue going to another; into itself (own) nothing overflows."""
    kept = (
        replace(overflow, queue=to) if overflow.queue == queue else overflow
        for overflow in settings.overflow
        if overflow.queue != queue or to != own
    )
    return replace(settings, overflow=tuple(kept))


def steps_ask_for(settings: QueueSettings, skill: str) -> bool:
    return any(need.skill == skill for step in settings.steps for needs in step.alternatives for need in needs)


def without_skill(settings: QueueSettings, skill: str) -> QueueSettings:
    """With steps that do not ask for the skill; an alternative that asked for nothing else lets any member be asked."""
    return replace(settings, steps=tuple(_without(step, skill) for step in settings.steps))


def _without(step: Step, skill: str) -> Step:
    alternatives = tuple(dropped(needs, skill) for needs in step.alternatives)
    return replace(step, alternatives=alternatives if all(alternatives) else ())


def dropped(needs: Collection[Need], skill: str) -> tuple[Need, ...]:
    return tuple(need for need in needs if need.skill != skill)


def outcome_needs(outcome: Outcome, skill: str) -> bool:
    return any(need.skill == skill for need in outcome.needs)


def said(name: str, uses: Mapping[str, Collection[str]], counts: Mapping[str, int]) -> str:
    """What keeps a thing from being deleted, such as: Sales is still in use: overflow of Support; 3 waiting items."""
    parts = [f"{what} {', '.join(sorted(names))}" for what, names in uses.items() if names]
    parts += [f"{count} {what}" for what, count in counts.items() if count]
    return f"{name} is still in use: {'; '.join(parts)}."
