"""`rasa`: a Rasa server from the knowledge base: its project, its environment, its training, and itself."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from contact_center.commands import context
from contact_center.settings import Settings

if TYPE_CHECKING:
    from faq_bot.rasa.project import Article

EPILOG = """\
examples:
  contact-center rasa install            once: Rasa 3.6 in an environment of its own, below the data folder
  contact-center rasa train              a project from the published public articles, and a model of it
  contact-center rasa run                serve the newest model on http://127.0.0.1:5005
  CC_RASA_URL=http://127.0.0.1:5005 contact-center serve

docs/rasa.md says what it costs and how the two work together.
"""
PORT = 5005


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "rasa",
        help="install, train and run a Rasa server for the bot",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    steps = parser.add_subparsers(required=True, title="rasa commands", metavar="COMMAND")
    out = steps.add_parser("export", help="write a Rasa project of the articles", allow_abbrev=False)
    out.add_argument("target", type=Path, metavar="DIR")
    out.set_defaults(run=export)
    make = steps.add_parser("install", help="install Rasa in an environment of its own", allow_abbrev=False)
    make.add_argument("--python", type=Path, metavar="FILE", help="Python 3.10 or 3.11 (found by itself)")
    make.set_defaults(run=install)
    learn = steps.add_parser("train", help="train a model of the articles", allow_abbrev=False)
    learn.set_defaults(run=train)
    server = steps.add_parser("run", help="serve the newest model until SIGTERM", allow_abbrev=False)
    server.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    server.add_argument("--port", type=_port, default=PORT, help=f"port to listen on ({PORT})")
    server.add_argument("--model", type=Path, metavar="FILE", help="another model than the newest")
    server.set_defaults(run=serve)
    for step in (out, learn):
        step.add_argument(
            "--articles", type=Path, metavar="DIR", help="articles as files, instead of this installation's"
        )
        step.add_argument("--epochs", type=_epochs, metavar="N", help="rounds of the training (100)")
    for step in (learn, server):
        step.add_argument("--project", type=Path, metavar="DIR", help="the project's folder (DATA_DIR/rasa/project)")
    for step in (make, learn, server):
        step.add_argument("--folder", type=Path, metavar="DIR", help="where Rasa is installed (DATA_DIR/rasa)")
    for step in (out, make, learn, server):
        context.add_data_dir(step)


def export(args: argparse.Namespace) -> None:
    from faq_bot.rasa.learning import write

    files, count = _project(args)
    write(args.target, files)
    print(f"A Rasa project of {count} articles is in {args.target}.")


def install(args: argparse.Namespace) -> None:
    from faq_bot.rasa import installing

    installing.install(_folder(args), args.python, say=_say)


def train(args: argparse.Namespace) -> None:
    """A project that is given is trained as it stands; the own one is written anew first."""
    from faq_bot.rasa import installing, learning

    folder = _folder(args)
    installing.require_installed(folder)
    if args.project is None or args.articles is not None:
        files, _ = _project(args)
        learning.write(_project_folder(args), files)
    learning.train(folder, _project_folder(args), say=_say)


def serve(args: argparse.Namespace) -> None:
    from faq_bot.rasa import installing, learning, serving
    from faq_bot.rasa.errors import RasaEnded

    folder, project = _folder(args), _project_folder(args)
    installing.require_installed(folder)
    model = args.model or next(iter(learning.models(project)), None)
    if model is None or not model.exists():
        raise RasaEnded("There is no model to serve: run `contact-center rasa train` first.")
    place = serving.Place(args.host, args.port, context.settings_of(args).rasa_token)
    serving.run(folder, project, model, place, say=_say)


def _project(args: argparse.Namespace) -> tuple[dict[str, str], int]:
    """The project's files, and of how many articles they are."""
    from faq_bot.rasa import articles, project

    if args.articles is not None:
        chosen, locale = context.settings_of(args), "en"
        found = articles.read(args.articles, chosen.base_url)
    else:
        found, locale = _stored(context.migrated(args))
    return project.files(found, locale=locale, epochs=args.epochs or project.EPOCHS), len(found)


def _stored(chosen: Settings) -> "tuple[list[Article], str]":
    from faq_bot.rasa import articles
    from knowledge_base import settings

    return context.in_database(chosen, lambda tx: (articles.stored(tx, chosen.base_url), settings.current(tx).locale))


def _folder(args: argparse.Namespace) -> Path:
    """Where Rasa is, or is to be, installed: as an absolute path, since its programs run elsewhere."""
    from faq_bot.rasa.layout import FOLDER

    found: Path = args.folder or context.settings_of(args).data_dir / FOLDER
    return found.absolute()


def _project_folder(args: argparse.Namespace) -> Path:
    from faq_bot.rasa.layout import PROJECT

    found: Path = args.project or _folder(args) / PROJECT
    return found.absolute()


def _say(line: str) -> None:
    print(line, flush=True)


def _port(text: str) -> int:
    return _number(text, 1, 65_535)


def _epochs(text: str) -> int:
    return _number(text, 1, 10_000)


def _number(text: str, least: int, most: int) -> int:
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1
    if not least <= number <= most:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {least} to {most}")
    return number
