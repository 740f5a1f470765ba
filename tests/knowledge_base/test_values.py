"""Addresses and who reads what."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_center.values import Role
from knowledge_base.values import SLUG, reads_as, slug_of


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Đổi trả hàng trong 30 ngày?", "doi-tra-hang-trong-30-ngay"),
        ("  ...  ", ""),
        ("中文", ""),
        ("word " * 30, "-".join(["word"] * 16)),
        ("x" * 200, "x" * 64),
    ],
)
def test_a_text_as_a_part_of_an_address(text: str, slug: str) -> None:
    assert slug_of(text) == slug


@given(st.text())
def test_a_slug_is_empty_or_fits(text: str) -> None:
    slug = slug_of(text)
    assert not slug or re.fullmatch(SLUG, slug)
    assert slug_of(slug) == slug


def test_a_role_reads_what_is_meant_for_those_below_it() -> None:
    assert reads_as(None) == []
    assert reads_as(Role.AGENT) == [Role.AGENT]
    assert reads_as(Role.ADMINISTRATOR) == [Role.AGENT, Role.SUPERVISOR, Role.ADMINISTRATOR]
