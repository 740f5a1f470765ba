"""An empty installation, started as its owner starts it, and the owner's first steps in the browser."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import START_SECONDS

PASSWORD = "a fine long password"


@contextmanager
def first_start(folder: Path, **variables: str) -> Iterator[str]:
    """`contact-center serve` over an empty folder: the link that it prints for the first administrator."""
    command = [sys.executable, "-m", "contact_center", "serve", "--port", "0", "--data-dir", str(folder / "data")]
    with (folder / "serve.log").open("wb") as log:
        process = subprocess.Popen(command, env={**os.environ, **variables}, stdout=subprocess.PIPE, stderr=log)
    assert process.stdout is not None
    said = ""
    try:
        while not (found := re.search(r"(http\S+/console/setup/\S+)", said)):
            line = process.stdout.readline().decode()
            if not line:
                raise RuntimeError((folder / "serve.log").read_text())
            said += line
        yield found[1]
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=START_SECONDS)
    assert process.returncode == 0


def first_administrator(page: Page, link: str, email: str) -> None:
    page.goto(link)
    page.get_by_label("Your name").fill("Mai Anh")
    page.get_by_label("E-mail").fill(email)
    choose_password(page)
    sign_in(page, email)
    expect(page.get_by_role("heading", name="Get started")).to_be_visible()


def choose_password(page: Page) -> None:
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Save and continue").click()


def sign_in(page: Page, email: str) -> None:
    page.get_by_role("heading", name="Sign in").wait_for()
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def invite(page: Page, name: str, email: str) -> None:
    """From the guide, or from the team's page."""
    page.get_by_role("button", name=re.compile("^Invite( a colleague)?$")).click()
    dialog = page.get_by_role("dialog", name="Invite a colleague")
    dialog.get_by_label("Name").fill(name)
    dialog.get_by_label("E-mail").fill(email)
    dialog.get_by_role("button", name="Invite").click()
    expect(dialog).to_have_count(0)


def accept_invitation(page: Page, text: str, email: str) -> None:
    """Choose a password behind the link in a mail's text, sign in, and be there for customers."""
    link = re.search(r"http\S+/console/welcome/\S+", text)
    assert link is not None
    page.goto(link[0])
    choose_password(page)
    sign_in(page, email)
    page.get_by_role("button", name="Presence: Away").click()
    page.get_by_role("menuitem", name="Available").click()
    page.get_by_role("button", name="Presence: Available").wait_for()
