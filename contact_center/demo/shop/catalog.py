"""What the shop sells, in both languages. Pure."""

import unicodedata
from typing import NamedTuple

from contact_center.inboxes.schemas import Locale

Words = dict[Locale, str]


class Product(NamedTuple):
    """spoken: as people say it within a sentence. price: in đồng. gilded: not for the microwave."""

    slug: str
    category: str
    price: int
    name: Words
    spoken: Words
    text: Words
    size: str
    made: Words
    sold_out: bool = False
    new: bool = False


CATEGORIES: dict[str, Words] = {
    "tea": {"en": "Tea & coffee", "vi": "Trà & cà phê"},
    "table": {"en": "For the table", "vi": "Bàn ăn"},
    "home": {"en": "For the home", "vi": "Nhà cửa"},
}
_CELADON: Words = {"en": "Stoneware, celadon glaze", "vi": "Gốm sành, men ngọc"}
_IVORY: Words = {"en": "Stoneware, ivory glaze", "vi": "Gốm sành, men trắng ngà"}
_BLUE: Words = {"en": "Stoneware, Hạ Long blue glaze", "vi": "Gốm sành, men xanh Hạ Long"}
_EARTH: Words = {"en": "Red clay, half glazed", "vi": "Đất nung đỏ, tráng men một nửa"}

