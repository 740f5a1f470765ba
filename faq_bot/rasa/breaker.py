"""When a server that fails is asked again: the state of the circuit breaker (M. Nygard, Release It!, 2007). Pure.

Closed: everything is asked. Open, after some failures in a row: nothing is, until the pause is over. Half-open: one
trial is; if it succeeds all is well again, if not the next pause is twice as long. Times are seconds of a clock that
only goes forward.
"""

from enum import StrEnum
from typing import NamedTuple

import msgspec


class State(StrEnum):
    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """failures: in a row, that open it. trial: seconds after which a trial of which nothing was heard is given up."""

    failures: int = 3
    first_pause: float = 5.0
    longest_pause: float = 120.0
    trial: float = 10.0


class Breaker(msgspec.Struct, frozen=True, kw_only=True):
    """failures: in a row. pause: seconds of the present one. until: when it, or the trial, is over."""

    state: State = State.CLOSED
    failures: int = 0
    pause: float = 0.0
    until: float = 0.0


class Asked(NamedTuple):
    """Whether the server may be asked, and the breaker after that."""

    breaker: Breaker
    may: bool


def ask(breaker: Breaker, rules: Rules, now: float) -> Asked:
    if breaker.state == State.CLOSED:
        return Asked(breaker, True)
    if now < breaker.until:
        return Asked(breaker, False)
    return Asked(msgspec.structs.replace(breaker, state=State.HALF_OPEN, until=now + rules.trial), True)


def succeeded(breaker: Breaker) -> Breaker:
    """Late news of what was asked before it opened changes nothing."""
    return breaker if breaker.state == State.OPEN else Breaker()


def failed(breaker: Breaker, rules: Rules, now: float) -> Breaker:
    failures = breaker.failures + 1
    if breaker.state == State.OPEN:
        return breaker
    if breaker.state == State.CLOSED and failures < rules.failures:
        return msgspec.structs.replace(breaker, failures=failures)
    pause = min(2 * breaker.pause or rules.first_pause, rules.longest_pause)
    return Breaker(state=State.OPEN, failures=failures, pause=pause, until=now + pause)
