"""Which work may be offered while an agent is at other work, and what is put aside for it. Pure."""

from collections.abc import Iterable

import msgspec

from routing.records import Held, Holding, Limits

CALLS = ("voice", "callback")
_IDLE, _WRAPPING = Held.IDLE, Held.WRAPPING
"""By names of their own, because members of enums are slow to read in Python 3.11."""
CHANNELS = (*CALLS, "webchat", "email", "task")


class Blending(msgspec.Struct, frozen=True):
    """Pairs of (offered, in hand). barred: never together. interrupts: what is in hand is put aside and takes no room.

    Every other pair goes beside each other as far as there is room. during_wrap_up: channels whose items may be
    offered while something is being wrapped up.
    """

    barred: frozenset[tuple[str, str]]
    interrupts: frozenset[tuple[str, str]]
    during_wrap_up: frozenset[str]


DEFAULT = Blending(
    barred=frozenset((offered, call) for offered in CHANNELS for call in CALLS),
    interrupts=frozenset({*((call, calm) for call in CALLS for calm in ("email", "task")), ("webchat", "email")}),
    during_wrap_up=frozenset({"webchat", "email", "task"}),
)


def interruptible(channel: str, holding: Holding, blending: Blending) -> bool:
    """Whether an item of the channel may put this one aside; what is being wrapped up is finished first."""
    return (channel, holding.channel) in blending.interrupts and holding.state is not _WRAPPING


def cost(limits: Limits, holding: Holding, *, come_back: bool = False) -> int:
    """Units of an item in hand. come_back: as if an idle chat had been written in again."""
    units = limits.cost(holding.channel)
    return min(limits.idle_cost, units) if holding.state is _IDLE and not come_back else units


def in_work(limits: Limits, holdings: Iterable[Holding]) -> int:
    """Units of what is worked on: what is suspended takes none."""
    return sum([cost(limits, holding) for holding in holdings if not holding.suspended])
