"""How mail programs mark what they quote, what they forward and what they add, in English and Vietnamese. Pure."""

import re

_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
LONGEST = 400
"""Characters of a line that can be a sign."""
ATTRIBUTION_LINES = 4
"""Lines that one attribution may be broken into."""

HEADER_LINES = 10
"""Lines that a copied header may take; one blank line may stand between its fields."""

_TIME = r"(?=.*(?:\d{1,2}\s?[:h.]\s?\d{2}|\b(?:19|20)\d{2}\b))"
_WROTE = r"(?:wrote|đã\s+viết|viết|đã\s+gửi|da\s+viet|schrieb|a\s+écrit|escribió|ha\s+scritto|написала?)"
_ATTRIBUTIONS = (
    re.compile(rf"{_TIME}(?:On|Vào|Lúc|Ngày|Vao|Luc|Le|El|Il|Am)\b.{{6,}}?\b{_WROTE}\s*:$", re.IGNORECASE),
    re.compile(
        rf"{_TIME}(?:On|Vào|Lúc|Ngày|Vao|Luc)\b.{{6,}}?<[^<>\s]+@[^<>\s]+>\s*{_WROTE}\s*:(?:\s|$)", re.IGNORECASE
    ),
    re.compile(rf"{_TIME}\d.*<\s*[^<>\s]+@[^<>\s]+>\s*{_WROTE}\s*:$", re.IGNORECASE),
    re.compile(rf"{_TIME}(?:\d|\w{{2,3}}, \d).*<[^<>\s]+@[^<>\s]+>\s*:$"),
)
_PLAIN_ATTRIBUTION = re.compile(rf"{_TIME}\d.{{6,}}\b{_WROTE}\s*:$", re.IGNORECASE)
_BEGINS = re.compile(r"(?:On|Vào|Lúc|Ngày|Vao|Luc|Le|El|Il|Am|\w{2,3}, \d|\d)", re.IGNORECASE)
_OWN_WORDS = re.compile(r"\b(?:tôi|mình|em|I|we) (?:đã viết|đã gửi|wrote)\s*:$", re.IGNORECASE)
_ORIGINAL = re.compile(
    r"[-_ ]{2,}\s*(?:original message|original email|(?:tin nhắn|thư|email) (?:gốc|ban đầu|trước)|"
    r"ursprüngliche nachricht|message d'origine|mensaje original|\S.{0,80}(?:wrote|đã viết):)\s*[-_ ]{2,}",
    re.IGNORECASE,
)
_FORWARD = re.compile(
    r"(?:[-_ ]{2,}\s*(?:forwarded (?:message|by .*)|(?:thư|tin nhắn|email) (?:được|đã)? ?chuyển tiếp|"
    r"weitergeleitete nachricht|message transféré)\s*[-_ ]{2,}|begin forwarded message:|"
    r"bắt đầu (?:thư|tin nhắn) (?:được|đã) chuyển tiếp:)",
    re.IGNORECASE,
)
_FORWARDED_SUBJECT = re.compile(r"\s*(?:fwd?|ct|chuyển tiếp|ch tiếp|wg|tr)\s*:", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:(?P<sender>from|từ|von|de|от|người gửi)|(?P<sent>sent|date|đã gửi|gửi|ngày|ngày gửi|thời gian|gesendet|envoyé|"
    r"отправлено)|(?P<to>to|tới|đến|gửi tới|người nhận|an|à|para|кому)|(?P<copy>cc|đồng gửi)|"
    r"(?P<subject>subject|chủ đề|tiêu đề|betreff|objet|asunto|тема))\s*:(?:\s|$)",
    re.IGNORECASE,
)
_RULE = re.compile(r"[-_=*—–\s]{3,}")
_DEVICE = re.compile(
    r"(?:sent (?:from|via|with|using) [^,.:;!?]{2,60}|(?:đã |được )?(?:gửi|gởi) (?:từ|bằng|qua) [^,.:;!?]{2,50}|"
    r"(?:get|tải|lấy|tải về|nhận) outlook (?:for|cho|dành cho) \w+|"
    r"yahoo mail: [^.!?]{2,60}|"
    r"von meinem \w+ gesendet|envoyé de mon \w+|enviado desde mi \w+)",
    re.IGNORECASE,
)
_LINK = re.compile(r"\s*[<(\[]?https?://\S+$")
_SIGN_OFF = re.compile(
    r"(?:(?:xin )?(?:trân trọng|chân thành)(?: (?:cảm ơn|cám ơn|kính chào|kính thư|và cảm ơn))?|"
    r"kính thư|kính chào|kính chúc|thân ái|thân mến|"
    r"thân|(?:with )?(?:best|kind|kindest|warm|warmest)(?: (?:regards|wishes))|sincerely|"
    r"yours (?:sincerely|faithfully|truly)|"
    r"sincerely yours|respectfully|cordially|mit freundlichen grüßen|cordialement|saludos|"
    r"(?:(?:many )?thanks ?(?:&|and|,) ?)?(?:best |kind )?(?:regards|rgds|brgds))[ ,.!/]*",
    re.IGNORECASE,
)
_NAME_BEHIND_DASH = re.compile(r"[-–—~][^\W\d_a-z]\w*(?: [^\W\d_a-z][\w.]*){0,4}")
_LIST_FOOTER = re.compile(
    r"mailing list|unsubscribe|to view this discussion|bạn nhận được (?:thư|tin nhắn) này", re.IGNORECASE
)
_DISCLAIMERS = (
    "confidential", "disclaimer", "intended only", "intended solely", "not the intended", "bảo mật", "chỉ dành cho",
    "chỉ dành riêng", "không phải là người nhận", "consider the environment", "hãy cân nhắc trước khi in",
)  # fmt: skip
_RULE_OF_LIST = re.compile(r"_{20,}|-{20,}")


def bare(line: str) -> str:
    """The line without what nobody sees, its stars for bold and its blank ends: as all functions here take lines."""
    shown = line[: LONGEST + 1].replace("*", "").strip()
    return shown if shown.isascii() else _UNSEEN.sub("", shown).replace("\xa0", " ").strip()


def is_quoted(line: str) -> bool:
    return line[:1] == ">"


def attribution(lines: list[str]) -> int:
    """How many of the lines, from the first, are the line above a quote: 0 where they are not."""
    if not lines or not _BEGINS.match(lines[0]):
        return 0
    joined = ""
    for number, line in enumerate(lines[:ATTRIBUTION_LINES], 1):
        if not line or is_quoted(line):
            return 0
        joined = f"{joined} {line}".strip()
        if len(joined) > LONGEST:
            return 0
        if any(pattern.match(joined) for pattern in _ATTRIBUTIONS):
            return 0 if _OWN_WORDS.search(joined) else number
    return 0


def is_plain_attribution(line: str) -> bool:
    """A date and a name that count as the line above a quote only where the lines of a quote follow."""
    return line[:1].isdigit() and _PLAIN_ATTRIBUTION.fullmatch(line) is not None


def is_original_mark(line: str) -> bool:
    return _ORIGINAL.match(line) is not None


def is_forward_mark(line: str) -> bool:
    return _FORWARD.match(line.lstrip("> ")) is not None


def is_forwarded(subject: str) -> bool:
    """Whether it begins as mail programs begin the subject of what they forward."""
    return _FORWARDED_SUBJECT.match(subject) is not None


def without_forwarding(subject: str) -> str:
    """As it was before programs wrote so before it, once or several times."""
    while found := _FORWARDED_SUBJECT.match(subject):
        subject = subject[found.end() :].strip()
    return subject


def header_block(lines: list[str]) -> bool:
    """Whether the first of the lines begins a header as programs copy it above a quote: who, and two more fields, of
    which one is the subject or names an address. People write of journeys in fields as well.
    """
    if not lines or not _LABEL.match(lines[0]):
        return False
    kinds: set[str] = set()
    address = False
    for at, line in enumerate(lines[:HEADER_LINES]):
        found = _LABEL.match(line)
        if not line and not _LABEL.match(next(filter(None, lines[at : at + 2]), "")):
            break
        kinds |= {found.lastgroup} if found and found.lastgroup else set()
        address = address or "@" in line
    return "sender" in kinds and len(kinds) >= 3 and (address or "subject" in kinds)


def sender_label(line: str) -> str | None:
    """What stands behind the label of a copied header's sender; none where the line is another."""
    shown = line.lstrip("> ")
    found = _LABEL.match(shown)
    return shown[found.end() :] if found and found.lastgroup == "sender" else None


def is_rule(line: str) -> bool:
    """A line across, of dashes or the like."""
    return bool(line) and _RULE.fullmatch(line) is not None


def is_dashes(line: str) -> bool:
    """The mark above a signature (RFC 3676, 4.3), with or without its space."""
    return line == "--"


def is_of_device(line: str) -> bool:
    said = _LINK.sub("", line) if "://" in line else line
    return _DEVICE.fullmatch(said.rstrip(".")) is not None


def is_sign_off(line: str) -> bool:
    return _SIGN_OFF.fullmatch(line) is not None


def is_name_behind_dash(line: str) -> bool:
    return _NAME_BEHIND_DASH.fullmatch(line) is not None


def is_disclaimer(line: str) -> bool:
    """What companies put below every mail, at any length."""
    lower = line.lower()
    return any(words in lower for words in _DISCLAIMERS)


def is_footer_of_list(lines: list[str]) -> bool:
    """Whether the first of the lines is the rule above what a mailing list adds to every mail."""
    return (
        bool(lines)
        and _RULE_OF_LIST.fullmatch(lines[0]) is not None
        and any(_LIST_FOOTER.search(line) for line in lines[1:6])
    )
