"""English typed in a hurry, as the engine understands it that is trained with the demonstration's articles."""

import pytest

from contact_center.bench.bot_sets import of_articles
from contact_center.demo.seeding import ARTICLES
from faq_bot.nlu.encoders import encoder_for, open_encoder
from faq_bot.nlu.learning import learn
from faq_bot.nlu.model import LearnedModel
from tests.faq_bot import data
from tests.faq_bot.dev_follow_ups import follow_ups
from tests.faq_bot.dev_hasty import UNKNOWN, questions, totals


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> LearnedModel:
    return learn(of_articles(ARTICLES, "en"), open_encoder(encoder_for("en"), tmp_path_factory.mktemp("graph"))).model


@pytest.mark.full
def test_most_is_answered_at_once_and_nothing_wrongly(model: LearnedModel) -> None:
    """Without mending slips .13 of them are."""
    found = totals(model)
    assert found["answered"] >= 0.7
    assert found["wrongly"] <= 0.02


@pytest.mark.full
@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("whats ur retrun polcy", "what's your return policy"),
        ("i wnat to tlak to a humna", "i want to talk to a human"),
        ("are the wipes from Kowloon any good", "are the wipes from Kowloon any good"),
    ],
)
def test_it_is_read_as_it_was_meant(model: LearnedModel, typed: str, read: str) -> None:
    assert model.understand(typed).read == read


def test_the_questions_are_about_public_articles() -> None:
    public = {each.id for each in data.articles() if each.visibility == "public"}
    assert {each.intent for each in questions()} - {UNKNOWN} <= public
    assert {each.after for each in follow_ups()} <= public
