"""Embed tokens: only ours, only whole, only for a while."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.webchat.embed import Embed, sign, verify
from contact_center.errors import Forbidden

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KEY = "a key for tests, which is no secret at all"
EMBED = Embed("0190aaaa-bbbb-7ccc-8ddd-eeeeffff0000", "https://shop.example", int(NOW.timestamp()) + 600)
TOKEN = sign(EMBED, KEY)


def test_a_token_says_what_was_signed() -> None:
    assert verify(TOKEN, KEY, NOW) == EMBED


@given(st.integers(0, len(TOKEN) - 1), st.characters())
def test_any_changed_character_is_refused(place: int, sign_there: str) -> None:
    changed = TOKEN[:place] + sign_there + TOKEN[place + 1 :]
    if changed == TOKEN:
        return
    with pytest.raises(Forbidden):
        verify(changed, KEY, NOW)


@given(st.integers(0, len(TOKEN)), st.text(min_size=1, max_size=4))
def test_any_added_text_is_refused(place: int, added: str) -> None:
    with pytest.raises(Forbidden):
        verify(TOKEN[:place] + added + TOKEN[place:], KEY, NOW)


@given(st.one_of(st.text(), st.sampled_from([".", "a.", ".a", "\ud800", "\ud800.x", TOKEN[:-1], TOKEN * 2])))
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(Forbidden):
        verify(text, KEY, NOW)


def test_another_key_is_refused() -> None:
    with pytest.raises(Forbidden) as refused:
        verify(TOKEN, KEY + "!", NOW)
    assert refused.value.code == "embed_invalid"


@pytest.mark.parametrize(("seconds", "refused"), [(0, False), (600, False), (601, True)])
def test_it_serves_until_it_expires(seconds: int, refused: bool) -> None:
    later = NOW + timedelta(seconds=seconds)
    if not refused:
        assert verify(TOKEN, KEY, later) == EMBED
        return
    with pytest.raises(Forbidden) as error:
        verify(TOKEN, KEY, later)
    assert error.value.code == "embed_expired"
