"""The assembly: the only module that knows everyone."""

import asyncio
import contextlib
import logging
import os
import signal
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

import agents_ui.routes
from agents_ui.staff import Console
from channels.webchat.page import frame_page
from channels.webchat.socket import Webchat, visitor_socket
from contact_center import figures, mail
from contact_center.agents.api import ROUTES as AGENT_ROUTES
from contact_center.bus import open_bus
from contact_center.conversations.api import ROUTES as CONVERSATION_ROUTES
from contact_center.conversations.appender import Appender
from contact_center.conversations.appending import DISPATCH
from contact_center.conversations.dispatch import Dispatcher
from contact_center.conversations.service import WAKE
from contact_center.conversations.side import Side
from contact_center.conversations.wake import wake_handler
from contact_center.db import Database, open_database
from contact_center.http import ApiRoute, Services, State, api_routes
from contact_center.inboxes.api import ROUTES as INBOX_ROUTES
from contact_center.jobs import JobRunner, Schedule, cleanup
from contact_center.jobs_api import ROUTES as JOB_ROUTES
from contact_center.limits import Tally
from contact_center.middleware import stack
from contact_center.observability import Metrics
from contact_center.openapi import document_routes
from contact_center.ports import RESYNC, Bus
from contact_center.problems import exception_handlers
from contact_center.readiness import Readiness, readyz
from contact_center.realtime.board import Board
from contact_center.realtime.changes import CONVERSATION, PRESENCE, TYPING
from contact_center.realtime.hub import Hub
from contact_center.realtime.service import Realtime
from contact_center.secret_key import with_secret_key
from contact_center.settings import Settings
from contact_center.values import utc_now
from contact_center.work.service import ROUTING
from routing.router import Router

logger = logging.getLogger(__name__)

API: tuple[ApiRoute, ...] = (*AGENT_ROUTES, *INBOX_ROUTES, *CONVERSATION_ROUTES, *JOB_ROUTES)
"""Every route under /api/v1."""


@dataclass(frozen=True, kw_only=True)
class Process:
    """What one process is made of, and what its handlers find as services.extra."""

    webchat: Webchat
    console: Console
    realtime: Realtime
    router: Router
    runner: JobRunner
    readiness: Readiness


def create_app(settings: Settings, *, works: bool = True, clock: Callable[[], datetime] = utc_now) -> Starlette:
    """The ASGI application. works: also runs jobs and routing, so that one process is a whole installation."""
    settings = with_secret_key(settings)
    metrics = Metrics()

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[State]:
        async with running(settings, works=works, clock=clock) as services:
            app.state.services = services
            yield {"services": services}

    return Starlette(
        routes=routes(settings, metrics),
        middleware=stack(settings, metrics),
        exception_handlers=exception_handlers(),
        lifespan=lifespan,
    )


def routes(settings: Settings, metrics: Metrics) -> list[BaseRoute]:
    """Everything that the installation answers."""
    return [
        *api_routes(API),
        *document_routes(API),
        Route("/widget/frame", frame_page),
        WebSocketRoute("/widget/socket", visitor_socket),
        Route("/healthz", healthz),
        Route("/readyz", readyz),
        Route("/metrics", figures.endpoint(metrics, settings.metrics_token)),
        *agents_ui.routes.routes(),
    ]


@contextlib.asynccontextmanager
async def running(
    settings: Settings, *, works: bool, clock: Callable[[], datetime] = utc_now
) -> AsyncIterator[Services]:
    """Open everything a process needs, in order; close it again in reverse, within the drain time."""
    bus = open_bus(settings)
    db = open_database(settings, bus.publish)
    process = assemble(settings, db, bus, clock)
    tasks: list[asyncio.Task[None]] = []
    await bus.start()
    try:
        if works:
            tasks = [
                asyncio.create_task(process.runner.run(), name="jobs"),
                asyncio.create_task(process.router.run(), name="router"),
            ]
            for task in tasks:
                task.add_done_callback(_end_with)
        await process.realtime.board.refresh_online()
        yield Services(settings=settings, db=db, bus=bus, clock=clock, extra=process)
    finally:
        process.realtime.say_goodbye()
        process.runner.stop()
        if tasks:
            await asyncio.wait(tasks[:1], timeout=settings.drain_seconds)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await bus.stop()
        await db.close()


def _end_with(task: asyncio.Task[None]) -> None:
    """A process whose jobs or routing have died would look healthy and do nothing: end, to be started again."""
    if task.cancelled() or task.exception() is None:
        return
    logger.critical("%s ended unexpectedly; the process stops", task.get_name(), exc_info=task.exception())
    os.kill(os.getpid(), signal.SIGTERM)


def assemble(settings: Settings, db: Database, bus: Bus, clock: Callable[[], datetime]) -> Process:
    """Who knows whom, and who hears which signal. The main path of a new conversation is the Dispatcher's steps."""
    hub, board = Hub(db), Board(db, settings, clock)
    realtime = Realtime(hub=hub, board=board, addresses=Tally(settings.sockets_per_address))
    router = Router(db=db, bus=bus, settings=settings, clock=clock)
    dispatcher = Dispatcher(steps=[router.enqueue])
    runner = JobRunner(
        db,
        bus,
        handlers={
            DISPATCH: dispatcher.run,
            WAKE: wake_handler(clock),
            mail.KIND: mail.sender(settings),
            cleanup.KIND: cleanup.clean_up,
        },
        schedules={"cleanup": Schedule(cleanup.KIND, timedelta(hours=1))},
        clock=clock,
        drain_seconds=settings.drain_seconds,
    )
    bus.subscribe(CONVERSATION, hub.on_conversation)
    bus.subscribe(CONVERSATION, board.on_conversation)
    bus.subscribe(TYPING, hub.on_typing)
    for topic in (PRESENCE, ROUTING):
        bus.subscribe(topic, board.on_person)
    bus.subscribe(RESYNC, hub.on_resync)
    bus.subscribe(RESYNC, board.on_resync)
    side = Side(settings=settings, db=db, bus=bus, realtime=realtime, appender=Appender(db), clock=clock)
    return Process(
        webchat=Webchat(side),
        console=Console(side),
        realtime=realtime,
        router=router,
        runner=runner,
        readiness=Readiness(),
    )


async def healthz(_: Request) -> Response:
    """The process lives."""
    return JSONResponse({"status": "ok"})
