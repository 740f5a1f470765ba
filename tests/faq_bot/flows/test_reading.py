"""Flows in files: the product's own, a company's, and how a faulty one is told."""

from pathlib import Path

import pytest

from contact_center.errors import FlowError
from contact_center.folding import fold
from faq_bot.flows import reading
from faq_bot.flows.assembly import definitions
from tests.faq_bot.flows.playing import DEFINITIONS

HEAD = """id = "gift"
[name]
en = "Gift"
vi = "Quà"
[phrasings]
en = ["Wrap it as a gift"]
vi = ["Gói quà giúp tôi"]
"""
FINISH = """
[[steps]]
kind = "finish"
id = "done"
text = { en = "Done.", vi = "Xong." }
"""
ASK = """
[[steps]]
kind = "ask"
id = "words"
field = "words"
text = { en = "Which words?", vi = "Lời nhắn gì?" }
label = { en = "Words", vi = "Lời nhắn" }
"""


def test_the_product_has_four_flows_with_many_phrasings_in_both_languages() -> None:
    assert set(DEFINITIONS) == {"order_status", "return", "address_change", "callback"}
    for flow in DEFINITIONS.values():
        for ways in (flow.phrasings.en, flow.phrasings.vi):
            assert len({fold(each) for each in ways}) == len(ways) >= 12


def test_no_phrasing_begins_two_flows() -> None:
    ways = [fold(each) for flow in DEFINITIONS.values() for each in (*flow.phrasings.en, *flow.phrasings.vi)]
    assert len(set(ways)) == len(ways)


def test_a_company_adds_flows_replaces_ours_and_its_faulty_ones_are_left_out(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "flows"
    folder.mkdir()
    (folder / "gift.toml").write_text(HEAD + ASK + FINISH)
    (folder / "callback.toml").write_text((HEAD + ASK + FINISH).replace('"gift"', '"callback"'))
    (folder / "faulty.toml").write_text(HEAD + ASK)
    found = definitions(tmp_path)
    assert set(found) == {*DEFINITIONS, "gift"}
    assert len(found["callback"].steps) == 2
    assert "faulty.toml, line 9 (step 1): the last step must be a finish" in caplog.text
    assert set(definitions(tmp_path / "elsewhere")) == set(DEFINITIONS)


def test_other_phrasings_leave_a_flow_that_is_going_on_alone() -> None:
    flow = reading.parse(HEAD + ASK + FINISH, "gift.toml")
    assert flow.version == reading.parse(HEAD.replace("Wrap it", "Pack it") + ASK + FINISH, "gift.toml").version
    assert flow.version != reading.parse(HEAD + ASK.replace("Which", "What") + FINISH, "gift.toml").version


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (HEAD + ASK.replace('"words"\nfield', '"words"\nfeld') + FINISH, "gift.toml, line 9 (step 1)"),
        (HEAD + ASK + FINISH + ASK.replace("vi =", "fr =", 1), "gift.toml, line 21 (step 3)"),
        (HEAD + FINISH.replace("= {", "= ["), "gift.toml: "),
        (HEAD, "`steps`"),
        (HEAD + ASK, "the last step must be a finish"),
        (HEAD + ASK + ASK + FINISH, "two steps with the id words"),
        (HEAD + FINISH, "the first step must be an ask or a choose"),
        (HEAD + ASK + FINISH.replace("Xong.", "{wish}"), "wish is neither an answer nor a result"),
        (HEAD + ASK.replace('"ask"', '"guess"') + FINISH, "guess"),
        (HEAD + ASK + '[[steps]]\nkind = "do"\nid = "x"\naction = "pay"\n' + FINISH, "there is no action pay"),
        (HEAD + ASK + '[[steps]]\nkind = "do"\nid = "x"\naction = "find_order"\n' + FINISH, "neither an answer"),
        (HEAD + ASK + '[[steps]]\nkind = "verify"\nid = "x"\ntext = {en="a",vi="b"}\n' + FINISH, "email is neither"),
    ],
)
def test_a_fault_is_told_with_its_place(text: str, says: str) -> None:
    with pytest.raises(FlowError) as raised:
        reading.parse(text, "gift.toml")
    assert str(raised.value).startswith("gift.toml")
    assert says in str(raised.value)


def test_orders_are_asked_for_only_after_a_proof_that_cannot_be_left_out() -> None:
    text = (reading.OWN / "order_status.toml").read_text()
    for changed in (
        text.replace('kind = "verify"', 'kind = "verify"\nwhen = [{ key = "email", one_of = ["x"] }]'),
        text.replace('[[steps]]\nkind = "verify"\nid = "proof"', '[[steps]]\nkind = "confirm"\nid = "proof"'),
    ):
        with pytest.raises(FlowError, match="wants a verify step"):
            reading.parse(changed, "order_status.toml")
    with pytest.raises(FlowError, match='needs = \\["shop"\\]'):
        reading.parse(text.replace('needs = ["shop"]', "needs = []"), "order_status.toml")


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(FlowError, match=r"bad\.toml: the file cannot be read"):
        reading.read_all(tmp_path)
