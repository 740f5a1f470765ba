"""Two days beside each other, as a record. Pure."""

from collections.abc import Iterator, Sequence

import msgspec

from routing.simulate.figures import FORMULAS, DayFigures, Figures, figures
from routing.simulate.records import Configuration, Day
from routing.simulate.running import simulate

EVERYTHING = "all queues"


class Comparison(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """after: none where one configuration alone was asked for. differences: after less before, by queue and figure."""

    day: str
    seed: int
    changes: tuple[str, ...]
    formulas: dict[str, str]
    before: DayFigures
    after: DayFigures | None = None
    differences: dict[str, dict[str, float]] | None = None


def compare(
    day: Day, before: Configuration, after: Configuration | None, *, changes: Sequence[str] = (), seed: int
) -> Comparison:
    """The day under both. Each has to fit the day (reading.require_fit)."""
    first = _day(day, before, seed)
    second = _day(day, after, seed) if after else None
    return Comparison(
        day=day.name or f"a day of {len(day.contacts):,} contacts",
        seed=seed,
        changes=tuple(changes),
        formulas=FORMULAS,
        before=first,
        after=second,
        differences=_differences(first, second) if second else None,
    )


def _day(day: Day, configuration: Configuration, seed: int) -> DayFigures:
    promises = {queue.name: queue.promise_seconds for queue in configuration.queues}
    return figures(simulate(day, configuration, seed=seed), promises)


def _differences(before: DayFigures, after: DayFigures) -> dict[str, dict[str, float]]:
    """Where both say something."""
    return {
        name: {
            field: round(new - old, 4)
            for field in Figures.__struct_fields__
            if (old := getattr(first, field)) is not None and (new := getattr(second, field)) is not None
        }
        for name, first, second in pairs(before, after)
        if first and second
    }


def pairs(before: DayFigures, after: DayFigures) -> Iterator[tuple[str, Figures | None, Figures | None]]:
    """All queues together, then each; none where a configuration does not have it."""
    yield EVERYTHING, before.overall, after.overall
    for name in dict.fromkeys((*before.queues, *after.queues)):
        yield name, before.queues.get(name), after.queues.get(name)
