"""The widget as a visitor uses it: found by what is read or read out, never by class names."""

from playwright.sync_api import BrowserContext, FrameLocator, Locator, Page, expect

LAUNCHER = {"en": "Chat", "vi": "Trò chuyện"}
FIELD = {"en": "Your message", "vi": "Tin nhắn của bạn"}
SEND = {"en": "Send", "vi": "Gửi"}
LOG = {"en": "Messages", "vi": "Tin nhắn"}


class Widget:
    """One tab with the widget in it."""

    def __init__(self, page: Page, locale: str = "en") -> None:
        self.page, self._locale = page, locale

    @classmethod
    def on(cls, context: BrowserContext, address: str, locale: str = "en") -> "Widget":
        page = context.new_page()
        page.goto(address)
        return cls(page, locale)

    @property
    def launcher(self) -> Locator:
        return self.page.get_by_role("button", name=LAUNCHER[self._locale])

    @property
    def frame(self) -> FrameLocator:
        return self.page.frame_locator("iframe")

    @property
    def log(self) -> Locator:
        return self.frame.get_by_role("log", name=LOG[self._locale])

    @property
    def field(self) -> Locator:
        return self.frame.get_by_label(FIELD[self._locale])

    def open(self) -> None:
        self.launcher.first.click()
        self.field.wait_for()

    def open_again(self) -> None:
        """After a reload the panel may open by itself, at any moment: it is asked to be open, which it then stays."""
        self.page.wait_for_function("'ContactCenter' in window")
        self.page.evaluate("ContactCenter.open()")
        self.log.wait_for()

    def say(self, text: str) -> None:
        self.field.fill(text)
        self.field.press("Enter")
        expect(self.log.get_by_text(text)).to_be_visible()

    def hears(self, text: str) -> None:
        expect(self.log.get_by_text(text)).to_have_count(1)
