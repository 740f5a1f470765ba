"""Looking at a page in one of eight moods: what axe finds wrong with it, and a picture to be seen by people."""

from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import FrameLocator, Locator, Page

AXE = Path(__file__).parents[2] / "agents_ui" / "node_modules" / "axe-core" / "axe.min.js"
PICTURES = Path("test-results") / "looks"
RUN = """async (_, axe) => {
  const ends = (each) => Number.isFinite(each.effect.getComputedTiming().endTime);
  document.getAnimations().filter(ends).forEach((each) => each.finish());
  (0, Function)(axe)();
  const regionMatcher = "dialog, [role=dialog], [role=alertdialog], [role=menu], svg";
  window.axe.configure({ checks: [{ id: "region", options: { regionMatcher } }] });
  const moved = ({ target }) => document.querySelector(target[0])?.matches(":has(> [role=listbox])");
  const fine = ({ id, nodes }) => id === "scrollable-region-focusable" && nodes.every(moved);
  return (await window.axe.run()).violations.filter((each) => !fine(each));
}"""
"""What is just fading in has no colours yet. A menu that is open lies over the page's regions, as a dialog does; and
through a list of suggestions one goes with the arrow keys, from the field where one writes."""


class Mood(NamedTuple):
    phone: bool
    locale: str
    dark: bool

    def __str__(self) -> str:
        return f"{'phone' if self.phone else 'desktop'}-{self.locale}-{'dark' if self.dark else 'light'}"


ALL = [Mood(*mood) for mood in product((False, True), ("en", "vi"), (False, True))]
DESK, PHONE = Mood(False, "en", False), Mood(True, "vi", True)
"""The two that have nothing in common. The journeys go through the console in the first."""


def moods(*every_run: Mood, of: Sequence[Mood] = ALL) -> list[Any]:
    """As a test's parameters: those that are not seen in every run belong to the long tests."""
    return [pytest.param(mood, id=str(mood), marks=[] if mood in every_run else [pytest.mark.full]) for mood in of]


CUSTOMERS = moods(DESK, PHONE)
"""For what customers see."""
MOODS = moods(PHONE)
FULL = moods()
"""All of them in the long tests alone."""


def faults(place: Page | FrameLocator) -> list[str]:
    """What axe finds wrong: the rule and where. The script is passed in as text, as the pages load none but ours."""
    found = place.locator("html").evaluate(RUN, AXE.read_text(encoding="utf-8"))
    return [f"{fault['id']}: {[node['target'] for node in fault['nodes']]}" for fault in found]


def apart(one: Locator, other: Locator) -> bool:
    """Neither covers anything of the other."""
    first, second = edges(one), edges(other)
    return any(
        near[end] <= far[begin] for near, far in ((first, second), (second, first)) for begin, end in ((0, 2), (1, 3))
    )


def edges(place: Locator) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of what is on the screen."""
    box = place.bounding_box()
    assert box
    return box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"]


class Looker:
    """Looks at a place on a page again and again. found: what axe has said, with the name of the look."""

    def __init__(self, page: Page, mood: Mood, *, place: FrameLocator | None = None, prefix: str = "") -> None:
        self.page, self.mood = page, mood
        self.place: Page | FrameLocator = place or page
        self.found: list[str] = []
        self._prefix = prefix

    def at(self, name: str) -> None:
        self.axe(name)
        self.picture(name)

    def axe(self, name: str) -> None:
        self.found += [f"{name}: {fault}" for fault in faults(self.place)]

    def picture(self, name: str) -> None:
        self.page.screenshot(path=PICTURES / f"{self._prefix}{name}-{self.mood}.png")

    def press(self, label: dict[str, str]) -> None:
        """label: by language."""
        self.place.get_by_role("button", name=label[self.mood.locale], exact=True).first.click()
