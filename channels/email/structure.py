"""Splits the bytes of a mail into its parts, as the standard library's parser would, but bounded. Pure."""

import re
from collections.abc import Iterator

import msgspec

from channels.email.fields import Fields, media_type_of

DEEPEST = 24
"""Multiparts within multiparts that are opened; what is deeper stays in one piece."""
MOST_PARTS = 500
"""Leaves of a mail that are told apart; what comes after them stays in one piece."""
LARGEST_HEADER = 256 * 1024
"""Bytes of a header that are read."""
_MOST_FIELDS = 2_000
_LONGEST_BOUNDARY = 1_000
_FIELD = re.compile(rb"(?:From |[\x21-\x39\x3b-\x7e]+[ \t]*:|[ \t])")
_SURELY_A_FIELD = re.compile(
    rb"(?:from|to|cc|subject|date|message-id|mime-version|content-[a-z-]+|received|return-path|reply-to|in-reply-to|"
    rb"references|delivered-to|sender|dkim-signature|authentication-results|x-[a-z-]+)[ \t]*:",
    re.IGNORECASE,
)
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_LINE_END = re.compile(rb"\r\n|\r|\n")


class Entity(msgspec.Struct, frozen=True, kw_only=True):
    """A part with its header. A leaf has no parts, and its body is still encoded as it came."""

    fields: Fields
    media_type: str
    body: bytes
    parts: "tuple[Entity, ...]" = ()


class Split(msgspec.Struct, frozen=True):
    """The whole mail, and short names of what was wrong with it."""

    root: Entity
    problems: frozenset[str]


def split(raw: bytes) -> Split:
    """Never raises. Takes time in proportion to the bytes, times DEEPEST at worst."""
    splitter = _Splitter(raw)
    root = splitter.entity(0, len(raw), default="text/plain", depth=0)
    return Split(root, frozenset(splitter.problems))


def leaves(entity: Entity) -> Iterator[Entity]:
    """What is no multipart, in the order of the mail."""
    if not entity.parts:
        yield entity
    for part in entity.parts:
        yield from leaves(part)


def header_of(data: bytes) -> Fields:
    """The fields that some bytes begin with: those of a mail within a mail."""
    fields, _, _ = _header(data, 0, len(data))
    return fields


class _Splitter:
    def __init__(self, raw: bytes) -> None:
        self.problems: set[str] = set()
        self._raw = raw
        self._left = MOST_PARTS

    def entity(self, start: int, end: int, *, default: str, depth: int) -> Entity:
        fields, body, problems = _header(self._raw, start, end)
        self.problems |= problems
        media_type = media_type_of(fields, default)
        boundary = fields.parameters("content-type").get("boundary", "").rstrip()
        if media_type.startswith("multipart/"):
            if depth >= DEEPEST:
                self.problems.add("too_deep")
            elif not 0 < len(boundary) <= _LONGEST_BOUNDARY:
                self.problems.add("no_boundary")
                media_type = "text/plain"
            elif parts := self._parts(boundary, body, end, depth, digest=media_type == "multipart/digest"):
                return Entity(fields=fields, media_type=media_type, body=b"", parts=parts)
            else:
                media_type = "text/plain"
        self._left -= 1
        return Entity(fields=fields, media_type=media_type, body=self._raw[body:end])

    def _parts(self, boundary: str, start: int, end: int, depth: int, *, digest: bool) -> tuple[Entity, ...]:
        """None where the boundary is found nowhere: then it is one text, as it stands."""
        parts: list[Entity] = []
        default = "message/rfc822" if digest else "text/plain"
        for first, last in self._ranges(boundary.encode("utf-8", "surrogateescape"), start, end):
            if self._left <= 0:
                self.problems.add("too_many_parts")
                rest = Fields((("content-type", b"application/octet-stream"),))
                parts.append(Entity(fields=rest, media_type="application/octet-stream", body=self._raw[first:end]))
                break
            parts.append(self.entity(first, last, default=default, depth=depth + 1))
        return tuple(parts)

    def _ranges(self, boundary: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Where each part begins and ends: the line end before a delimiter belongs to the delimiter."""
        begun = None
        for at, after, closes in self._delimiters(boundary, start, end):
            if begun is not None:
                yield begun, max(begun, self._before_line_end(at, start))
            begun = None if closes else after
            if closes:
                return
        if begun is not None:
            self.problems.add("no_end")
            yield begun, max(begun, self._before_line_end(end, start))
        else:
            self.problems.add("no_parts")

    def _delimiters(self, boundary: bytes, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
        raw = self._raw
        line = re.compile(rb"--" + re.escape(boundary) + rb"(--)?[ \t]*(?:\r\n|\r|\n|\Z)")
        at = raw.find(b"--" + boundary, start, end)
        while at >= 0:
            found = line.match(raw, at, end) if at == start or raw[at - 1] in b"\r\n" else None
            if found:
                yield at, found.end(), found[1] is not None
            line_end = None if found else _LINE_END.search(raw, at, end)
            after = found.end() if found else line_end.end() if line_end else end
            at = raw.find(b"--" + boundary, after, end)

    def _before_line_end(self, at: int, start: int) -> int:
        if at - 2 >= start and self._raw[at - 2 : at] == b"\r\n":
            return at - 2
        return at - 1 if at > start and self._raw[at - 1] in b"\r\n" else at


def _header(raw: bytes, start: int, end: int) -> tuple[Fields, int, set[str]]:
    """The fields, where the body begins, and what was wrong. A line that is no field ends the header, but not where
    fields of the mail itself stand before and after it: then a field was broken without a space.
    """
    problems: set[str] = set()
    lines: list[list[bytes]] = []
    at, limit = start, min(end, start + LARGEST_HEADER)
    while at < limit:
        found = _LINE.match(raw, at, limit)
        if found is None or found.end() == at:
            break
        line = found[0]
        if _LINE_END.match(line):
            at = found.end()
            break
        if not _FIELD.match(line):
            if start or not (lines or b":" in line) or not _SURELY_A_FIELD.match(raw, found.end(), limit):
                problems.add("header_broken_off")
                break
            problems.add("header_line_broken")
            line = b" " + line
        at = found.end()
        _keep(lines, line)
    if at >= limit < end:
        problems.add("header_too_large")
    if len(lines) > _MOST_FIELDS:
        problems.add("too_many_fields")
    return Fields(tuple(_named(b"".join(line)) for line in lines[:_MOST_FIELDS])), at, problems


def _keep(lines: list[list[bytes]], line: bytes) -> None:
    """A line that begins with a space goes on the field before it; the mark of a mailbox file is no field."""
    if line[:1] in b" \t":
        if lines:
            lines[-1].append(line)
    elif not line.startswith(b"From "):
        lines.append([line])


def _named(line: bytes) -> tuple[str, bytes]:
    name, _, value = line.partition(b":")
    return name.strip().decode("ascii", "replace").lower(), value.strip()
