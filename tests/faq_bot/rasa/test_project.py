"""The project that is written, whole and the same each time."""

import re

import pytest

from faq_bot.nlu.errors import TooFew
from faq_bot.rasa.project import Article, Text, example, examples, files, shown

RETURNS = Article(
    "returns",
    {
        "vi": Text(
            title="Đổi trả hàng",
            summary="Trong ba mươi ngày.",
            body="Gửi lại trong **30 ngày**.",
            url="https://help.example/help/vi/doi-tra-hang",
            phrasings=("trả hàng kiểu gì", "trả hàng kiểu gì"),
        ),
        "en": Text(
            title="Returns",
            summary="Thirty days.",
            body="Send it back within **30 days**.",
            url="https://help.example/help/en/returns",
            phrasings=("can I send it back", "[it] does not (fit)"),
        ),
    },
)
BACK = Article(
    "back", {"en": Text(title="Way back", summary="Home.", body="", url="https://help.example/help/en/back")}
)
DOMAIN = """\
version: "3.1"
intents:
  - "back_"
  - "returns"
  - "nlu_fallback"
slots:
  locale:
    type: "text"
    influence_conversation: false
    mappings:
      - type: "custom"
responses:
  utter_back:
    - condition:
        - type: "slot"
          name: "locale"
          value: "en"
      text: "Way back\\n\\nHome.\\n\\nhttps://help.example/help/en/back"
      custom:
        article: "back"
    - text: "Way back\\n\\nHome.\\n\\nhttps://help.example/help/en/back"
      custom:
        article: "back"
"""


def test_an_article_is_an_intent_with_its_examples_in_every_language_and_a_response() -> None:
    written = files([RETURNS, BACK], locale="vi")
    assert written.keys() == {
        "config.yml", "credentials.yml", "data/nlu.yml", "data/rules.yml", "domain.yml", "endpoints.yml",
    }  # fmt: skip
    assert written["domain.yml"].partition("\n")[2].startswith(DOMAIN)
    assert written["data/nlu.yml"].endswith(
        '  - intent: "back_"\n    examples: |\n      - Way back\n  - intent: "returns"\n    examples: |\n'
        "      - can I send it back\n      - it does not (fit)\n      - Returns\n      - trả hàng kiểu gì\n"
        "      - Đổi trả hàng\n"
    )
    assert (
        '  - rule: "Answer back"\n    steps:\n      - intent: "back_"\n      - action: "utter_back"\n'
        in (written["data/rules.yml"])
    )
    for response in re.findall(r'action: "(\w+)"', written["data/rules.yml"]):
        assert f"  {response}:\n" in written["domain.yml"]


def test_the_same_articles_make_the_same_files_in_any_order() -> None:
    assert files([RETURNS, BACK], locale="en") == files([BACK, RETURNS], locale="en")


def test_the_default_language_answers_where_none_is_known() -> None:
    domain = files([RETURNS, BACK], locale="vi")["domain.yml"]
    texts = re.findall(r'(- condition|- text: "|\n      text: ")([^\\\n]*)', domain.partition("utter_returns:")[2])
    assert [text for _, text in texts if text != ":"][:3] == ["Đổi trả hàng", "Returns", "Đổi trả hàng"]


def test_how_long_it_learns_can_be_said() -> None:
    assert "    epochs: 7\n" in files([RETURNS, BACK], locale="en", epochs=7)["config.yml"]


def test_one_article_cannot_be_told_apart() -> None:
    with pytest.raises(TooFew):
        files([RETURNS], locale="en")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[where](order) is it", "where (order) is it"),
        ("two\nlines\u2028three\x00", "two lines three"),
        ("  - intent: x  ", "- intent: x"),
        ("\u200b", ""),
        ("cái này 😀", "cái này 😀"),
    ],
)
def test_an_example_is_a_line_without_marks_of_rasa(text: str, said: str) -> None:
    assert example(text) == said


def test_an_example_stands_once() -> None:
    assert len(examples(RETURNS)) == 5


def test_nothing_in_an_article_is_a_slot() -> None:
    text = Text(title="Use {name}", summary="", body="{0} ${HOME}", url="https://help.example")
    assert shown(text) == "Use (name)\n\n(0) $(HOME)\n\nhttps://help.example"
