"""What makes the settings of a queue, and whatever asks for skills, fit to be kept. Pure."""

from collections.abc import Collection, Iterable
from typing import get_args

import msgspec

from contact_center.errors import InvalidInput
from contact_center.lines import clean_line
from contact_center.work.schemas import WrapUp
from routing.records import Need, Step
from routing.setup.schemas import Channel, Overflow, QueueSettings

LEVELS = range(1, 6)
LONGEST = 30 * 86_400
"""Seconds."""
MOST_NEEDS = 10
"""Alternatives of a step, and needs of one."""


def check_settings(
    settings: QueueSettings, *, queues: Collection[str], skills: Collection[str], default: bool
) -> QueueSettings:
    """The settings as they are to be kept. queues: the public ids of the others. default: it takes what is left over.

    Raises InvalidInput whose field is the place, such as settings.overflow.0.seconds.
    """
    channels = check_channels(settings, default=default)
    for number, step in enumerate(settings.steps):
        _check_step(step, skills, f"settings.steps.{number}")
    for number, overflow in enumerate(settings.overflow):
        _check_overflow(overflow, settings, queues, f"settings.overflow.{number}")
    if settings.max_waiting is not None and all(overflow.when != "full" for overflow in settings.overflow):
        detail = "Say by an overflow what happens when the queue is full, or this limit changes nothing."
        raise InvalidInput(detail, code="full_missing", field="settings.max_waiting")
    return msgspec.structs.replace(settings, channels=channels)


def check_channels(settings: QueueSettings, *, default: bool) -> tuple[Channel, ...]:
    """Each once. Raises InvalidInput where a default queue lacks one."""
    channels = tuple(dict.fromkeys(settings.channels))
    if default and len(channels) < len(get_args(Channel)):
        raise InvalidInput(
            "The default queue takes every channel, so that nothing is lost.",
            code="default_takes_all", field="settings.channels",
        )  # fmt: skip
    return channels


def check_needs(needs: Iterable[Need], skills: Collection[str], place: str) -> None:
    """Raises InvalidInput whose field begins with the place, such as outcome.needs.1.level."""
    for number, need in enumerate(needs):
        if need.skill not in skills:
            raise skill_gone(f"{place}.{number}.skill")
        if need.level not in LEVELS:
            raise InvalidInput("A level is 1 to 5.", code="level_unfit", field=f"{place}.{number}.level")


def skill_gone(field: str) -> InvalidInput:
    return InvalidInput("There is no such skill any more.", code="skill_gone", field=field)


def check_wrap_up(wrap_up: WrapUp) -> WrapUp:
    """With its codes on one line, each once. Raises InvalidInput where one is required and there is none."""
    codes = tuple(dict.fromkeys(filter(None, map(clean_line, wrap_up.codes))))
    if wrap_up.mode == "required" and not codes:
        raise InvalidInput("Give at least one code to choose from.", code="codes_missing", field="wrap_up.codes")
    return msgspec.structs.replace(wrap_up, codes=codes)


def _check_step(step: Step, skills: Collection[str], place: str) -> None:
    if step.seconds is not None and not 1 <= step.seconds <= LONGEST:
        raise InvalidInput("A step lasts a second to thirty days.", code="seconds_unfit", field=f"{place}.seconds")
    if len(step.alternatives) > MOST_NEEDS:
        raise InvalidInput(f"At most {MOST_NEEDS} alternatives.", code="too_many_needs", field=f"{place}.alternatives")
    for number, needs in enumerate(step.alternatives):
        here = f"{place}.alternatives.{number}"
        if not needs:
            raise InvalidInput("Choose a skill, or take this alternative away.", code="skill_missing", field=here)
        if len(needs) > MOST_NEEDS:
            raise InvalidInput(f"At most {MOST_NEEDS} skills.", code="too_many_needs", field=here)
        check_needs(needs, skills, here)


def _check_overflow(overflow: Overflow, settings: QueueSettings, queues: Collection[str], place: str) -> None:
    if overflow.when in ("waited", "long_wait") and not overflow.seconds:
        raise InvalidInput("Say after how many seconds.", code="seconds_missing", field=f"{place}.seconds")
    if overflow.when == "full" and settings.max_waiting is None:
        detail = "Say how many may wait, or this never happens."
        raise InvalidInput(detail, code="max_waiting_missing", field="settings.max_waiting")
    if overflow.to == "queue" and overflow.queue not in queues:
        detail = "Choose another queue that is there."
        raise InvalidInput(detail, code="overflow_queue_unfit", field=f"{place}.queue")
    if overflow.to == "message" and overflow.queue is not None:
        detail = "A message needs no queue."
        raise InvalidInput(detail, code="overflow_queue_unfit", field=f"{place}.queue")
