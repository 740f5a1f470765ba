"""Behind the real nginx with TLS, as deploy/nginx.conf.example sets it up."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import quote

import httpx
import msgspec
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.commands.doctor import network
from contact_center.commands.doctor.finding import Level
from contact_center.models import Agent, StaffSession
from contact_center.settings import Settings
from contact_center.values import Role, utc_now
from tests.api import HASHER, PASSWORD
from tests.app_server import HIGH, SITE, Server, boot_of, serving, until
from tests.chat_clients import StaffClient, VisitorClient
from tests.deploy.nginx import Nginx
from tests.realtime.test_faults import Chatter, stored
from tests.servers import ServerMissingError, free_port

PROXY = "127.0.0.1"
SOMEBODY, ANOTHER = "127.0.0.2", "127.0.0.3"
"""Addresses of this machine that are not the proxy's: visitors from elsewhere."""


class Behind:
    """The product and the nginx in front of it."""

    def __init__(self, server: Server, nginx: Nginx) -> None:
        self.server, self.nginx = server, nginx

    def http(self, address: str = SOMEBODY, **headers: str) -> httpx.AsyncClient:
        transport = httpx.AsyncHTTPTransport(verify=self.nginx.believing(), local_address=address)
        given = {"Origin": self.nginx.origin} | {name.replace("_", "-"): value for name, value in headers.items()}
        return httpx.AsyncClient(transport=transport, base_url=self.nginx.origin, headers=given)

    async def embed_token(self, inbox: str) -> str:
        async with self.http() as client:
            page = await client.get(f"/widget/frame?inbox={quote(inbox)}&site={quote(SITE, safe='')}")
        return str(boot_of(page.text)["embed_token"])

    def visitor(self, embed_token: str, address: str = SOMEBODY) -> VisitorClient:
        client = VisitorClient(self.nginx.port, embed_token)
        client.origin = "wss://localhost:{port}"
        client.options = {"ssl": self.nginx.believing(), "local_addr": (address, 0)}
        return client

    def console(self, cookie: str) -> StaffClient:
        client = StaffClient(self.nginx.port, "")
        client.origin = "wss://localhost:{port}"
        headers = {"Cookie": f"__Host-cc_session={cookie}"}
        client.options = {"ssl": self.nginx.believing(), "additional_headers": headers}
        return client

    async def administrator(self) -> str:
        """Somebody with a password: the address to sign in with."""

        def unit(tx: Session) -> str:
            hashed = HASHER.hash(PASSWORD)
            about = {"role": Role.ADMINISTRATOR, "password_hash": hashed, "created_at": utc_now()}
            tx.add(Agent(email="ada@staff.example", name="Ada", **about))
            return "ada@staff.example"

        return await self.server.db.write(unit)


@asynccontextmanager
async def behind(settings: Settings, folder: Path, **changes: float) -> AsyncIterator[Behind]:
    """Nginx needs the product's port and the product nginx's address, so that the port is chosen first."""
    port = free_port()
    try:
        nginx = Nginx(folder, port)
    except ServerMissingError as error:
        pytest.skip(str(error))
    try:
        settings = msgspec.structs.replace(settings, public_url=nginx.origin, trusted_proxies=(PROXY,))
        async with serving(settings, limits={**HIGH, **changes}, port=port) as server:
            place = Behind(server, nginx)
            await until(lambda: (folder / "nginx.pid").exists())
            yield place
    finally:
        nginx.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "nginx").mkdir()
    return tmp_path / "nginx"


