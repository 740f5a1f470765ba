"""What the shop answers the contact centre: signed JSON, as docs/flows.md describes it for any shop."""

import time
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from contact_center.demo.shop.orders import DemoOrders
from faq_bot.flows.actions import signing
from faq_bot.flows.actions.shop import NewReturn, NotAllowed, NotThere

PATH = "/contact-center"
MOST_BYTES = 10_000


class Wanted(msgspec.Struct, frozen=True):
    number: str
    email: str


def routes(orders: DemoOrders, secret: str) -> list[Route]:
    async def find(body: bytes) -> Any:
        wanted = msgspec.json.decode(body, type=Wanted)
        return await orders.order(wanted.number, wanted.email)

    async def start_return(body: bytes) -> Any:
        return await orders.start_return(msgspec.json.decode(body, type=NewReturn))

    return [
        Route(f"{PATH}/orders/find", _signed(find, secret), methods=["POST"]),
        Route(f"{PATH}/returns", _signed(start_return, secret), methods=["POST"]),
    ]


def _signed(answer: Callable[[bytes], Awaitable[Any]], secret: str) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that nobody uses but the contact centre."""

    async def endpoint(request: Request) -> Response:
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST_BYTES:
                return Response(status_code=413)
        header = request.headers.get(signing.HEADER, "")
        path = request.url.path
        if not signing.is_signed(secret, header, now=int(time.time()), method="POST", path=path, body=body):
            return Response(status_code=401)
        try:
            found = await answer(body)
        except NotThere:
            return Response(status_code=404)
        except NotAllowed:
            return Response(status_code=409)
        except msgspec.DecodeError:
            return Response(status_code=400)
        return Response(msgspec.json.encode(found), media_type="application/json")

    return endpoint
