"""Of whom is blocked no pages are kept, whatever was agreed before."""

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from channels.webchat.visitors import address_of
from contact_center.customers import blocks
from contact_center.customers.service import known_customer
from tests.app_server import Server
from tests.channels.test_visits import ON, Shop, stored


async def block(server: Server, token: str, **columns: Any) -> None:
    """The customer who has this visitor's token."""

    def unit(tx: Session) -> None:
        customer = known_customer(tx, address_of(token))
        assert customer is not None
        now = server.services.clock()
        blocks.block_customer(
            tx, customer, reason="", until=columns.get("until"), agent_id=None, by="system", at=columns.get("at", now)
        )

    await server.db.write(unit)


async def test_of_a_blocked_visitor_neither_pages_nor_consent_are_taken_but_a_withdrawal_is(server: Server) -> None:
    inbox = await server.inbox(settings=ON)
    async with server.visitor(await server.embed_token(inbox)) as tab:
        await tab.send("a", "hello")
        shop, other = Shop(server, inbox, tab.token or ""), Shop(server, inbox)
        for each in (shop, other):
            await each.agree()
        await shop.look("before")
        await block(server, shop.token)
    for answer in (await shop.look("after"), await shop.agree()):
        assert (answer.status_code, answer.json()["code"]) == (403, "blocked")
    assert (await other.look("elsewhere")).status_code == 204
    assert [title for _, title, _ in await stored(server)] == ["before", "elsewhere"]
    assert (await shop.agree(given=False)).status_code == 204
    assert [title for _, title, _ in await stored(server)] == ["elsewhere"]


async def test_a_block_that_has_ended_keeps_no_pages_away(server: Server) -> None:
    inbox = await server.inbox(settings=ON)
    async with server.visitor(await server.embed_token(inbox)) as tab:
        await tab.send("a", "hello")
        shop = Shop(server, inbox, tab.token or "")
        await shop.agree()
        then = server.services.clock() - timedelta(hours=2)
        await block(server, shop.token, at=then, until=then + timedelta(hours=1))
        assert (await shop.look("after")).status_code == 204


async def test_from_a_blocked_network_nothing_is_taken_but_a_withdrawal(embedded_server: Server) -> None:
    def unit(tx: Session) -> None:
        now = embedded_server.services.clock()
        blocks.block_network(tx, "127.0.0.0/8", reason="", until=None, agent_id=None, by="system", at=now)

    await embedded_server.db.write(unit)
    shop = Shop(embedded_server, await embedded_server.inbox(settings=ON))
    for answer in (await shop.agree(), await shop.look("first")):
        assert (answer.status_code, answer.json()["code"]) == (403, "blocked")
    assert (await shop.agree(given=False)).status_code == 204
