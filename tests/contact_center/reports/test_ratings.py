"""Ratings: as a list with filters, summed up, and as a table that no spreadsheet takes for a program."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session
from starlette.routing import Route

from contact_center.db import Database
from contact_center.models import Agent, Inbox, Rating
from contact_center.reports import csv as ours
from contact_center.reports import ratings
from contact_center.reports.api import AT_ONCE, EXPORT_PATH, ROUTES, export_ratings
from contact_center.reports.schemas import RatingFilter
from contact_center.values import Role
from tests import scene
from tests.api import Api, MakeApi
from tests.scene import START

PATH = "/api/v1/reports/ratings"
SCORES = {"Ada": (5, 4, 1), "Ben": (3,), None: (5,)}


def rated(tx: Session, *, comment: str | None = None) -> dict[str, str]:
    """Ratings of two agents and of nobody, a day apart, in an inbox each: public ids by name."""
    ids: dict[str, str] = {}
    day = 0
    for name, scores in SCORES.items():
        agent_id = None if name is None else scene.agent(tx, name)
        inbox_id = scene.inbox(tx)
        ids[f"inbox of {name}"] = tx.get_one(Inbox, inbox_id).public_id
        if agent_id is not None:
            ids[str(name)] = tx.get_one(Agent, agent_id).public_id
        for score in scores:
            key = scene.received(tx, inbox_id, who=f"visitor {day}").conversation_id
            at = START + timedelta(days=day)
            about = {"inbox_id": inbox_id, "agent_id": agent_id, "comment": comment}
            tx.add(Rating(conversation_id=key, closed_at=at, score=score, at=at, **about))
            day += 1
    tx.flush()
    return ids


async def test_the_summary_counts_all_by_agent_and_by_inbox(database: Database) -> None:
    ids = await database.write(rated)
    found = await database.read(ratings.summary, RatingFilter())
    assert found.all.distribution == [1, 0, 1, 1, 2]
    assert (found.all.count, found.all.mean, found.all.csat) == (5, 3.6, 60.0)
    by_agent = {group.who.name if group.who else None: group.summary for group in found.agents}
    assert by_agent["Ada"].csat == 66.7
    assert by_agent["Ben"].csat == 0.0
    assert by_agent[None].mean == 5.0
    assert [group.summary.count for group in found.inboxes] == [3, 1, 1]
    only = await database.read(ratings.summary, RatingFilter(agent=ids["Ada"], score=[4, 5]))
    assert only.all.distribution == [0, 0, 0, 1, 1]


def test_without_ratings_there_is_no_mean() -> None:
    nothing = ratings.summed_up([0] * 5)
    assert (nothing.count, nothing.mean, nothing.csat) == (0, None, None)


async def test_the_list_is_filtered_by_inbox_agent_period_and_score(database: Database) -> None:
    ids = await database.write(rated)

    async def scores(**wanted: object) -> list[int]:
        rows = await database.read(ratings.ratings, RatingFilter(**wanted), after=None, limit=100)  # type: ignore[arg-type]
        return [ratings.view(row).score for row in rows]

    assert await scores() == [5, 3, 1, 4, 5]
    assert await scores(agent=ids["Ada"]) == [1, 4, 5]
    assert await scores(inbox=ids["inbox of Ben"]) == [3]
    assert await scores(score=[1, 3]) == [3, 1]
    assert await scores(since=START + timedelta(days=1), until=START + timedelta(days=3)) == [1, 4]
    assert await scores(agent="nobody") == []


class TestOverHttp:
    @pytest.fixture
    def api(self, make_api: MakeApi) -> Api:
        return make_api(ROUTES, pages=[Route(EXPORT_PATH, export_ratings)])

    async def test_pages_follow_each_other_without_a_gap(self, api: Api) -> None:
        await api.db.write(rated)
        found, after = [], ""
        async with await api.signed_in(Role.SUPERVISOR) as client:
            while True:
                page = (await client.get(f"{PATH}?limit=2{after}")).json()
                found += [item["score"] for item in page["items"]]
                if page["next"] is None:
                    break
                after = f"&after={page['next']}"
            summary = (await client.get(f"{PATH}/summary?score=5")).json()
        assert found == [5, 3, 1, 4, 5]
        assert summary["all"]["count"] == 2

    async def test_the_table_has_every_row_and_nothing_in_it_is_carried_out(self, api: Api) -> None:
        await api.db.write(lambda tx: rated(tx, comment='=HYPERLINK("http://evil.example";"Tốt")'))
        async with await api.signed_in(Role.SUPERVISOR) as client:
            answer = await client.get(EXPORT_PATH)
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert answer.headers["content-disposition"] == 'attachment; filename="ratings.csv"'
        assert answer.text.startswith(ours.BOM)
        rows = list(csv.reader(io.StringIO(answer.text.removeprefix(ours.BOM))))
        assert rows[0] == ["at", "conversation", "customer", "inbox", "agent", "score", "comment"]
        assert [row[5] for row in rows[1:]] == ["5", "3", "1", "4", "5"]
        assert rows[1][6] == '\'=HYPERLINK("http://evil.example";"Tốt")'

    async def test_a_long_table_comes_in_parts(self, api: Api) -> None:
        def many(tx: Session) -> None:
            inbox_id = scene.inbox(tx)
            key = scene.received(tx, inbox_id).conversation_id
            for number in range(2 * AT_ONCE + 7):
                at = START + timedelta(minutes=number // 3)
                closed = START + timedelta(seconds=number)
                tx.add(Rating(conversation_id=key, closed_at=closed, inbox_id=inbox_id, score=1 + number % 5, at=at))

        await api.db.write(many)
        async with await api.signed_in(Role.SUPERVISOR) as client:
            rows = (await client.get(EXPORT_PATH)).text.splitlines()
            fives = (await client.get(f"{EXPORT_PATH}?score=5")).text.splitlines()
        assert len(rows) == 2 * AT_ONCE + 8
        assert len(fives) == (2 * AT_ONCE + 7) // 5 + 1

    async def test_who_may_not_read_reports_gets_no_table(self, api: Api) -> None:
        async with await api.signed_in(Role.AGENT) as client:
            assert (await client.get(EXPORT_PATH)).status_code == 403
        async with api.client() as client:
            assert (await client.get(EXPORT_PATH)).status_code == 401
        async with await api.signed_in(Role.SUPERVISOR) as client:
            assert (await client.get(f"{EXPORT_PATH}?score=six")).status_code == 422


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\n=1"])
def test_a_text_that_looks_like_a_formula_is_disarmed(text: str) -> None:
    assert ours.line([text]).startswith("\"'")


def test_plain_texts_numbers_and_nothing_stay_as_they_are() -> None:
    assert ours.line(["Rất tốt", 'He said "no", twice', 5, None]) == '"Rất tốt","He said ""no"", twice",5,\r\n'
