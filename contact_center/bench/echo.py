"""The smallest Starlette echo on the product's own server settings: what a message costs before anything is done."""

import argparse

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from contact_center.commands.server import configuration
from contact_center.settings import Settings


async def echo(websocket: WebSocket) -> None:
    await websocket.accept()
    try:
        while True:
            await websocket.send_text(await websocket.receive_text())
    except WebSocketDisconnect:
        return


async def healthz(_: Request) -> PlainTextResponse:
    return PlainTextResponse("ok")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    app = Starlette(routes=[Route("/healthz", healthz), WebSocketRoute("/echo", echo)])
    uvicorn.Server(configuration(app, Settings(port=parser.parse_args().port))).run()


if __name__ == "__main__":
    main()
