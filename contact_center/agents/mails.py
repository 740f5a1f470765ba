"""The texts of the staff's system mails, in English and Vietnamese. Pure."""

from typing import NamedTuple


class Text(NamedTuple):
    subject: str
    text: str


_INVITATION = {
    "en": Text(
        "You are invited to the contact centre",
        "Hello {name},\n\n{inviter} has invited you to the contact centre. Choose a password here:\n\n{link}\n\n"
        "The link works once, for 7 days.\n",
    ),
    "vi": Text(
        "Bạn được mời tham gia trung tâm liên hệ",
        "Xin chào {name},\n\n{inviter} đã mời bạn tham gia trung tâm liên hệ. Hãy chọn mật khẩu tại đây:\n\n{link}\n\n"
        "Liên kết dùng được một lần, trong 7 ngày.\n",
    ),
}
_RESET = {
    "en": Text(
        "Choose a new password",
        "Hello {name},\n\nsomebody, probably you, asked for a new password. Choose it here:\n\n{link}\n\n"
        "The link works once, for one hour. If it was not you, do nothing: your password stays as it is.\n",
    ),
    "vi": Text(
        "Đặt lại mật khẩu",
        "Xin chào {name},\n\ncó người, có lẽ là bạn, đã yêu cầu mật khẩu mới. Hãy chọn tại đây:\n\n{link}\n\n"
        "Liên kết dùng được một lần, trong một giờ. Nếu không phải bạn, hãy bỏ qua thư này: mật khẩu vẫn giữ nguyên.\n",
    ),
}


def invitation(locale: str, *, name: str, inviter: str, link: str) -> Text:
    """What an invited colleague reads; English where the locale is not ours."""
    found = _INVITATION.get(locale, _INVITATION["en"])
    return Text(found.subject, found.text.format(name=name, inviter=inviter, link=link))


def password_reset(locale: str, *, name: str, link: str) -> Text:
    """What somebody reads who has forgotten the password."""
    found = _RESET.get(locale, _RESET["en"])
    return Text(found.subject, found.text.format(name=name, link=link))
