"""What the autoresponder says, in both languages, unless an administrator has put it in other words. Pure."""

from datetime import datetime
from zoneinfo import ZoneInfo

TEXTS = {
    "en": (
        "Hello,\n\nthank you for your message. We have received it and will answer by {by}.\n\n"
        "This answer was sent automatically. You need not reply to it; what you write is added to your message."
    ),
    "vi": (
        "Xin chào,\n\ncảm ơn bạn đã gửi thư. Chúng tôi đã nhận được và sẽ trả lời trước {by}.\n\n"
        "Đây là thư trả lời tự động. Bạn không cần trả lời; nếu bạn viết thêm, nội dung sẽ được ghép vào thư của bạn."
    ),
}
BY = "{by}"
"""Stands for the promised time."""
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAYS_VI = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def filled(text: str, by: datetime, *, locale: str, zone: str) -> str:
    """The text with the promised time."""
    return (text.strip() or TEXTS["vi" if locale == "vi" else "en"]).replace(BY, spoken(by, locale=locale, zone=zone))


def spoken(at: datetime, *, locale: str, zone: str) -> str:
    """Such as: Tuesday, 3 March, 10:00 (Asia/Ho_Chi_Minh)."""
    local = at.astimezone(ZoneInfo(zone))
    clock = f"{local:%H:%M}"
    if locale == "vi":
        return f"{clock} {_DAYS_VI[local.weekday()]}, ngày {local.day} tháng {local.month} ({zone})"
    return f"{_DAYS[local.weekday()]}, {local.day} {_MONTHS[local.month - 1]}, {clock} ({zone})"
