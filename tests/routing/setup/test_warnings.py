"""What administrators are warned of: waits without end, steps and limits without effect, circles."""

from typing import Any

import httpx
import pytest

from contact_center.db import Database
from contact_center.inboxes.schemas import Key
from routing.records import Need, QueueRules, Step
from routing.setup.schemas import Capacity, ChannelCapacity, Overflow, QueueSettings
from routing.setup.warnings import circles, too_costly, warnings
from routing.steps import Flaw
from tests.api import Api
from tests.routing.conftest import set_queue
from tests.routing.setup.conftest import changed, default_queue, got, made

CLOSED, UNSTAFFED = Flaw.CLOSED_WITHOUT_END, Flaw.UNSTAFFED_WITHOUT_END
NEVER = {"zone": "UTC", "week": [[]] * 7}
FOUR = ((Need("repairs", 4),),)


def message(when: Any, seconds: int | None = None) -> Overflow:
    return Overflow(when=when, to="message", seconds=seconds)


def found(settings: QueueSettings, *members: dict[str, int], hours: bool = False) -> list[tuple[int | None, Flaw]]:
    rules = QueueRules(id=1, channels=frozenset({"webchat"}), steps=settings.steps)
    told = warnings(rules, settings, has_hours=hours, members=members, in_circle=False)
    return [(each.step, each.flaw) for each in told]


@pytest.mark.parametrize(
    ("members", "hours", "overflow", "flaws"),
    [
        ("everybody", False, (), []),
        ("everybody", True, (), [CLOSED]),
        ("chosen", False, (), [UNSTAFFED]),
        ("chosen", True, (), [CLOSED, UNSTAFFED]),
        ("chosen", True, (message("closed"),), [UNSTAFFED]),
        ("chosen", True, (message("no_staff"),), [CLOSED]),
        ("chosen", True, (message("closed"), message("no_staff")), []),
        ("chosen", True, (message("waited", 300),), []),
        ("chosen", True, (message("long_wait", 300),), [CLOSED, UNSTAFFED]),
    ],
)
def test_a_wait_that_nothing_ends_is_told(
    members: Any, hours: bool, overflow: tuple[Overflow, ...], flaws: list[Flaw]
) -> None:
    settings = QueueSettings(members=members, overflow=overflow)
    assert found(settings, hours=hours) == [(None, flaw) for flaw in flaws]


@pytest.mark.parametrize(
    ("steps", "members", "flawed"),
    [
        pytest.param((Step(60), Step(None, FOUR)), [{"repairs": 3}, {}], [1], id="nobody knows enough"),
        pytest.param((Step(60), Step(None, FOUR)), [{"repairs": 4}, {}], [], id="one does"),
        pytest.param((Step(60, FOUR), Step()), [{}], [], id="only the last one counts"),
        pytest.param((Step(None, FOUR), Step()), [{}], [0], id="what is never reached is not the last one"),
        pytest.param((Step(None, FOUR),), [], [], id="without members that is what is missing"),
        pytest.param((), [{}], [], id="without steps everybody is asked"),
    ],
)
def test_a_last_step_for_which_no_member_knows_enough_is_told(
    steps: tuple[Step, ...], members: list[dict[str, int]], flawed: list[int]
) -> None:
    told = found(QueueSettings(members="everybody", steps=steps), *members)
    assert [step for step, flaw in told if flaw is Flaw.NOBODY_MEETS] == flawed


@pytest.mark.parametrize(
    ("overflows", "circling"),
    [
        ({"a": {"b"}, "b": {"c"}, "c": set()}, set()),
        ({"a": {"b"}, "b": {"a"}, "c": {"a"}}, {"a", "b"}),
        ({"a": {"b", "c"}, "b": {"c"}, "c": {"d"}, "d": {"b"}}, {"b", "c", "d"}),
        ({"a": {"gone"}}, set()),
    ],
)
def test_only_queues_that_come_back_to_themselves_are_in_a_circle(
    overflows: dict[Key, set[str]], circling: set[str]
) -> None:
    assert circles(overflows) == circling


def test_a_channel_costs_too_much_where_not_even_one_item_fits() -> None:
    channels = (
        ChannelCapacity(channel="voice", cap=1, cost=100),
        ChannelCapacity(channel="email", cap=2, cost=50),
        ChannelCapacity(channel="task", cap=0, cost=90),
    )
    assert too_costly(Capacity(total=50, channels=channels)) == ["voice"]


async def test_a_fresh_installation_has_nothing_to_warn_of(owner: httpx.AsyncClient) -> None:
    assert [queue["warnings"] for queue in (await got(owner, "/queues"))["items"]] == [[]]


async def test_a_queue_is_shown_with_what_is_odd_about_it_and_its_members(owner: httpx.AsyncClient, api: Api) -> None:
    general = await default_queue(owner)
    calendar = await made(owner, "/calendars", name="Office", hours=NEVER)
    skill = await made(owner, "/skills", name="Repairs")
    steps = [{"seconds": 60}, {"alternatives": [[{"skill": skill["id"], "level": 3}]]}]
    back = [{"when": "no_staff", "to": "queue", "queue": general["id"]}]
    queue = await made(owner, "/queues", name="Repairs", calendar=calendar["id"], settings={"overflow": back})
    assert queue["warnings"] == [{"step": None, "flaw": "closed_without_end"}]
    await changed(owner, f"/queues/{queue['id']}", settings={"steps": steps, "members": "everybody"})
    there = [{"when": "waited", "seconds": 60, "to": "queue", "queue": queue["id"]}]
    await changed(owner, f"/queues/{general['id']}", settings={"overflow": there})
    told = {each["name"]: each["warnings"] for each in (await got(owner, "/queues"))["items"]}
    circle = {"step": None, "flaw": "overflow_circle"}
    assert told["General"] == [circle]
    assert {"step": 1, "flaw": "nobody_meets"} in told["Repairs"]
    assert circle in told["Repairs"]
    agent = await api.agent()
    skills = [{"skill": skill["id"], "level": 3}]
    await changed(owner, f"/staff/{agent.public_id}/routing", skills=skills)
    after = await got(owner, f"/queues/{queue['id']}")
    assert "nobody_meets" not in {each["flaw"] for each in after["warnings"]}


async def test_a_limit_that_was_kept_without_its_overflow_is_shown_and_can_be_cured(
    owner: httpx.AsyncClient, database: Database
) -> None:
    await database.write(lambda tx: set_queue(tx, max_waiting=5))
    queue = await default_queue(owner)
    assert queue["warnings"] == [{"step": None, "flaw": "limit_without_effect"}]
    other = await made(owner, "/queues", name="Sales")
    assert (await owner.post(f"/api/v1/queues/{other['id']}/default")).status_code == 200
    cured = await changed(owner, f"/queues/{queue['id']}", settings={"overflow": [{"when": "full", "to": "message"}]})
    assert (cured["settings"]["max_waiting"], cured["warnings"]) == (5, [])


async def test_an_agent_is_shown_with_what_they_can_never_get(owner: httpx.AsyncClient, api: Api) -> None:
    agent = await api.agent()
    path = f"/staff/{agent.public_id}/routing"
    assert (await got(owner, path))["too_costly"] == []
    after = await changed(owner, path, capacity={"total": 50})
    assert after["too_costly"] == ["voice", "callback"]
