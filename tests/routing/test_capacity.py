"""Room for one more: units, caps, chats that idle, and work that is interrupted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.capacity import over, over_capacity, room
from routing.holding import change, release, take
from routing.interrupting import DEFAULT, in_work
from routing.records import ChannelLimit, Held, Holding, Limits, Reason

LIMITS = Limits(
    (
        ChannelLimit("voice", 1, 100),
        ChannelLimit("webchat", 4, 25),
        ChannelLimit("email", 10, 10),
        ChannelLimit("task", 10, 10),
    )
)
IDLE, WRAPPING = Held.IDLE, Held.WRAPPING


def hands(*held: str | tuple[str, Held]) -> tuple[Holding, ...]:
    """Items of these channels, active unless said otherwise."""
    named = [(each, Held.ACTIVE) if isinstance(each, str) else each for each in held]
    return tuple(Holding(number, channel, state) for number, (channel, state) in enumerate(named, start=1))


CHATS = ("webchat",) * 4


@pytest.mark.parametrize(
    ("held", "offered", "reason"),
    [
        (hands(), "webchat", None),
        (hands(), "social", Reason.CHANNEL_OFF),
        (hands(*CHATS[:3]), "webchat", None),
        (hands(*CHATS), "webchat", Reason.AT_CAP),
        (hands(*CHATS), "email", Reason.FULL),
        (hands(*CHATS[:3]), "email", None),
        (hands("webchat"), "voice", Reason.FULL),
        (hands("email", "task"), "voice", None),
        (hands("voice"), "email", Reason.BUSY),
        (hands("voice"), "voice", Reason.BUSY),
        (hands(("voice", WRAPPING)), "webchat", Reason.BUSY),
        (hands(("email", WRAPPING)), "voice", Reason.FULL),
        (hands(*["email"] * 10), "webchat", None),
        (hands(*["email"] * 10), "task", Reason.FULL),
        (hands(*["task"] * 8), "webchat", Reason.FULL),
        (hands(("webchat", IDLE), *CHATS[:3]), "webchat", Reason.FULL),
        (hands(*[("webchat", IDLE)] * 2, *CHATS[:2]), "webchat", None),
        (hands(*[("webchat", IDLE)] * 2, *CHATS[:3]), "webchat", Reason.AT_CAP),
        (hands(*[("webchat", IDLE)] * 4), "webchat", None),
        (hands(*[("webchat", IDLE)] * 4), "email", None),
    ],
)
def test_there_is_room_unless(held: tuple[Holding, ...], offered: str, reason: Reason | None) -> None:
    assert room(offered, LIMITS, held) == reason


def test_a_call_puts_mails_aside_and_they_go_on_when_it_has_ended() -> None:
    held = take(LIMITS, hands("email", "task"), Holding(9, "voice", Held.OFFERED), DEFAULT)
    assert [each.suspended for each in held] == [True, True, False]
    assert in_work(LIMITS, held) == 100
    wrapping = change(LIMITS, held, 9, WRAPPING, DEFAULT)
    assert [each.suspended for each in wrapping] == [True, True, False]
    assert [each.suspended for each in release(LIMITS, wrapping, 9)] == [False, False]


def test_a_chat_goes_beside_mails_as_long_as_there_are_units() -> None:
    held = take(LIMITS, hands("email"), Holding(9, "webchat"), DEFAULT)
    assert not any(each.suspended for each in held)


def test_a_chat_that_comes_back_is_over_but_not_over_capacity() -> None:
    held = hands(("webchat", IDLE), *CHATS)
    back = change(LIMITS, held, 1, Held.ACTIVE, DEFAULT)
    assert (over(LIMITS, held), over(LIMITS, back), over_capacity(LIMITS, back)) == (5, 25, 5)
    assert over_capacity(LIMITS, hands(*CHATS, "webchat")) == 25
    again = change(LIMITS, back, 1, IDLE, DEFAULT)
    assert not again[0].regained


moves = st.lists(
    st.tuples(
        st.sampled_from(["offer", "offer", "offer", "end", "idle", "back", "wrap"]),
        st.sampled_from(["voice", "webchat", "webchat", "email", "task"]),
        st.integers(0, 20),
    ),
    max_size=60,
)


@given(moves)
def test_nobody_is_ever_given_more_than_units_and_caps_but_for_one_item_lent(
    history: list[tuple[str, str, int]],
) -> None:
    held: tuple[Holding, ...] = ()
    for number, (what, channel, pick) in enumerate(history):
        chosen = held[pick % len(held)] if held else None
        if what == "offer" and room(channel, LIMITS, held) is None:
            held = take(LIMITS, held, Holding(number, channel), DEFAULT)
        elif chosen and what == "end":
            held = release(LIMITS, held, chosen.item)
        elif chosen and (what == "wrap" or (chosen.channel == "webchat" and chosen.state is not WRAPPING)):
            into = {"idle": IDLE, "back": Held.ACTIVE, "wrap": WRAPPING}.get(what, chosen.state)
            held = change(LIMITS, held, chosen.item, into, DEFAULT)
        assert over_capacity(LIMITS, held) == 0
        assert over(LIMITS, held) <= 25
        for limit in LIMITS.channels:
            same = [each for each in held if each.channel == limit.channel]
            assert len(same) <= limit.cap + (limit.channel == "webchat")
