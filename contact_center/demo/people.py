"""Who works in the demonstration's shop, and who wrote to it. All of them are invented."""

from typing import NamedTuple

from contact_center.inboxes.schemas import Locale
from contact_center.values import Role


class Colleague(NamedTuple):
    email: str
    name: str
    role: Role
    locale: Locale

    @property
    def given_name(self) -> str:
        return self.name.rpartition(" ")[2]


class Visitor(NamedTuple):
    """A customer. address: how Vietnamese speaks to them, anh or chị."""

    name: str
    locale: Locale
    address: str = ""

    @property
    def given_name(self) -> str:
        """The last word of a Vietnamese name, the first of another."""
        return self.name.rpartition(" ")[2] if self.locale == "vi" else self.name.partition(" ")[0]


STAFF = (
    Colleague("ha@suong.example", "Nguyễn Thu Hà", Role.AGENT, "en"),
    Colleague("quan@suong.example", "Trần Minh Quân", Role.AGENT, "en"),
    Colleague("ngoc@suong.example", "Lê Bảo Ngọc", Role.AGENT, "vi"),
    Colleague("long@suong.example", "Phạm Đức Long", Role.SUPERVISOR, "en"),
    Colleague("maianh@suong.example", "Đỗ Mai Anh", Role.ADMINISTRATOR, "en"),
)

_CHI = (
    "Vũ Thị Lan", "Hoàng Thanh Mai", "Bùi Ngọc Trâm", "Đặng Phương Thảo", "Ngô Kim Oanh", "Phan Thuỳ Linh",
    "Trịnh Hồng Nhung", "Lý Mỹ Duyên", "Dương Cẩm Tú", "Hồ Bích Ngân", "Đinh Thuý Hằng", "Mai Khánh Vy",
    "Tạ Minh Châu", "Lương Diệu Hiền", "Cao Thị Thắm", "Võ Hoài Thương",
)  # fmt: skip
_ANH = (
    "Nguyễn Văn Hùng", "Trần Quốc Bảo", "Lê Hữu Phước", "Phạm Gia Khánh", "Đỗ Tuấn Kiệt", "Bùi Xuân Trường",
    "Vũ Đình Nam", "Huỳnh Nhật Minh", "Đoàn Công Danh", "Phùng Thế Sơn",
)  # fmt: skip
_ENGLISH = (
    "Sarah Whitfield", "Daniel Okafor", "Emma Lindqvist", "Marco Bellini", "Priya Raman", "Tom Abernathy",
    "Julia Hoffmann", "Chloe Marchand", "Kenji Watanabe", "Grace Adeyemi", "Liam O'Connor", "Hannah Kowalski",
    "Nguyen Thao", "Minh-Anh Pham", "Robert Haines", "Isabel Duarte", "Oliver Strand", "Amelia Novak",
    "Yuna Kim", "Peter Vandenberg", "Nadia Haddad", "Ben Carruthers",
)  # fmt: skip

VISITORS: dict[Locale, tuple[Visitor, ...]] = {
    "vi": (*(Visitor(name, "vi", "chị") for name in _CHI), *(Visitor(name, "vi", "anh") for name in _ANH)),
    "en": tuple(Visitor(name, "en") for name in _ENGLISH),
}
CITIES = ("Hà Nội", "Hải Phòng", "Đà Nẵng", "Huế", "Hội An", "Nha Trang", "Đà Lạt", "Cần Thơ", "Vinh", "Quy Nhơn")
