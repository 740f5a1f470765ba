"""What kind of machine a browser says it runs on: enough to help somebody, too little to recognise anybody. Pure."""

import re
from functools import lru_cache

BROWSERS = (
    ("Edge", r"Edg(?:e|A|iOS)?/"), ("Opera", r"OPR/|Opera"), ("Cốc Cốc", r"coc_coc_browser"),
    ("Samsung Internet", r"SamsungBrowser/"), ("Zalo", r"Zalo"), ("Facebook", r"FBA[NV]/"),
    ("Firefox", r"Firefox/|FxiOS/"), ("Chrome", r"Chrome/|CriOS/"), ("Safari", r"Safari/"),
)  # fmt: skip
SYSTEMS = (
    ("iPadOS", r"iPad"), ("iOS", r"iPhone|iPod"), ("Android", r"Android"), ("Windows", r"Windows"),
    ("ChromeOS", r"CrOS"), ("macOS", r"Mac OS X|Macintosh"), ("Linux", r"Linux|X11"),
)  # fmt: skip


@lru_cache(maxsize=1_000)
def device_of(user_agent: str) -> str:
    """Such as `phone Android Chrome`: kind (phone, tablet or desktop), system and browser; empty for no browser."""
    system = _first(SYSTEMS, user_agent)
    if not system:
        return ""
    tablet = system == "iPadOS" or (system == "Android" and "Mobile" not in user_agent)
    phone = system in {"iOS", "Android"}
    kind = "tablet" if tablet else "phone" if phone else "desktop"
    return " ".join(part for part in (kind, system, _first(BROWSERS, user_agent)) if part)


def _first(table: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for name, pattern in table if re.search(pattern, text)), "")
