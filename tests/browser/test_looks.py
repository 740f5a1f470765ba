"""How it looks and reads in both languages, both themes and both sizes; axe finds nothing, and pictures are kept."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Demo, People, sign_in
from tests.browser.looks import MOODS, Looker, Mood, apart
from tests.browser.owner import OWNER, owner
from tests.browser.widget import Widget

pytestmark = pytest.mark.browser

NIGHT = [{"start": 480, "end": 720}, {"start": 1320, "end": 1800}]
HOURS = {
    "zone": "Asia/Ho_Chi_Minh",
    "week": [NIGHT, [], [], [], [], [], []],
    "holidays": [{"date": "2027-02-06", "name": "Tết"}],
}
SCREENS = [
    ("customers", "customers", None),
    ("nowhere", "nowhere", None),
    ("password", "sessions", {"en": "Change password", "vi": "Đổi mật khẩu"}),
    ("new-token", "tokens", {"en": "Create a token", "vi": "Tạo khóa"}),
    ("new-inbox", "settings/inboxes", {"en": "New inbox", "vi": "Tạo hộp thư"}),
    ("invite", "settings/team", {"en": "Invite", "vi": "Mời"}),
    ("new-field", "settings/fields", {"en": "New field", "vi": "Trường mới"}),
    ("block", "settings/blocked", {"en": "Block a network", "vi": "Chặn một mạng"}),
    ("new-label", "settings/labels", {"en": "Add label", "vi": "Thêm nhãn"}),
    ("new-reply", "settings/canned-replies", {"en": "Add reply", "vi": "Thêm câu trả lời"}),
]
"""Screens beside those that the navigation of the settings leads to: name, path, the button of their dialog."""
AGENT = {"en": "ha@suong.example", "vi": "ngoc@suong.example"}
GREETING = {"en": "Hello, do you ship to Da Lat?", "vi": "Chào shop, có giao hàng lên Đà Lạt không?"}


@pytest.fixture(scope="module")
def stocked(demo: Demo) -> None:
    """A label and a canned reply, so that there is something to see."""
    with owner(demo) as client:
        client.post("labels", json={"name": "Hoàn tiền", "colour": "#b45309"}).raise_for_status()
        reply = {"shortcut": "ship", "title": "Giao hàng", "texts": {"en": "Two days.", "vi": "Hai ngày ạ."}}
        client.post("canned-replies", json=reply).raise_for_status()


@pytest.mark.parametrize("mood", MOODS)
def test_the_widget_is_clean_in_every_mood(demo: Demo, people: People, mood: Mood) -> None:
    context = people.come(**mood._asdict(), bypass_csp=True)
    widget = Widget.on(context, f"{demo.shop}/{mood.locale}/", mood.locale)
    look = Looker(widget.page, mood, place=widget.frame)
    widget.open()
    look.axe("opened")
    widget.say(GREETING[mood.locale])
    look.at("widget")
    assert look.found == []


@pytest.mark.parametrize("mood", MOODS)
def test_the_console_is_clean_in_every_mood(demo: Demo, people: People, mood: Mood) -> None:
    page = sign_in(people.come(**mood._asdict(), bypass_csp=True), demo, AGENT[mood.locale], locale=mood.locale)
    look = Looker(page, mood)
    row = page.get_by_role("tabpanel").get_by_role("link").last
    row.wait_for()
    look.at("list")
    row.click()
    page.get_by_role("log").wait_for()
    look.at("console")
    assert look.found == []


@pytest.mark.usefixtures("stocked")
@pytest.mark.parametrize("mood", MOODS)
def test_the_desk_is_clean_in_every_mood(demo: Demo, people: People, mood: Mood) -> None:
    """Mentions, emoji, the palette, the keys and the page about notifications."""
    page = sign_in(people.come(**mood._asdict(), bypass_csp=True), demo, AGENT[mood.locale], locale=mood.locale)
    look = Looker(page, mood)
    page.get_by_role("tab").last.click()
    look.at("mentions")
    page.get_by_role("tab").first.click()
    page.get_by_role("tabpanel").get_by_role("link").last.click()
    look.press({"en": "Emoji", "vi": "Biểu tượng cảm xúc"})
    page.get_by_role("grid").first.wait_for()
    look.at("emoji")
    assert apart(page.get_by_role("dialog"), page.locator(".composer"))
    page.keyboard.press("Escape")
    field = page.get_by_role("textbox", name={"en": "Reply to", "vi": "Trả lời"}[mood.locale])
    field.fill("/")
    page.get_by_role("option").first.wait_for()
    look.at("replies")
    field.fill("")
    look.press({"en": "Transfer", "vi": "Chuyển"})
    page.get_by_role("dialog").wait_for()
    look.at("transfer")
    page.keyboard.press("Escape")
    page.goto(f"{demo.console}/console/notifications")
    page.get_by_role("switch").first.wait_for()
    page.get_by_role("switch").nth(2).click()
    page.get_by_role("switch").nth(2).click()
    look.at("notifications")
    page.keyboard.press("Control+k")
    page.get_by_role("option").first.wait_for()
    look.at("palette")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.get_by_role("dialog").wait_for()
    look.at("keys")
    assert look.found == []


@pytest.mark.parametrize("mood", MOODS)
def test_the_settings_are_clean_in_every_mood(demo: Demo, people: People, mood: Mood) -> None:
    """Every page that the navigation of the settings leads to, and every part of an inbox."""
    page = enter(demo, people.come(**mood._asdict(), bypass_csp=True))
    look = Looker(page, mood, prefix="settings-")
    with calendar_of(demo, str(mood)) as calendar:
        page.goto(f"{demo.console}/console/settings")
        links = page.get_by_role("navigation").last.get_by_role("link")
        links.first.wait_for()
        paths = [link.get_attribute("href") or "" for link in links.all()]
        for path in [*paths, f"/console/settings/calendars/{calendar}", f"/console/settings/inboxes/{demo.inbox}"]:
            page.goto(f"{demo.console}{path}")
            page.locator("main h2:visible").last.wait_for()
            page.wait_for_load_state("networkidle")
            expect(page.get_by_role("navigation").first.locator("[aria-current=page]")).to_have_count(1)
            look.at("calendar" if calendar in path else "inbox" if demo.inbox in path else path.split("/")[-1])
    for number, part in enumerate(page.get_by_role("tablist").first.get_by_role("tab").all()):
        part.click()
        look.at(f"inbox-{number}")
    assert look.found == []


@pytest.mark.parametrize("mood", MOODS)
def test_dialogs_and_people_are_clean_in_every_mood(demo: Demo, people: People, mood: Mood) -> None:
    """The doors, the dialogs of the settings, the customers, one profile and a merge."""
    context = people.come(**mood._asdict(), bypass_csp=True)
    page = context.new_page()
    look = Looker(page, mood)
    for door in ("sign-in", "forgotten", "welcome/unknown", "reset/unknown", "setup/unknown", "unreachable"):
        page.goto(f"{demo.console}/console/{door}")
        page.get_by_role("button").first.wait_for()
        look.at(door.split("/")[0])
    page.close()
    look.page = look.place = page = enter(demo, context)
    for name, path, button in SCREENS:
        page.goto(f"{demo.console}/console/{path}")
        if button:
            page.get_by_role("button", name=button[mood.locale], exact=True).first.click()
            page.get_by_role("dialog").wait_for()
        page.wait_for_load_state("networkidle")
        look.at(name)
    page.goto(f"{demo.console}/console/customers")
    page.get_by_role("table").get_by_role("link").first.click()
    page.get_by_role("heading", level=3).last.wait_for()
    look.at("profile")
    look.press({"en": "Merge", "vi": "Gộp"})
    search = page.get_by_role("dialog").get_by_role("searchbox")
    search.fill("nguyen")
    page.get_by_role("dialog").get_by_role("listitem").first.wait_for()
    look.at("merge")
    page.get_by_role("dialog").get_by_role("listitem").get_by_role("button").first.click()
    page.get_by_role("dialog").get_by_role("table").wait_for()
    look.at("merge-preview")
    assert look.found == []


@pytest.mark.parametrize("mood", MOODS)
def test_finding_is_clean_in_every_mood(demo: Demo, people: People, mood: Mood) -> None:
    """The search, a found message in its conversation with the choice of labels, and the list's filters."""
    page = sign_in(people.come(**mood._asdict(), bypass_csp=True), demo, AGENT[mood.locale], locale=mood.locale)
    look = Looker(page, mood)
    page.goto(f"{demo.console}/console/search?q=don+hang")
    page.locator("mark").first.wait_for()
    look.at("search")
    page.locator("a.hit").last.click()
    page.locator(".found").wait_for()
    page.get_by_role("button", name={"en": "Labels of", "vi": "Nhãn của"}[mood.locale]).click()
    page.get_by_role("searchbox").wait_for()
    look.at("label-picker")
    page.goto(f"{demo.console}/console/inbox")
    page.get_by_role("button", name={"en": "Filter", "vi": "Lọc"}[mood.locale]).click()
    page.get_by_role("combobox").first.wait_for()
    look.at("filters")
    assert look.found == []


def enter(demo: Demo, context: BrowserContext) -> Page:
    """The owner at the console, without the form."""
    who = {"email": OWNER, "password": demo.passwords[OWNER]}
    context.request.post(f"{demo.console}/api/v1/session", data=who, headers={"Origin": demo.console})
    return context.new_page()


@contextmanager
def calendar_of(demo: Demo, name: str) -> Iterator[str]:
    """Opening hours over midnight, with a holiday; yields their public id."""
    with owner(demo) as client:
        made = client.post("calendars", json={"name": name, "hours": HOURS}).raise_for_status().json()
        try:
            yield made["id"]
        finally:
            client.delete(f"calendars/{made['id']}").raise_for_status()
