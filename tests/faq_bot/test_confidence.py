"""How sure the bot may be of an article."""

from faq_bot.confidence import candidates
from faq_bot.nlu.records import EngineName, Ranked, Understanding


def understanding(*ranked: tuple[str, float], right: float = 0.6, among_three: float = 0.9) -> Understanding:
    found = tuple(Ranked(*each) for each in ranked)
    return Understanding(
        ranked=found, score=1.0, in_scope=True, right=right, among_three=among_three, engine=EngineName.HYBRID,
        locale="en",
    )  # fmt: skip


def test_the_chances_of_the_engine_are_shared_among_the_first_three() -> None:
    found = candidates(understanding(("a", 5.0), ("b", 4.0), ("c", 4.0), ("d", 3.9)), {"a", "b", "c", "d"})
    assert [each.article for each in found] == ["a", "b", "c"]
    assert [round(each.probability, 6) for each in found] == [0.6, 0.15, 0.15]


def test_what_nobody_may_read_is_none_of_them() -> None:
    (found,) = candidates(understanding(("secret", 5.0), ("b", 4.0)), {"b"})
    assert (found.article, round(found.probability, 6)) == ("b", 0.3)
    assert candidates(understanding(), set()) == ()
    assert (
        candidates(understanding(("a", -900.0), ("b", -999.0), right=0.9, among_three=0.8), {"a", "b"})[1].probability
        == 0
    )
