"""In a made-up language, longer and in brackets: nothing is read that no catalogue holds, and no control is cut off."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Page

from tests.browser.conftest import Demo, People
from tests.browser.looks import PICTURES
from tests.browser.owner import inbox_with
from tests.browser.test_looks import enter

pytestmark = pytest.mark.browser

SCRIPT = Path(__file__).with_name("pseudo.js")
PAGES = ["inbox", "customers", "search?q=don+hang", "notifications", "sessions", "tokens", "nowhere"]
SIZES = [pytest.param(False, id="desktop"), pytest.param(True, id="phone", marks=pytest.mark.full)]


class Reader:
    """Reads a place in the made-up language. strange, cut: what is wrong, with the name of the look."""

    def __init__(self, place: Page | FrameLocator, page: Page, *, phone: bool) -> None:
        self._place, self._page, self._size = place, page, "phone" if phone else "desktop"
        self.strange: list[str] = []
        self.cut: list[str] = []

    def read(self, name: str) -> None:
        found: dict[str, Any] = self._place.locator("html").evaluate("() => readPseudo()")
        assert found["texts"] > 0, f"{name}: no text is in brackets, so that nothing would be found"
        self.strange += [f"{name}: {text}" for text in found["strange"]]
        self.cut += [f"{name}: {text}" for text in found["cut"]]
        self._page.screenshot(path=PICTURES / f"pseudo-{name.split('?')[0].replace('/', '-')}-{self._size}.png")


def pseudo(people: People, *, phone: bool) -> BrowserContext:
    context = people.come(phone=phone, bypass_csp=True)
    context.add_init_script(path=SCRIPT)
    return context


WRONG = """() => {
  const button = document.createElement("button");
  button.append(document.querySelector("h1, h2").textContent);
  button.style.cssText = "width: 2rem; overflow: hidden; white-space: nowrap";
  document.querySelector("form").append("Left over", button);
}"""


def test_a_text_of_no_catalogue_and_one_that_is_cut_off_are_noticed(demo: Demo, people: People) -> None:
    page = pseudo(people, phone=False).new_page()
    page.goto(f"{demo.console}/console/sign-in")
    page.get_by_role("heading").wait_for()
    page.evaluate(WRONG)
    reader = Reader(page, page, phone=False)
    reader.read("wrong")
    assert [text.split(" (")[0] for text in reader.strange] == ["wrong: Left over"]
    assert len(reader.cut) == 1
    page.goto("about:blank")  # nobody has signed in who could sign out


@pytest.mark.parametrize("phone", SIZES)
def test_the_console_says_nothing_of_its_own_and_cuts_nothing_off(demo: Demo, people: People, phone: bool) -> None:
    page = enter(demo, pseudo(people, phone=phone))
    reader = Reader(page, page, phone=phone)
    page.goto(f"{demo.console}/console/settings")
    links = page.get_by_role("navigation").last.get_by_role("link")
    links.first.wait_for()
    settings = [(link.get_attribute("href") or "").removeprefix("/console/") for link in links.all()]
    for path in [*PAGES, *settings, f"settings/inboxes/{demo.inbox}"]:
        page.goto(f"{demo.console}/console/{path}")
        page.get_by_role("heading").first.wait_for()
        page.wait_for_load_state("networkidle")
        reader.read(path)
    for number, part in enumerate(page.get_by_role("tablist").first.get_by_role("tab").all()):
        part.click()
        reader.read(f"inbox-{number}")
    queues = page.request.get(f"{demo.console}/api/v1/queues").json()["items"]
    page.goto(f"{demo.console}/console/settings/queues/{queues[0]['id']}")
    page.get_by_role("tablist").first.wait_for()
    for number, part in enumerate(page.get_by_role("tablist").first.get_by_role("tab").all()):
        part.click()
        page.wait_for_load_state("networkidle")
        reader.read(f"queue-{number}")
    page.goto(f"{demo.console}/console/inbox")
    page.get_by_role("tab").nth(2).click()
    page.get_by_role("tabpanel").get_by_role("link").last.click()
    page.get_by_role("log").wait_for()
    page.wait_for_load_state("networkidle")
    reader.read("conversation")
    page.keyboard.press("Control+/")
    page.get_by_role("dialog").wait_for()
    reader.read("keys")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.get_by_role("option").first.wait_for()
    reader.read("palette")
    assert (reader.strange, reader.cut) == ([], [])


@pytest.mark.parametrize("phone", SIZES)
def test_the_widget_says_nothing_of_its_own_and_cuts_nothing_off(demo: Demo, people: People, phone: bool) -> None:
    with inbox_with(demo, pre_chat=[{"key": "name", "required": True}, {"key": "tier"}], consent="in_chat"):
        page = pseudo(people, phone=phone).new_page()
        page.goto(demo.shop)
        frame = page.frame_locator("iframe")
        reader = Reader(frame, page, phone=phone)
        page.get_by_role("button", name="Chat").first.click()
        frame.get_by_role("button", name="Write to us").wait_for()
        frame.locator("summary").first.click()
        reader.read("w-door")
        frame.get_by_role("button", name="Write to us").click()
        frame.get_by_role("button", name="Start the chat").click()
        frame.get_by_role("textbox").last.wait_for()
        reader.read("w-form")
        frame.get_by_role("textbox").first.fill("Lan")
        frame.get_by_role("textbox").last.fill("Xin chào")
        frame.get_by_role("button", name="Start the chat").click()
        frame.get_by_role("log").get_by_text("Xin chào").wait_for()
        frame.get_by_role("button", name="No, thanks").wait_for()
        reader.read("w-consent")
        menu = frame.get_by_role("button", name="More options")
        menu.click()
        frame.get_by_role("button", name="End chat").wait_for()
        reader.read("w-menu")
        frame.get_by_role("button", name="Send transcript").click()
        frame.get_by_role("textbox", name="E-mail").wait_for()
        reader.read("w-transcript")
        menu.click()
        frame.get_by_role("button", name="New conversation").click()
        reader.read("w-new")
        menu.click()
        frame.get_by_role("button", name="End chat").or_(
            frame.get_by_role("button", name="All conversations")
        ).first.click()
        reader.read("w-home")
        assert (reader.strange, reader.cut) == ([], [])
