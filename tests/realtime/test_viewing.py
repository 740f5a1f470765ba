"""Who has a conversation on the screen: over tabs, and until nothing is heard of them."""

from datetime import timedelta

from contact_center.realtime.staff_frames import AgentRef
from contact_center.realtime.viewing import LASTS, Viewers, viewing_signal
from tests.scene import START

ADA, BO = AgentRef("a", "Ada: the first"), AgentRef("b", "Bo")
LATER = START + LASTS - timedelta(seconds=1)


def test_somebody_comes_once_over_two_tabs_and_goes_with_the_last() -> None:
    viewers = Viewers()
    assert viewers.hear(viewing_signal(1, "one", ADA, on=True), START)
    assert not viewers.hear(viewing_signal(1, "two", ADA, on=True), START)
    assert viewers.of(1, besides="b") == [ADA]
    assert not viewers.hear(viewing_signal(1, "one", ADA, on=False), START)
    assert viewers.hear(viewing_signal(1, "two", ADA, on=False), START)
    assert viewers.of(1, besides="b") == []


def test_nobody_is_told_of_themselves_and_the_others_come_by_name() -> None:
    viewers = Viewers()
    for tab, agent in (("one", BO), ("two", ADA)):
        viewers.hear(viewing_signal(1, tab, agent, on=True), START)
    assert viewers.of(1, besides="") == [ADA, BO]
    assert viewers.of(1, besides="b") == [ADA]
    assert viewers.of(2, besides="b") == []


def test_a_tab_that_is_heard_of_no_more_is_forgotten_and_a_heartbeat_keeps_it() -> None:
    viewers = Viewers()
    viewers.hear(viewing_signal(1, "one", ADA, on=True), START)
    viewers.hear(viewing_signal(2, "two", BO, on=True), START)
    viewers.hear(viewing_signal(2, "two", BO, on=True), LATER)
    assert viewers.forget_lapsed(LATER) == []
    assert viewers.forget_lapsed(START + LASTS) == [1]
    assert viewers.of(1, besides="") == []
    assert viewers.of(2, besides="") == [BO]


def test_a_goodbye_that_is_heard_twice_or_first_changes_nothing() -> None:
    viewers = Viewers()
    assert not viewers.hear(viewing_signal(1, "one", ADA, on=False), START)
    assert viewers.forget_lapsed(START) == []
