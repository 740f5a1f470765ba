"""The shop's owner sets something up through the API for a test, and takes it back afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from tests.browser.conftest import START_SECONDS, Demo

OWNER = "maianh@suong.example"
OPEN_A_MINUTE = {"zone": "Asia/Ho_Chi_Minh", "week": [[{"start": 0, "end": 1}], [], [], [], [], [], []]}
NO_BOT = {"enabled": False}


@contextmanager
def owner(demo: Demo) -> Iterator[httpx.Client]:
    """Signed in; addresses begin behind /api/v1/."""
    with httpx.Client(
        base_url=f"{demo.console}/api/v1/", headers={"Origin": demo.console}, timeout=START_SECONDS
    ) as client:
        client.post("session", json={"email": OWNER, "password": demo.passwords[OWNER]}).raise_for_status()
        yield client
        client.delete("session").raise_for_status()


@contextmanager
def inbox_with(demo: Demo, *, hours: dict[str, Any] | None = None, **settings: Any) -> Iterator[None]:
    """The shop's inbox with other settings and, where given, other opening hours."""
    with owner(demo) as client:
        before = client.get(f"inboxes/{demo.inbox}").raise_for_status().json()
        change: dict[str, Any] = {"settings": {**before["settings"], **settings}}
        if hours:
            made = client.post("calendars", json={"name": "Another", "hours": hours}).raise_for_status().json()
            change["calendar"] = made["id"]
        client.patch(f"inboxes/{demo.inbox}", json=change).raise_for_status()
        try:
            yield
        finally:
            back = {"calendar": before["calendar"], "settings": before["settings"]}
            client.patch(f"inboxes/{demo.inbox}", json=back).raise_for_status()
            if hours:
                client.delete(f"calendars/{change['calendar']}").raise_for_status()


@contextmanager
def field_with(demo: Demo, **field: Any) -> Iterator[None]:
    """One more custom field."""
    with owner(demo) as client:
        made = client.post("custom-fields", json=field).raise_for_status().json()
        try:
            yield
        finally:
            client.delete(f"custom-fields/{made['id']}").raise_for_status()
