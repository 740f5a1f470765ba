"""When the demonstration's people are there: the workshop and the chat, with Vietnam's public holidays. Pure."""

from datetime import date, timedelta

from contact_center.calendars.hours import Holiday, Hours, Interval
from contact_center.inboxes.schemas import NewCalendar

ZONE = "Asia/Ho_Chi_Minh"
HOUR = 60
_EVERY_YEAR = (
    (1, 1, "Tết Dương lịch · New Year's Day"),
    (4, 30, "Giải phóng miền Nam · Reunification Day"),
    (5, 1, "Quốc tế Lao động · Labour Day"),
    (9, 1, "Nghỉ Quốc khánh · National Day holiday"),
    (9, 2, "Quốc khánh · National Day"),
)
_BY_THE_MOON = {2026: ((2, 17), (4, 26)), 2027: ((2, 6), (4, 16)), 2028: ((1, 26), (4, 4))}
"""Mùng 1 Tết and the day of the Hùng Kings, mùng 10 tháng Ba, by the Vietnamese lunar calendar."""
_TET_DAYS = 5


def calendars() -> list[NewCalendar]:
    """The workshop's first."""
    day = [_span(9, 12), _span(13, 17)]
    chat = [_span(8, 20)]
    return [
        NewCalendar(name="Xưởng Bát Tràng · Studio", hours=Hours(ZONE, [[], *[day] * 5, [_span(9, 17)]], _holidays())),
        NewCalendar(name="Trò chuyện · Live chat", hours=Hours(ZONE, [*[chat] * 6, [_span(9, 18)]], _holidays())),
    ]


def online() -> NewCalendar:
    """The online shop's: whoever tries the demonstration gets through at any hour."""
    return NewCalendar(name="Cửa hàng · Online shop", hours=Hours(ZONE, [[_span(0, 24)]] * 7))


def _span(start: int, end: int) -> Interval:
    return Interval(start * HOUR, end * HOUR)


def _holidays() -> list[Holiday]:
    found = [Holiday(date(2026, month, day), name, yearly=True) for month, day, name in _EVERY_YEAR]
    for year, (tet, kings) in _BY_THE_MOON.items():
        first = date(year, *tet)
        found.append(Holiday(first - timedelta(days=1), "Giao thừa · New Year's Eve", [_span(9, 12)]))
        found += [
            Holiday(first + timedelta(days=after), f"Mùng {after + 1} Tết · Lunar New Year, day {after + 1}")
            for after in range(_TET_DAYS)
        ]
        found.append(Holiday(date(year, *kings), "Giỗ Tổ Hùng Vương · Hùng Kings"))
    return found