async def test_doctor_finds_the_way_through_the_proxy_and_what_it_does_not_pass(
    settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with behind(settings, folder) as place:
        chosen = place.server.services.settings

        async def level() -> Level:
            (found,) = await asyncio.to_thread(lambda: list(network.check_front(chosen)))
            return found.level

        assert await level() is Level.FAILED  # nobody has signed the certificate
        monkeypatch.setenv("SSL_CERT_FILE", str(place.nginx.certificate))
        assert await level() is Level.OK
        site = folder / "site.conf"
        site.write_text(site.read_text().replace("proxy_set_header Upgrade $http_upgrade;", ""))
        old = place.nginx.workers()
        place.nginx.reload()
        await until(lambda: not place.nginx.workers() & old)
        assert await level() is Level.FAILED


async def test_signing_in_by_tls_gives_a_cookie_that_is_bound_to_the_host(settings: Settings, folder: Path) -> None:
    async with behind(settings, folder) as place:
        email = await place.administrator()
        async with place.http() as client:
            page = await client.get("/healthz")
            assert page.headers["strict-transport-security"]
            answer = await client.post("/api/v1/session", json={"email": email, "password": PASSWORD})
            assert answer.status_code == 200
            cookie = answer.headers["set-cookie"]
            assert cookie.startswith("__Host-cc_session=")
            assert {"Secure", "HttpOnly", "Path=/"} <= {part.strip() for part in cookie.split(";")}
            assert (await client.get("/api/v1/session")).json()["email"] == email
            elsewhere = await client.patch("/api/v1/session", json={}, headers={"Origin": "https://evil.example"})
            assert elsewhere.json()["code"] == "cross_site"
        async with httpx.AsyncClient() as plain:
            moved = await plain.get(
                f"http://127.0.0.1:{place.nginx.plain_port}/console/?a=1", headers={"Host": "localhost"}
            )
        assert (moved.status_code, moved.headers["location"]) == (301, "https://localhost/console/?a=1")


async def test_the_address_that_counts_is_the_clients_and_nobody_can_forge_it(settings: Settings, folder: Path) -> None:
    async with behind(settings, folder, sockets_per_address=1) as place:
        email = await place.administrator()
        async with place.http(X_Forwarded_For="203.0.113.9, 127.0.0.1") as client:
            await client.post("/api/v1/session", json={"email": email, "password": PASSWORD})
        addresses = await place.server.db.read(lambda tx: list(tx.execute(sa.select(StaffSession.address)).scalars()))
        assert addresses == [SOMEBODY]
        token = await place.embed_token(await place.server.inbox())
        one, two, other = (place.visitor(token, each) for each in (SOMEBODY, SOMEBODY, ANOTHER))
        await one.connect()
        with pytest.raises(Exception, match=r"403|closed|rejected"):
            await two.connect()
        await other.connect()
        await one.send("a", "hello")
        await other.send("b", "hello")
        for tab in (one, two, other):
            await tab.close()


async def test_files_are_taken_sandboxed_and_refused_in_json_where_they_are_too_large(
    settings: Settings, folder: Path
) -> None:
    async with behind(settings, folder) as place:
        email = await place.administrator()
        async with place.http() as client:
            await client.post("/api/v1/session", json={"email": email, "password": PASSWORD})
            content = b"a plain text\n" * 200_000
            answer = await client.post("/api/v1/files?name=a.txt", content=content)
            assert answer.status_code == 201, answer.text
            file = await client.get(answer.json()["path"])
            assert file.content == content
            assert "sandbox" in file.headers["content-security-policy"]
            large = await client.post("/api/v1/files?name=b.txt", content=b"x" * (31 << 20))
            assert (large.status_code, large.json()["code"]) == (413, "too_large")
            assert (await client.get("/metrics")).status_code == 403


async def test_while_the_product_is_away_nginx_says_so_in_json(settings: Settings, folder: Path) -> None:
    async with behind(settings, folder) as place:
        nginx = place.nginx
        async with place.http() as client:
            (folder / "site.conf").write_text(
                (folder / "site.conf")
                .read_text()
                .replace(f"127.0.0.1:{place.server.port};", f"127.0.0.1:{free_port()};")
            )
            nginx.reload()
            async with asyncio.timeout(10):
                answer = await client.get("/healthz", headers={"Connection": "close"})
                while answer.status_code == 200:
                    await asyncio.sleep(0.02)
                    answer = await client.get("/healthz", headers={"Connection": "close"})
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
        assert answer.json()["code"] == "unavailable"


async def test_nothing_is_lost_or_doubled_when_nginx_is_reloaded_during_chats(settings: Settings, folder: Path) -> None:
    async with behind(settings, folder) as place:
        server = place.server
        _, cookie = await server.agent("Ada")
        token = await place.embed_token(await server.inbox())
        chatters = [Chatter(place.visitor(token), f"v{number}") for number in range(4)]
        for chatter in chatters:
            await chatter.tab.connect()
        tasks = [asyncio.create_task(chatter.run()) for chatter in chatters]
        await until(lambda: all(len(chatter.acknowledged) >= 20 for chatter in chatters))
        console = place.console(cookie)
        await console.connect(origin=place.nginx.origin)
        first = chatters[0].tab.state.conversation
        await console.watch(first)

        def texts(console: StaffClient) -> list[str]:
            return [text for _, (_, text, _) in sorted(console.states[first].messages.items())]

        for _ in range(3):
            connections = [chatter.tab._socket for chatter in chatters]
            place.nginx.reload()
            await until(lambda old=connections: all(c.tab._socket is not o for c, o in zip(chatters, old, strict=True)))  # type: ignore[misc]
            goal = {chatter.name: len(chatter.acknowledged) + 20 for chatter in chatters}
            await until(lambda goal=goal: all(len(c.acknowledged) >= goal[c.name] for c in chatters))  # type: ignore[misc]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for chatter in chatters:
            await chatter.tab.close()
        await until(lambda: console.code is not None)
        after = console.states[first].seq
        await console.connect(origin=place.nginx.origin)
        await console.say("watch", conversation=first, after=after)
        everything = await server.db.read(stored)
        bodies, mine = Counter(everything), [body for body in everything if body.startswith("v0-")]
        await console.until(lambda: texts(console)[-1:] == mine[-1:])
        assert {body: bodies[body] for c in chatters for body in c.acknowledged if bodies[body] != 1} == {}
        assert texts(console) == mine[-len(texts(console)) :]
        assert not console.states[first].hole
        await console.close()
