"""The figures of `bench bot`, and the sets that it reads."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from contact_center.bench.bot_figures import Asked, auroc, figures
from contact_center.bench.bot_sets import SetError, read_articles, read_file, read_folder
from faq_bot.nlu.records import Question
from tests.faq_bot import data

SCORES = st.lists(st.integers(-3, 3).map(float), min_size=1, max_size=30)


@given(SCORES, SCORES)
def test_the_area_is_that_of_scikit_learn(inside: list[float], outside: list[float]) -> None:
    theirs = roc_auc_score([1] * len(inside) + [0] * len(outside), inside + outside)
    assert auroc(inside, outside) == pytest.approx(theirs)


def asked(intent: str, prediction: str, score: float, cpu: float) -> Asked:
    return Asked(
        id=1, set="s", text_id="test/1", text="x", intent=intent, prediction=prediction, score=score,
        in_scope=score > 0, cpu=cpu,
    )  # fmt: skip


def test_figures_follow_their_definitions() -> None:
    lines = [
        asked("a", "a", 2, 0.001),
        asked("a", "b", 1, 0.002),
        asked("b", "b", -1, 0.003),
        asked("", "a", -2, 0.004),
    ]
    assert figures(lines) == {
        "questions": 3,
        "accuracy": 0.6667,
        "out_of_scope": 1,
        "oos_auroc": 1.0,
        "oos_recall": 1.0,
        "in_scope_kept": 0.6667,
        "cpu_ms_p50": 2.0,
        "cpu_ms_p99": 4.0,
    }
    assert "oos_auroc" not in figures(lines[:3])


def test_a_set_is_read_in_the_form_of_clinc150(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text(json.dumps({"train": [["x", "a"]], "test": [["y", "a"]], "val": [["z", "a"]], "locale": "vi"}))
    found = read_file(path)
    assert (found.name, found.training.locale, found.out_of_scope) == ("mine", "vi", ())
    assert (found.training.questions, found.test) == ((Question("x", "a"),), (Question("y", "a"),))


def test_a_file_that_is_no_set_is_told(tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("{")
    for read in (
        lambda: read_file(tmp_path / "broken.json"),
        lambda: read_folder(tmp_path),
        lambda: read_articles(tmp_path),
    ):
        with pytest.raises(SetError, match=str(tmp_path)):
            read()


def test_the_vietnamese_articles_train_and_their_questions_ask() -> None:
    found = read_articles(data.DATA)
    public = [each for each in data.articles() if each.locale == "vi" and each.visibility == "public"]
    assert found.training.questions == tuple(Question(text, each.id) for each in public for text in each.phrasings)
    assert {each.id: each.title for each in public} == {key: each.title for key, each in found.training.answers.items()}
    assert found.test == tuple(Question(each.text, each.article) for each in data.questions())


@pytest.mark.shared_data
def test_the_public_sets_are_whole() -> None:
    folder = Path(__file__).parents[3] / "shared" / "data" / "nlu"
    if not folder.exists():
        pytest.skip("there is no ../shared/data/nlu")
    banking, clinc = read_folder(folder)
    assert (len(banking.training.questions), len(banking.test), len(banking.out_of_scope)) == (10_003, 3_080, 1_000)
    assert (len(clinc.training.questions), len(clinc.test), len(clinc.out_of_scope)) == (15_000, 4_500, 1_000)
