"""`contact-center bench NAME`: the command line of the measurements. Imports what it runs only when it runs."""

import argparse
from pathlib import Path
from typing import Any

from contact_center.bench import mail_commands
from contact_center.bench.arguments import add, at_least, seconds


def add_commands(names: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the measurements to `contact-center bench`."""
    chat = add(names, "chat", _chat, "cost and latency of a chat message, beside a bare echo")
    chat.add_argument("--rounds", type=at_least(1), default=3)
    chat.add_argument("--messages", type=at_least(500), default=20_000, help="messages of each round (20000)")
    chat.add_argument("--seconds", type=seconds, default=10.0, help="seconds of each latency phase (10)")
    connections = add(names, "connections", _connections, "memory and processor time of idle visitors")
    connections.add_argument("--count", type=at_least(1), default=1000)
    connections.add_argument("--seconds", type=seconds, default=20.0, help="how long all are idle (20)")
    lists = add(names, "list", _list, "pages of the conversation list over HTTP")
    lists.add_argument("--conversations", type=at_least(1000), default=100_000)
    lists.add_argument("--calls", type=at_least(1), default=200, help="calls of each view, cold and again warm (200)")
    search = add(names, "search", _search, "what is found in an archive of messages, and how soon")
    search.add_argument("--messages", type=at_least(1000), default=1_000_000, help="messages of the archive (1000000)")
    search.add_argument("--calls", type=at_least(1), default=40, help="searches of each kind, cold and warm (40)")
    search.add_argument("--seconds", type=seconds, default=20.0, help="how long messages arrive beside them (20)")
    search.add_argument("--agents", type=at_least(2), default=20, help="who answer them, five chats each (20)")
    start = add(names, "start", _starts, "how soon the product serves after it was started")
    start.add_argument("--rounds", type=at_least(1), default=3)
    visits = add(names, "visits", _visits, "page views over HTTP beside a chat")
    visits.add_argument("--rate", type=at_least(1), default=500, help="page views a second (500)")
    visits.add_argument("--seconds", type=seconds, default=20.0, help="seconds of each of three phases (20)")
    for add_more in (_add_routing, _add_bot, _add_help, mail_commands.add_commands):
        add_more(names)
    crash = add(names, "crash", _crash, "SIGKILL in the middle of work: lost, duplicated, reordered")
    crash.add_argument("--rounds", type=at_least(1), default=20)


def _add_routing(names: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    router = add(names, "router", _router, "decisions of the router's engine, each with its reasons", storage=False)
    router.add_argument("--waiting", type=at_least(10), default=1000, help="items that wait at any time (1000)")
    router.add_argument("--agents", type=at_least(10), default=500)
    router.add_argument("--decisions", type=at_least(500), default=5000, help="of each of twenty phases (5000)")
    router.add_argument("--items", type=at_least(100), default=2000, help="given through each of the databases (2000)")
    routers = add(names, "routers", _routers, "several routers on one PostgreSQL: racing, and killed under the lease")
    routers.add_argument("--processes", type=at_least(2), default=8)
    routers.add_argument("--items", type=at_least(100), default=10_000)
    fairness = add(names, "fairness", _fairness, "equal items to equal agents, and who gets how many", storage=False)
    fairness.add_argument("--items", type=at_least(10), default=1000)
    fairness.add_argument("--agents", type=at_least(2), default=10)
    erlang = add(names, "erlang", _erlang, "the router's waits beside what Erlang C expects", storage=False)
    erlang.add_argument("--contacts", type=at_least(1000), default=100_000, help="of each replication (100000)")
    erlang.add_argument(
        "--replications", type=at_least(2), default=8, help="of each of five loads, and more of busy ones (8)"
    )


def _add_bot(names: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    bot = add(names, "bot", _bot, "questions through the bot's understanding: right, out of scope, cost", storage=False)
    about_data = "folder with banking77 and clinc150; with --vietnamese that of vietnamese_faq.jsonl (tests/data/bot)"
    bot.add_argument("--data", type=Path, metavar="DIR", help=about_data)
    bot.add_argument(
        "--set", type=Path, metavar="FILE", help="another set of questions; docs/measurements.md has its form"
    )
    bot.add_argument("--engine", choices=("hybrid", "tfidf", "rasa"), default="hybrid")
    bot.add_argument("--rasa", type=Path, metavar="DIR", help="where Rasa is installed (var/rasa)")
    bot.add_argument("--intents", type=at_least(2), default=20, help="of Rasa's part of a set (20)")
    bot.add_argument("--examples", type=at_least(1), default=30, help="of each of them that it learns (30)")
    bot.add_argument("--epochs", type=at_least(1), default=50, help="rounds of Rasa's training (50)")
    bot.add_argument("--vietnamese", action="store_true", help="the Vietnamese articles and their questions")


def _add_help(names: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    articles = add(names, "articles", _articles, "searches of the help centre: what is found first, and how soon")
    articles.add_argument("--data", type=Path, metavar="DIR", help="folder with search_judged.jsonl (tests/data/bot)")
    articles.add_argument(
        "--articles", type=at_least(0), default=10_000, help="articles beside the judged ones (10000)"
    )
    articles.add_argument("--calls", type=at_least(1), default=300, help="searches of each kind among them (300)")
    articles.add_argument("--engine", choices=("hybrid", "tfidf", "none"), default="hybrid")
    about = "scripted conversations with the bot of a running server: rightly answered, handed over, wrongly answered"
    deflection = add(names, "deflection", _deflection, about)
    about_script = "scripted conversations (tests/data/bot/deflection.jsonl), as the README beside it has them"
    deflection.add_argument("--script", type=Path, metavar="FILE", help=about_script)
    about_models = "the data folder of an installation that has learned the articles, to learn nothing here"
    deflection.add_argument("--models", type=Path, metavar="DIR", help=about_models)


def _chat(options: Any, args: argparse.Namespace) -> dict[str, Any]:
    from contact_center.bench import chat

    size = chat.Size(rounds=args.rounds, messages=args.messages, echoed=3 * args.messages, seconds=args.seconds)
    return chat.run(options, size)


def _connections(options: Any, args: argparse.Namespace) -> dict[str, Any]:
    from contact_center.bench import connections

    return connections.run(options, count=args.count, seconds=args.seconds)


def _list(options: Any, args: argparse.Namespace) -> dict[str, Any]:
    from contact_center.bench import lists

    return lists.run(options, conversations=args.conversations, calls=args.calls)


def _search(options: Any, args: argparse.Namespace) -> dict[str, Any]:
    from contact_center.bench import searches

    size = {"messages": args.messages, "calls": args.calls, "seconds": args.seconds, "agents": args.agents}
    return searches.run(options, **size)


def _starts(options: Any, args: argparse.Namespace) -> dict[str, Any]:
    from contact_center.bench import starting

    return starting.run(options, rounds=args.rounds)


def _visits(options: Any, args: argparse.Namespace) -> dict[str, Any]:
    from contact_center.bench import visits

    return visits.run(options, rate=args.rate, seconds=args.seconds)


def _router(options: Any, args: argparse.Namespace) -> dict[str, Any]:
    from contact_center.bench import router

    size = {"waiting": args.waiting, "agents": args.agents, "decisions": args.decisions, "items": args.items}
    return router.run(options, **size)


def _routers(options: Any, args: argparse.Namespace) -> dict[str, Any]:
    from contact_center.bench import routers

    return routers.run(options, processes=args.processes, items=args.items)


def _fairness(options: Any, args: argparse.Namespace) -> dict[str, Any]:
    from contact_center.bench import fairness

    return fairness.run(options, items=args.items, agents=args.agents)


def _erlang(options: Any, args: argparse.Namespace) -> dict[str, Any]:
    from contact_center.bench import erlang

    return erlang.run(options, contacts=args.contacts, replications=args.replications)


def _bot(options: Any, args: argparse.Namespace) -> dict[str, Any]:
    from contact_center.bench import bot, bot_sets
    from faq_bot.nlu.records import EngineName

    sets = [bot_sets.read_file(args.set)] if args.set else []
    if args.vietnamese:
        sets.append(bot_sets.read_articles(args.data or Path("tests/data/bot")))
    elif args.data:
        sets.extend(bot_sets.read_folder(args.data))
    if not sets:
        raise bot_sets.SetError("Say what to measure: --data DIR, --set FILE or --vietnamese.")
    if args.engine == EngineName.RASA:
        from contact_center.bench import bot_rasa

        size = bot_rasa.Size(intents=args.intents, examples=args.examples, epochs=args.epochs)
        return bot_rasa.run(options, sets, (args.rasa or Path("var/rasa")).absolute(), size)
    return bot.run(options, sets, EngineName(args.engine))


def _articles(options: Any, args: argparse.Namespace) -> dict[str, Any]:
    from contact_center.bench import articles

    data = args.data or Path("tests/data/bot")
    return articles.run(options, data, articles=args.articles, calls=args.calls, engine=args.engine)


def _deflection(options: Any, args: argparse.Namespace) -> dict[str, Any]:
    from contact_center.bench import deflection, deflection_sets

    scripts = deflection_sets.read(args.script or Path("tests/data/bot/deflection.jsonl"))
    return deflection.run(options, scripts, models=args.models)


def _crash(options: Any, args: argparse.Namespace) -> dict[str, Any]:
    from contact_center.bench import crash

    return crash.run(options, rounds=args.rounds)
