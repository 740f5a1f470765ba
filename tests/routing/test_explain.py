"""What people are told of a decision."""

from routing.explain import count, why_this_agent
from routing.records import NEVER, Candidate, Decision, Reason, Strategy


def decision(strategy: Strategy, *candidates: Candidate) -> Decision:
    return Decision(
        item=5, queue=1, at=90, waited=30, step=1, aged=False, strategy=strategy, agents=(candidates[0].agent,),
        candidates=candidates, eligible=len(candidates), reasons={Reason.FULL: 3}, version=4,
    )  # fmt: skip


def test_what_was_compared_has_names_and_what_never_was_is_nothing() -> None:
    told = why_this_agent(decision(Strategy.LONGEST_IDLE, Candidate(7, 0, 1, (2, 50, NEVER, 7))))
    assert told.compared[0].parts == {"held": 2, "released_at": 50, "offered_at": None}
    assert (told.chosen, told.step, told.version, told.reasons) == ((7,), 1, 4, {Reason.FULL: 3})
    assert told.decided_by is None


def test_spare_units_are_shown_as_they_are() -> None:
    told = why_this_agent(decision(Strategy.MOST_SPARE_CAPACITY, Candidate(7, 0, 0, (-75, 9, 7))))
    assert told.compared[0].parts == {"spare": 75, "offered_at": 9}


def test_what_decided_is_the_first_difference() -> None:
    first = Candidate(7, 0, 0, (1, 50, 9, 7))
    others = {
        "ring": Candidate(8, 1, 0, (0, 0, 0, 8)),
        "tier": Candidate(8, 0, 1, (0, 0, 0, 8)),
        "held": Candidate(8, 0, 0, (2, 0, 0, 8)),
        "released_at": Candidate(8, 0, 0, (1, 60, 0, 8)),
        "offered_at": Candidate(8, 0, 0, (1, 50, 10, 8)),
        "agent": Candidate(8, 0, 0, (1, 50, 9, 8)),
    }
    for name, second in others.items():
        assert why_this_agent(decision(Strategy.LONGEST_IDLE, first, second)).decided_by == name


def test_reasons_are_counted_in_the_order_in_which_they_are_checked() -> None:
    found = count([Reason.FULL, None, Reason.ABSENT, Reason.FULL])
    assert list(found.items()) == [(Reason.ABSENT, 1), (Reason.FULL, 2)]
