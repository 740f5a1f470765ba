"""What somebody who waits reads, in both languages, both themes and both sizes; axe finds nothing."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.conftest import Demo, People
from tests.browser.looks import CUSTOMERS, Looker, Mood
from tests.browser.test_looks import GREETING
from tests.browser.widget import Widget

pytestmark = pytest.mark.browser

SENT = {"en": "Sent", "vi": "Đã gửi"}
STATES: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "waiting": (
        {"state": "waiting", "position": 2, "expected_wait": 180},
        {
            "en": "You are number 2 in line, about 3 minutes",
            "vi": "Bạn đang ở vị trí thứ 2 trong hàng chờ, khoảng 3 phút",
        },
    ),
    "waiting-next": (
        {"state": "waiting", "position": 1, "expected_wait": None},
        {"en": "You are next in line", "vi": "Bạn đang ở vị trí thứ 1 trong hàng chờ"},
    ),
    "waiting-nobody": (
        {"state": "waiting", "position": 2, "expected_wait": None, "staffed": False},
        {
            "en": "You are number 2 in line. Nobody is available right now; you keep your place.",
            "vi": "Bạn đang ở vị trí thứ 2 trong hàng chờ. Hiện chưa có ai sẵn sàng; bạn vẫn giữ chỗ của mình.",
        },
    ),
    "connecting": (
        {"state": "connecting", "position": None, "expected_wait": None},
        {"en": "Connecting you with an agent…", "vi": "Đang kết nối bạn với nhân viên…"},
    ),
    "by-message": (
        {"state": "message", "position": None, "expected_wait": None},
        {
            "en": "We cannot answer at once. Your message is kept, and we answer here later.",
            "vi": "Hiện chưa thể trả lời ngay. Tin nhắn của bạn đã được lưu và chúng tôi sẽ trả lời tại đây sau.",
        },
    ),
}


class Line:
    """Stands between the widget and the server: of the line, and of who is there or takes the chat, the widget hears
    from the test.
    """

    def __init__(self, page: Page) -> None:
        self.conversation = ""
        self._widget: WebSocketRoute | None = None
        page.route_web_socket(re.compile("/widget/socket"), self._connect)

    def _connect(self, widget: WebSocketRoute) -> None:
        self._widget = widget
        widget.connect_to_server().on_message(self._heard)

    def _heard(self, text: str | bytes) -> None:
        frames = [frame for frame in json.loads(text) if frame["type"] not in {"queue", "online", "conversation"}]
        for frame in frames:
            if frame["type"] == "ack":
                self.conversation = frame["conversation"]
        if frames:
            self.say(*frames)

    def say(self, *frames: dict[str, Any]) -> None:
        assert self._widget
        self._widget.send(json.dumps(frames))

    def stand(self, **how: Any) -> None:
        queue = {"type": "queue", "conversation": self.conversation, "staffed": True, **how}
        self.say({"type": "online", "online": True}, queue)


@pytest.mark.parametrize("mood", CUSTOMERS)
def test_who_waits_reads_where_they_stand(demo: Demo, people: People, mood: Mood) -> None:
    page = people.come(**mood._asdict(), bypass_csp=True).new_page()
    line = Line(page)
    page.goto(f"{demo.shop}/{mood.locale}/")
    widget = Widget(page, mood.locale)
    look = Looker(page, mood, place=widget.frame, prefix="w-")
    widget.open()
    widget.say(GREETING[mood.locale])
    expect(widget.log.get_by_text(SENT[mood.locale])).to_be_visible()
    for name, (how, texts) in STATES.items():
        line.stand(**how)
        expect(widget.log.get_by_text(texts[mood.locale], exact=True)).to_be_in_viewport(ratio=1)
        look.at(name)
    assert look.found == []
