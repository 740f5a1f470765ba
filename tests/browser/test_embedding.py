"""Who may carry the widget, and what it keeps where third-party storage is blocked."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Demo, People
from tests.browser.widget import Widget

pytestmark = pytest.mark.browser


@pytest.fixture
def other_site(demo: Demo) -> Iterator[str]:
    """A page on a site that the inbox does not allow, with the shop's own snippet in it."""
    inbox = demo.inbox

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            snippet = f'<script async src="{demo.console}/widget.js" data-inbox="{inbox}"></script>'
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(f"<!doctype html><title>Elsewhere</title><body>{snippet}".encode())

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_site_that_is_not_allowed_cannot_show_the_widget(demo: Demo, people: People, other_site: str) -> None:
    refused: list[int] = []
    context = people.come()
    context.on("response", lambda got: refused.append(got.status) if "/widget/frame" in got.url else None)
    widget = Widget.on(context, other_site)
    widget.launcher.first.click()
    expect(widget.page.locator("iframe")).to_have_count(1)
    widget.page.wait_for_function("() => performance.getEntriesByType('resource').some(e => e.name.includes('frame'))")
    expect(widget.frame.get_by_label("Your message")).to_have_count(0)
    assert set(refused) == {403}


def test_a_forbidden_site_cannot_frame_the_page_that_was_made_for_the_shop(
    demo: Demo, people: People, other_site: str
) -> None:
    page = people.come().new_page()
    page.goto(other_site)
    address = f"{demo.console}/widget/frame?inbox={demo.inbox}&site={demo.shop}"
    page.evaluate(
        "src => document.body.append(Object.assign(document.createElement('iframe'), {src, id: 'stolen'}))", address
    )
    page.wait_for_function("() => performance.getEntriesByType('resource').some(e => e.name.includes('/widget/frame'))")
    expect(page.frame_locator("#stolen").get_by_label("Your message")).to_have_count(0)


def test_a_visitor_comes_back_to_the_chat_without_any_storage_of_the_widgets_own(demo: Demo, people: People) -> None:
    context = people.come()
    block = (
        "if (window !== top) Object.defineProperty(window, 'localStorage', { get() { throw new Error('blocked') } })"
    )
    context.add_init_script(block)
    widget = Widget.on(context, demo.shop)
    widget.open()
    widget.say("Will you remember me?")
    widget.page.reload()
    widget.open_again()
    widget.hears("Will you remember me?")
    assert context.cookies(demo.console) == []


def test_nothing_of_the_chat_is_fetched_before_the_first_click(demo: Demo, people: People) -> None:
    asked: list[str] = []
    context = people.come()
    context.on("request", lambda request: asked.append(request.url))
    widget = Widget.on(context, demo.shop)
    widget.launcher.first.wait_for()
    widget.page.wait_for_load_state("networkidle")
    question = f"{demo.console}/widget/consent?inbox={demo.inbox}"
    scripts = [f"{demo.console}/{name}.js" for name in ("widget", "tracker")]
    assert [url for url in asked if url.startswith(demo.console)] == [*scripts, question]
