"""Which pages may carry an inbox's widget. Pure."""

import ipaddress
import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from contact_center.errors import InvalidInput

_NAME = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?")


def origin_of(site: str, *, field: str = "allowed_sites") -> str:
    """The site's origin in its one spelling, such as https://shop.example; raises InvalidInput that names the field."""
    try:
        parts = urlsplit(site.strip().lower())
        port = parts.port
    except ValueError:
        raise _unfit(site, field) from None
    if parts.scheme not in {"http", "https"} or parts.path not in {"", "/"} or "@" in parts.netloc or port == 0:
        raise _unfit(site, field)
    if parts.query or parts.fragment:
        raise _unfit(site, field)
    shown = _host(parts.hostname or "")
    if shown is None:
        raise _unfit(site, field)
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{shown}" + (f":{port}" if port and port != usual else "")


def _host(host: str) -> str | None:
    """As browsers write it: names in the letters of the DNS, IPv6 addresses short and in brackets."""
    try:
        if ":" in host:
            return f"[{ipaddress.IPv6Address(host).compressed}]" if "%" not in host else None
        name = host.encode("idna").decode()
    except ValueError:
        return None
    return name if _NAME.fullmatch(name) else None


def allows(allowed_sites: Sequence[str], site: str) -> bool:
    """Whether a page on this site may carry the widget."""
    try:
        return origin_of(site) in allowed_sites
    except InvalidInput:
        return False


def _unfit(site: str, field: str) -> InvalidInput:
    detail = f"{site!r} is not a site's address. Give scheme and host, such as https://shop.example."
    return InvalidInput(detail, code="site_unfit", field=field)
