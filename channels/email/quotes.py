"""What is new in a mail, and what can be folded away: quotes and signatures. Nothing is ever taken out. Pure."""

from collections.abc import Iterable, Sequence
from enum import Enum

from channels.email import quote_signs as signs

_LONGEST_SIGNATURE = 15
"""Lines, blank ones not counted."""
_LONGEST_SIGNATURE_LINE = 120


class Kind(Enum):
    NEW = "new"
    QUOTE = "quote"
    SIGNATURE = "signature"


def fold(text: str, *, subject: str = "") -> tuple[str, str]:
    """The text in two: what is new, and all else, each with its lines in order and without blank lines at its ends.

    Where nothing would be new, all of it is. What is forwarded is new to us; the subject tells of some forwarding
    that the text does not.
    """
    lines = text.split("\n")
    kinds = kinds_of(lines, forwarded=signs.is_forwarded(subject))
    visible = (line for line, kind in zip(lines, kinds, strict=True) if kind is Kind.NEW)
    folded = (line for line, kind in zip(lines, kinds, strict=True) if kind is not Kind.NEW)
    return _joined(visible), _joined(folded)


def kinds_of(lines: Sequence[str], *, forwarded: bool = False) -> list[Kind]:
    """What each line is; all new where otherwise none would be. A blank line is as the line above it."""
    marker = _Marker([signs.bare(line) for line in lines], forwarded=forwarded)
    marker.mark()
    if all(kind is not Kind.NEW or not line for line, kind in zip(marker.lines, marker.kinds, strict=True)):
        return [Kind.NEW] * len(lines)
    return marker.kinds


class _Marker:
    def __init__(self, lines: list[str], *, forwarded: bool) -> None:
        self.lines = lines
        self.kinds = [Kind.NEW] * len(lines)
        self._forwarded = forwarded
        self._end = len(lines)
        """Where a forwarded mail begins, which is new as it stands."""

    def mark(self) -> None:
        self._mark_quotes()
        at = 0
        while at < self._end:
            end = at
            while end < self._end and self.kinds[end] is Kind.NEW:
                end += 1
            self._mark_signature(at, end)
            at = end + 1

    def _mark_quotes(self) -> None:
        at = 0
        while at < self._end:
            at = self._step(at)

    def _step(self, at: int) -> int:
        """Looks at the lines from one on, and says where to go on."""
        line = self.lines[at]
        if signs.is_forward_mark(line):
            self._end = at
        elif signs.is_original_mark(line) or self._is_header(at):
            self._end = self._fold_rest(at)
        elif signs.is_quoted(line):
            self.kinds[at] = Kind.QUOTE
        elif not line:
            self.kinds[at] = self.kinds[at - 1] if at else Kind.NEW
        elif count := signs.attribution(self.lines[at : at + signs.ATTRIBUTION_LINES]):
            if not self._quote_follows(at + count):
                self._end = self._fold_rest(at)
            self._set(at, at + count, Kind.QUOTE)
            return at + count
        elif signs.is_plain_attribution(line) and any(map(signs.is_quoted, self.lines[at + 1 : at + 3])):
            self.kinds[at] = Kind.QUOTE
        return at + 1

    def _is_header(self, at: int) -> bool:
        return not self._forwarded and signs.header_block(self.lines[at : at + signs.HEADER_LINES])

    def _quote_follows(self, at: int) -> bool:
        """Whether the lines of the quote are marked; where they are not, it goes on to the end."""
        following = (line for line in self.lines[at : at + 8] if line)
        return signs.is_quoted(next(following, ">"))

    def _fold_rest(self, at: int) -> int:
        """All from here on is quoted, with a line across above it. Returns where the new text ends."""
        self._set(at, len(self.lines), Kind.QUOTE)
        while at > 0 and (not self.lines[at - 1] or signs.is_rule(self.lines[at - 1])):
            at -= 1
        self._set(at, len(self.lines), Kind.QUOTE)
        return at

    def _mark_signature(self, start: int, end: int) -> None:
        """Looks through a stretch of new lines for where a signature begins that reaches to its end."""
        counted, begins = 0, end
        for at in range(end - 1, start - 1, -1):
            line = self.lines[at]
            if not line or signs.is_disclaimer(line):
                continue
            counted += 1
            if counted > _LONGEST_SIGNATURE + 1 or len(line) > _LONGEST_SIGNATURE_LINE:
                break
            if self._begins_signature(at, begins):
                begins = at
        self._set(begins, end, Kind.SIGNATURE)

    def _begins_signature(self, at: int, begins: int) -> bool:
        """begins: where what is known of the signature begins."""
        line, between = self.lines[at], self.lines[at + 1 : begins]
        if signs.is_dashes(line):
            return True
        if signs.is_of_device(line) or signs.is_name_behind_dash(line):
            return not any(between)
        if signs.is_footer_of_list(self.lines[at:begins]):
            return True
        return signs.is_sign_off(line) and all(
            _is_of_signature(each) or signs.is_disclaimer(each) for each in between if each
        )

    def _set(self, start: int, end: int, kind: Kind) -> None:
        self.kinds[start:end] = [kind] * (end - start)


def _is_of_signature(line: str) -> bool:
    """A name, an office, a number: no sentence."""
    return not line.rstrip().endswith("?") and len(line.split()) <= 14


def _joined(lines: Iterable[str]) -> str:
    """No blank lines at the ends, and at most two beside each other."""
    kept: list[str] = []
    blank = 2
    for line in lines:
        blank = 0 if line and not line.isspace() else blank + 1
        if blank < 3:
            kept.append(line if not blank else "")
    return "\n".join(kept).strip("\n")
