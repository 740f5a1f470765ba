"""Articles in the console: written, looked at, reviewed, published and taken back; each page clean for axe."""

import re

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import WORDS, Demo, People
from tests.browser.looks import MOODS, Looker, Mood
from tests.browser.owner import owner

pytestmark = pytest.mark.browser

WRITER = "ha@suong.example"
LEAD = "long@suong.example"
OWNER = "maianh@suong.example"
TITLE = "How do I clean gold rims?"
BODY = "By hand, with a soft cloth."
PLACES = (
    "articles",
    "articles/categories",
    "articles/images",
    "articles/synonyms",
    "articles/transfer",
    "articles/settings",
)
SIDES = {
    "questions": {"en": "Questions", "vi": "Câu hỏi"},
    "versions": {"en": "Versions", "vi": "Phiên bản"},
    "feedback": {"en": "Feedback", "vi": "Góp ý"},
}
PREVIEW = {"en": "With preview", "vi": "Kèm xem trước"}


def opened(people: People, demo: Demo, who: str, path: str, *, mood: Mood | None = None) -> Page:
    """Somebody at a page of the console."""
    mood = mood or Mood(False, "en", False)
    page, words = people.come(**mood._asdict(), bypass_csp=True).new_page(), WORDS[mood.locale]
    page.goto(f"{demo.console}/console/{path}")
    page.get_by_label(words.email).fill(who)
    page.get_by_label(words.password).fill(demo.passwords[who])
    page.get_by_role("button", name=words.enter).click()
    page.get_by_role("heading", level=2).first.wait_for()
    return page


def saves(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()


def confirms(page: Page, button: str) -> None:
    page.get_by_role("dialog").get_by_role("button", name=button, exact=True).click()
    page.get_by_role("dialog").wait_for(state="hidden")


def test_an_article_is_written_reviewed_published_and_taken_back_to_a_version(demo: Demo, people: People) -> None:
    writer = opened(people, demo, WRITER, "articles")
    look = Looker(writer, Mood(False, "en", False), prefix="articles-journey-")
    expect(writer.get_by_role("link", name="Import and export")).to_have_count(0)
    saves(writer, "New article")
    writer.get_by_label("Title").fill(TITLE)
    look.at("new")
    saves(writer, "Write it")
    writer.get_by_label("Summary").fill("So that the gold lasts.")
    text = writer.get_by_label("Text")
    text.fill(BODY)
    text.select_text()
    writer.get_by_role("button", name="Bold").click()
    expect(text).to_have_value(f"**{BODY}**")
    saves(writer, "With preview")
    expect(writer.get_by_role("region", name="As readers see it").locator("strong")).to_have_text(BODY)
    look.at("preview")
    expect(writer.get_by_role("button", name=re.compile("Publish"))).to_have_count(0)
    saves(writer, "Save · Submit for review")
    expect(writer.get_by_text("This waits for somebody who publishes.")).to_be_visible()

    lead = opened(people, demo, LEAD, "articles?view=in_review")
    lead.get_by_role("link", name=TITLE).click()
    saves(lead, "Publish")
    expect(lead.get_by_role("dialog")).to_contain_text("/help/en/how-do-i-clean-gold-rims")
    confirms(lead, "Publish")
    public = httpx.get(f"{demo.console}/help/en/how-do-i-clean-gold-rims")
    assert (public.status_code, BODY in public.text) == (200, True)

    lead.get_by_label("Text").fill("Never in the dishwasher.")
    saves(lead, "Save")
    lead.get_by_role("tab", name="Versions").click()
    lead.get_by_role("button", name="Compare version 2").click()
    expect(lead.get_by_role("dialog")).to_contain_text("Never in the dishwasher.")
    again = Looker(lead, Mood(False, "en", False), prefix="articles-journey-")
    again.at("version")
    confirms(lead, "Restore this version")
    expect(lead.get_by_label("Text")).to_have_value(f"**{BODY}**")
    lead.get_by_role("button", name="More actions").click()
    lead.get_by_role("menuitem", name="Archive").click()
    confirms(lead, "Archive")
    assert httpx.get(f"{demo.console}/help/en/how-do-i-clean-gold-rims").status_code == 404
    assert (look.found + again.found, people.errors) == ([], [])


@pytest.mark.parametrize("mood", MOODS)
def test_every_page_about_articles_is_clean(demo: Demo, people: People, mood: Mood) -> None:
    page = opened(people, demo, OWNER, PLACES[0], mood=mood)
    look = Looker(page, mood, prefix="articles-")
    for place in PLACES:
        page.goto(f"{demo.console}/console/{place}")
        page.get_by_role("heading", level=2).first.wait_for()
        page.wait_for_load_state("networkidle")
        look.at(place.rpartition("/")[2])
    with owner(demo) as client:
        article = client.get("articles", params={"limit": 1, "status": "published"}).json()["items"][0]["id"]
    page.goto(f"{demo.console}/console/articles/{article}")
    page.get_by_role("button", name=PREVIEW[mood.locale]).click()
    for name, words in SIDES.items():
        page.get_by_role("tab", name=words[mood.locale]).click()
        page.wait_for_load_state("networkidle")
        look.at(name)
    assert (look.found, people.errors) == ([], [])
