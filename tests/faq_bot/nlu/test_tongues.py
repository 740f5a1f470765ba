"""Which language's model is asked."""

from dataclasses import dataclass

import pytest

from faq_bot.nlu.records import EngineName, Ranked, Understanding
from faq_bot.nlu.tongues import asked, understand


@dataclass
class Fixed:
    """Understands everything with one score."""

    locale: str
    score: float

    def understand(self, text: str) -> Understanding:
        return Understanding(
            ranked=(Ranked(text, 1.0),), score=self.score, in_scope=True, engine=EngineName.TFIDF, locale=self.locale
        )


MODELS = {"en": Fixed("en", 0.5), "vi": Fixed("vi", 1.5)}


@pytest.mark.parametrize(
    ("text", "spoken", "locales"),
    [
        ("where is my order", "", ["en"]),
        ("where is my order", "vi", ["en"]),  # surely another language
        ("SC-1024", "vi", ["vi"]),  # the conversation's language sticks
        ("SC-1024", "", ["en", "vi"]),
        ("gia 20", "en", ["vi", "en"]),  # points away, but weakly
        ("gia 20", "", ["en", "vi"]),
        ("giao hang bao lau", "en", ["vi"]),
        ("où est ma commande", "", ["en", "vi"]),
    ],
)
def test_the_conversations_language_sticks_unless_a_message_tells(text: str, spoken: str, locales: list[str]) -> None:
    assert asked(MODELS, text, spoken) == locales


def test_the_higher_score_counts_where_several_are_asked() -> None:
    found = understand(MODELS, "SC-1024")
    assert found is not None
    assert found.locale == "vi"


def test_without_the_languages_model_the_others_are_asked() -> None:
    assert asked({"en": MODELS["en"]}, "giao hàng", "vi") == ["en"]
    assert understand({}, "giao hàng") is None
