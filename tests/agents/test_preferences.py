"""How somebody likes their console: kept whole, for themselves alone."""

from typing import Any

import pytest
import sqlalchemy as sa

from contact_center.db import Database
from contact_center.models import Agent
from tests.api import Api

PATH = "/api/v1/session/preferences"


async def preferences(api: Api, who: Agent) -> dict[str, Any]:
    client = await api.signed_in(who)
    return dict((await client.get("/api/v1/session")).json()["preferences"])


async def test_the_usual_ones_hold_until_others_are_kept(api: Api) -> None:
    me, other = await api.agent(), await api.agent()
    usual = await preferences(api, me)
    assert (usual["volume"], usual["desktop"], usual["single_keys"], usual["quiet"]["on"]) == (60, False, True, False)
    assert usual["new_mail_inbox"] is None
    wanted = {
        **usual,
        "volume": 10,
        "new_mail_inbox": "an-inbox",
        "shortcuts": {"resolve": "x"},
        "panels": {"order": ["orders"], "shut": ["orders"]},
    }
    client = await api.signed_in(me)
    assert (await client.put(PATH, json=wanted)).json() == wanted
    assert await preferences(api, me) == wanted
    assert await preferences(api, other) == usual


@pytest.mark.parametrize(
    "wrong",
    [
        {"volume": 101},
        {"quiet": {"begin": "25:00"}},
        {"quiet": {"days": [0]}},
        {"quiet": {"time_zone": "<script>"}},
        {"density": "huge"},
        {"panels": {"order": ["x"] * 31}},
        {"shortcuts": {"no such name!": "x"}},
        {"new_mail_inbox": "x" * 37},
        {"colour": "red"},
    ],
)
async def test_what_does_not_fit_is_refused(api: Api, wrong: dict[str, Any]) -> None:
    answer = await (await api.signed_in()).put(PATH, json=wrong)
    assert answer.status_code == 422


async def test_preferences_of_another_version_are_the_usual_ones(api: Api, database: Database) -> None:
    me = await api.agent()
    usual = await preferences(api, me)
    odd = sa.update(Agent).where(Agent.id == me.id).values(preferences={"colour": "red"})
    await database.write(lambda tx: tx.execute(odd))
    assert await preferences(api, me) == usual
