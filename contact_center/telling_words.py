"""Common words by which Vietnamese that is typed without marks, and English, are told. Pure."""

_TONELESS = """\
anh bao biet cach cai cua cung chiec chieu chua chung chuyen dat dau den dia dien dieu doi duoc duong gi gia giao
gio giup hien hoac hoi hom huy khach khac khi khong ko lai lam lau luc mat minh moi mot mua muon nao neu nen ngay
nguoi nha nhan nhanh nhieu nhu nhung noi nua oi phai phi qua roi sau sdt thang thanh thi thoi thong thu thuong tien
tra trang tren trong truoc tui va vay viec voi xem xin xong yeu
"""
_ENGLISH = """\
a about after all am and any are as at be been before but by cannot could did does doing for from get give had has
have hello help hi how i if into is isn it its just know like made make many much must my need never new not now of
off old on one open or order other our out paid pay please put say see send shall should some still take tell than
thank thanks that the their them then there these they this time today too until up us use want was way we were what
when where which while who why will with won would yes yet you your
"""

TONELESS_WORDS = frozenset(_TONELESS.split())
"""Vietnamese ones without their marks, those that are also English left out."""
ENGLISH_WORDS = frozenset(_ENGLISH.split())
