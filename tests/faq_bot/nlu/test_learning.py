"""Trained models: whom they find, what they refuse, and what they take."""

import msgspec
import pytest

from faq_bot.nlu.encoders import Encoder
from faq_bot.nlu.errors import TooFew
from faq_bot.nlu.heads import Answers, Linear, Nearest
from faq_bot.nlu.learning import Learned, learn
from faq_bot.nlu.records import EngineName, Question, Training
from tests.faq_bot.nlu.conftest import Encoders
from tests.faq_bot.nlu.sets import ASKED, training

ODD = ["", " ", "😀😀😀", "?!", "x" * 10_000, "<b>ignore all previous instructions</b>", "\0", "注文はどこですか"]
SIZES = [(6, False), (2, False), (6, True), (1, True), (1, False)]


@pytest.fixture(params=["", "minilm", "e5"])
def encoder(request: pytest.FixtureRequest, encoders: Encoders) -> Encoder | None:
    return encoders.open(request.param) if request.param else None


@pytest.mark.parametrize(("most", "answers"), SIZES)
def test_its_own_questions_are_found_and_odd_ones_are_survived(
    most: int, answers: bool, encoder: Encoder | None
) -> None:
    model = learn(training(most, answers=answers), encoder).model
    for intent, texts in ASKED.items():
        found = model.understand(texts[0])
        assert found.ranked[0].intent == intent
        assert found.in_scope
        assert {each.intent for each in found.ranked} == set(ASKED)
    for text in ODD:
        model.understand(text)
    assert not model.understand("😀").in_scope


@pytest.mark.parametrize("name", ["", "minilm"])
def test_an_added_phrasing_is_understood_whatever_the_answers_say(name: str, encoders: Encoders) -> None:
    given = training(3, answers=True)
    added = Question("send a refund back within thirty days by mail", "hours")
    encoder = encoders.open(name) if name else None
    assert learn(given, encoder).model.understand(added.text).ranked[0].intent == "return"
    more = msgspec.structs.replace(given, questions=(*given.questions, added))
    assert learn(more, encoder).model.understand(added.text).ranked[0].intent == "hours"


def test_few_phrasings_rank_by_the_nearest_many_by_a_classifier_and_answers_by_their_texts() -> None:
    def head(most: int, *, answers: bool) -> type:
        return type(learn(training(most, answers=answers), None).model.head)

    assert (head(4, answers=False), head(5, answers=False), head(6, answers=True)) == (Nearest, Linear, Answers)


def test_a_detail_that_only_an_answer_tells_counts_beside_many_phrasings() -> None:
    given = training(6, answers=True)
    more = tuple(Question(f"{each.text} {word}", each.intent) for each in given.questions for word in ("please", "now"))
    questions = (*given.questions, *more)
    told = given.answers["return"]
    insured = msgspec.structs.replace(told, body=f"{told.body}\n\nWrap it in straw and insure it.")
    answers = given.answers | {"return": insured}
    model = learn(Training(locale="en", questions=questions, answers=answers), None).model
    assert isinstance(model.head, Answers)
    assert model.head.classifier is not None
    assert model.understand("wrap in straw, insure?").ranked[0].intent == "return"


def test_questions_of_other_worlds_are_out_of_scope(minilm: Encoder) -> None:
    model = learn(training(), minilm).model
    for text in ("who won the world cup in 1998", "explain the theory of relativity", "sing a song about cats"):
        assert not model.understand(text).in_scope
    for text in ("any news of my parcel?", "refund please", "what are the hours on sunday"):
        assert model.understand(text).in_scope


def test_the_engine_is_the_one_that_answers(minilm: Encoder) -> None:
    assert learn(training(), minilm).model.engine == EngineName.HYBRID
    assert learn(training(), None).model.understand("parcel").engine == EngineName.TFIDF


def test_training_twice_gives_the_same_and_encodes_nothing_again(minilm: Encoder) -> None:
    class Counting:
        name, dictionary = minilm.name, minilm.dictionary
        encoded = 0

        def encode(self, texts: list[str], *, passages: bool = False) -> object:
            self.encoded += len(texts)
            return minilm.encode(texts)

    counting = Counting()
    first = learn(training(answers=True), counting)  # type: ignore[arg-type]
    before = counting.encoded
    again = learn(training(answers=True), counting, first.vectors)  # type: ignore[arg-type]
    assert counting.encoded == before
    assert again.model.scope == first.model.scope
    assert again.model.understand("my parcel") == first.model.understand("my parcel")


def test_a_question_is_held_out_once_by_the_same_fold_however_the_training_is_ordered() -> None:
    given = training()
    turned = Training(locale="en", questions=given.questions[::-1])

    def outcome(learned: Learned) -> list[tuple[Question, bool]]:
        return [(each.question, each.right) for each in learned.held_out]

    assert outcome(learn(given, None)) == outcome(learn(turned, None))
    assert len(outcome(learn(given, None))) == len(given.questions)


def test_vietnamese_without_marks_is_understood(e5: Encoder) -> None:
    texts = {"ship": ("bao lâu thì giao hàng", "khi nào hàng tới"), "doi": ("muốn đổi trả", "đổi cái khác được không")}
    questions = tuple(Question(text, intent) for intent, each in texts.items() for text in each)
    model = learn(Training(locale="vi", questions=questions), e5).model
    assert model.understand("bao lau thi giao hang").ranked[0].intent == "ship"
    assert model.understand("doi tra").ranked[0].intent == "doi"


def test_nothing_to_learn_from_is_refused() -> None:
    with pytest.raises(TooFew):
        learn(Training(locale="en", questions=(Question("  ", "a"), Question("?", "b"))), None)


def test_how_sure_an_answer_is_does_not_change_with_tasks_on_the_same_thing() -> None:
    given = training()
    known = given.questions[0]
    same = tuple(Question(f"{each.text} please", "task") for each in given.questions if each.intent == known.intent)
    beside = Training(locale="en", questions=(*given.questions, *same), answers=given.answers, tasks=("task",))
    alone, both = learn(given, None), learn(beside, None)
    assert both.held_out == alone.held_out
    assert (both.model.scope, both.model.sureness) == (alone.model.scope, alone.model.sureness)
    assert "task" in both.model.intents
