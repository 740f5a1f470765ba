"""The rule by which a client takes numbered changes."""

from contact_center.bench.view import Step, View


def test_a_view_takes_the_next_change_drops_what_it_has_and_sees_a_hole() -> None:
    view = View()
    assert view.take(1) is Step.HOLE
    assert view.snapshot(3) == 0
    assert [view.take(seq) for seq in (3, 4, 4, 6, 5, 6)] == [
        Step.KNOWN, Step.NEXT, Step.KNOWN, Step.HOLE, Step.NEXT, Step.NEXT,
    ]  # fmt: skip


def test_a_snapshot_says_up_to_where_was_shown_before_and_never_goes_back() -> None:
    view = View()
    view.snapshot(5)
    assert view.snapshot(9) == 5
    assert view.snapshot(7) == 9
    assert view.last == 9
