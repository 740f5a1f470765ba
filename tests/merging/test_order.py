"""In which order two conversations stand once they are one, and how they are numbered."""

from hypothesis import given
from hypothesis import strategies as st

from contact_center.merging.order import Place, interleaved, mark, numbered

TIMES = st.lists(st.integers(min_value=0, max_value=30), max_size=8)


def places(conversation: int, times: list[int]) -> list[Place]:
    """Every second one is a note."""
    found, public = list[Place](), 0
    for number, at in enumerate(times, 1):
        public += number % 2
        found.append(Place(conversation, number, public if number % 2 else None, at))
    return found


def test_two_conversations_stand_by_time() -> None:
    both = interleaved(places(1, [10, 30]), places(2, [20, 40]))
    assert [(each.conversation, each.staff_seq) for each in both] == [(1, 1), (2, 1), (1, 2), (2, 2)]


def test_what_came_late_stays_after_what_it_came_after() -> None:
    both = interleaved(places(1, [10, 50, 20]), places(2, [30]))
    assert [(each.conversation, each.staff_seq) for each in both] == [(1, 1), (2, 1), (1, 2), (1, 3)]


@given(TIMES, TIMES)
def test_nothing_is_lost_and_no_order_is_turned(ours: list[int], theirs: list[int]) -> None:
    both = interleaved(places(1, ours), places(2, theirs))
    for conversation, times in ((1, ours), (2, theirs)):
        own = [each for each in both if each.conversation == conversation]
        assert own == places(conversation, times)


@given(TIMES, TIMES)
def test_new_numbers_have_no_holes_but_the_one_before_them(ours: list[int], theirs: list[int]) -> None:
    numbers = numbered(interleaved(places(1, ours), places(2, theirs)), staff=7, public=3)
    assert sorted(numbers.staff.values()) == list(range(9, 9 + len(ours) + len(theirs)))
    assert sorted(numbers.public.values()) == list(range(5, numbers.last_public + 1))
    assert numbers.last_staff == 8 + len(ours) + len(theirs)


def test_who_had_seen_a_conversation_up_to_a_message_has_seen_it_up_to_there() -> None:
    numbers = numbered(interleaved(places(1, [10, 30, 50]), places(2, [20])), staff=3, public=2)
    assert [mark(numbers, 1, seen) for seen in (0, 1, 2, 9)] == [0, 4, 6, 6]
    assert mark(numbers, 2, 1) == 5
