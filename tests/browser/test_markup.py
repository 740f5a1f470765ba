"""HTML and script in whatever people type is shown as text, on both sides."""

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import START_SECONDS, Demo, People, sign_in
from tests.browser.widget import Widget

pytestmark = pytest.mark.browser

WHO = "quan@suong.example"
NAME = "Quân <img src=x onerror=\"document.title='owned'\">"
ATTACK = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\"> & <b>bold</b>"


def rename(demo: Demo, name: str) -> None:
    with httpx.Client(base_url=demo.console, headers={"Origin": demo.console}, timeout=START_SECONDS) as client:
        client.post("/api/v1/session", json={"email": WHO, "password": demo.passwords[WHO]}).raise_for_status()
        client.patch("/api/v1/session", json={"name": name}).raise_for_status()


def test_markup_in_names_and_messages_is_shown_as_text(demo: Demo, people: People) -> None:
    rename(demo, NAME)
    desk = sign_in(people.come(), demo, WHO)
    widget = Widget.on(people.come(), demo.shop)
    widget.open()
    widget.say(ATTACK)
    desk.get_by_role("link").filter(has_text=ATTACK).first.click()
    expect(desk.get_by_role("log").get_by_text(ATTACK)).to_be_visible()
    field = desk.get_by_role("textbox", name="Reply to")
    field.fill(ATTACK)
    field.press("Enter")
    expect(widget.log.get_by_text(ATTACK)).to_have_count(2)
    expect(widget.frame.get_by_text(NAME).first).to_be_visible()
    assert "owned" not in desk.title() + widget.page.title()
    for place in (desk, widget.frame):
        assert place.locator("[role=log] :is(img, script, b)").count() == 0
    assert people.errors == []
