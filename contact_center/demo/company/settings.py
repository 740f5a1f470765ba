"""How the demonstration's two brands look and speak, its labels and its custom fields. Pure."""

from contact_center.customers.schemas import NewCustomField
from contact_center.demo.shop import texts
from contact_center.inboxes.schemas import BotSettings, InboxSettings, Locale, PreChatField
from contact_center.labels.schemas import NewLabel

SHOP = InboxSettings(
    colour=texts.COLOUR,
    title=texts.BRAND,
    greeting={
        "en": "Hello! Ask us anything about our pots, an order or the workshop.",
        "vi": "Xin chào! Bạn cần hỏi gì về sản phẩm, đơn hàng hay xưởng gốm ạ?",
    },
    closed={
        "en": "We are at the kiln. Leave us a message and we will answer in the morning.",
        "vi": "Cả xưởng đang bận bên lò. Bạn để lại lời nhắn, sáng mai chúng tôi trả lời ngay.",
    },
    inactivity_minutes=7 * 24 * 60,
    consent="on_visit",
    bot=BotSettings(enabled=True, name={"en": "Suri", "vi": "Suri"}),
)
"""Its calendar is open around the clock, so that whoever tries the demonstration gets through at any hour."""

STUDIO_NAME: dict[Locale, str] = {"en": "Sương Studio", "vi": "Xưởng gốm Sương"}
STUDIO_SITE = "https://studio.suong.example"
STUDIO = InboxSettings(
    colour="#b45309",
    title=STUDIO_NAME,
    greeting={
        "en": "Hello! Would you like to join a class or see how our pots are made?",
        "vi": "Xin chào! Bạn muốn học làm gốm hay ghé thăm xưởng ạ?",
    },
    closed={
        "en": "The studio is closed just now. Write to us here and we will get back to you.",
        "vi": "Xưởng đang nghỉ. Bạn cứ để lại lời nhắn, mở cửa chúng tôi liên hệ lại ngay.",
    },
    pre_chat=[
        PreChatField(key="name", required=True),
        PreChatField(key="email", required=True),
        PreChatField(key="phone"),
    ],
    files=False,
    typing_preview=True,
    inactivity_minutes=24 * 60,
    consent="in_chat",
    consent_text={
        "en": "May we see which of our classes you are looking at? Then we need not ask.",
        "vi": "Bạn cho chúng tôi xem bạn đang xem lớp nào nhé? Như vậy chúng tôi khỏi phải hỏi lại.",
    },
    privacy_url=f"{STUDIO_SITE}/privacy",
)

LABELS: dict[str, NewLabel] = {
    "shipping": NewLabel(name="Shipping", colour="#2563eb"),
    "damaged": NewLabel(name="Damaged", colour="#dc2626"),
    "return": NewLabel(name="Return", colour="#d97706"),
    "payment": NewLabel(name="Payment", colour="#7c3aed"),
    "made-to-order": NewLabel(name="Made to order", colour="#0f766e"),
    "wholesale": NewLabel(name="Wholesale", colour="#4338ca"),
    "care": NewLabel(name="Care & safety", colour="#0891b2"),
    "gift": NewLabel(name="Quà tặng", colour="#db2777"),
    "studio": NewLabel(name="Lớp gốm", colour="#b45309"),
    "complaint": NewLabel(name="Complaint", colour="#991b1b"),
    "vip": NewLabel(name="VIP", colour="#ca8a04"),
}
"""By the words that the files of the past use."""

TIERS = ("Member", "Silver", "Gold")
FIELDS = (
    NewCustomField(key="customer_number", kind="text", names={"en": "Customer number", "vi": "Mã khách hàng"}),
    NewCustomField(key="tier", kind="choice", names={"en": "Membership", "vi": "Hạng thành viên"}, choices=[*TIERS]),
    NewCustomField(key="orders", kind="number", names={"en": "Orders so far", "vi": "Số đơn đã mua"}),
    NewCustomField(key="birthday", kind="date", names={"en": "Birthday", "vi": "Ngày sinh"}),
    NewCustomField(key="newsletter", kind="boolean", names={"en": "Gets the newsletter", "vi": "Nhận bản tin"}),
    NewCustomField(key="company", kind="text", names={"en": "Company", "vi": "Công ty"}),
)
