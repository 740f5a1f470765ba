"""The addresses of the help centre, its times as readers say them, and the language that a reader wants. Pure."""

from datetime import date, datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from contact_center.inboxes.schemas import Locale
from knowledge_base.help.texts import say
from knowledge_base.values import LOCALES, article_path

_MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905
_DAYS: dict[Locale, list[str]] = {
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    "vi": ["thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"],
}
WEEK = 7


def home_path(locale: Locale) -> str:
    return f"/help/{locale}"


def category_path(locale: Locale, slug: str) -> str:
    return f"/help/{locale}/c/{slug}"


def contact_path(locale: Locale, inbox: str) -> str:
    """Where the contact form of an inbox is."""
    return f"/help/{locale}/contact/{inbox}"


def search_path(locale: Locale, text: str, page: int = 1) -> str:
    return f"/help/{locale}?" + urlencode({"q": text, **({"page": page} if page > 1 else {})})


def found_path(locale: Locale, slug: str, search: str) -> str:
    """An article's address that says by which search it was found."""
    return article_path(locale, slug) + "?" + urlencode({"s": search})


def wished(accepted: str, default: Locale) -> Locale:
    """The language of ours that a browser likes best (RFC 9110, 12.5.4)."""
    best: tuple[float, Locale] = (0.0, default)
    for part in accepted.lower().split(","):
        tag, _, weight = part.strip().partition(";q=")
        try:
            liked = float(weight) if weight else 1.0
        except ValueError:
            continue
        for locale in LOCALES:
            if tag.partition("-")[0].strip() == locale and liked > best[0]:
                best = (liked, locale)
    return best[1]


def day_said(day: date, locale: Locale) -> str:
    """As 3 March 2026 and 3 tháng 3, 2026."""
    if locale == "vi":
        return f"{day.day} tháng {day.month}, {day.year}"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def promise_said(at: datetime, zone: str, locale: Locale) -> str:
    """As Tuesday, 3 March, 10:00 (Asia/Ho_Chi_Minh) and 10:00 thứ Ba, ngày 3 tháng 3 (Asia/Ho_Chi_Minh)."""
    there = at.astimezone(ZoneInfo(zone))
    day, clock = _DAYS[locale][there.weekday()], f"{there:%H:%M}"
    if locale == "vi":
        return f"{clock} {day}, ngày {there.day} tháng {there.month} ({zone})"
    return f"{day}, {there.day} {_MONTHS[there.month - 1]}, {clock} ({zone})"


def opening_said(at: datetime, now: datetime, zone: str, locale: Locale) -> str:
    """When it opens: today, tomorrow, on a day of the week, or on a date, by the business's own clock."""
    there = at.astimezone(ZoneInfo(zone))
    today = now.astimezone(ZoneInfo(zone)).date()
    ahead = (there.date() - today).days
    if ahead < 2:
        day = say(locale, "today" if ahead < 1 else "tomorrow")
    else:
        named = _DAYS[locale][there.weekday()] if ahead < WEEK else day_said(there.date(), locale)
        day = say(locale, "on_day", day=named)
    return say(locale, "opens", day=day, time=f"{there:%H:%M}")


def closing_said(at: datetime | None, now: datetime, zone: str, locale: Locale) -> str:
    """Until when it is open; what is more than a day ahead is as good as always."""
    if at is None or at - now > timedelta(days=1):
        return say(locale, "open_always")
    return say(locale, "open_until", time=f"{at.astimezone(ZoneInfo(zone)):%H:%M}")
