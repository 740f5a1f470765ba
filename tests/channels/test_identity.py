"""A shop's word at hello, merging under open sockets, and shutting the door: over real sockets."""

import time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.customers import identity, merging
from contact_center.inboxes.identity_key import identity_key
from contact_center.models import Conversation, Customer
from contact_center.realtime.staff_frames import Rows
from contact_center.values import Role, utc_now
from tests.app_server import Server

REFUSED = 4003


def token(server: Server, inbox: str, sub: str, *, number: int = 1, **claims: Any) -> str:
    """As the shop's server makes it."""
    key = identity_key(server.services.settings.secret_key, inbox, number)
    return identity.sign({"sub": sub, "exp": int(time.time()) + 600, **claims}, key)


async def owner_of(server: Server, conversation: str) -> tuple[int, str]:
    """The key and public id of whoever a conversation is with."""
    query = sa.select(Customer.id, Customer.public_id).join(Conversation, Conversation.customer_id == Customer.id)
    query = query.where(Conversation.public_id == conversation)

    def read(tx: Session) -> tuple[int, str]:
        row = tx.execute(query).one()
        return row.id, row.public_id

    return await server.db.read(read)


async def merge(server: Server, source: int, target: int) -> str:
    return await server.db.write(
        lambda tx: merging.merge(tx, source_id=source, target_id=target, by="system", at=utc_now()).public_id
    )


async def test_a_visitor_s_past_is_the_customer_s_once_the_shop_says_who_it_is(server: Server) -> None:
    inbox = await server.inbox()
    embed_token = await server.embed_token(inbox)
    async with server.visitor(embed_token) as home, server.visitor(embed_token) as work:
        first = (await home.send("a", "from home")).conversation
        second = (await work.send("b", "from work")).conversation
        await home.close()
        await home.connect(hello=False)
        await home.hello(identity=token(server, inbox, "42", name="Ánh"))
        (welcome,) = home.find_tag("welcome")
        assert (welcome.identified, welcome.conversation) == (True, first)
        other = work.tab()
        await other.connect(hello=False)
        await other.hello(identity=token(server, inbox, "42", name="Ánh", iat=int(time.time())))
        assert await owner_of(server, first) == await owner_of(server, second)
        await work.send("c", "the open tab goes on")
        assert [text for _, text, _ in work.state.messages.values()] == ["from work", "the open tab goes on"]
        await other.close()


async def test_a_refused_token_is_reported_and_the_chat_goes_on(server: Server) -> None:
    inbox, other = await server.inbox(), await server.inbox("Other")
    embed_token = await server.embed_token(inbox)
    forged = token(server, inbox, "42")[:-3] + "AAA"
    refusals = {
        "identity_invalid": forged,
        "identity_expired": token(server, inbox, "42", exp=int(time.time()) - 3600),
        "identity_too_long": token(server, inbox, "42", exp=int(time.time()) + 200_000),
        "identity_claims": token(server, inbox, ""),
    }
    for code, shown in refusals.items():
        async with server.visitor(embed_token, hello=False) as tab:
            await tab.connect(hello=False)
            await tab.hello(identity=shown)
            assert [error.code for error in tab.find_tag("error")] == [code]
            await tab.until(lambda tab=tab: tab.find_tag("welcome"))  # type: ignore[misc]
            (welcome,) = tab.find_tag("welcome")
            assert not welcome.identified
            tab.token = welcome.visitor_token
            await tab.send("a", "still here")
    for wrong in (token(server, other, "42"), token(server, inbox, "42", number=2)):
        async with server.visitor(embed_token, hello=False) as tab:
            await tab.connect(hello=False)
            await tab.hello(identity=wrong)
            assert [error.code for error in tab.find_tag("error")] == ["identity_invalid"]


async def test_a_stolen_token_identifies_nobody_else_and_its_owner_may_show_it_again(server: Server) -> None:
    inbox = await server.inbox()
    embed_token, shown = await server.embed_token(inbox), token(server, inbox, "42")
    async with server.visitor(embed_token) as owner, server.visitor(embed_token, hello=False) as thief:
        conversation = (await owner.send("a", "my secret")).conversation
        for _ in range(2):
            await owner.close()
            await owner.connect(hello=False)
            await owner.hello(identity=shown)
            assert owner.find_tag("welcome")[0].identified
        await thief.connect(hello=False)
        await thief.hello(identity=shown)
        assert [error.code for error in thief.find_tag("error")] == ["identity_replayed"]
        await thief.until(lambda: thief.find_tag("welcome"))
        assert thief.find_tag("welcome")[0].conversation is None
        assert owner.state.conversation == conversation


