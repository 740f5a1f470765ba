"""What is known of the domains of mail addresses. Pure."""

import re

_DOMAIN = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")

FREE = frozenset((
    "gmail.com", "googlemail.com", "outlook.com", "outlook.com.vn", "hotmail.com", "hotmail.fr", "hotmail.co.uk",
    "live.com", "msn.com", "yahoo.com", "yahoo.com.vn", "yahoo.co.uk", "yahoo.fr", "yahoo.de", "yahoo.co.jp",
    "ymail.com", "rocketmail.com", "aol.com", "icloud.com", "me.com", "mac.com", "proton.me", "protonmail.com",
    "pm.me", "gmx.com", "gmx.de", "gmx.net", "web.de", "t-online.de", "mail.com", "zoho.com", "fastmail.com",
    "tutanota.com", "tuta.com", "hey.com", "yandex.com", "yandex.ru", "mail.ru", "qq.com", "163.com", "126.com",
    "sina.com", "naver.com", "daum.net", "hanmail.net", "orange.fr", "free.fr", "laposte.net", "wanadoo.fr",
    "libero.it", "comcast.net", "verizon.net", "att.net", "btinternet.com", "vnn.vn", "fpt.vn", "hcm.vnn.vn",
    "hn.vnn.vn",
))  # fmt: skip
"""With each of them very many people have their private address."""
_SECOND = frozenset({"com", "co", "net", "org", "edu", "gov", "ac", "ne", "or", "go", "biz", "info", "name"})
"""First halves of what countries give out below, such as com.vn and co.uk."""
_COUNTRY = 2
"""Letters of a country's domain (ISO 3166)."""


def domain_of(address: str) -> str:
    """What follows the last @."""
    return address.rpartition("@")[2]


def is_domain(text: str) -> bool:
    """Whether the text, in small letters, could be a domain; of one in other scripts its form for machines."""
    return _DOMAIN.fullmatch(text) is not None


def is_shared(domain: str) -> bool:
    """Whether others have their domains below it: a top one, or what a country gives out below its own."""
    first, _, rest = domain.partition(".")
    return not rest or (first in _SECOND and len(rest) == _COUNTRY)
