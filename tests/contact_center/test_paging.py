"""Pages and their cursors."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_center.errors import InvalidInput
from contact_center.paging import decode_cursor, encode_cursor, page_of


def test_a_page_has_a_next_only_where_there_is_more() -> None:
    def page(rows: list[int]) -> tuple[list[str], str | None]:
        found = page_of(rows, 2, item=str, cursor=lambda row: (row,))
        return found.items, found.next

    assert page([]) == ([], None)
    assert page([1, 2]) == (["1", "2"], None)
    assert page([1, 2, 3]) == (["1", "2"], encode_cursor((2,)))


@given(st.datetimes(timezones=st.just(UTC)), st.integers(-(2**63), 2**63 - 1))
def test_a_cursor_is_read_back_and_safe_in_an_address(at: datetime, key: int) -> None:
    cursor = encode_cursor((at, key))
    assert cursor.replace("-", "").replace("_", "").isalnum()
    assert decode_cursor(cursor, tuple[datetime, int]) == (at, key)


@given(st.text() | st.binary().map(lambda raw: raw.hex()))
def test_a_text_that_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        decode_cursor(text, tuple[datetime, int])
    assert refused.value.field == "after"


@pytest.mark.parametrize(
    "key",
    [
        (),
        ("2026-01-01T00:00:00Z",),
        ("2026-01-01T00:00:00Z", "1"),
        ("2026-01-01T00:00:00Z", 2**63),
        ("2026-01-01T00:00:00", 1),
        ("9999-12-31T23:59:59-12:00", 1),
        ("0001-01-01T00:00:00+12:00", 1),
        ("2026-01-01T00:00:00Z", 1, 1),
    ],
)
def test_a_cursor_of_another_shape_is_refused(key: tuple[object, ...]) -> None:
    with pytest.raises(InvalidInput):
        decode_cursor(encode_cursor(key), tuple[datetime, int])


def test_a_cursor_with_a_text_that_no_database_stores_is_refused() -> None:
    with pytest.raises(InvalidInput):
        decode_cursor(encode_cursor(("a\0b", 1)), tuple[str, int])
