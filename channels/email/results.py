"""What servers on the way found out of the sender: Authentication-Results (RFC 8601). Pure."""

import re
from collections.abc import Collection, Iterator, Sequence

from channels.email.parsed import Authentication

_MOST = 20
_LONGEST = 8_000
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"?|[();]|[^"();]+', re.DOTALL)
_FOUND = re.compile(r"\s*(spf|dkim|dmarc)\s*(?:/\s*\d+\s*)?=\s*([a-z]+)", re.IGNORECASE)
_RESULTS = frozenset({"pass", "fail", "softfail", "neutral", "none", "temperror", "permerror", "policy"})


def authentication(headers: Sequence[str]) -> tuple[Authentication, ...]:
    """One record for each header that can be read, in the given order. Comments do not count."""
    return tuple(filter(None, (_read(header) for header in headers[:_MOST])))


def trusted(found: Sequence[Authentication], servers: Collection[str]) -> Authentication | None:
    """What the newest trusted server says, from all its headers: a server may write one for each method.

    servers: their authserv-ids, as the operator names them; an empty one stands for headers without a name. They must
    remove what comes in under their names (RFC 8601, 5), since anybody can write it.
    """
    names = {server.strip().lower() for server in servers}
    own = [each for each in found if each.server in names]
    own = [each for each in own if each.server == own[0].server]
    if not own:
        return None
    first = {name: next(filter(None, (getattr(each, name) for each in own)), "") for name in ("spf", "dkim", "dmarc")}
    return Authentication(server=own[0].server, **first)


def _read(header: str) -> Authentication | None:
    server, *said = _statements(header[:_LONGEST])
    if "=" in server:  # Microsoft's leave their name out
        server, said = "", [server, *said]
    name = (server.split() or [""])[0].strip('"').lower()
    found: dict[str, str] = {}
    for statement in said:
        match = _FOUND.match(statement)
        if match and (result := match[2].lower()) in _RESULTS:
            method = match[1].lower()
            if method not in found or (method == "dkim" and result == "pass"):  # any signature that holds
                found[method] = result
    return Authentication(server=name, **found) if found else None


def _statements(header: str) -> Iterator[str]:
    """What stands between semicolons, without comments."""
    text, depth = "", 0
    for piece in _TOKEN.findall(header):
        if piece == "(":
            depth += 1
        elif piece == ")":
            depth = max(0, depth - 1)
        elif not depth and piece == ";":
            yield text
            text = ""
        elif not depth:
            text += piece
    yield text
