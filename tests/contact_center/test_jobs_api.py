"""What administrators see of dead jobs and do about them."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.jobs import store
from contact_center.jobs_api import ROUTES
from contact_center.models import Event, Job
from contact_center.values import JobState, Role
from tests.api import Api, MakeApi


@pytest.fixture
def api(make_api: MakeApi) -> Api:
    return make_api(ROUTES)


async def bury(api: Api, number: int) -> str:
    await api.db.write(store.enqueue, "mail.send", {"text": f"secret {number}"}, now=api.clock.now)
    (job,) = await api.db.write(store.take, "mail.send", 1, now=api.clock.now)
    await api.db.write(store.bury, job, f"error {number}", now=api.clock.now + timedelta(seconds=number))
    return job.public_id


def facts(tx: Session) -> list[tuple[str, str]]:
    query = sa.select(Event.type, Event.actor).where(Event.entity == "job").order_by(Event.id)
    return [(row.type, row.actor.partition(":")[0]) for row in tx.execute(query)]


def states(tx: Session) -> list[str]:
    return list(tx.execute(sa.select(Job.state).order_by(Job.id)).scalars())


async def test_dead_jobs_are_paged_and_do_not_show_what_they_carry(api: Api) -> None:
    ids = [await bury(api, number) for number in range(3)]
    async with await api.signed_in(Role.ADMINISTRATOR) as client:
        first = (await client.get("/api/v1/jobs/dead?limit=2")).json()
        rest = (await client.get(f"/api/v1/jobs/dead?limit=2&after={first['next']}")).json()
    assert [item["id"] for item in first["items"] + rest["items"]] == ids[::-1]
    assert first["items"][0]["error"] == "error 2"
    assert rest["next"] is None
    assert "secret" not in str(first)


async def test_an_administrator_retries_and_discards(api: Api) -> None:
    one, two = await bury(api, 1), await bury(api, 2)
    async with await api.signed_in(Role.ADMINISTRATOR) as client:
        assert (await client.post(f"/api/v1/jobs/{one}/retry")).status_code == 204
        assert (await client.post(f"/api/v1/jobs/{two}/discard")).status_code == 204
        assert (await client.post(f"/api/v1/jobs/{two}/retry")).status_code == 404
    assert await api.db.read(states) == [JobState.QUEUED, JobState.DONE]
    assert await api.db.read(facts) == [("JobRetried", "agent"), ("JobDiscarded", "agent")]


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR])
async def test_nobody_else_may(api: Api, role: Role) -> None:
    async with await api.signed_in(role) as client:
        assert (await client.get("/api/v1/jobs/dead")).status_code == 403
