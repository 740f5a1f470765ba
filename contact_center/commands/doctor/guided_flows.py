"""Looks at the guided flows that the company has added, and at the shop that they ask."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from contact_center.commands.doctor.finding import Finding, failed, ok, warning
from contact_center.errors import FlowError
from contact_center.settings import Settings
from faq_bot.flows import reading
from faq_bot.flows.actions.http_shop import HttpShop
from faq_bot.flows.actions.shop import NotThere, ShopError
from faq_bot.flows.assembly import own_files

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def check(settings: Settings) -> Iterator[Finding]:
    for path in own_files(settings.data_dir):
        yield check_file(path)
    if settings.shop_url:
        yield check_transport(settings.shop_url)
        yield asyncio.run(check_shop(settings))


def check_file(path: Path) -> Finding:
    try:
        flow = reading.read(path)
    except FlowError as error:
        return failed("guided flow", str(error), "Mend the file; until then the bot goes on without it.")
    return ok("guided flow", f"{path.name}: {flow.id}, {len(flow.steps)} steps")


def check_transport(url: str) -> Finding:
    parts = urlsplit(url)
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        return warning("shop", "is asked without encryption", "Give CC_SHOP_URL an address that begins with https://.")
    return ok("shop", f"is asked at {url}")


async def check_shop(settings: Settings) -> Finding:
    """Ask for an order that nobody has."""
    try:
        await HttpShop(settings.shop_url, settings.shop_secret).order("0000", "doctor@contact-center.invalid")
    except NotThere:
        return ok("shop's answer", "as agreed")
    except ShopError as error:
        todo = "Look at CC_SHOP_URL, CC_SHOP_SECRET and both clocks; docs/flows.md says what the shop answers."
        return warning("shop's answer", str(error), todo)
    return warning("shop's answer", "it has an order 0000 for an address that is nobody's", "See docs/flows.md.")
