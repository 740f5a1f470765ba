"""Makes every check that can be made, and writes down what they say."""

import argparse
import asyncio
from collections.abc import Callable, Iterable, Sequence

import msgspec

from contact_center.commands import context
from contact_center.commands.doctor import database, guided_flows, machine, network, rasa, understanding
from contact_center.commands.doctor.finding import Finding, Level, failed, ok
from contact_center.errors import SettingsError


def examine(args: argparse.Namespace) -> list[Finding]:
    """All findings, the general ones first. Without settings only the machine can be looked at."""
    found = _surely("program", machine.check_program)
    try:
        chosen = context.settings_of(args)
    except SettingsError as error:
        return [*found, failed("settings", str(error), "Mend or remove the variable.")]
    found.append(ok("settings", "every CC_ variable is known and fits"))
    found += _surely("data folder", lambda: machine.check_folder(chosen))
    found += _surely("database", lambda: asyncio.run(database.check(chosen)))
    found += _surely("public address", lambda: network.check_addresses(chosen))
    found += _surely("port", lambda: [network.check_port(chosen)])
    found += _surely("public door", lambda: network.check_front(chosen))
    found += _surely("mail", lambda: [asyncio.run(network.check_mail(chosen))])
    found += _surely("understanding", lambda: understanding.check(chosen))
    found += _surely("rasa", lambda: asyncio.run(rasa.check(chosen)))
    found += _surely("guided flows", lambda: guided_flows.check(chosen))
    return found


def _surely(name: str, check: Callable[[], Iterable[Finding]]) -> list[Finding]:
    """What a check found until it ended or crashed: a crash is a finding too, and the other checks are still made."""
    found: list[Finding] = []
    try:
        found.extend(check())
    except Exception as error:
        crash = f"the check itself failed with {type(error).__name__}"
        found.append(failed(name, crash, "This may be a fault of contact-center: please report it with this line."))
    return found


def has_failed(found: Sequence[Finding]) -> bool:
    return any(each.level is Level.FAILED for each in found)


def as_text(found: Sequence[Finding]) -> str:
    """A line for each, with what to do below it, and a summary."""
    lines: list[str] = []
    for each in found:
        lines.append(f"{each.level:<8} {each.name}: {each.detail}")
        if each.todo:
            lines.append(f"         -> {each.todo}")
    count = {level: sum(each.level is level for each in found) for level in Level}
    lines += ["", ", ".join(f"{number} {level}" for level, number in count.items() if number)]
    return "\n".join(lines)


def as_json(found: Sequence[Finding]) -> str:
    return msgspec.json.encode({"ok": not has_failed(found), "findings": found}).decode()
