"""What flows say besides their definitions. Pure."""

import re
from collections.abc import Mapping

BUTTONS: dict[str, dict[str, str]] = {
    "flow:back": {"en": "Back", "vi": "Quay lại"},
    "flow:cancel": {"en": "Cancel", "vi": "Hủy"},
    "flow:person": {"en": "Talk to a person", "vi": "Gặp nhân viên"},
    "flow:yes": {"en": "Yes, that is right", "vi": "Đúng rồi"},
    "flow:change": {"en": "Change something", "vi": "Sửa lại"},
    "flow:again": {"en": "Send a new code", "vi": "Gửi mã mới"},
    "flow:read": {"en": "Continue", "vi": "Tiếp tục"},
}
SAYINGS: dict[str, tuple[str, ...]] = {
    "flow:back": ("back", "go back", "quay lại", "trở lại"),
    "flow:cancel": (
        "cancel", "stop", "quit", "exit", "never mind", "nevermind", "forget it", "cancel this", "stop this", "hủy",
        "huỷ", "hủy bỏ", "thôi", "thôi khỏi", "khỏi", "khỏi cần", "thôi khỏi cần", "thôi không cần", "thôi bỏ đi",
        "bỏ qua", "dừng", "dừng lại", "không cần nữa", "thôi không cần nữa", "không làm nữa", "thôi không làm nữa",
    ),
    "flow:person": (
        "person", "human", "agent", "talk to a person", "talk to a human", "nhân viên", "gặp nhân viên", "người thật",
    ),
    "flow:yes": (
        "yes", "y", "ok", "okay", "correct", "right", "confirm", "yes that is right", "yes, that is right", "có",
        "đúng", "đúng rồi", "vâng", "dạ", "dạ đúng", "đồng ý", "xác nhận",
    ),
    "flow:change": ("no", "change", "change something", "wrong", "edit", "không", "sai", "sai rồi", "sửa", "sửa lại"),
    "flow:again": (
        "resend", "again", "send again", "new code", "send a new code", "gửi lại", "gửi lại mã", "gửi mã mới",
    ),
    "flow:read": ("continue", "next", "ok", "okay", "yes", "tiếp", "tiếp tục", "có", "vâng", "dạ", "đồng ý"),
}  # fmt: skip
"""What means a choice when it is typed, with or without marks; but in place of a name Huy is none, and hủy is."""
COURTESIES = frozenset(
    (
        "please",
        "thanks",
        "thank",
        "you",
        "a",
        "ah",
        "nha",
        "nhe",
        "ban",
        "shop",
        "em",
        "anh",
        "chi",
        "oi",
        "vay",
        "di",
        "da",
        "luon",
    )
)
"""Folded words that are said beside it and mean nothing."""
PROBLEMS: dict[str, dict[str, str]] = {
    "empty": {"en": "Please type an answer.", "vi": "Bạn vui lòng nhập câu trả lời."},
    "too_long": {"en": "That is too long.", "vi": "Nội dung này quá dài."},
    "order_number": {
        "en": "That does not look like an order number. It is in the order confirmation, for example S23456.",
        "vi": "Mã đơn hàng này chưa đúng. Mã nằm trong thư xác nhận đơn hàng, ví dụ S23456.",
    },
    "email": {
        "en": "That does not look like an e-mail address. Write it like name@example.com.",
        "vi": "Địa chỉ email này chưa đúng. Bạn viết theo dạng ten@example.com nhé.",
    },
    "phone": {
        "en": "That does not look like a phone number. Write it like 0912 345 678 or +84 912 345 678.",
        "vi": "Số điện thoại này chưa đúng. Bạn viết theo dạng 0912 345 678 hoặc +84 912 345 678 nhé.",
    },
    "date": {
        "en": "That is not a date. Write the day, the month and the year, like 24/12/2026.",
        "vi": "Ngày này chưa đúng. Bạn viết ngày, tháng, năm, ví dụ 24/12/2026 nhé.",
    },
    "date_far": {
        "en": "That date is more than a year away.",
        "vi": "Ngày này cách hôm nay hơn một năm.",
    },
    "address": {
        "en": "That is too short for an address. Give the street with the number, the district and the city.",
        "vi": "Địa chỉ này quá ngắn. Bạn ghi số nhà, tên đường, quận (huyện) và tỉnh (thành phố) nhé.",
    },
    "name": {"en": "That does not look like a name.", "vi": "Tên này chưa đúng."},
    "code": {"en": "The code has six digits.", "vi": "Mã gồm sáu chữ số."},
    "choice": {"en": "Please choose one of these.", "vi": "Bạn vui lòng chọn một trong các mục này."},
    "confirm": {
        "en": "Is that right, or would you like to change something?",
        "vi": "Thông tin như vậy đã đúng chưa, hay bạn muốn sửa lại?",
    },
    "read": {"en": "Choose Continue when you have read it.", "vi": "Đọc xong, bạn chọn Tiếp tục nhé."},
    "code_wrong": {
        "en": "That is not the code that we sent. Check the newest mail from us.",
        "vi": "Mã này không khớp với mã đã gửi. Bạn xem lại thư mới nhất của chúng tôi nhé.",
    },
    "code_old": {
        "en": "That code is no longer valid. Ask for a new one.",
        "vi": "Mã này không còn hiệu lực. Bạn yêu cầu mã mới nhé.",
    },
    "code_sent_again": {"en": "A new code is on its way.", "vi": "Mã mới đang được gửi đến bạn."},
    "changed": {
        "en": "These steps have changed meanwhile, so let us begin again.",
        "vi": "Các bước này vừa được thay đổi nên mình bắt đầu lại nhé.",
    },
}
NEWS = ("code_sent_again", "changed")
"""What is no fault of the answer before."""
TRY_AGAIN = {"en": "Please try again.", "vi": "Bạn thử lại giúp nhé."}
CANCELLED = {
    "en": "All right, I have stopped that. Is there anything else that I can do for you?",
    "vi": "Vâng, đã dừng lại. Bạn có cần hỗ trợ gì thêm không?",
}
GONE = {
    "en": "I cannot do that any more. Is there anything else that I can do for you?",
    "vi": "Hiện mình không hỗ trợ việc này nữa. Bạn có cần giúp gì khác không?",
}
TO_A_PERSON = {
    "en": "I am passing you to a colleague, who sees what you have already told me.",
    "vi": "Mình chuyển bạn đến nhân viên hỗ trợ. Nhân viên sẽ thấy những gì bạn đã cung cấp.",
}
STUCK = {
    "en": "This does not seem to work here. I am passing you to a colleague, who sees what you have already told me.",
    "vi": "Có vẻ bước này chưa được. Mình chuyển bạn đến nhân viên hỗ trợ, nhân viên sẽ thấy những gì bạn đã cung cấp.",
}
UNAVAILABLE = {
    "en": "I cannot get at this information right now. I am passing you to a colleague, "
    "who sees what you have already told me.",
    "vi": "Hiện mình chưa tra cứu được thông tin này. Mình chuyển bạn đến nhân viên hỗ trợ, "
    "nhân viên sẽ thấy những gì bạn đã cung cấp.",
}
TOO_MANY_CODES = {
    "en": "I may not send any more codes for now. I am passing you to a colleague, who can help in another way.",
    "vi": "Hiện mình không thể gửi thêm mã. Mình chuyển bạn đến nhân viên hỗ trợ để được giúp bằng cách khác.",
}
OR_A_PERSON = {
    "en": "If you like, a person can help you instead.",
    "vi": "Nếu muốn, bạn có thể gặp nhân viên để được giúp.",
}
CODE = {"en": "Six-digit code", "vi": "Mã sáu chữ số"}
SAME_CODE = {
    "en": "Please type the six digits from the mail to {address} once more.",
    "vi": "Bạn nhập lại sáu chữ số trong thư gửi đến {address} nhé.",
}
NEW_CODE = {
    "en": "Choose “Send a new code”, and type that one here.",
    "vi": "Bạn chọn “Gửi mã mới” rồi nhập mã mới vào đây nhé.",
}
_NAMED = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with each {name} replaced; what stands in a value is not looked at again."""
    return _NAMED.sub(lambda found: values.get(found[1], ""), text)
