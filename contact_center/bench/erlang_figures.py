"""The figures of `bench erlang`, from its ledger alone, and the formulas that they are held against. Pure."""

import math
from collections import defaultdict
from collections.abc import Iterable
from statistics import fmean, stdev
from typing import Any, NamedTuple

from contact_center.bench.ledger import Line


class Expected(NamedTuple):
    """probability: that a contact waits at all. wait: mean seconds, of all contacts."""

    probability: float
    wait: float


def erlang_c(servers: int, load: float, handling: float) -> Expected:
    """Erlang C by the recursion of Erlang B. load: of each server, under 1. handling: mean seconds."""
    offered, blocked = servers * load, 1.0
    for number in range(1, servers + 1):
        blocked = offered * blocked / (number + offered * blocked)
    probability = blocked / (1 - load * (1 - blocked))
    return Expected(probability, probability * handling / (servers * (1 - load)))


def name(load: float, replication: int) -> str:
    """What a replication's lines are marked with."""
    return f"{load}/{replication}"


class _Sums:
    def __init__(self) -> None:
        self.contacts, self.waited, self.seconds = 0, 0, 0.0


class Figures:
    """Takes lines as they come, so that millions need not be kept. t and value of a line: simulated seconds."""

    def __init__(self, servers: int, handling: float) -> None:
        self._servers, self._handling = servers, handling
        self._sums: dict[str, _Sums] = defaultdict(_Sums)
        self._decisions = 0

    def add(self, lines: Iterable[Line]) -> None:
        for line in lines:
            self._decisions += 1
            if line.what == "decided":
                sums = self._sums[line.conversation]
                sums.contacts += 1
                sums.waited += line.value > 0
                sums.seconds += line.value

    def found(self) -> dict[str, Any]:
        """By load, the probability of waiting and the mean wait beside what is expected of them; and the worst of all.

        standard_errors: how many of the replications' own lie between mean and expectation.
        """
        by_load: dict[str, list[_Sums]] = defaultdict(list)
        for run, sums in self._sums.items():
            by_load[run.partition("/")[0]].append(sums)
        loads = {load: self._beside(float(load), runs) for load, runs in by_load.items()}
        return {
            "router_decisions": self._decisions,
            "servers": self._servers,
            "contacts_by_load": min(sum(each.contacts for each in runs) for runs in by_load.values()),
            "replications": min(map(len, by_load.values())),
            "max_standard_errors": max(max(each["standard_errors"]) for each in loads.values()),
            "max_relative_error": max(max(each["relative_errors"]) for each in loads.values()),
            "loads": loads,
        }

    def _beside(self, load: float, runs: list[_Sums]) -> dict[str, Any]:
        expected = erlang_c(self._servers, load, self._handling)
        seen = ([run.waited / run.contacts for run in runs], [run.seconds / run.contacts for run in runs])
        means = [fmean(values) for values in seen]
        errors = [stdev(values) / math.sqrt(len(values)) for values in seen]
        off = [abs(mean - value) for mean, value in zip(means, expected, strict=True)]
        return {
            "waits": [round(means[0], 4), round(expected.probability, 4)],
            "mean_wait_s": [round(means[1], 3), round(expected.wait, 3)],
            "standard_errors": [round(each / error, 2) for each, error in zip(off, errors, strict=True)],
            "relative_errors": [round(each / value, 4) for each, value in zip(off, expected, strict=True)],
        }
