"""The shop's own words, in both languages."""

from contact_center.inboxes.schemas import Locale

BRAND: dict[Locale, str] = {"en": "Sương Ceramics", "vi": "Gốm Sương"}
COLOUR = "#2f6b5e"
LANGUAGES: dict[Locale, str] = {"en": "English", "vi": "Tiếng Việt"}

TEXTS: dict[str, dict[Locale, str]] = {
    "tagline": {"en": "Thrown, glazed and fired in Bát Tràng", "vi": "Chuốt, tráng men và nung tại Bát Tràng"},
    "notice": {
        "en": "Free shipping within Vietnam from 800.000 ₫",
        "vi": "Miễn phí giao hàng trong nước từ 800.000 ₫",
    },
    "skip": {"en": "To the content", "vi": "Đến nội dung"},
    "search": {"en": "Search", "vi": "Tìm kiếm"},
    "search_for": {"en": "Search the shop", "vi": "Tìm trong cửa hàng"},
    "cart": {"en": "Cart", "vi": "Giỏ hàng"},
    "menu": {"en": "Main", "vi": "Chính"},
    "language": {"en": "Language", "vi": "Ngôn ngữ"},
    "everything": {"en": "Everything", "vi": "Tất cả"},
    "hero": {"en": "Bowls, cups and pots for every day", "vi": "Bát, chén và ấm cho mỗi ngày"},
    "hero_text": {
        "en": "We are nine people in a workshop by the Red River. What leaves our kilns is made to be used, and it is "
        "glazed without lead or cadmium.",
        "vi": "Chúng tôi là chín người thợ trong một xưởng nhỏ bên sông Hồng. Đồ ra lò là để dùng mỗi ngày, men không "
        "chì, không cadimi.",
    },
    "hero_action": {"en": "See everything", "vi": "Xem tất cả"},
    "hero_second": {"en": "Visit the workshop", "vi": "Ghé thăm xưởng"},
    "new": {"en": "New", "vi": "Mới"},
    "new_here": {"en": "Fresh from the kiln", "vi": "Vừa ra lò"},
    "favourites": {"en": "For the table", "vi": "Cho bàn ăn"},
    "sold_out": {"en": "Sold out", "vi": "Tạm hết hàng"},
    "sold_out_text": {
        "en": "The next kiln opens on Thursday. Ask us in the chat to put one aside for you.",
        "vi": "Thứ năm mở mẻ lò tới. Bạn nhắn qua khung trò chuyện để chúng tôi giữ giúp nhé.",
    },
    "add": {"en": "Add to cart", "vi": "Thêm vào giỏ"},
    "size": {"en": "Size", "vi": "Kích thước"},
    "made": {"en": "Made of", "vi": "Chất liệu"},
    "care": {"en": "Care", "vi": "Sử dụng"},
    "care_text": {
        "en": "Dishwasher to 60 °C, microwave, no open flame",
        "vi": "Máy rửa bát đến 60 °C, lò vi sóng, không đun trực tiếp",
    },
    "delivery": {"en": "Delivery", "vi": "Giao hàng"},
    "delivery_text": {"en": "2–3 working days within Vietnam", "vi": "2–3 ngày làm việc trong nước"},
    "also": {"en": "Goes well with it", "vi": "Hợp bộ với"},
    "cart_empty": {"en": "Your cart is empty.", "vi": "Giỏ hàng của bạn đang trống."},
    "go_shopping": {"en": "Look around", "vi": "Xem sản phẩm"},
    "quantity": {"en": "Quantity", "vi": "Số lượng"},
    "update": {"en": "Update", "vi": "Cập nhật"},
    "remove": {"en": "Remove", "vi": "Xoá"},
    "subtotal": {"en": "Items", "vi": "Tạm tính"},
    "shipping": {"en": "Shipping", "vi": "Phí giao hàng"},
    "free": {"en": "Free", "vi": "Miễn phí"},
    "total": {"en": "Total", "vi": "Tổng cộng"},
    "checkout": {"en": "To checkout", "vi": "Thanh toán"},
    "checkout_title": {"en": "This is a demonstration", "vi": "Đây là trang trình diễn"},
    "checkout_text": {
        "en": "Nothing is sold here. The shop shows how a contact centre's chat sits on a page: press the round button "
        "in the corner and write something.",
        "vi": "Trang này không bán hàng thật. Cửa hàng cho thấy khung trò chuyện của trung tâm liên hệ trên một trang "
        "web: bấm nút tròn ở góc màn hình và nhắn thử nhé.",
    },
    "back": {"en": "Back to the cart", "vi": "Về giỏ hàng"},
    "found": {"en": "Results for “{words}”", "vi": "Kết quả cho “{words}”"},
    "not_found": {
        "en": "Nothing fits. Try another word, or ask us in the chat.",
        "vi": "Không có sản phẩm phù hợp. Bạn thử từ khác, hoặc hỏi chúng tôi qua khung trò chuyện nhé.",
    },
    "no_page": {"en": "This page does not exist", "vi": "Trang này không tồn tại"},
    "no_page_text": {"en": "Perhaps it was a bowl that broke.", "vi": "Có lẽ là một chiếc bát đã vỡ."},
    "home": {"en": "Home", "vi": "Trang chủ"},
    "shop": {"en": "Shop", "vi": "Cửa hàng"},
    "help": {"en": "Help", "vi": "Hỗ trợ"},
    "visit": {"en": "Visit", "vi": "Địa chỉ"},
    "address": {
        "en": "Lane 12, Bát Tràng village\nGia Lâm, Hà Nội\nTue–Sun, 9:00–17:00",
        "vi": "Ngõ 12, làng Bát Tràng\nGia Lâm, Hà Nội\nThứ ba–chủ nhật, 9:00–17:00",
    },
    "footer": {
        "en": "A demonstration: nothing is sold here.",
        "vi": "Trang trình diễn: không bán hàng thật.",
    },
    "promise_kiln": {"en": "Fired at 1,280 °C", "vi": "Nung ở 1.280 °C"},
    "promise_kiln_text": {"en": "For the dishwasher and the microwave", "vi": "Dùng được máy rửa bát, lò vi sóng"},
    "promise_return": {"en": "30 days to return", "vi": "Đổi trả 30 ngày"},
    "promise_return_text": {"en": "Unused, for any reason", "vi": "Chưa dùng, không cần lý do"},
    "promise_broken": {"en": "Broken on the way?", "vi": "Vỡ khi vận chuyển?"},
    "promise_broken_text": {"en": "We send a new one, free", "vi": "Gửi bù miễn phí"},
}

POLICIES: dict[str, dict[Locale, str]] = {
    "shipping": {"en": "Shipping", "vi": "Giao hàng"},
    "returns": {"en": "Returns", "vi": "Đổi trả"},
    "warranty": {"en": "Warranty", "vi": "Bảo hành"},
    "contact": {"en": "Contact & visits", "vi": "Liên hệ & ghé thăm"},
}
"""The pages of pages/, by the name of their file."""


def text(name: str, locale: Locale) -> str:
    return TEXTS[name][locale]
