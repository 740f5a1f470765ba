"""Intake rules: what a condition holds for, and that the first rule that matches counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from contact_center.folding import fold
from routing.intake_rules import Contact, Rule, ask, asks_about, choose, holds
from routing.setup.schemas import Condition, Outcome

CONTACT = Contact(
    channel="webchat", inbox="shop", language="vi", page="https://shop.vn/Giỏ-hàng?step=2", referrer=None,
    labels=("urgent", "vip"), open=False, words="Tôi muốn đổi trả hàng, please!", known=True,
    fields={"tier": "Gold"},
)  # fmt: skip


def rule(name: str, *conditions: Condition, enabled: bool = True) -> Rule:
    return Rule(id=name, name=name, conditions=conditions, outcome=Outcome(queue=name), enabled=enabled)


@pytest.mark.parametrize(
    ("about", "how", "values", "expected"),
    [
        ("channel", "is", ("email", "webchat"), True),
        ("channel", "is_not", ("email", "webchat"), False),
        ("inbox", "is", ("other",), False),
        ("language", "is", ("vi",), True),
        ("page", "contains", ("gio-hang",), True),
        ("page", "contains", ("GIỎ-HÀNG",), True),
        ("page", "is", ("https://shop.vn/",), False),
        ("referrer", "contains", ("google",), False),
        ("referrer", "is", ("",), False),
        ("referrer", "is_not", ("https://google.com",), True),
        ("label", "is", ("vip",), True),
        ("label", "is_not", ("vip", "other"), False),
        ("hours", "is", ("closed",), True),
        ("hours", "is", ("open",), False),
        ("words", "is", ("doi tra",), True),
        ("words", "is", ("Đổi  trả",), True),
        ("words", "is", ("oi tra",), False),
        ("words", "contains", ("oi tra",), True),
        ("words", "contains", ("refund", "pleas"), True),
        ("words", "is", ("tra doi",), False),
        ("words", "is_not", ("refund",), True),
        ("words", "is_not", ("refund", "doi tra"), False),
        ("customer", "is", ("known",), True),
        ("customer", "is", ("new",), False),
        ("field.tier", "is", ("gold",), True),
        ("field.tier", "contains", ("ol",), True),
        ("field.city", "is", ("hue",), False),
        ("field.city", "is_not", ("hue",), True),
    ],
)
def test_what_a_condition_holds_for(about: str, how: str, values: tuple[str, ...], expected: bool) -> None:
    condition = Condition(about=about, how=how, values=values)  # type: ignore[arg-type]
    assert holds(condition, CONTACT) is expected


def test_a_rule_without_conditions_matches_everything_and_one_that_is_off_nothing() -> None:
    assert choose([rule("a")], Contact()) == rule("a")
    assert choose([rule("a", enabled=False)], Contact()) is None
    assert choose([], Contact()) is None


def test_what_was_asked_says_which_condition_failed_and_ends_with_the_match() -> None:
    vietnamese = Condition(about="language", values=("vi",))
    english = Condition(about="language", values=("en",))
    rules = [rule("off", enabled=False), rule("both", vietnamese, english), rule("vi", vietnamese), rule("late")]
    asked = ask(rules, CONTACT)
    assert [(each.rule.name, each.failed, each.skipped) for each in asked] == [
        ("off", None, True), ("both", 1, False), ("vi", None, False),
    ]  # fmt: skip
    assert [each.matches for each in asked] == [False, False, True]


def test_only_what_some_rule_asks_about_is_gathered() -> None:
    page, tier = Condition(about="page", values=("x",)), Condition(about="field.tier", values=("x",))
    words = Condition(about="words", values=("x",))
    assert asks_about([rule("a", page, tier), rule("b", words, enabled=False)]) == {"page", "fields"}


TEXTS = st.sampled_from(["Giỏ hàng", "gio", "GOLD", "đổi trả", "x y", "vi", "en", "open", "known"])
CONDITIONS = st.builds(
    Condition,
    about=st.sampled_from(["language", "page", "words", "customer", "hours", "label", "field.tier"]),
    how=st.sampled_from(["is", "is_not", "contains"]),
    values=st.lists(TEXTS, min_size=1, max_size=3).map(tuple),
)
CONTACTS = st.builds(
    Contact,
    language=st.none() | st.sampled_from(["vi", "en"]),
    page=st.none() | TEXTS,
    words=st.lists(TEXTS, max_size=4).map(" ".join),
    known=st.booleans(),
    open=st.booleans(),
    labels=st.lists(TEXTS, max_size=2).map(tuple),
    fields=st.dictionaries(st.just("tier"), TEXTS),
)


@given(st.lists(st.tuples(st.lists(CONDITIONS, max_size=3), st.booleans()), max_size=8), CONTACTS)
def test_the_first_rule_of_which_all_conditions_hold_counts(
    given_rules: list[tuple[list[Condition], bool]], contact: Contact
) -> None:
    rules = [rule(str(n), *conditions, enabled=on) for n, (conditions, on) in enumerate(given_rules)]
    matching = [each for each in rules if each.enabled and all(holds(c, contact) for c in each.conditions)]
    assert choose(rules, contact) == (matching[0] if matching else None)
    asked = ask(rules, contact)
    assert [each.rule for each in asked] == rules[: len(asked)]
    for each in asked:
        if each.failed is not None:
            assert not holds(each.rule.conditions[each.failed], contact)
            assert all(holds(condition, contact) for condition in each.rule.conditions[: each.failed])


@given(CONDITIONS, CONTACTS)
def test_is_not_holds_where_is_does_not(condition: Condition, contact: Contact) -> None:
    assert holds(replace(condition, how="is"), contact) != holds(replace(condition, how="is_not"), contact)


@given(CONDITIONS, CONTACTS)
def test_case_and_tone_marks_never_count(condition: Condition, contact: Contact) -> None:
    plain = replace(condition, values=tuple(map(fold, condition.values)))
    loud = replace(condition, values=tuple(value.upper() for value in condition.values))
    assert holds(plain, contact) == holds(condition, contact) == holds(loud, contact)


@given(CONDITIONS, CONTACTS)
def test_what_is_holds_for_contains_holds_for_too(condition: Condition, contact: Contact) -> None:
    if holds(replace(condition, how="is"), contact):
        assert holds(replace(condition, how="contains"), contact)
