"""What supervisors see of the queues and do with what waits: clean for axe in every mood, seen within two seconds."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page

from tests.browser import queues
from tests.browser.conftest import WORDS, Demo, People, sign_in
from tests.browser.looks import MOODS, Looker, Mood, edges
from tests.browser.owner import owner
from tests.browser.test_looks import AGENT
from tests.browser.widget import Widget

pytestmark = pytest.mark.browser

SUPERVISOR = "long@suong.example"
ASKS = {"en": "Where is my parcel?", "vi": "Đơn của mình đến đâu rồi shop?"}
WAITING = {"en": "Waiting", "vi": "Đang chờ"}
ACTIVE = {"en": "In work", "vi": "Đang xử lý"}
ACTIONS = {"en": "What to do with ", "vi": "Thao tác với "}
ASSIGN = {"en": "Assign…", "vi": "Giao…"}
WHY = {"en": "Why it is where it is", "vi": "Vì sao đang ở đây"}
MOVE = {"en": "Move to a queue…", "vi": "Chuyển hàng chờ…"}
RAISE = {"en": "Raise the priority to 1", "vi": "Nâng ưu tiên lên 1"}
GIVE = {"en": "Assign", "vi": "Giao"}
SET_AWAY = {"en": "Set away…", "vi": "Chuyển sang vắng mặt…"}
TRANSFER = {"en": "Transfer", "vi": "Chuyển"}
TO_QUEUE = {"en": "A queue", "vi": "Hàng chờ"}


@pytest.fixture
def asked(demo: Demo, people: People, mood: Mood) -> Iterator[Widget]:
    """A visitor who waits, since nobody is available; gone after the test."""
    widget = Widget.on(people.come(locale=mood.locale), f"{demo.shop}/{mood.locale}/", mood.locale)
    widget.open()
    queues.until_nobody_is_there(demo)
    yield widget
    with owner(demo) as client:
        for row in client.get("conversations", params={"limit": 200}).json()["items"]:
            if row["preview"] == ASKS[mood.locale]:
                client.post(f"conversations/{row['id']}/resolve").raise_for_status()


@pytest.fixture
def supervisor(demo: Demo, people: People, mood: Mood) -> Page:
    """At the console, and away: supervisors take no chats of their own accord."""
    page, words = people.come(**mood._asdict(), bypass_csp=True).new_page(), WORDS[mood.locale]
    page.goto(f"{demo.console}/console/queues")
    page.get_by_label(words.email).fill(SUPERVISOR)
    page.get_by_label(words.password).fill(demo.passwords[SUPERVISOR])
    page.get_by_role("button", name=words.enter).click()
    page.get_by_role("article").first.wait_for()
    return page


def number(page: Page, label: dict[str, str], mood: Mood) -> int:
    """How many the first queue counts of something."""
    button = page.get_by_role("button", name=re.compile(f"^[0-9]+ {label[mood.locale]}$")).first
    return int(button.inner_text().split()[0])


def grows(page: Page, label: dict[str, str], mood: Mood, before: int) -> Locator:
    """The button with the number, once that is larger; chats of whoever left come back meanwhile and count, too."""
    found = page.get_by_role("button", name=re.compile(f"^[0-9]+ {label[mood.locale]}$")).first
    page.wait_for_function(
        "([button, before]) => parseInt(button.innerText) > before", arg=[found.element_handle(), before]
    )
    return found


@pytest.mark.parametrize("mood", MOODS)
def test_the_live_queues_and_what_opens_there_are_clean(
    demo: Demo, supervisor: Page, mood: Mood, asked: Widget
) -> None:
    page = supervisor
    look = Looker(page, mood, prefix="live-")
    waiting, active = number(page, WAITING, mood), number(page, ACTIVE, mood)
    look.at("queues")
    asked.say(ASKS[mood.locale])
    grows(page, WAITING, mood, waiting).click()
    listed = page.locator("tr").filter(has_text=ASKS[mood.locale])
    listed.get_by_role("link").wait_for()
    look.at("list")
    card = page.get_by_role("article").first
    assert edges(card)[3] <= edges(listed)[1]  # the list opens below: no card moves from where it was pressed
    menu = listed.get_by_role("button", name=re.compile(ACTIONS[mood.locale]))
    menu.click()
    page.get_by_role("menuitem", name=MOVE[mood.locale]).wait_for()
    look.at("menu")
    page.get_by_role("menuitem", name=RAISE[mood.locale]).click()
    for name, item in (("why", WHY), ("move", MOVE), ("assign", ASSIGN)):
        menu.click()
        page.get_by_role("menuitem", name=item[mood.locale]).click()
        page.get_by_role("dialog").wait_for()
        look.at(name)
        if name != "assign":
            page.keyboard.press("Escape")
    page.get_by_role("dialog").get_by_role("radio").first.check()
    page.get_by_role("dialog").get_by_role("button", name=GIVE[mood.locale], exact=True).click()
    grows(page, ACTIVE, mood, active)
    look.at("assigned")
    page.goto(f"{demo.console}/console/inbox")
    page.get_by_role("tab").nth(2).click()  # all: it has gone to whoever came first in the dialog
    page.get_by_role("link").filter(has_text=ASKS[mood.locale]).first.click()
    look.press(TRANSFER)
    page.get_by_role("tab", name=TO_QUEUE[mood.locale]).click()
    page.get_by_role("radio").first.wait_for()
    look.at("transfer")
    assert look.found == []


@pytest.mark.parametrize("mood", MOODS)
def test_an_available_agent_may_be_set_away(demo: Demo, people: People, supervisor: Page, mood: Mood) -> None:
    page = supervisor
    sign_in(people.come(locale=mood.locale), demo, AGENT[mood.locale], locale=mood.locale)
    look = Looker(page, mood, prefix="live-")
    page.get_by_role("button", name=re.compile(ACTIONS[mood.locale])).first.click()
    page.get_by_role("menuitem", name=SET_AWAY[mood.locale]).click()
    page.get_by_role("dialog").get_by_role("combobox").wait_for()
    look.at("away")
    assert look.found == []
