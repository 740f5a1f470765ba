"""The console in windows of many widths: nothing covers anything else, and a mail can still be read."""

from datetime import timedelta
from itertools import combinations

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from contact_center.models import Agent, Conversation
from contact_center.settings import Settings
from contact_center.values import utc_now
from tests.browser.conftest import People
from tests.browser.looks import ALL, PHONE, PICTURES, Looker, Mood, apart, edges, moods
from tests.browser.mail_desk import MailDesk, mail, mail_desk
from tests.browser.test_mail_looks import come, open_mail
from tests.browser.test_merge_looks import suggested

pytestmark = pytest.mark.browser

PHONES = moods(PHONE, of=[mood for mood in ALL if mood.phone])
WIDTHS = (1400, 1280, 1024, 700)
LONG = "Nguyễn Hoàng Phương Thảo"
TEXT = "Chào shop,\n\nbát men ngọc của em bị nứt ở đáy.\nShop đổi giúp em được không?\n\nThảo"


def furnish(desk: MailDesk) -> None:
    desk.arrives(mail(f"{LONG} <thao@customer.example>", "Bát bị nứt", TEXT, Message_ID="<1@x>"))

    def unit(tx: Session) -> None:
        row = tx.execute(sa.select(Conversation)).scalar_one()
        row.agent_id = tx.execute(sa.select(Agent.id).where(Agent.name == "Lan")).scalar_one()
        row.due_at = utc_now() + timedelta(hours=30)
        row.version += 1

    desk.write(unit)


def covered(page: Page) -> list[str]:
    """What of the head lies over something else of it or outside the conversation."""
    left, top, right, bottom = edges(page.locator("section.pane"))
    parts = page.locator(".pane > .header").locator("h2, p > *, .actions > *")
    shown = [each for each in parts.all() if each.is_visible()]
    found = [f"{one} and {other}" for one, other in combinations(shown, 2) if not apart(one, other)]
    for one in [*shown, page.locator(".composer .sending")]:
        box = edges(one)
        if not (left <= box[0] and top <= box[1] and box[2] <= right and box[3] <= bottom):
            found.append(f"{one} is outside: {box}")
    return found


@pytest.mark.parametrize("locale", [pytest.param("en", marks=pytest.mark.full), "vi"])
def test_nothing_of_a_conversations_head_is_covered_however_wide_the_window(
    settings: Settings, people: People, locale: str
) -> None:
    with mail_desk(settings) as desk:
        furnish(desk)
        mood = Mood(phone=False, locale=locale, dark=False)
        page = come(people, desk, mood, desk.owner, "inbox")
        open_mail(page, mood, LONG)
        found = {}
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            found[width] = covered(page)
            page.screenshot(path=PICTURES / f"narrow-{width}-{locale}.png")
        page.goto("about:blank")
        assert not any(found.values()), found


@pytest.mark.parametrize("locale", ["en", "vi"])
def test_on_a_small_phone_the_mail_keeps_room(settings: Settings, people: People, locale: str) -> None:
    with mail_desk(settings) as desk:
        furnish(desk)
        mood = Mood(phone=True, locale=locale, dark=False)
        page = come(people, desk, mood, desk.owner, "inbox")
        page.set_viewport_size({"width": 375, "height": 667})
        open_mail(page, mood, LONG)
        page.screenshot(path=PICTURES / f"narrow-375-{locale}.png")
        _, top, _, bottom = edges(page.locator(".pane .timeline"))
        page.goto("about:blank")
        assert bottom - top >= 380


LINES = """() => {
  const text = document.querySelector(".composer textarea");
  return text.clientHeight / parseFloat(getComputedStyle(text).lineHeight);
}"""
"""How many lines of what is written are seen."""


@pytest.mark.parametrize("mood", PHONES)
def test_on_a_phone_six_lines_of_an_answer_are_seen_beside_a_suggestion(
    settings: Settings, people: People, mood: Mood
) -> None:
    with mail_desk(settings) as desk:
        desk.arrives(mail(f"{LONG} <thao@customer.example>", "Too small", TEXT, Message_ID="<1@x>"))
        desk.write(lambda tx: suggested(tx, mood.locale))
        page = come(people, desk, mood, desk.agent, "inbox")
        page.set_viewport_size({"width": 375, "height": 740})
        open_mail(page, mood, LONG)
        look = Looker(page, mood, prefix="narrow-answer-")
        hint = page.locator(".hint")
        expect(hint.locator(".title")).to_be_visible()
        expect(hint.locator("footer")).to_be_hidden()
        look.at("read")
        text = page.locator(".composer textarea")
        text.fill("Chào Thảo,")
        text.focus()
        look.at("write")
        assert page.evaluate(LINES) >= 6
        _, top, _, bottom = edges(page.locator(".pane .timeline"))
        assert bottom - top >= 150
        tools = page.get_by_role("toolbar")
        _, above, _, below = edges(page.locator(".composer .sending"))
        assert edges(tools)[1] < below, "the tools are in the same row"
        assert edges(tools)[3] > above
        tools.get_by_role("button").last.click()
        expect(page.locator(".composer .preview")).to_be_visible()
        tools.get_by_role("button").last.click()
        hint.locator(".unfold").click()
        look.at("suggestion")
        hint.locator("footer button").first.click()
        expect(hint.locator("footer")).to_be_hidden()
        expect(text).not_to_have_value("Chào Thảo,")
        page.goto("about:blank")
        assert look.found == []
