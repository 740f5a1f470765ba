"""Parts of a mail that were not taken as files: as they are noted among its problems, and as staff see them. Pure."""

import re
from collections.abc import Iterable

from contact_center.realtime.mail_views import LeftOut, LeftOutReason

LONGEST_NAME = 200
_NOTED = re.compile(r"file_(too_large|empty|type_refused)(?: (\d{1,15}))?: (.*)", re.DOTALL)
"""Those noted by earlier versions have no size."""


def noted(reason: LeftOutReason, name: str, size: int) -> str:
    """What stands for it among the problems. size: bytes."""
    return f"file_{reason} {size}: {name[:LONGEST_NAME]}"


def parted(problems: Iterable[str]) -> tuple[list[str], list[LeftOut]]:
    """The other problems, and what was left out."""
    others, found = list[str](), list[LeftOut]()
    for each in problems:
        match = _NOTED.fullmatch(each)
        if match is None:
            others.append(each)
        else:
            reason: LeftOutReason = match[1]  # type: ignore[assignment]
            found.append(LeftOut(name=match[3], size=int(match[2]) if match[2] else None, reason=reason))
    return others, found