async def test_another_customer_at_the_same_browser_sees_nothing_of_the_first(server: Server) -> None:
    inbox = await server.inbox()
    embed_token = await server.embed_token(inbox)
    async with server.visitor(embed_token) as tab:
        await tab.send("a", "ann's secret")
        before = tab.token
        for sub, is_new in (("ann", False), ("bob", True)):
            await tab.close()
            await tab.connect(hello=False)
            await tab.hello(keep=False, identity=token(server, inbox, sub))
            (welcome,) = tab.find_tag("welcome")
            assert (welcome.visitor_token != before, welcome.conversation is None) == (is_new, is_new)
        written = (await tab.send("b", "bob's")).conversation
        assert "ann's secret" not in "".join(tab.raw)
        assert (await owner_of(server, written))[1]


async def test_open_sockets_go_on_across_a_merge_and_its_undoing(server: Server) -> None:
    inbox = await server.inbox()
    embed_token = await server.embed_token(inbox)
    _, cookie = await server.agent("Ada")
    async with server.visitor(embed_token) as ann, server.visitor(embed_token) as bob, server.console(cookie) as desk:
        first = (await ann.send("a", "I am Ann")).conversation
        second = (await bob.send("b", "I am Ann too")).conversation
        await desk.say("watch_lists")
        (target, target_id), (source, source_id) = await owner_of(server, first), await owner_of(server, second)
        merged = await merge(server, source, target)
        await desk.until(lambda: target_id in customers_shown(desk, second))
        await bob.send("c", "after the merge")
        await bob.say("receipt", delivered=2, seen=2)
        assert (await owner_of(server, second))[0] == target
        await server.db.write(lambda tx: merging.undo(tx, merged, by="system", at=utc_now()).id)
        await desk.until(lambda: customers_shown(desk, second)[-1] == source_id)
        await bob.send("d", "after its end")
        await bob.say("receipt", delivered=3, seen=3)
        await ann.send("e", "still Ann")
        assert (await owner_of(server, first), await owner_of(server, second)) == (
            (target, target_id), (source, source_id),
        )  # fmt: skip
        assert [text for _, text, _ in bob.state.messages.values()] == [
            "I am Ann too",
            "after the merge",
            "after its end",
        ]


def customers_shown(desk: Any, conversation: str) -> list[str]:
    """Whose the conversation was, each time the list showed it."""
    rows = [row for frame in desk.find(Rows) for row in frame.rows]
    return [row.customer.id for row in rows if row.id == conversation]


async def test_a_tab_whose_conversation_stayed_with_another_comes_back_with_its_own(server: Server) -> None:
    inbox = await server.inbox()
    embed_token = await server.embed_token(inbox)
    async with server.visitor(embed_token) as ann, server.visitor(embed_token) as bob:
        first = (await ann.send("a", "I am Ann")).conversation
        second = (await bob.send("b", "I am Ann too")).conversation
        (target, _), (source, _) = await owner_of(server, first), await owner_of(server, second)
        merged = await merge(server, source, target)
        await bob.say("end")
        await bob.until(lambda: bob.find_tag("conversation"))
        await bob.say("restart")
        await bob.say("send", client_id="c", body="anew", conversation=None)
        await bob.until(lambda: bob.state.conversation not in {"", second})
        await server.db.write(lambda tx: merging.undo(tx, merged, by="system", at=utc_now()).id)
        await bob.closed()
        await bob.connect(keep=False)
        assert bob.find_tag("welcome")[0].conversation != second  # it has ended, and is found in the list of the own


async def test_a_blocked_customer_is_told_kindly_and_shut_out(server: Server) -> None:
    inbox = await server.inbox()
    embed_token = await server.embed_token(inbox)
    _, cookie = await server.agent("Sue", role=Role.SUPERVISOR)
    async with server.visitor(embed_token) as tab, server.visitor(embed_token) as stranger, server.http(cookie) as http:
        conversation = (await tab.send("a", "insult")).conversation
        made = await http.post(f"/api/v1/conversations/{conversation}/block", json={"reason": "insults"})
        assert made.status_code == 201
        assert await tab.closed() == REFUSED
        assert [error.code for error in tab.find_tag("error")] == ["blocked"]
        await tab.connect(hello=False)
        await tab.hello()
        assert [error.code for error in tab.find_tag("error")] == ["blocked"]
        await stranger.send("b", "hello")
        assert (await http.delete(f"/api/v1/blocks/{made.json()['id']}")).status_code == 204
        await tab.close()
        await tab.connect()
        await tab.send("c", "sorry")


async def test_a_blocked_network_closes_every_socket_from_it(server: Server) -> None:
    embed_token = await server.embed_token(await server.inbox())
    _, cookie = await server.agent("Sue", role=Role.SUPERVISOR)
    async with server.visitor(embed_token) as tab, server.http(cookie) as http:
        elsewhere = await http.post("/api/v1/blocks", json={"network": "203.0.113.0/24"})
        assert elsewhere.status_code == 201
        await tab.send("a", "not from there")
        await http.post("/api/v1/blocks", json={"network": "127.0.0.0/8"})
        assert await tab.closed() == REFUSED
        await tab.connect(hello=False)
        await tab.hello()
        assert [error.code for error in tab.find_tag("error")] == ["blocked"]
