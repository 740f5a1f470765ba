"""The pages of queues, skills, capacity and intake rules, and every part of a queue: clean for axe in every mood."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Demo, People
from tests.browser.looks import MOODS, Looker, Mood
from tests.browser.owner import owner
from tests.browser.test_looks import enter

pytestmark = pytest.mark.browser

SKILLS = ("Đổi trả", "Bảo hành", "Bán sỉ")
ADD_STEP = {"en": "Add a step", "vi": "Thêm bậc"}
NEW_RULE = {"en": "New rule", "vi": "Tạo quy tắc"}
NEW_QUEUE = {"en": "New queue", "vi": "Tạo hàng chờ"}
EDIT = {"en": "Edit", "vi": "Sửa"}
DELETE = {"en": "Delete", "vi": "Xóa"}
ACTIONS = {"en": "Actions for", "vi": "Thao tác với"}
RETURN = {"en": "I want to return a bowl", "vi": "Em muốn đổi trả bát"}


class Routed:
    """Skills, a queue with steps and members, and rules; taken away again, as other tests rely on the default queue."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        self.skills = [self._made("skills", {"name": name}) for name in SKILLS]
        self._staff = client.get("routing/agents").raise_for_status().json()["items"]
        self.queue = self._made("queues", self._returns())
        self._choose_members()
        self._teach()
        self.rules = [self._made("intake-rules", rule) for rule in self._intake()]

    def remove(self) -> None:
        for rule in self.rules:
            self._client.delete(f"intake-rules/{rule}").raise_for_status()
        default = next(each["id"] for each in self._client.get("queues").json()["items"] if each["default"])
        self._client.delete(f"queues/{self.queue}", params={"move_to": default}).raise_for_status()
        for skill in self.skills:
            self._client.delete(f"skills/{skill}", params={"drop": "true"}).raise_for_status()

    def _made(self, path: str, body: dict[str, Any]) -> str:
        return str(self._client.post(path, json=body).raise_for_status().json()["id"])

    def _returns(self) -> dict[str, Any]:
        returns, warranty, _ = self.skills
        steps = [
            {"seconds": 30, "alternatives": [[{"skill": returns, "level": 3}]]},
            {"seconds": 90, "alternatives": [[{"skill": warranty}], [{"skill": returns, "level": 2}]]},
            {"seconds": None, "alternatives": []},
        ]
        overflow = [{"when": "waited", "to": "message", "seconds": 600}, {"when": "closed", "to": "message"}]
        wrap_up = {"mode": "optional", "seconds": 60, "codes": ["Đổi hàng", "Hoàn tiền"]}
        return {"name": "Chăm sóc sau bán", "settings": {"steps": steps, "overflow": overflow}, "wrap_up": wrap_up}

    def _choose_members(self) -> None:
        chosen = [
            {"agent": each["agent"], "tier": n // 3, "position": n, "delay": 30 * (n // 3)}
            for n, each in enumerate(self._staff[:5])
        ]
        self._client.put(f"queues/{self.queue}/members", json={"members": chosen}).raise_for_status()

    def _teach(self) -> None:
        for n, each in enumerate(self._staff[:4]):
            skills = [{"skill": skill, "level": 1 + (n + m) % 5} for m, skill in enumerate(self.skills[: 1 + n % 3])]
            body = {"skills": skills, "languages": ["vi", "en"][: 1 + n % 2]}
            self._client.patch(f"staff/{each['agent']}/routing", json=body).raise_for_status()

    def _intake(self) -> Iterator[dict[str, Any]]:
        words = {"about": "words", "how": "contains", "values": ["return", "đổi", "trả hàng"]}
        english = {"about": "language", "how": "is", "values": ["en"]}
        needs = [{"skill": self.skills[0], "level": 3}]
        yield {"name": "English only", "conditions": [english, words], "outcome": {"queue": self.queue, "needs": needs}}
        yield {"name": "Đổi trả", "conditions": [words], "outcome": {"queue": self.queue, "priority": 5}}
        yield {
            "name": "Ngoài giờ",
            "conditions": [{"about": "hours", "values": ["closed"]}],
            "outcome": {},
            "enabled": False,
        }


@pytest.fixture(scope="module")
def routed(demo: Demo) -> Iterator[Routed]:
    with owner(demo) as client:
        made = Routed(client)
        yield made
        made.remove()


def go(page: Page, demo: Demo, path: str) -> None:
    page.goto(f"{demo.console}/console/settings/{path}")
    page.locator("main h2:visible").last.wait_for()
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("mood", MOODS)
def test_a_queue_is_clean_in_every_mood(demo: Demo, people: People, routed: Routed, mood: Mood) -> None:
    """Each part of it, its preview, and a step that is being added, so that something does not fit yet."""
    page = enter(demo, people.come(**mood._asdict(), bypass_csp=True))
    look = Looker(page, mood, prefix="routing-")
    go(page, demo, f"queues/{routed.queue}")
    expect(page.locator(".strip.after")).to_have_count(1 if mood.phone else 0)  # where the tabs go on, they fade out
    for number, part in enumerate(page.get_by_role("tablist").get_by_role("tab").all()):
        part.click()
        page.wait_for_load_state("networkidle")
        look.at(f"queue-{number}")
    page.get_by_role("tab").nth(2).click()
    look.press(ADD_STEP)
    look.at("queue-new-step")
    assert look.found == []


@pytest.mark.usefixtures("routed")
@pytest.mark.parametrize("mood", MOODS)
def test_the_lists_of_routing_are_clean_in_every_mood(demo: Demo, people: People, mood: Mood) -> None:
    """The pages with something in them, and their dialogs."""
    page = enter(demo, people.come(**mood._asdict(), bypass_csp=True))
    look = Looker(page, mood, prefix="routing-")
    go(page, demo, "queues")
    look.at("queues")
    page.get_by_role("button", name=ACTIONS[mood.locale]).first.click()
    page.get_by_role("menuitem").last.click()
    look_at_dialog(page, look, "queue-removal")
    look.press(NEW_QUEUE)
    look_at_dialog(page, look, "queue-new")
    go(page, demo, "skills")
    look.at("skills")
    page.get_by_role("button", name=DELETE[mood.locale]).last.click()
    page.wait_for_load_state("networkidle")
    look_at_dialog(page, look, "skill-removal")
    go(page, demo, "capacity")
    look.at("capacity")
    page.get_by_role("button", name=EDIT[mood.locale]).first.click()
    page.get_by_role("dialog").get_by_role("checkbox").first.check()
    look_at_dialog(page, look, "agent")
    go(page, demo, "intake")
    page.get_by_role("textbox").first.fill(RETURN[mood.locale])
    page.locator(".matched").wait_for()
    look.at("intake")
    page.get_by_role("button", name=EDIT[mood.locale]).first.click()
    look_at_dialog(page, look, "rule")
    look.press(NEW_RULE)
    look_at_dialog(page, look, "rule-new")
    assert look.found == []


def look_at_dialog(page: Page, look: Looker, name: str) -> None:
    page.get_by_role("dialog").wait_for()
    expect(page.get_by_role("dialog").locator("[type=submit]")).to_be_in_viewport(ratio=1)
    look.at(name)
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="hidden")
