"""The share of contacts whose promise was kept."""

from hypothesis import given
from hypothesis import strategies as st

from routing.service_level import service_level

COUNT = st.integers(0, 10_000)


def test_who_went_away_counts_against_it() -> None:
    assert service_level(in_time=8, answered=9, abandoned=1) == 80.0


def test_without_contacts_there_is_none() -> None:
    assert service_level(in_time=0, answered=0, abandoned=0) is None


@given(in_time=COUNT, late=COUNT, abandoned=COUNT)
def test_it_is_a_share(in_time: int, late: int, abandoned: int) -> None:
    level = service_level(in_time=in_time, answered=in_time + late, abandoned=abandoned)
    assert level is None or 0 <= level <= 100
