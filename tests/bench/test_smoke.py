"""Each measurement once, small, on a real server: its object is whole, and its figures follow from its ledger."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from contact_center.bench import (
    articles,
    assignments,
    bot_figures,
    chat_figures,
    connections,
    crash,
    erlang,
    fairness_figures,
    lists,
    router_figures,
    routers_figures,
    searches,
    starting,
    visits_figures,
)
from contact_center.bench.chat import CHECKED
from contact_center.bench.erlang_figures import Figures
from contact_center.bench.ledger import Line, load
from contact_center.cli import main
from tests.faq_bot.nlu import sets

NOTHING = {"database": 0, "visitors": 0, "agents": 0}


class Bench:
    """Runs a measurement through the command line."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._file, self._capsys = folder / "ledger", capsys
        self.lines: list[Line] = []
        self.asked: list[bot_figures.Asked] = []
        self.searched: list[articles.Searched] = []

    def __call__(self, *arguments: str, read: type[bot_figures.Asked] | None = None) -> dict[str, Any]:
        """read: the form of the ledger's lines, where it is another one."""
        assert main(["bench", *arguments, "--json", "--ledger", str(self._file)]) == 0
        if arguments[0] == "articles":
            self.searched = [
                msgspec.json.decode(line, type=articles.Searched) for line in self._file.read_bytes().splitlines()
            ]
        elif read is None:
            self.lines = load(self._file)
        else:
            self.asked = [msgspec.json.decode(line, type=read) for line in self._file.read_bytes().splitlines()]
        (found,) = self._capsys.readouterr().out.splitlines()
        result: dict[str, Any] = json.loads(found)
        return result


