"""The demonstration's shop in a real browser: clean in both languages and sizes, and nothing refused by its policy."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Demo, People
from tests.browser.looks import PICTURES, faults

pytestmark = pytest.mark.browser

PATHS = ("", "products", "product/celadon-teapot", "product/fish-platter", "shipping", "search?q=tr", "nothing")
ADD = {"en": "Add to cart", "vi": "Thêm vào giỏ"}


@pytest.mark.parametrize(("phone", "locale"), [(False, "en"), (True, "vi")])
def test_the_shop_is_clean_and_its_cart_holds_what_was_put_in(
    demo: Demo, people: People, phone: bool, locale: str
) -> None:
    context = people.come(phone=phone, locale=locale, bypass_csp=True)
    page = context.new_page()
    for path in PATHS:
        page.goto(f"{demo.shop}/{locale}/{path}")
        assert faults(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    page.goto(f"{demo.shop}/{locale}/product/moon-vase")
    page.get_by_role("button", name=ADD[locale]).click()
    expect(page.get_by_text("890.000 ₫").first).to_be_visible()
    assert faults(page) == []
    page.screenshot(path=PICTURES / f"cart-{locale}.png", full_page=True)


def test_the_shop_s_strict_policy_refuses_nothing_that_it_needs(demo: Demo, people: People) -> None:
    page = people.come().new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{demo.shop}/en/")
    page.get_by_role("button", name="Chat").click()
    expect(page.frame_locator("iframe").get_by_role("textbox")).to_be_visible()
    assert said == []
