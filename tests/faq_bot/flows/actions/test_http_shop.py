"""The connector against the demonstration's shop on a real socket, and against shops that do not do as agreed."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import httpx
import msgspec
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from faq_bot.flows.actions import signing
from faq_bot.flows.actions.http_shop import MOST_BYTES, HttpShop
from faq_bot.flows.actions.shop import NewReturn, NotAllowed, NotThere, OrderStatus, Unavailable
from tests.faq_bot.flows.actions.conftest import SECRET, serving

ORDER = {
    "number": "1", "email": "a@example.com", "status": "placed", "placed_on": "2026-03-01",
    "items": [{"sku": "x", "name": "X", "quantity": 1}],
}  # fmt: skip


def new_return(key: str = "one", fields: dict[str, object] | None = None) -> NewReturn:
    given = {
        "number": "S31002", "email": "lan@mail.example", "skus": ("moon-vase",), "reason": "broken", **(fields or {}),
    }  # fmt: skip
    return msgspec.convert({"key": key, **given}, NewReturn)


async def test_an_order_is_found_by_its_number_and_address(shop: HttpShop) -> None:
    order = await shop.order("s-31001", "lan@mail.example")
    assert (order.number, order.status, order.tracking) == ("S31001", OrderStatus.SHIPPED, "GHN4417002")
    assert [(item.name, item.quantity) for item in order.items] == [("Bộ sáu chén trà sen", 1), ("Ấm trà men ngọc", 1)]


@pytest.mark.parametrize(
    ("number", "email"),
    [
        ("S31001", "ann@mail.example"), ("S99999", "lan@mail.example"), ("", ""),
        ("S31001' OR '1'='1", "lan@mail.example"),
    ],
)  # fmt: skip
async def test_another_one_s_order_is_as_unknown_as_none(shop: HttpShop, number: str, email: str) -> None:
    with pytest.raises(NotThere):
        await shop.order(number, email)


async def test_a_return_is_begun_once_for_each_key(shop: HttpShop) -> None:
    first = await shop.start_return(new_return())
    assert await shop.start_return(new_return()) == first
    assert (await shop.order("S31002", "lan@mail.example")).status is OrderStatus.RETURNED
    with pytest.raises(NotAllowed):
        await shop.start_return(new_return("another"))


@pytest.mark.parametrize(
    "wrong", [{"skus": ("celadon-teapot",)}, {"skus": ()}, {"number": "S31001", "skus": ("lotus-cups",)}]
)
async def test_what_was_not_delivered_cannot_be_returned(shop: HttpShop, wrong: dict[str, object]) -> None:
    with pytest.raises(NotAllowed):
        await shop.start_return(new_return(fields=wrong))


async def test_nobody_asks_the_shop_without_the_secret(shop_url: str) -> None:
    with pytest.raises(Unavailable, match="401"):
        await HttpShop(shop_url, "another secret of the same length").order("S31001", "lan@mail.example")
    body = b'{"number": "S31001", "email": "lan@mail.example"}'
    path = httpx.URL(shop_url).path + "/orders/find"
    signed = signing.signature(SECRET, at=int(time.time()), method="POST", path=path, body=body)
    async with httpx.AsyncClient() as thief:
        for header, said, status in (
            (signed, body, 200),
            (signed, body.replace(b"lan", b"ann"), 401),
            (signed.replace("v1=", "v1=0"), body, 401),
            (signing.signature(SECRET, at=1, method="POST", path=path, body=body), body, 401),
            ("t=١,v1=", body, 401),
            ("", body, 401),
            (signed, b"x" * 20_000, 413),
        ):
            answer = await thief.post(
                shop_url + "/orders/find", content=said, headers=[(signing.HEADER.encode(), header.encode())]
            )
            assert answer.status_code == status


async def redirects(_: Request) -> Response:
    return RedirectResponse("/ok/orders/find", 307)


async def fails(_: Request) -> Response:
    return Response("Traceback", 500)


async def rambles(_: Request) -> Response:
    return Response(b'{"number": "' + b"x" * MOST_BYTES)


async def babbles(_: Request) -> Response:
    return Response("<h1>It works!</h1>")


async def lacks(_: Request) -> Response:
    return JSONResponse({key: value for key, value in ORDER.items() if key != "items"})


async def hangs(_: Request) -> Response:
    async def drops() -> object:
        while True:
            yield b" "
            await asyncio.sleep(0.02)

    return StreamingResponse(drops())  # type: ignore[arg-type]


Endpoint = Callable[[Request], Awaitable[Response]]


@pytest.mark.parametrize("endpoint", [redirects, fails, rambles, babbles, lacks])
async def test_a_shop_that_does_not_do_as_agreed_is_unavailable(endpoint: Endpoint) -> None:
    app = Starlette(routes=[Route("/{path:path}", endpoint, methods=["POST"])])
    async with serving(app) as url:
        with pytest.raises(Unavailable):
            await HttpShop(url, SECRET).order("1", "a@example.com")


async def test_a_shop_that_never_comes_to_an_end_is_left_after_the_time() -> None:
    async with serving(Starlette(routes=[Route("/{path:path}", hangs, methods=["POST"])])) as url:
        shop = HttpShop(url, SECRET, seconds=0.2)
        began = time.monotonic()
        found = await asyncio.gather(*(shop.order("1", "a@example.com") for _ in range(3)), return_exceptions=True)
        assert all(isinstance(each, Unavailable) for each in found)
        assert time.monotonic() - began < 5


async def test_a_shop_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(Unavailable):
        await HttpShop("http://127.0.0.1:9", SECRET).order("1", "a@example.com")
