"""Which pages may carry an inbox's widget. Pure."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from contact_center.errors import InvalidInput


def origin_of(site: str) -> str:
    """The site's origin in its one spelling, such as https://shop.example; raises InvalidInput."""
    try:
        parts = urlsplit(site.strip().lower())
        port = parts.port
    except ValueError:
        raise _unfit(site) from None
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or not host or parts.path not in {"", "/"}:
        raise _unfit(site)
    if parts.query or parts.fragment or parts.username or any(sign in host for sign in " ;,'\"*"):
        raise _unfit(site)
    shown = f"[{host}]" if ":" in host else host
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{shown}" + (f":{port}" if port and port != usual else "")


def allows(allowed_sites: Sequence[str], site: str) -> bool:
    """Whether a page on this site may carry the widget."""
    try:
        return origin_of(site) in allowed_sites
    except InvalidInput:
        return False


def _unfit(site: str) -> InvalidInput:
    detail = f"{site!r} is not a site's address. Give scheme and host, such as https://shop.example."
    return InvalidInput(detail, field="allowed_sites")
