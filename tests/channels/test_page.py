"""The page in the widget's frame: for one site that the inbox allows, and for nobody else."""

import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.webchat import page
from channels.webchat.page import Boot, Brand, boot_element
from contact_center.inboxes.schemas import InboxPatch, InboxSettings
from contact_center.inboxes.service import change_inbox
from contact_center.values import Role, utc_now
from tests.app_server import SITE, Server, boot_of
from tests.knowledge_base.conftest import sent
from tests.knowledge_base.search.conftest import RETURNS, shown


@pytest.fixture(autouse=True)
def _built_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here it does not matter what the app looks like, nor whether it is built."""
    monkeypatch.setattr(page, "app_page", lambda: "<!doctype html><html><head></head><body></body></html>")


def ancestors(policy: str) -> list[str]:
    found = re.search(r"frame-ancestors ([^;]*)", policy)
    assert found
    return found.group(1).split()


async def test_the_page_may_be_framed_by_exactly_the_site_that_asked(embedded_server: Server) -> None:
    inbox = await embedded_server.inbox(allowed_sites=[SITE, "https://other.example"])
    for site in (SITE, "https://other.example", "HTTPS://Other.Example:443/"):
        answer = await embedded_server.page(inbox, site)
        assert answer.status_code == 200
        assert ancestors(answer.headers["content-security-policy"]) == [
            SITE if site == SITE else "https://other.example"
        ]
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"
        assert "x-frame-options" not in answer.headers


@pytest.mark.parametrize(
    "site",
    [
        "https://evil.example",
        "https://shop.example",
        "http://shop.example:8080",
        "http://shop.example.evil.example",
        "http://evilshop.example",
        "http://shop.example; script-src *",
        "http://shop.example *",
        "*",
        "null",
        "",
        "\x00",
        "javascript:alert(1)",
    ],
)
async def test_another_site_gets_no_frame_and_no_token(embedded_server: Server, site: str) -> None:
    answer = await embedded_server.page(await embedded_server.inbox(), site)
    assert answer.status_code == 403
    assert ancestors(answer.headers["content-security-policy"]) == ["'none'"]
    assert "embed_token" not in answer.text


async def test_a_page_of_our_own_such_as_the_help_centre_s_may_carry_any_chat(embedded_server: Server) -> None:
    inbox = await embedded_server.inbox()
    answer = await embedded_server.page(inbox, embedded_server.base)
    assert answer.status_code == 200
    assert ancestors(answer.headers["content-security-policy"]) == [embedded_server.base]
    other = embedded_server.base.replace("127.0.0.1", "localhost")
    assert (await embedded_server.page(inbox, other)).status_code == 403


@pytest.mark.parametrize("inbox", ["", "nobody", "\x00", "'; DROP TABLE inbox; --", "é" * 100])
async def test_an_unknown_inbox_is_not_found(server: Server, inbox: str) -> None:
    answer = await server.page(inbox)
    assert answer.status_code == 404
    assert ancestors(answer.headers["content-security-policy"]) == ["'none'"]


async def test_a_disabled_inbox_is_not_found(embedded_server: Server) -> None:
    inbox = await embedded_server.inbox()
    patch = InboxPatch(disabled=True)
    await embedded_server.db.write(lambda tx: change_inbox(tx, inbox, patch, by="system", at=utc_now()).id)
    assert (await embedded_server.page(inbox)).status_code == 404


async def test_no_name_can_break_out_of_the_page_s_data(embedded_server: Server) -> None:
    name = "</script><script>alert(1)</script><!-- \" ' & é 💬"
    title = name + " \u2028 \u2029."
    inbox = await embedded_server.inbox(name, settings=InboxSettings(title={"en": title}))
    answer = await embedded_server.page(inbox)
    assert answer.text.count("<script") == answer.text.count("</script>") == 1
    shown = boot_of(answer.text)["inbox"]
    assert (shown["name"], shown["title"]["en"]) == (name, title)


@given(st.text())
def test_no_text_can_end_the_data_block(text: str) -> None:
    boot = Boot("token", Brand("id", text, "#000000", {"en": text}, {}), text)
    element = boot_element(boot)
    inside = element.removeprefix('<script type="application/json" id="boot">').removesuffix("</script>")
    assert not set(inside) & set("<>&\u2028\u2029")
    assert msgspec.json.decode(inside)["inbox"]["name"] == text


async def test_the_page_says_whether_there_is_anything_to_read(embedded_server: Server) -> None:
    inbox = await embedded_server.inbox()

    async def told() -> bool:
        return bool(boot_of((await embedded_server.page(inbox)).text)["help"])

    assert not await told()
    _, cookie = await embedded_server.agent("Mai", role=Role.ADMINISTRATOR)
    async with embedded_server.http(cookie) as client:
        article = await shown(client, RETURNS, visibility="internal")
        assert not await told()
        await sent(client, "PATCH", f"/articles/{article}", visibility="public")
        assert await told()
