"""The assembly: the only module that knows everyone."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Route, WebSocketRoute

import agents_ui.routes
import faq_bot.routes
import knowledge_base.routes
from agents_ui.desk import Desk
from agents_ui.staff import Console
from channels.email import sources
from channels.email.contact.forms import Forms
from channels.email.forwarded.api import ROUTES as FORWARDED_ROUTES
from channels.email.mailboxes.api import ROUTES as MAILBOX_ROUTES
from channels.email.mailboxes.sign_in_api import CALLBACK_PATH
from channels.email.mailboxes.signed_in import come_back
from channels.email.outgoing.api import ROUTES as OUTGOING_ROUTES
from channels.email.parts import Email
from channels.webchat.file_links import give_links
from channels.webchat.files import Uploads, upload_file
from channels.webchat.page import frame_page
from channels.webchat.socket import Webchat, visitor_socket
from channels.webchat.transcripts import download
from channels.webchat.visits import Visits, answer_consent, ask_consent, report_read, report_visit
from contact_center import figures
from contact_center.agents.api import ROUTES as AGENT_ROUTES
from contact_center.agents.sessions import STAFF
from contact_center.bus import open_bus
from contact_center.chores import job_runner
from contact_center.conversations.answering import Answering
from contact_center.conversations.api import ROUTES as CONVERSATION_ROUTES
from contact_center.conversations.appender import Appender
from contact_center.conversations.appending import DISPATCH
from contact_center.conversations.customer_api import ROUTES as CUSTOMER_CONVERSATION_ROUTES
from contact_center.conversations.desk_api import ROUTES as DESK_ROUTES
from contact_center.conversations.dispatch import Dispatcher
from contact_center.conversations.side import Side
from contact_center.customers.api import ROUTES as CUSTOMER_ROUTES
from contact_center.customers.signals import ROW_CHANGED
from contact_center.db import Database, open_database
from contact_center.ending import end_with
from contact_center.errors import StorageUnavailable
from contact_center.files import api as files_api
from contact_center.files.cleanup import KIND as FILES_CLEANUP
from contact_center.files.cleanup import blob_deleter, cleaner
from contact_center.files.service import DELETE_BLOBS, known_keys
from contact_center.files.store import FileStore
from contact_center.http import ApiRoute, Services, State, api_routes
from contact_center.inboxes.api import ROUTES as INBOX_ROUTES
from contact_center.jobs import JobRunner
from contact_center.jobs_api import ROUTES as JOB_ROUTES
from contact_center.labels.api import ROUTES as LABEL_ROUTES
from contact_center.limits import Tally
from contact_center.merging.api import ROUTES as MERGE_ROUTES
from contact_center.middleware import stack
from contact_center.observability import Metrics
from contact_center.openapi import document_routes
from contact_center.ports import RESYNC, Bus
from contact_center.problems import exception_handlers
from contact_center.readiness import Readiness, healthz, readyz
from contact_center.realtime.board import Board
from contact_center.realtime.changes import CONVERSATION, PRESENCE, TYPING
from contact_center.realtime.hub import Hub
from contact_center.realtime.journeys import Journeys
from contact_center.realtime.live_queues import LiveQueues
from contact_center.realtime.service import Realtime
from contact_center.replies.api import ROUTES as REPLY_ROUTES
from contact_center.reports import api as reports_api
from contact_center.retention.api import ROUTES as RETENTION_ROUTES
from contact_center.search.api import ROUTES as SEARCH_ROUTES
from contact_center.search.indexer import Indexer
from contact_center.secret_key import with_secret_key
from contact_center.settings import Settings
from contact_center.values import BY_MAIL, utc_now
from contact_center.visits.api import ROUTES as VISIT_ROUTES
from contact_center.visits.service import JOURNEY
from contact_center.work.signals import OFFERS, ROUTING, SETUP
from faq_bot.desk.naming import Guides
from faq_bot.mail import bot as mail_bot
from faq_bot.parts import parts_of
from faq_bot.training import Learner
from faq_bot.understanding import Engines
from knowledge_base.help.centre import HelpCentre
from routing import answers, callbacks, desk_queries, floor, live, newcomers, wrapping
from routing.accuracy import ROUTES as WAIT_ROUTES
from routing.desk_api import ROUTES as WORK_ROUTES
from routing.live_api import ROUTES as LIVE_ROUTES
from routing.router import Router
from routing.setup.api import ROUTES as ROUTING_ROUTES
from routing.waits import Waits

API: tuple[ApiRoute, ...] = (
    *AGENT_ROUTES,
    *INBOX_ROUTES,
    *CONVERSATION_ROUTES,
    *CUSTOMER_ROUTES,
    *CUSTOMER_CONVERSATION_ROUTES,
    *MERGE_ROUTES,
    *files_api.ROUTES,
    *OUTGOING_ROUTES,
    *FORWARDED_ROUTES,
    *DESK_ROUTES,
    *WORK_ROUTES,
    *VISIT_ROUTES,
    *SEARCH_ROUTES,
    *LABEL_ROUTES,
    *REPLY_ROUTES,
    *JOB_ROUTES,
    *RETENTION_ROUTES,
    *MAILBOX_ROUTES,
    *reports_api.ROUTES,
    *WAIT_ROUTES,
    *LIVE_ROUTES,  # these two before a queue by its id
    *ROUTING_ROUTES,
    *knowledge_base.routes.ROUTES,
    *faq_bot.routes.ROUTES,
)
"""Every route under /api/v1."""
DESK = Desk(view=desk_queries.desk, accept=answers.accept, decline=answers.decline, finish=wrapping.finish)
"""What agents say to routing on their sockets."""


@dataclass(frozen=True, kw_only=True)
class Process:
    """What one process is made of, and what its handlers find as services.extra."""

    answering: Answering
    email: Email
    files: FileStore
    uploads: Uploads
    webchat: Webchat
    visits: Visits
    console: Console
    realtime: Realtime
    router: Router
    waits: Waits
    indexer: Indexer
    understanders: Engines
    learner: Learner
    guides: Guides
    help: HelpCentre
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
        Route("/widget/visits", report_visit, methods=["POST"]),  # first: it is asked for the most
        *api_routes(API),
        *document_routes(API),
        Route(sources.HTML_PATH, sources.serve_html),
        Route(sources.ORIGINAL_PATH, sources.serve_original),
        Route(sources.CAME_PATH, sources.serve_came),
        Route(CALLBACK_PATH, come_back),
        Route(reports_api.EXPORT_PATH, reports_api.export_ratings),
        Route("/widget/frame", frame_page),
        Route("/widget/transcript", download),
        WebSocketRoute("/widget/socket", visitor_socket),
        Route("/widget/files", upload_file, methods=["POST"]),
        Route("/widget/files", give_links),
        Route("/files/{key}/{name}", files_api.serve_file),
        Route("/widget/consent", ask_consent),
        Route("/widget/read", report_read, methods=["POST"]),
        Route("/widget/consent", answer_consent, methods=["POST"]),
        *knowledge_base.routes.PAGES,
        *faq_bot.routes.PAGES,
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
    jobs, tasks = list[asyncio.Task[None]](), list[asyncio.Task[None]]()
    await bus.start()
    try:
        if works:
            jobs = [asyncio.create_task(process.runner.run(), name="jobs")]
            tasks = [
                *jobs,
                asyncio.create_task(process.router.run(), name="router"),
                asyncio.create_task(process.indexer.run(), name="indexer"),
                asyncio.create_task(process.understanders.run(), name="understanding"),
                asyncio.create_task(process.learner.run(), name="learning"),
                *process.email.begin(),
            ]
        with contextlib.suppress(StorageUnavailable):  # the store has said so; everything else works
            await process.files.sweep(lambda keys: db.read(known_keys, keys))
        await process.realtime.board.refresh_online()
        await process.webchat.opening.refresh()
        tasks.append(asyncio.create_task(process.webchat.opening.run(), name="business hours"))
        tasks.append(asyncio.create_task(process.waits.run(), name="waits"))
        for task in tasks:
            task.add_done_callback(end_with)
        yield Services(settings=settings, db=db, bus=bus, clock=clock, extra=process)
    finally:
        process.realtime.say_goodbye()
        process.runner.stop()
        if jobs:
            await asyncio.wait(jobs, timeout=settings.drain_seconds)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await bus.stop()
        await db.close()
        process.files.close()


def assemble(settings: Settings, db: Database, bus: Bus, clock: Callable[[], datetime]) -> Process:
    """Who knows whom. The main path of a new conversation is the Dispatcher's steps."""
    hub, board = Hub(db), Board(db, partial(floor.people, chat_limit=settings.chat_limit), clock)
    queues = LiveQueues(db, partial(live.read, chat_limit=settings.chat_limit), clock)
    realtime = Realtime(hub=hub, board=board, queues=queues, addresses=Tally(settings.sockets_per_address))
    router = Router(db=db, bus=bus, settings=settings, clock=clock)
    outlook = partial(newcomers.outlook, chat_limit=settings.chat_limit)
    files = FileStore(settings.data_dir)
    parts = parts_of(
        settings, db, clock, outlook=outlook, is_planned=callbacks.is_planned, plan=callbacks.plan,
        forms=Forms(settings, files),
    )  # fmt: skip
    dispatcher = Dispatcher(steps=[parts.bot.answer, parts.mail_bot.answer, router.enqueue])
    own = {DISPATCH: dispatcher.run, DELETE_BLOBS: blob_deleter(files), FILES_CLEANUP: cleaner(files, clock)}
    email = Email(settings, db, bus, files=files, clock=clock, follow=[mail_bot.follow])
    runner = job_runner(settings, db, bus, clock, **own, **email.handlers, **parts.mail_bot.handlers)
    listen(bus, realtime, Journeys(db, hub, clock))
    answering = Answering({BY_MAIL: email.reply})
    side = Side(
        settings=settings, db=db, bus=bus, realtime=realtime, appender=Appender(db), answering=answering, clock=clock
    )
    return Process(
        answering=answering,
        email=email,
        files=files,
        uploads=Uploads(settings),
        webchat=Webchat(side),
        visits=Visits(settings, db, clock),
        console=Console(side, DESK),
        realtime=realtime,
        router=router,
        waits=Waits(db=db, bus=bus, realtime=realtime, settings=settings, clock=clock),
        indexer=Indexer(db=db, bus=bus, clock=clock),
        understanders=parts.understanders,
        help=parts.help,
        learner=parts.learner,
        guides=parts.guides,
        runner=runner,
        readiness=Readiness(),
    )


def listen(bus: Bus, realtime: Realtime, journeys: Journeys) -> None:
    """Who hears which signal."""
    hub, board, queues = realtime.hub, realtime.board, realtime.queues
    for topic in (CONVERSATION, ROW_CHANGED):
        bus.subscribe(topic, board.on_conversation)
    for topic in (PRESENCE, ROUTING, OFFERS):
        bus.subscribe(topic, board.on_person)
    for topic in (PRESENCE, ROUTING, OFFERS, SETUP, STAFF, RESYNC):
        bus.subscribe(topic, queues.on_change)
    bus.subscribe(CONVERSATION, hub.on_conversation)
    bus.subscribe(TYPING, hub.on_typing)
    bus.subscribe(JOURNEY, journeys.on_journey)
    for heard in (hub.on_resync, board.on_resync, journeys.on_resync):
        bus.subscribe(RESYNC, heard)