@pytest.fixture
def bench(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Bench:
    return Bench(tmp_path, capsys)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database(request: pytest.FixtureRequest) -> list[str]:
    """Where the measurement is to run, as arguments."""
    if request.param == "sqlite":
        return []
    return ["--database-url", str(request.getfixturevalue("postgres_url"))]


def test_nothing_is_lost_doubled_or_reordered_by_a_crash(bench: Bench, database: list[str]) -> None:
    found = bench("crash", "--rounds", "1", *database)
    assert found["lost"] == found["duplicated"] == found["reordered"] == NOTHING
    assert found["acknowledged"] >= 1000
    assert found["in_flight_at_kill"]["least"] > 0
    assert found.items() >= crash.figures(bench.lines).items()


def test_it_serves_after_a_first_start_and_after_a_later_one(bench: Bench, database: list[str]) -> None:
    found = bench("start", "--rounds", "1", *database)
    assert found.items() >= starting.figures(bench.lines).items()
    assert all(found[f"{kind}_{figure}"] > 0 for kind in starting.KINDS for figure in ("ready_s", "cpu_s"))


def test_chat_is_acknowledged_after_the_commit_and_its_figures_follow_from_the_ledger(
    bench: Bench, database: list[str]
) -> None:
    found = bench("chat", "--rounds", "1", "--messages", "500", "--seconds", "0.5", *database)
    assert found["acks_before_commit"] == 0
    assert found["acks_checked"] == CHECKED + 3 * 50
    assert found["synchronous"] == "FULL"
    assert found.items() >= chat_figures.figures(bench.lines).items()
    assert ("database_cpu_us_per_message" in found) is bool(database)
    delivered = [line.id for line in bench.lines if line.what == "received" and line.by.startswith("a")]
    sent = [line.id for line in bench.lines if line.what == "sent" and line.by.startswith("v")]
    assert sorted(delivered) == sorted(sent)


def test_connections_are_counted_between_two_readings(bench: Bench) -> None:
    found = bench("connections", "--count", "30", "--seconds", "1")
    assert found["connections"] == 30
    assert found.items() >= connections.figures(bench.lines).items()


def test_every_view_of_the_list_is_called_cold_and_warm(bench: Bench, database: list[str]) -> None:
    found = bench("list", "--conversations", "2000", "--calls", "5", *database)
    assert found["calls"] == len(lists.VIEWS) * 2 * 5
    assert found["p95_ms_by_view"].keys() == lists.VIEWS.keys()
    assert found.items() >= lists.figures(bench.lines).items()


def test_messages_are_searched_and_found_soon_after_they_came(bench: Bench, database: list[str]) -> None:
    size = ("--messages", "1000", "--calls", "1", "--seconds", "0.5", "--agents", "2")
    found = bench("search", *size, *database)
    assert found["looked_for"] == searches.RATE / searches.ASKED / 2
    assert found["p95_ms_by_kind"].keys() >= searches.SEARCHES.keys()
    assert found.items() >= searches.figures(bench.lines).items()


def test_articles_are_searched_and_their_figures_follow_from_the_ledger(
    tmp_path: Path, bench: Bench, database: list[str]
) -> None:
    judged = [
        {"id": "1", "locale": "en", "text": "dishwasher and micorwave", "relevant": {"dishwasher-microwave": 3}},
        {"id": "2", "locale": "vi", "text": "the qua tang", "relevant": {"gift-cards": 3}},
    ]
    (tmp_path / "search_judged.jsonl").write_text("\n".join(map(json.dumps, judged)))
    size = ("--articles", "20", "--calls", "3", "--engine", "none")
    found = bench("articles", "--data", str(tmp_path), *size, *database)
    judged_calls = [each for each in bench.searched if each.kind == "judged"]
    timed = [each for each in bench.searched if each.kind != "judged"]
    assert found | articles.figures(judged_calls, timed) == found
    assert (found["judged"], found["searches"], found["articles"]) == (2, 6, 91)
    assert found["ndcg_10"] > 0.6


def test_page_views_that_are_acknowledged_are_in_the_database(bench: Bench, database: list[str]) -> None:
    found = bench("visits", "--rate", "100", "--seconds", "1", *database)
    assert found["page_views"] == found["acknowledged"] == 306
    assert (found["refused"], found["lost"]) == (0, 0)
    assert found["chat_messages"] == 300
    assert found.items() >= visits_figures.figures(bench.lines).items()


@pytest.mark.postgresql
def test_several_routers_give_each_item_once_whether_they_race_or_are_killed(bench: Bench, postgres_url: str) -> None:
    found = bench("routers", "--processes", "2", "--items", "120", "--database-url", postgres_url)
    for part in (found["raced"], found["leased"]):
        assert (part["items"], part["assigned"]) == (120, 120)
        assert (part["double_owned"], part["over_capacity"], part["lost"]) == (0, 0, 0)
    assert found["leased"]["kills"] == 6
    assert found.items() >= routers_figures.figures(bench.lines).items()


@pytest.mark.postgresql
def test_the_router_decides_with_much_that_waits_and_gives_nothing_twice(bench: Bench) -> None:
    found = bench("router", "--waiting", "100", "--agents", "50", "--decisions", "500", "--items", "100")
    for database in ("sqlite", "postgresql"):
        assert (found[database]["assignments"], found[database]["assigned_twice"]) == (100, 0)
    assert found.items() >= assignments.figures(bench.lines).items()
    assert found["decisions"] >= 20 * 500
    assert found["decided_twice"] == 0
    assert found["waiting"][0] >= 80
    assert found.items() >= router_figures.figures(bench.lines).items()


def test_equal_items_are_shared_out_evenly(bench: Bench) -> None:
    found = bench("fairness")
    assert (found["items"], found["agents"]) == (1000, 10)
    assert found["spread"] <= 1
    assert found.items() >= fairness_figures.figures(bench.lines).items()


def test_waits_are_those_of_erlang_c(bench: Bench) -> None:
    found = bench("erlang", "--contacts", "1000", "--replications", "2")
    figures = Figures(erlang.SERVERS, erlang.HANDLING)
    figures.add(bench.lines)
    assert found.items() >= figures.found().items()
    assert found["router_decisions"] == len(bench.lines) == 2 * sum(erlang.LOADS.values()) * (1000 + erlang.WARM_UP)
    assert found["max_relative_error"] < 1


def test_the_bot_is_trained_and_asked_and_its_figures_follow_from_its_ledger(tmp_path: Path, bench: Bench) -> None:
    asked = {
        "train": [[text, intent] for intent, texts in sets.ASKED.items() for text in texts],
        "test": [["any news of my parcel", "order"], ["refund please", "return"], ["open on monday?", "hours"]],
        "oos_test": [["who won the world cup", "oos"], ["sing a song about cats", "oos"]],
    }
    (tmp_path / "small.json").write_text(json.dumps(asked))
    found = bench("bot", "--set", str(tmp_path / "small.json"), read=bot_figures.Asked)["small"]
    assert found.items() >= bot_figures.figures(bench.asked).items()
    assert (found["accuracy"], found["oos_recall"], found["questions"]) == (1, 1, 3)
    assert found["rss_mb"] < 300
    assert found["engine"] == "hybrid"
    assert "complaints" not in found


@pytest.mark.full
@pytest.mark.shared_data
def test_the_bot_understands_the_public_sets_as_well_as_is_promised(bench: Bench) -> None:
    folder = Path(__file__).parents[3] / "shared" / "data" / "nlu"
    if not folder.exists():
        pytest.skip("there is no ../shared/data/nlu")
    found = bench("bot", "--data", str(folder), read=bot_figures.Asked)
    assert found["banking77"]["accuracy"] >= 0.935
    assert found["clinc150"]["accuracy"] >= 0.958
    assert found["clinc150"]["oos_auroc"] >= 0.978
    assert found["clinc150"]["oos_recall"] >= 0.88
    assert max(found["banking77"]["rss_mb"], found["clinc150"]["rss_mb"]) <= 300
