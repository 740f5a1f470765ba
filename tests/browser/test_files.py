"""A visitor and an agent send each other files; a page that somebody uploads never runs."""

from base64 import b64encode
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Error, FilePayload, Locator, Page, expect

from tests.browser.conftest import START_SECONDS, Demo, People, sign_in
from tests.browser.widget import Widget
from tests.files import samples as made

pytestmark = pytest.mark.browser

DRAG = """(target, files) => {
  const data = new DataTransfer();
  for (const [name, type, content] of files) {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    data.items.add(new File([bytes], name, { type }));
  }
  for (const kind of ["dragenter", "dragover", "drop"]) {
    target.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: data }));
  }
}"""
PASTE = """(target, content) => {
  const data = new DataTransfer();
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  data.items.add(new File([bytes], "image.png", { type: "image/png" }));
  target.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData: data }));
}"""


def drop(target: Locator, *files: tuple[str, str, bytes]) -> None:
    """As the visitor does with the mouse. files: name, type as the browser takes it, content."""
    target.evaluate(DRAG, [[name, kind, b64encode(content).decode()] for name, kind, content in files])


def is_shown(place: Page | Locator, name: str) -> None:
    """The picture has really been loaded and drawn."""
    picture = place.get_by_role("img", name=name).last
    expect(picture).to_be_visible()
    expect(picture).not_to_have_js_property("naturalWidth", 0)  # before, it may have no address yet
    picture.evaluate("(image) => image.decode()")
    assert picture.evaluate("(image) => image.naturalWidth") > 1


def test_a_visitor_drops_files_and_the_agent_looks_and_sends_one_back(
    demo: Demo, people: People, tmp_path: Path
) -> None:
    desk = sign_in(people.come(), demo)
    lan = Widget.on(people.come(), demo.shop)
    lan.open()
    drop(
        lan.log if lan.log.count() else lan.field,
        ("vết nứt.png", "image/png", made.png(640, 480)),
        ("hóa đơn.pdf", "application/pdf", made.PDF),
    )
    expect(lan.frame.get_by_role("button", name="Remove hóa đơn.pdf")).to_be_visible()
    lan.field.fill("The bowl came broken, see the picture.")
    expect(lan.frame.get_by_role("button", name="Send", exact=True)).to_be_enabled()
    lan.field.press("Enter")
    is_shown(lan.log, "vết nứt.png")

    desk.get_by_role("link").filter(has_text="The bowl came broken").first.click()
    is_shown(desk, "vết nứt.png")
    desk.get_by_role("button", name="Open vết nứt.png").click()
    box = desk.get_by_role("dialog", name="Picture: vết nứt.png")
    expect(box).to_be_visible()
    desk.keyboard.press("+")
    expect(box.get_by_role("button", name="Zoom out")).to_be_enabled()
    desk.keyboard.press("Escape")
    expect(box).to_have_count(0)

    field = desk.get_by_role("textbox", name="Reply to")
    field.evaluate(PASTE, b64encode(made.png(300, 200)).decode())
    desk.locator("form input[type=file]").set_input_files(
        FilePayload(name="label.pdf", mimeType="application/pdf", buffer=made.PDF)
    )
    send = desk.get_by_role("button", name="Send", exact=True)
    expect(send).to_be_enabled()
    send.click()
    is_shown(lan.log, "screenshot-")
    with lan.page.expect_download() as download:
        lan.frame.get_by_role("link", name="label.pdf").click()
    assert download.value.suggested_filename == "label.pdf"
    download.value.save_as(tmp_path / "label.pdf")
    assert (tmp_path / "label.pdf").read_bytes() == made.PDF
    expect(desk.get_by_role("link").filter(has_text="label.pdf").first).to_be_visible()
    assert people.errors == []


def test_a_refused_file_says_why_and_stands_in_the_way_until_it_is_taken_out(demo: Demo, people: People) -> None:
    tom = Widget.on(people.come(phone=True), demo.shop)
    tom.open()
    tom.frame.locator("input[type=file]").set_input_files(
        FilePayload(name="photo.png", mimeType="image/png", buffer=made.EXE)
    )
    expect(tom.frame.get_by_text("Programs and scripts cannot be sent")).to_be_visible()
    tom.field.fill("Here is a photo")
    expect(tom.frame.get_by_role("button", name="Send", exact=True)).to_be_disabled()
    tom.frame.get_by_role("button", name="Remove photo.png").click()
    tom.field.press("Enter")
    expect(tom.log.get_by_text("Here is a photo")).to_be_visible()


@pytest.mark.parametrize(
    ("name", "content", "is_shown"),
    [
        pytest.param("page.html", made.HTML, False, id="page"),
        pytest.param("logo.svg", made.SVG, False, id="drawing"),
        pytest.param("photo.png", made.HTML, False, id="page that calls itself a picture"),
        pytest.param("photo.gif", b"GIF89a" + made.HTML, True, id="page that begins as a picture"),
    ],
)
def test_no_script_of_an_uploaded_file_runs(
    demo: Demo, people: People, name: str, content: bytes, is_shown: bool
) -> None:
    address = uploaded(demo, name, content)
    page = sign_in(people.come(), demo)
    page.goto(f"{demo.console}/api/docs")
    title = page.title()
    assert page.evaluate(EMBED, address) == [title, ""]
    if is_shown:
        page.goto(address)
        assert page.title() != "ran"
        return
    with page.expect_download() as download, pytest.raises(Error, match="Download is starting"):
        page.goto(address)
    assert download.value.url == address
    assert page.title() == title


EMBED = """async (address) => {
  const frame = document.createElement("iframe");
  const script = document.createElement("script");
  frame.src = script.src = address;
  const over = new Promise((done) => { script.onload = script.onerror = done; });
  document.body.append(frame, script);
  await over;
  return [document.title, frame.contentDocument?.title ?? ""];
}"""


def uploaded(demo: Demo, name: str, content: bytes) -> str:
    """The address of a file that an agent has uploaded."""
    who = {"email": demo.agent, "password": demo.passwords[demo.agent]}
    with httpx.Client(base_url=demo.console, headers={"Origin": demo.console}, timeout=START_SECONDS) as client:
        client.post("/api/v1/session", json=who).raise_for_status()
        found = client.post("/api/v1/files", params={"name": name}, content=content).raise_for_status().json()
        client.delete("/api/v1/session").raise_for_status()
    return f"{demo.console}{found['path']}"
