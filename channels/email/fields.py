"""The fields of a header as they came: by name, with parameters (RFC 2231) and encoded words (RFC 2047). Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote_to_bytes

from channels.email import charsets, transfer

LONGEST = 64 * 1024
"""Bytes of one field that are read; of who a mail is from the last ones too, where the address stands."""
_MOST_PARAMETERS = 100
_FOLD = re.compile(rb"[\r\n]+[ \t]*")
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?")
_TYPE = re.compile(r"[\w!#$&^.+-]{1,100}/[\w!#$&^.+-]{1,100}", re.ASCII)
_PARAMETER = re.compile(r'[;\s]*([^=;\s"]{1,200})[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"?|([^;]*))', re.DOTALL)
_SECTION = re.compile(r"([^*]+)(?:\*(\d{1,3}))?(\*)?")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


class Fields:
    """Names are in lower case; where one stands several times, the first counts."""

    __slots__ = ("_parameters", "_values")

    def __init__(self, values: Iterable[tuple[str, bytes]]) -> None:
        self._values: dict[str, list[bytes]] = {}
        self._parameters: dict[str, dict[str, str]] = {}
        for name, value in values:
            self._values.setdefault(name, []).append(value if len(value) <= LONGEST else _shortened(name, value))

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def count(self, name: str) -> int:
        return len(self._values.get(name, ()))

    def raw(self, name: str) -> str:
        """The first that says something, on one line, nothing decoded; empty where there is none."""
        return next(filter(None, map(_line, self._values.get(name, ()))), "")

    def every(self, name: str) -> list[str]:
        """All of the name, from above, each on one line, nothing decoded."""
        return [_line(value) for value in self._values.get(name, ())]

    def text(self, name: str) -> str:
        """The first that says something, decoded, on one line."""
        return words(self.raw(name)).strip()

    def parameters(self, name: str) -> Mapping[str, str]:
        """What follows the first value after semicolons, decoded; names in lower case."""
        found = self._parameters.get(name)
        if found is None:
            _, _, rest = self.raw(name).partition(";")
            found = self._parameters[name] = _parameters(rest) if rest else {}
        return found


def _shortened(name: str, value: bytes) -> bytes:
    return value[: LONGEST // 2] + value[-LONGEST // 2 :] if name == "from" else value[:LONGEST]


def media_type_of(fields: Fields, default: str = "text/plain") -> str:
    """In lower case; text/plain where what is said is no media type, the default where nothing is said."""
    said = fields.raw("content-type").partition(";")[0].strip().lower()
    if not said:
        return default
    return said if _TYPE.fullmatch(said) else "text/plain"


def words(text: str) -> str:
    """The text with its encoded words decoded; what is not encoded right stays as it is."""
    if "=?" not in text:
        return charsets.clean(_readable(text))
    pieces: list[str] = []
    run: list[tuple[str, bytes]] = []
    at = 0
    for start, end, charset, data in _encoded(text):
        between = text[at:start]
        if run and between.strip():
            pieces.append(_joined(run))
            run = []
        if between.strip() or not run:
            pieces.append(_readable(between))
        run.append((charset, data))
        at = end
    return charsets.clean("".join([*pieces, _joined(run), _readable(text[at:])]))


def _encoded(text: str) -> Iterator[tuple[int, int, str, bytes]]:
    """Each encoded word: where it stands, its charset and bytes. Nothing is read twice, however it is written."""
    found = _WORD.search(text)
    while found:
        end = text.find("?=", found.end())
        if end < 0:
            return
        content = text[found.end() : end].encode("utf-8", "surrogateescape")
        if found[2] in "bB":
            data, _ = transfer.base64(content)
        else:
            data, _ = transfer.decoded(content.replace(b"_", b"=20"), "quoted-printable")
        yield found.start(), end + 2, found[1].partition("*")[0], data
        found = _WORD.search(text, end + 2)


def _joined(run: list[tuple[str, bytes]]) -> str:
    """Words beside each other in one charset: some programs cut between the bytes of a character."""
    text, gathered, before = [], b"", ""
    for charset, data in run:
        if charset.lower() != before.lower():
            text.append(charsets.text_of(gathered, before)[0])
            gathered, before = b"", charset
        gathered += data
    return " ".join("".join([*text, charsets.text_of(gathered, before)[0]]).splitlines())


def _line(value: bytes) -> str:
    """Bytes that are no UTF-8 stay what they are."""
    folded = b"\n" in value or b"\r" in value
    return (_FOLD.sub(b" ", value) if folded else value).decode("utf-8", "surrogateescape")


def _readable(text: str) -> str:
    """Bytes that no charset was named for."""
    if text.isascii():
        return text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return charsets.text_of(text.encode("utf-8", "surrogateescape"))[0]
    return text


def _parameters(rest: str) -> dict[str, str]:
    sections: dict[str, list[tuple[int, bool, str]]] = {}
    plain: dict[str, str] = {}
    at = 0
    for _ in range(_MOST_PARAMETERS):
        found = _PARAMETER.match(rest, at)
        if found is None:
            at = rest.find(";", at + 1)
            if at < 0:
                break
            continue
        at = found.end()
        value = _ESCAPED.sub(r"\1", found[2]) if found[2] is not None else found[3].strip()
        section = _SECTION.fullmatch(found[1].lower())
        if section and (section[2] or section[3]):
            sections.setdefault(section[1], []).append((int(section[2] or 0), bool(section[3]), value))
        else:
            plain.setdefault(found[1].lower(), value)
    return {name: words(value) if name != "boundary" else value for name, value in plain.items()} | {
        name: _extended(sorted(values)) for name, values in sections.items()
    }


def _extended(sections: list[tuple[int, bool, str]]) -> str:
    """The pieces of one value, put together; the first says in what it is written (RFC 2231)."""
    charset, data = "", b""
    for number, encoded, value in sections:
        if encoded and number == 0 and value.count("'") >= 2:
            charset, _, value = value.split("'", 2)
        piece = value.encode("utf-8", "surrogateescape")
        data += unquote_to_bytes(piece) if encoded else piece
    return charsets.text_of(data, charset)[0]
