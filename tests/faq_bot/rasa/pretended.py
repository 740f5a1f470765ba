"""A program in the place of Rasa's, as quick as the real one is slow: told by PRETEND how it fares."""

import itertools
import os
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from faq_bot.rasa import installing
from faq_bot.rasa.layout import INSTALLED, program


def pretend_installed(folder: Path) -> Path:
    """A folder in which Rasa seems to be installed."""
    program(folder).parent.mkdir(parents=True)
    program(folder).write_text(f'#!/bin/sh\nexec {sys.executable} {__file__} "$@"\n')
    program(folder).chmod(0o755)
    (folder / INSTALLED).write_text(installing._digest())
    return folder


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == f"/status?token={os.environ['CC_RASA_TOKEN']}" else 401)
        self.end_headers()
        self.wfile.write(b'{"model_file": "one.tar.gz"}')
        if os.environ.get("PRETEND") == "dying":
            os._exit(3)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is said."""


def main(arguments: list[str]) -> None:
    given = dict(itertools.pairwise(arguments))
    how = os.environ.get("PRETEND")
    if "run" in arguments and how != "refusing":
        HTTPServer((given["--interface"], int(given["--port"])), Handler).serve_forever()
    if "train" in arguments and how == "learning":
        out = Path(given["--out"])
        out.mkdir(exist_ok=True)
        (out / f"{given['--fixed-model-name']}.tar.gz").write_bytes(b"a model")
        return
    names = " ".join(name for name in os.environ if name.startswith("CC_"))
    sys.stdout.write(f"I cannot do that. {names}\n")
    raise SystemExit(5)


if __name__ == "__main__":
    main(sys.argv[1:])
