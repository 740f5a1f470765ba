"""A real Chromium before the real product: the demonstration is started as a process, once for these tests."""

import fcntl
import gc
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin
from urllib.request import urlopen

import httpx
import msgspec
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from faq_bot.nlu.layout import FOLDER
from faq_bot.training import LOCK

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
START_SECONDS = 60
STEP_MS = 30_000

expect.set_options(timeout=STEP_MS)


@dataclass(frozen=True)
class Demo:
    """The running demonstration."""

    console: str
    shop: str
    inbox: str
    """The public id of the shop's inbox."""
    passwords: dict[str, str]
    folder: Path
    """Its data."""

    @property
    def agent(self) -> str:
        return sorted(email for email in self.passwords if not email.startswith(("long@", "maianh@")))[0]


def start_demo(folder: Path) -> tuple[subprocess.Popen[bytes], Demo]:
    """Start `contact-center serve --demo` on free ports; returns once it has said that it serves, and where. People
    answer in it: the bot has journeys of its own. So it learns nothing, which would keep the machine busy for minutes.
    """
    environment = {**os.environ, "CC_SIGN_IN_ATTEMPTS": "50", "CC_API_RATE": "200"}
    command = [sys.executable, "-m", "contact_center", "serve", "--demo", "--port", "0"]
    learned = folder / FOLDER
    learned.mkdir()
    with (folder.parent / "demo.log").open("wb") as log, (learned / LOCK).open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # as if another process with the folder learned; held as long as it serves
        process = subprocess.Popen(
            [*command, "--data-dir", str(folder)],
            env=environment, stdout=subprocess.PIPE, stderr=log, pass_fds=[lock.fileno()],
        )  # fmt: skip
    assert process.stdout is not None
    said = ""
    while not (found := re.search(r"Shop: +(\S+).*Console: +(\S+)", said, re.DOTALL)):
        line = process.stdout.readline().decode()
        if not line:
            raise RuntimeError((folder.parent / "demo.log").read_text())
        said += line
    shop, console = (address.rstrip("/") for address in found.groups())
    with urlopen(shop, timeout=START_SECONDS) as page:
        inbox = re.search(r'data-inbox="([^"]+)"', page.read().decode())
    assert inbox is not None
    passwords = msgspec.json.decode((folder / "demo-sign-ins.json").read_bytes(), type=dict[str, str])
    demo = Demo(console, shop, inbox[1], passwords, folder)
    with _owner(demo) as client:
        only_people = {"settings": {"bot": {"enabled": False}}}
        client.patch(f"/api/v1/inboxes/{demo.inbox}", json=only_people).raise_for_status()
    return process, demo


@contextmanager
def _owner(demo: Demo) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=demo.console, headers={"Origin": demo.console}, timeout=START_SECONDS) as client:
        who = {"email": "maianh@suong.example", "password": demo.passwords["maianh@suong.example"]}
        client.post("/api/v1/session", json=who).raise_for_status()
        yield client


def make_room(demo: Demo) -> None:
    """One journey's chats must not fill the agents up for the next."""
    with _owner(demo) as client:
        for person in client.get("/api/v1/staff").raise_for_status().json()["items"]:
            client.patch(f"/api/v1/staff/{person['id']}", json={"chat_limit": 100}).raise_for_status()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    process, demo = start_demo(tmp_path_factory.mktemp("demo"))
    make_room(demo)
    yield demo
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=START_SECONDS)
    assert process.returncode == 0


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not Path(CHROMIUM).is_file():
        pytest.skip("needs Debian's chromium: `make deps` installs it")
    # What thousands of tests have left in this process is looked through no more: the garbage collector would stop the
    # servers that run in it, and these tests, for up to ten seconds.
    gc.collect()
    gc.freeze()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def people(chromium: Browser, request: pytest.FixtureRequest) -> Iterator["People"]:
    """Opens separate browsers' worth of people; keeps a trace of each where the test fails."""
    people = People(chromium, Path("test-results") / request.node.name)
    yield people
    people.leave()


CHOOSE_LANGUAGE = "try { localStorage.setItem('contact-center:locale', '\"LANGUAGE\"') } catch {}"
"""The console keeps to what was chosen in this browser, else to the account's language, whatever the browser says."""


class People:
    """Each has their own cookies and storage."""

    def __init__(self, browser: Browser, results: Path) -> None:
        self._browser, self._results = browser, results
        self._contexts: list[BrowserContext] = []
        self.errors: list[str] = []
        """What any page has written to its console as an error."""

    def come(
        self,
        *,
        phone: bool = False,
        locale: str = "en-US",
        dark: bool = False,
        bypass_csp: bool = False,
        scripts: bool = True,
    ) -> BrowserContext:
        """bypass_csp: lets a checker into the page, which takes no scripts but its own."""
        context = self._browser.new_context(
            viewport={"width": 390, "height": 844} if phone else {"width": 1440, "height": 900},
            has_touch=phone,
            locale=locale,
            color_scheme="dark" if dark else "light",
            bypass_csp=bypass_csp,
            java_script_enabled=scripts,
        )
        context.set_default_timeout(STEP_MS)
        context.add_init_script(CHOOSE_LANGUAGE.replace("LANGUAGE", locale[:2]))
        context.tracing.start(screenshots=True, snapshots=True)
        context.on("weberror", lambda error: self.errors.append(str(error.error)))
        self._contexts.append(context)
        return context

    def leave(self) -> None:
        """Whoever signed in signs out, else they would be given the chats of the next test while their lease lasts."""
        for number, context in enumerate(self._contexts):
            consoles = {urljoin(page.url, "/") for page in context.pages if "/console/" in page.url}
            cookies = {each["name"]: each["value"] for each in context.cookies(list(consoles)) if consoles}
            context.tracing.stop(path=self._results / f"{number}.zip")
            context.close()  # first: Chromium may never close a page that is just being sent to the sign-in
            for console in consoles:
                origin = {"Origin": console.rstrip("/")}
                httpx.delete(f"{console}api/v1/session", cookies=cookies, headers=origin).raise_for_status()


class Words(NamedTuple):
    """What the doors of the console say."""

    email: str
    password: str
    enter: str
    available: str


WORDS = {
    "en": Words("E-mail", "Password", "Sign in", "Presence: Available"),
    "vi": Words("E-mail", "Mật khẩu", "Đăng nhập", "Trạng thái: Sẵn sàng"),
}


def sign_in(context: BrowserContext, demo: Demo, email: str | None = None, *, locale: str = "en") -> Page:
    """An agent at the console, available. locale: the browser's language and the agent's own."""
    words, who = WORDS[locale], email or demo.agent
    page = context.new_page()
    page.goto(f"{demo.console}/console/")
    page.get_by_label(words.email).fill(who)
    page.get_by_label(words.password).fill(demo.passwords[who])
    page.get_by_role("button", name=words.enter).click()
    page.get_by_role("button", name=words.available).wait_for()
    return page
