"""Administrators set for how long things are kept, see what that would delete, and are told of each other."""

import pytest

from contact_center.conversations import service
from contact_center.retention.api import ROUTES
from contact_center.values import Role
from tests import scene
from tests.api import Api, MakeApi

PATH = "/api/v1/settings/retention"


@pytest.fixture
def api(make_api: MakeApi) -> Api:
    return make_api(ROUTES)


async def test_what_nobody_has_set_has_defaults_and_the_version_0(api: Api) -> None:
    async with await api.signed_in(Role.ADMINISTRATOR) as client:
        found = (await client.get(PATH)).json()
    assert found == {
        "kept": {
            "conversations": 0,
            "files": 0,
            "visits": 90,
            "consents": 0,
            "blocks": 30,
            "feedback": 0,
            "searches": 90,
        },
        "version": 0,
    }


async def test_what_is_left_out_stays_and_the_second_of_two_is_told(api: Api) -> None:
    async with await api.signed_in(Role.ADMINISTRATOR) as client:
        one = (await client.patch(PATH, json={"conversations": 365, "version": 0})).json()
        assert (one["kept"]["conversations"], one["kept"]["visits"], one["version"]) == (365, 90, 1)
        late = await client.patch(PATH, json={"visits": 7, "version": 0})
        assert (late.status_code, late.json()["code"]) == (409, "changed_meanwhile")
        two = (await client.patch(PATH, json={"visits": 7, "version": 1})).json()
        assert (two["kept"]["conversations"], two["kept"]["visits"], two["version"]) == (365, 7, 2)
        assert (await client.get(PATH)).json() == two
    assert await api.db.read(scene.facts, "installation", 0) == ["RetentionChanged", "RetentionChanged"]


@pytest.mark.parametrize("body", [{"visits": 0}, {"conversations": -1}, {"files": 40_000}, {"messages": 3}])
async def test_what_does_not_fit_is_named(api: Api, body: dict[str, int]) -> None:
    async with await api.signed_in(Role.ADMINISTRATOR) as client:
        answer = await client.patch(PATH, json={**body, "version": 0})
    assert answer.status_code == 422
    assert next(iter(body)) in str(answer.json())


async def test_what_a_change_would_delete_is_counted_before_it_is_made(api: Api) -> None:
    key = await scene.conversation(api.db)
    await scene.conversation(api.db, who="ben")
    await api.db.write(service.resolve, key, by="system", at=scene.START)
    api.clock.advance(days=10)
    async with await api.signed_in(Role.ADMINISTRATOR) as client:
        at_9 = (await client.get(f"{PATH}/preview?conversations=9")).json()
        at_11 = (await client.get(f"{PATH}/preview?conversations=11")).json()
    assert (at_9["conversations"], at_11["conversations"]) == (1, 0)
    assert at_9["most"] == 100_000
