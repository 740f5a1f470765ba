"""Takes secrets and people's addresses out of what a page tells of itself. Pure.

agents_ui/widget/tracker/cleaning.ts does the same in the browser, so that they never leave it; the tests of both read
cleaning.cases.json.
"""

import re
from urllib.parse import unquote, urlsplit

URL_LENGTH = 1_000
TEXT_LENGTH = 300
REMOVED = "…"

_SECRET_NAME = re.compile(
    r"token|pass|pwd|secret|code|otp|pin$|auth|sess|sid$|jwt|key|sign|sig$|nonce|state|mail|phone|^tel|card|cv[vc]"
    r"|iban|account|ssn|user|login|name|address|street|birth|ticket|saml|clid$|^utm|^mc_|^_"
)
"""Of a query's field, in lower case: what may hold a secret or a person, and the marks of advertisers."""
_EMAIL = re.compile(r"[^\s@/=&?<>()\"',;:]+@[^\s@/=&?<>()\"',;:]+\.[^\s@/=&?<>()\"',;:]+")
_CARD = re.compile(r"[0-9](?:[ -]?[0-9]){12,}")
_TOKEN = re.compile(r"eyJ[\w.-]{8,}|(?=[\w-]*[0-9])(?=[\w-]*[A-Za-z])[\w-]{32,}", re.ASCII)
_SHORTEST = 11
"""Of what is hidden, but for e-mail addresses."""
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)
"""A UUID names a thing of the shop: it is no secret by its look alone."""
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+")
"""Control characters, and those that turn the direction of a line."""


def clean_text(text: str, limit: int = TEXT_LENGTH) -> str:
    """A title or a search on one line, without e-mail addresses, card-like numbers and tokens."""
    flat = " ".join(_UNFIT.sub(" ", text).split())[: 4 * limit]
    return _masked(flat)[:limit].rstrip()


def clean_url(address: str) -> str | None:
    """A page's address without userinfo, secrets and, unless it is a route, fragment; None for what is no page."""
    try:
        parts = urlsplit(_UNFIT.sub("", address).strip().replace("\\", "/"))
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host or re.search(r"[\s<>\"'%]", host):
        return None
    shown = f"[{host}]" if ":" in host else host
    start = f"{parts.scheme}://{shown}" + (f":{port}" if port else "")
    route = parts.fragment if re.match(r"!?/", parts.fragment) else ""
    before, _, after = route.partition("?")
    end = _query(after)
    whole = start + (_path(parts.path) or "/") + _query(parts.query) + (f"#{_path(before)}{end}" if route else "")
    if len(whole) > URL_LENGTH:
        whole = (start + (_path(parts.path) or "/"))[:URL_LENGTH]
    return whole


def clean_referrer(address: str | None, site: str) -> str | None:
    """Where a visitor came from: of another site than our page's the origin and path alone."""
    found = clean_url(address) if address else None
    if found is None or found.startswith(f"{site}/"):
        return found
    return re.split(r"[?#]", found)[0]


def _query(query: str) -> str:
    kept = [pair for pair in re.split("[&;]", query) if pair and not _is_secret(pair)]
    return f"?{'&'.join(_escaped(pair) for pair in kept)}" if kept else ""


def _is_secret(pair: str) -> bool:
    name, _, value = pair.partition("=")
    return bool(_SECRET_NAME.search(_plain(name).lower())) or _holds_secret(value) or _holds_secret(name)


def _path(path: str) -> str:
    return "/".join(REMOVED if _holds_secret(part) else _escaped(part) for part in path.split("/"))


def _holds_secret(text: str) -> bool:
    plain = _plain(text)
    return _masked(plain) != plain


def _masked(text: str) -> str:
    if len(text) < _SHORTEST and "@" not in text:
        return text
    parts = _ID.split(text)
    ids = [*_ID.findall(text), ""]
    hidden = (_EMAIL.sub(REMOVED, _CARD.sub(REMOVED, _TOKEN.sub(REMOVED, part))) for part in parts)
    return "".join(part + each for part, each in zip(hidden, ids, strict=True))


def _plain(text: str) -> str:
    """Without escapes, also where they were escaped twice."""
    if "%" not in text and "+" not in text:
        return text
    return unquote(unquote(text.replace("+", " ")))


def _escaped(text: str) -> str:
    """What an address may not hold as it stands."""
    return re.sub(r"[\s<>\"'`{}|\\^]", lambda found: f"%{ord(found[0]):02X}", text)
