"""A mail's HTML stays within its frame however large it says that it is, and all of it can be reached there."""

import pytest
from playwright.sync_api import expect

from contact_center.settings import Settings
from tests.browser.conftest import People
from tests.browser.looks import MOODS, Looker, Mood
from tests.browser.mail_desk import mail, mail_desk
from tests.browser.test_mail_looks import come, open_mail

pytestmark = pytest.mark.browser

HIGHEST = 12_000
"""Pixels of a frame; what is higher is scrolled in it."""
MAILS = {
    "Wide": "<div style='width:9999px;background:#fde'>Wide</div><p>After it</p>",
    "Unbroken": f"<p style='white-space:nowrap'>{'long ' * 3000}</p><p>After it</p>",
    "High": "<div style='height:9999999px;background:#def'>High</div><p>After it</p>",
    "Screen": "<div style='height:300vh;width:300vw;background:#efd'>Screen</div><p>After it</p>",
    "Flat": f"<div style='height:20px'>{'<p>Line</p>' * 60}<p>After it</p></div>",
    "Placed": "<div style='position:fixed;inset:0;z-index:9;margin-left:-9999px;width:20000px'>x</div><p>After it</p>",
}


AROUND = """frame => {
  const found = [];
  for (let each = frame.parentElement; each; each = each.parentElement)
    if (each.scrollWidth > each.clientWidth + 1) found.push(`${each.tagName}.${each.className}`);
  return found;
}"""
"""What the frame lies in that can be scrolled sideways."""


@pytest.mark.parametrize("mood", MOODS)
def test_a_mail_stays_in_its_frame_and_can_be_read_to_its_end(settings: Settings, people: People, mood: Mood) -> None:
    with mail_desk(settings) as desk:
        desk.arrives(
            *(
                mail(f"{name} <{name.lower()}@x.example>", f"Mail {name}", "x", html=html, Message_ID=f"<{name}@x>")
                for name, html in MAILS.items()
            )
        )
        page = come(people, desk, mood, desk.agent, "inbox")
        look = Looker(page, mood, prefix="frame-")
        page.get_by_role("link").filter(has_text="Mail Wide").first.wait_for()
        for name in MAILS:
            open_mail(page, mood, f"Mail {name}")
            frame = page.locator("article.mail iframe")
            end = page.frame_locator("article.mail iframe").get_by_text("After it")
            expect(end).to_be_visible()
            box = frame.bounding_box()
            assert box is not None
            assert box["height"] <= HIGHEST
            assert frame.evaluate(AROUND) == [], name
            look.picture(name.lower())
            end.scroll_into_view_if_needed()
            expect(end).to_be_in_viewport()
        page.goto("about:blank")