PRODUCTS = (
    Product(
        "celadon-teapot",
        "tea",
        680_000,
        {"en": "Celadon teapot", "vi": "Ấm trà men ngọc"},
        {"en": "celadon teapot", "vi": "ấm trà men ngọc"},
        {
            "en": "A round pot for two or three cups, with a spout that does not drip and a lid that stays on when you "
            "pour. The green of the glaze is deepest where it gathers, at the foot and under the handle.",
            "vi": "Ấm tròn cho hai đến ba chén, vòi không nhỏ giọt, nắp giữ chắc khi rót. Men xanh đậm nhất ở nơi men "
            "đọng lại: dưới chân ấm và quanh quai.",
        },
        "450 ml · 17 × 11 × 10 cm",
        _CELADON,
    ),
    Product(
        "lotus-cups",
        "tea",
        420_000,
        {"en": "Lotus tea cups, set of six", "vi": "Bộ sáu chén trà sen"},
        {"en": "set of lotus tea cups", "vi": "bộ chén trà sen"},
        {
            "en": "Six small cups, each carved with petals by hand before the first firing. They nest in one another "
            "and come in a box lined with rice straw.",
            "vi": "Sáu chén nhỏ, cánh sen khắc tay trước lần nung đầu. Chén xếp gọn vào nhau, đựng trong hộp lót rơm.",
        },
        "60 ml · Ø 6.5 cm",
        _CELADON,
        new=True,
    ),
    Product(
        "phin-dripper",
        "tea",
        310_000,
        {"en": "Phin dripper with cup", "vi": "Phin cà phê gốm và tách"},
        {"en": "phin dripper", "vi": "phin cà phê gốm"},
        {
            "en": "A ceramic phin holds the heat, so the coffee drips slowly and evenly to the end. The cup is wide "
            "enough for condensed milk and a long spoon.",
            "vi": "Phin gốm giữ nhiệt nên cà phê nhỏ chậm và đều đến giọt cuối. Tách đủ rộng cho sữa đặc và "
            "chiếc thìa dài.",
        },
        "180 ml · Ø 8 cm",
        _EARTH,
    ),
    Product(
        "water-jug",
        "tea",
        540_000,
        {"en": "Hạ Long water jug", "vi": "Bình nước xanh Hạ Long"},
        {"en": "Hạ Long water jug", "vi": "bình nước xanh Hạ Long"},
        {
            "en": "A tall jug in the blue of the bay on a clear morning. The neck is narrow enough to hold back ice, "
            "and wide enough for a hand to clean it.",
            "vi": "Bình cao màu vịnh một sớm trời trong. Cổ bình vừa đủ hẹp để giữ đá, đủ rộng để đưa tay vào rửa.",
        },
        "1.2 l · Ø 12 × 25 cm",
        _BLUE,
    ),
    Product(
        "pho-bowl",
        "table",
        185_000,
        {"en": "Phở bowl", "vi": "Tô phở"},
        {"en": "phở bowl", "vi": "tô phở"},
        {
            "en": "Deep, wide and heavy enough to stay where it stands. The foot is tall, so that it can be lifted "
            "while the broth is hot.",
            "vi": "Lòng sâu, miệng rộng, đủ nặng để đứng vững. Chân cao để nâng tô khi nước dùng còn nóng.",
        },
        "950 ml · Ø 20 cm",
        _IVORY,
    ),
    Product(
        "rice-bowls",
        "table",
        360_000,
        {"en": "Rice bowls, set of four", "vi": "Bộ bốn bát cơm"},
        {"en": "set of rice bowls", "vi": "bộ bát cơm"},
        {
            "en": "Four bowls for every day, thin at the lip and warm in the hand. No two have quite the same rim.",
            "vi": "Bốn chiếc bát cho bữa cơm hằng ngày, miệng mỏng, cầm ấm tay. Không chiếc nào giống hẳn chiếc nào.",
        },
        "300 ml · Ø 11.5 cm",
        _IVORY,
    ),
    Product(
        "dinner-plates",
        "table",
        620_000,
        {"en": "Dinner plates, set of four", "vi": "Bộ bốn đĩa lớn"},
        {"en": "set of dinner plates", "vi": "bộ đĩa lớn"},
        {
            "en": "Flat plates with a low edge that keeps the sauce in. They stack well and go into the dishwasher.",
            "vi": "Đĩa phẳng, thành thấp giữ được nước xốt. Xếp chồng gọn, rửa máy được.",
        },
        "Ø 24 cm",
        _BLUE,
    ),
    Product(
        "fish-platter",
        "table",
        390_000,
        {"en": "Fish platter", "vi": "Đĩa cá hình bầu dục"},
        {"en": "fish platter", "vi": "đĩa cá bầu dục"},
        {
            "en": "An oval platter for a whole fish, or for spring rolls when friends come. Pressed in a mould that "
            "the workshop has used for three generations.",
            "vi": "Đĩa bầu dục cho cả con cá, hay cho đĩa nem khi bạn bè ghé chơi. Ép bằng chiếc khuôn xưởng "
            "dùng đã ba đời.",
        },
        "36 × 22 cm",
        _CELADON,
        sold_out=True,
    ),
    Product(
        "dipping-dishes",
        "table",
        150_000,
        {"en": "Dipping dishes, set of five", "vi": "Bộ năm chén nước chấm"},
        {"en": "set of dipping dishes", "vi": "bộ chén nước chấm"},
        {
            "en": "Five little dishes for fish sauce, lime and salt, chilli. Each is dipped in another of our glazes.",
            "vi": "Năm chiếc chén nhỏ cho nước mắm, muối chanh, ớt. Mỗi chiếc nhúng một màu men của xưởng.",
        },
        "50 ml · Ø 8 cm",
        {"en": "Stoneware, five glazes", "vi": "Gốm sành, năm màu men"},
    ),
    Product(
        "moon-vase",
        "home",
        890_000,
        {"en": "Moon vase", "vi": "Bình hoa mặt trăng"},
        {"en": "moon vase", "vi": "bình hoa mặt trăng"},
        {
            "en": "Thrown in two halves and joined at the belly, as moon jars have always been. The seam shows a "
            "little when the light comes from the side, and we like it so.",
            "vi": "Chuốt hai nửa rồi ghép ở bụng bình, như lối làm bình trăng xưa nay. Ánh sáng xiên sẽ thấy mờ đường "
            "ghép, và chúng tôi thích như vậy.",
        },
        "Ø 22 × 23 cm",
        _IVORY,
        new=True,
    ),
    Product(
        "incense-burner",
        "home",
        270_000,
        {"en": "Incense burner", "vi": "Lư xông trầm"},
        {"en": "incense burner", "vi": "lư xông trầm"},
        {
            "en": "A small burner with a pierced lid. The smoke rises in three threads when the air is still.",
            "vi": "Lư nhỏ, nắp trổ lỗ. Khi lặng gió, khói trầm lên thành ba sợi.",
        },
        "Ø 9 × 10 cm",
        _EARTH,
    ),
    Product(
        "herb-planter",
        "home",
        240_000,
        {"en": "Herb planter", "vi": "Chậu gốm trồng rau thơm"},
        {"en": "herb planter", "vi": "chậu trồng rau thơm"},
        {
            "en": "For basil, mint and perilla on the windowsill, with a saucer that belongs to it. The clay breathes, "
            "so the roots do not rot.",
            "vi": "Cho húng, bạc hà, tía tô bên cửa sổ, kèm đĩa hứng nước. Đất thở được nên rễ không úng.",
        },
        "Ø 16 × 14 cm",
        _EARTH,
    ),
)
BY_SLUG = {product.slug: product for product in PRODUCTS}


def money(amount: int) -> str:
    """1250000 as 1.250.000 ₫, in both languages as it is written in Vietnam."""
    return f"{amount:,}".replace(",", ".") + " ₫"


def search(words: str) -> list[Product]:
    """Products that hold every word, in either language, with or without marks."""
    wanted = folded(words).split()
    return [product for product in PRODUCTS if wanted and all(word in _text(product) for word in wanted)]


def _text(product: Product) -> str:
    category = CATEGORIES[product.category]
    parts = (product.name, product.text, product.made, category)
    return folded(" ".join(text for words in parts for text in words.values()))


def folded(text: str) -> str:
    """Lower case without marks: đ as d, ấ as a."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(sign for sign in plain if not unicodedata.combining(sign))
