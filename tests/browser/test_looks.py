"""How it looks and reads in both languages, both themes and both sizes; axe finds nothing, and pictures are kept."""

from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, Page

from tests.browser.conftest import Demo, People, sign_in
from tests.browser.widget import Widget

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "agents_ui" / "node_modules" / "axe-core" / "axe.min.js"
PICTURES = Path("test-results") / "looks"
EVERY_RUN = {(False, "en", False), (True, "vi", True)}
"""The two moods that have nothing in common; the six between them belong to the long tests."""
AGENT = {"en": "ha@suong.example", "vi": "ngoc@suong.example"}
GREETING = {"en": "Hello, do you ship to Da Lat?", "vi": "Chào shop, có giao hàng lên Đà Lạt không?"}


def name_of(phone: bool, locale: str, dark: bool) -> str:
    return f"{'phone' if phone else 'desktop'}-{locale}-{'dark' if dark else 'light'}"


MOODS = [
    pytest.param(*mood, id=name_of(*mood), marks=[] if mood in EVERY_RUN else [pytest.mark.full])
    for mood in product((False, True), ("en", "vi"), (False, True))
]


def faults(place: Page | FrameLocator) -> list[str]:
    """What axe finds wrong: the rule and where. The script is passed in as text, as the pages load none but ours."""
    run = "async (_, axe) => { (0, Function)(axe)(); return (await window.axe.run()).violations }"
    found = place.locator("html").evaluate(run, AXE.read_text(encoding="utf-8"))
    return [f"{fault['id']}: {[node['target'] for node in fault['nodes']]}" for fault in found]


@pytest.mark.parametrize(("phone", "locale", "dark"), MOODS)
def test_the_widget_is_clean_in_every_mood(demo: Demo, people: People, phone: bool, locale: str, dark: bool) -> None:
    context = people.come(phone=phone, locale=locale, dark=dark, bypass_csp=True)
    widget = Widget.on(context, f"{demo.shop}/{locale}/", locale)
    widget.open()
    assert faults(widget.frame) == []
    widget.say(GREETING[locale])
    assert faults(widget.frame) == []
    widget.page.screenshot(path=PICTURES / f"widget-{name_of(phone, locale, dark)}.png")


@pytest.mark.parametrize(("phone", "locale", "dark"), MOODS)
def test_the_console_is_clean_in_every_mood(demo: Demo, people: People, phone: bool, locale: str, dark: bool) -> None:
    context = people.come(phone=phone, locale=locale, dark=dark, bypass_csp=True)
    page = sign_in(context, demo, AGENT[locale], locale=locale)
    row = page.get_by_role("tabpanel").get_by_role("link").last
    row.wait_for()
    found = faults(page)
    page.screenshot(path=PICTURES / f"list-{name_of(phone, locale, dark)}.png")
    row.click()
    page.get_by_role("log").wait_for()
    found += faults(page)
    page.screenshot(path=PICTURES / f"console-{name_of(phone, locale, dark)}.png")
    assert found == []
