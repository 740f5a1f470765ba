"""Everything people look at: the console, the widget's files and its loader, from the built front end."""

from importlib.resources import files
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from agents_ui.staff import staff_socket

DIST = Path(str(files("agents_ui"))) / "dist"

_FOREVER = "public, max-age=31536000, immutable"
_ASK_FIRST = "no-cache"
_LOADER_AGE = "public, max-age=300"


class HashedFiles(StaticFiles):
    """Files whose names change with their content: kept for ever by browsers."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if response.status_code == 200:
            response.headers["Cache-Control"] = _FOREVER
            response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return response


async def console_page(_: Request) -> Response:
    """Every address under /console/ is the same page: the console finds its own way."""
    if not is_built():
        return PlainTextResponse("The console is not built. Run `make ui`, or install the wheel.\n", 503)
    return FileResponse(DIST / "console" / "index.html", headers={"Cache-Control": _ASK_FIRST})


async def loader(_: Request) -> Response:
    """The script that any site includes."""
    return _script("loader.js")


async def tracker(_: Request) -> Response:
    """The script that the loader fetches where visitors are asked for consent."""
    return _script("tracker.js")


def _script(name: str) -> Response:
    if not (DIST / name).is_file():
        return PlainTextResponse("The widget is not built. Run `make ui`, or install the wheel.\n", 503)
    headers = {"Cache-Control": _LOADER_AGE, "Cross-Origin-Resource-Policy": "cross-origin"}
    return FileResponse(DIST / name, media_type="text/javascript", headers=headers)


async def to_console(_: Request) -> Response:
    return RedirectResponse("/console/")


def is_built() -> bool:
    return (DIST / "console" / "index.html").is_file()


def routes() -> list[BaseRoute]:
    return [
        Route("/", to_console),
        Route("/console", to_console),
        Mount("/console/assets", HashedFiles(directory=DIST / "console" / "assets", check_dir=False)),
        Mount("/widget/assets", HashedFiles(directory=DIST / "widget" / "assets", check_dir=False)),
        Route("/widget.js", loader),
        Route("/tracker.js", tracker),
        WebSocketRoute("/console/socket", staff_socket),
        Route("/console/{path:path}", console_page),
    ]
