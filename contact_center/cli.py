"""The command line: serve, worker, db, user, seed, openapi, doctor, bench."""

import argparse
import sys
from collections.abc import Sequence

from contact_center import migrations, settings
from contact_center.errors import ContactCenterError
from contact_center.observability import set_up_logging


def main(argv: Sequence[str] | None = None) -> int:
    args = parser().parse_args(argv)
    try:
        return int(args.run(args) or 0)
    except ContactCenterError as error:
        print(f"contact-center: {error}", file=sys.stderr)
        return 2


def parser() -> argparse.ArgumentParser:
    root = argparse.ArgumentParser(prog="contact-center", description="An omnichannel contact centre.")
    commands = root.add_subparsers(required=True, metavar="COMMAND")
    serve = commands.add_parser("serve", help="run everything in one process")
    serve.add_argument("--host")
    serve.add_argument("--port", type=int)
    serve.add_argument("--data-dir")
    serve.set_defaults(run=run_serve)
    return root


def run_serve(args: argparse.Namespace) -> int:
    from pathlib import Path

    import uvicorn

    from contact_center.app import create_app

    chosen = settings.load(host=args.host, port=args.port, data_dir=args.data_dir and Path(args.data_dir))
    set_up_logging(chosen.log_level)
    chosen.data_dir.mkdir(parents=True, exist_ok=True)
    migrations.upgrade(chosen.url)
    uvicorn.run(
        create_app(chosen),
        host=chosen.host,
        port=chosen.port,
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_max_size=chosen.frame_bytes,
        ws_per_message_deflate=False,
        ws_ping_interval=20,
        ws_ping_timeout=20,
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=int(chosen.drain_seconds),
    )
    return 0
