"""Bytes to text, whatever they are said to be written in. Pure."""

import re
import unicodedata
from encodings.aliases import aliases
from functools import lru_cache

_NO_CHARSETS = frozenset(
    {"punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem", "rot_13"}
)
"""Codecs of Python's own that no mail is written in, some of which take quadratic time."""
_KNOWN = {each: each for each in aliases.values()} | aliases
_WIDER = {
    "ascii": "utf_8", "latin_1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "euc_kr": "cp949",
    "shift_jis": "cp932", "tis_620": "cp874", "iso2022_jp": "iso2022_jp_2004", "iso8859_9": "cp1254",
}  # fmt: skip
"""What is really meant by these names: sets that hold all of theirs, and more (as browsers do)."""
_OTHER_NAMES = {
    "ks_c_5601": "cp949", "ks_c_5601_1987": "cp949", "x_windows_949": "cp949", "x_sjis": "cp932", "x_gbk": "gb18030",
    "x_euc_jp": "euc_jp", "windows_874": "cp874", "cp_850": "cp850", "utf8mb4": "utf_8", "utf": "utf_8",
    "unicode_1_1_utf_8": "utf_8", "unicode_1_1_utf_7": "utf_7", "x_unicode_2_0_utf_7": "utf_7",
    "iso_8859_8_i": "iso8859_8", "x_mac_roman": "mac_roman", "macintosh": "mac_roman", "x_viet_viscii": "viscii",
    "csviscii": "viscii", "x_viscii": "viscii", "x_viet_tcvn": "tcvn", "x_viet_tcvn5712": "tcvn", "tcvn5712": "tcvn",
    "tcvn5712_1": "tcvn", "tcvn5712_1_1993": "tcvn",
    "tcvn_5712_1_1993": "tcvn", "tcvn_5712": "tcvn", "tcvn3": "tcvn", "tcvn": "tcvn", "viscii": "viscii",
}  # fmt: skip
_UPPER = {
    "viscii": "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡư"
    "àáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ",
    "tcvn": "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ\xa0ĂÂÊÔƠƯĐăâêôơưđẶ\u0300\u0309\u0303\u0301\u0323"
    "àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ",
}
"""Characters 128 to 255 of the Vietnamese sets that Python lacks: VISCII (RFC 1456) and TCVN 5712-1 (VN1)."""
_LOWER = {
    "viscii": {2: "Ẳ", 5: "Ẵ", 6: "Ẫ", 20: "Ỷ", 25: "Ỹ", 30: "Ỵ"},
    "tcvn": {1: "Ú", 2: "Ụ", 4: "Ừ", 5: "Ử", 6: "Ữ", 17: "Ứ", 18: "Ự", 19: "Ỳ", 20: "Ỷ", 21: "Ỹ", 22: "Ý", 23: "Ỵ"},
}
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_SIGNS = re.compile(r"([^\w\s\x00-\x7f]{64,})")
_COMPOSED = re.compile("[\x00-\u02ff\u1ea0-\u1ef9\u2010-\u2027]*")
"""Latin with the Vietnamese letters, and the signs between words: each is composed by itself."""
_LONGEST_NAME = 40


def text_of(data: bytes, charset: str = "") -> tuple[str, bool]:
    """The text in NFC without what cannot be stored, and whether the bytes were what they are said to be.

    charset: as a header names it; empty: not said. What is not of it is tried as UTF-8, then read with signs in
    place of what cannot be read.
    """
    name = known(charset)
    if name is None and charset:
        text, _ = text_of(data)
        return text, data.isascii()
    for each in dict.fromkeys((name or "utf_8", "utf_8")):
        try:
            return clean(_decode(data, each, "strict")), True
        except ValueError:
            continue
    return clean(_decode(data, name if name not in {None, "utf_8"} else "cp1252", "replace")), False


def known(charset: str) -> str | None:
    """The codec that a charset's name means; none where it is not known."""
    return _known(charset.lower().strip(" \t\"'")) if len(charset) <= _LONGEST_NAME else None


def clean(text: str) -> str:
    """The text composed (NFC), without null characters and lone surrogates."""
    if not text.isascii() and not _COMPOSED.fullmatch(text):
        text = "".join(map(_composed, _SIGNS.split(text)))
    return _UNSTORABLE.sub("", text)


def _composed(piece: str) -> str:
    """What is nothing but signs stays as it is: to sort many marks on one letter takes quadratic time."""
    return piece if _SIGNS.fullmatch(piece) else unicodedata.normalize("NFC", piece)


@lru_cache(maxsize=256)
def _known(charset: str) -> str | None:
    name = re.sub(r"[^a-z0-9]+", "_", charset)
    if name in _OTHER_NAMES:
        return _OTHER_NAMES[name]
    codec = _KNOWN.get(name) or _KNOWN.get(name.replace("windows_", "cp")) or _KNOWN.get(name.replace("_", ""))
    if codec is None or codec in _NO_CHARSETS or codec.endswith("_codec"):
        return None
    return _WIDER.get(codec, codec)


def _decode(data: bytes, name: str | None, errors: str) -> str:
    if name in _UPPER:
        return data.decode("latin_1").translate(_table(name))
    return data.decode(name or "utf_8", errors)


@lru_cache(maxsize=2)
def _table(name: str) -> dict[int, str]:
    return {128 + place: sign for place, sign in enumerate(_UPPER[name])} | _LOWER[name]
