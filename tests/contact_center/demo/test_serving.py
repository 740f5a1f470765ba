"""`serve --demo` as a process: two sites on two ports, and sign-ins that work."""

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from contact_center.demo.company.queues import AFTER_SALES, STUDIO
from contact_center.demo.people import STAFF
from contact_center.demo.sign_ins import FILE
from tests.processes import START_SECONDS, Program


def test_the_demo_prints_addresses_and_sign_ins_that_work_and_keeps_them(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with Program("serve", "--demo", "--port", "0", "--data-dir", data, folder=tmp_path) as server:
        shop = server.read_until("Shop:").split()[1].rstrip("/")
        shown = [server.read_until("    ").split() for _ in STAFF]
        console = server.wait_ready()
        assert [email for _, email, _ in shown] == [person.email for person in STAFF]
        for _, email, password in shown:
            answer = httpx.post(
                f"{console}/api/v1/session", json={"email": email, "password": password}, headers={"origin": console}
            )
            assert answer.status_code == 200, answer.text
        the_widget_is_really_embedded(shop, console)
        the_queues_are_ready(console, dict(row[1:] for row in shown)["maianh@suong.example"])
        server.terminate()
        assert server.wait() == 0
    kept = json.loads((data / FILE).read_text())
    with Program("serve", "--demo", "--port", "0", "--data-dir", data, folder=tmp_path) as server:
        again = server.read_until("Shop:").split()[1].rstrip("/")
        assert [server.read_until("    ").split()[2] for _ in STAFF] == list(kept.values())
        the_widget_is_really_embedded(again, server.wait_ready())


def the_widget_is_really_embedded(shop: str, console: str) -> None:
    """The shop is another origin, its page carries the snippet, and the frame lets itself be shown there alone."""
    page = httpx.get(f"{shop}/en/").text
    snippet = re.search(r'<script async src="(.+?)/widget.js" data-inbox="(.+?)"', page)
    assert snippet is not None
    assert snippet[1] == console
    assert urlsplit(shop).netloc != urlsplit(console).netloc
    for site, status in ((shop, 200), (shop.replace("localhost", "127.0.0.1"), 200), ("http://evil.example", 403)):
        frame = httpx.get(f"{console}/widget/frame", params={"inbox": snippet[2], "site": site})
        assert frame.status_code == status, site
        ancestors = site if status == 200 else "'none'"
        assert f"frame-ancestors {ancestors}" in frame.headers["content-security-policy"]


def the_queues_are_ready(console: str, password: str) -> None:
    """Nothing about them is odd, and what is asked goes where an owner of such a shop would want it."""
    with httpx.Client(base_url=f"{console}/api/v1/", headers={"origin": console}, timeout=START_SECONDS) as owner:
        who = {"email": "maianh@suong.example", "password": password}
        owner.post("session", json=who).raise_for_status()
        queues = owner.get("queues").raise_for_status().json()["items"]
        assert {queue["name"]: (queue["members"], queue["warnings"]) for queue in queues} == {
            "General": (5, []), AFTER_SALES: (2, []), STUDIO: (2, []),
        }  # fmt: skip
        names = {queue["id"]: queue["name"] for queue in queues}
        studio = next(each["id"] for each in owner.get("inboxes").json()["items"] if "Studio" in each["name"])
        for contact, queue in (
            ({"words": "Do you ship to Canada?"}, "General"),
            ({"words": "Cho em hoan tien don nay"}, AFTER_SALES),
            ({"words": "Hello", "page": "https://shop.example/en/returns?a=1"}, AFTER_SALES),
            ({"words": "Hello", "inbox": studio}, STUDIO),
        ):
            tried = owner.post("intake-rules/try", json=contact).raise_for_status().json()
            assert names[tried["queue"]] == queue, contact
