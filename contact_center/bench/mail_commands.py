"""The measurements of mail on the command line. Imports what it runs only when it runs."""

import argparse
from pathlib import Path
from typing import Any

from contact_center.bench.arguments import add, at_least, seconds


def add_commands(names: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add those of mail to `contact-center bench`."""
    quotes = add(names, "quotes", _quotes, "replies by mail: how often exactly what is new is shown", storage=False)
    quotes.add_argument("--labels", type=Path, metavar="DIR", help="folder with quotes.jsonl (tests/data/mail)")
    quotes.add_argument("--corpus", type=Path, metavar="DIR", help="folder of the labelled mails (../shared/data/mail)")
    mail = add(
        names, "mail", _mail, "a corpus of mails and mutations of it, then threads: lost, crashed, how many a second"
    )
    mail.add_argument("--corpus", type=Path, metavar="DIR", help="folder of .eml, .txt and .box (../shared/data/mail)")
    mail.add_argument("--mutations", type=at_least(1), default=1000)
    mail.add_argument("--mails", type=at_least(10), default=5000, help="mails in threads (5000)")
    crash = add(names, "mailcrash", _mailcrash, "SIGKILL while mails arrive and leave: lost, duplicated")
    crash.add_argument("--rounds", type=at_least(1), default=10)
    crash.add_argument("--arriving", type=at_least(1), default=500, help="mails of each round (500)")
    crash.add_argument("--leaving", type=at_least(1), default=200, help="answers of each round (200)")
    add(names, "loops", _loops, "autoresponders and a robot that answer each other: where it ends", storage=False)
    outage = add(
        names, "mailoutage", _mailoutage, "Dovecot is killed for a while, and the mailbox made anew: lost, twice"
    )
    outage.add_argument("--seconds", type=seconds, default=60.0, help="how long it is away (60)")
    outage.add_argument("--arriving", type=at_least(1), default=15, help="mails meanwhile (15)")
    outage.add_argument("--leaving", type=at_least(1), default=5, help="answers meanwhile, at most one a mail (5)")


def _quotes(options: Any, args: argparse.Namespace) -> dict[str, Any]:
    from contact_center.bench import quotes

    labels, corpus = args.labels or Path("tests/data/mail"), args.corpus or Path("../shared/data/mail")
    return quotes.run(options, labels=labels, corpus=corpus)


def _mailcrash(options: Any, args: argparse.Namespace) -> dict[str, Any]:
    from contact_center.bench import mailcrash

    return mailcrash.run(options, rounds=args.rounds, arriving=args.arriving, leaving=args.leaving)


def _loops(options: Any, _: argparse.Namespace) -> dict[str, Any]:
    from contact_center.bench import loops

    return loops.run(options)


def _mail(options: Any, args: argparse.Namespace) -> dict[str, Any]:
    from contact_center.bench import mails

    corpus = args.corpus or Path("../shared/data/mail")
    return mails.run(options, corpus=corpus, mutations=args.mutations, mails=args.mails)


def _mailoutage(options: Any, args: argparse.Namespace) -> dict[str, Any]:
    from contact_center.bench import mailoutage

    return mailoutage.run(options, seconds=args.seconds, arriving=args.arriving, leaving=args.leaving)
