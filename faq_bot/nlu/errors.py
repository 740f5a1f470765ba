"""What can go wrong in understanding. Each is met by the next engine or the next best answer, and told."""

from collections.abc import Iterable

import msgspec

from contact_center.errors import UnderstandingError


class Complaint(msgspec.Struct, frozen=True):
    """What is not as it should be, for an administrator. code, values: for whoever says it in another language; text:
    the same in English, for the log.
    """

    code: str
    text: str
    values: dict[str, str] = {}


def each_once(complaints: Iterable[Complaint]) -> tuple[Complaint, ...]:
    return tuple({each.text: each for each in complaints}.values())


class Amiss(UnderstandingError):
    """What administrators are told in their own language."""

    def __init__(self, *complaints: Complaint) -> None:
        super().__init__(" ".join(each.text for each in complaints))
        self.complaints = complaints


class EncoderMissing(Amiss):
    """An encoder's package is not installed, or its weights are not those that were expected."""


class ModelBroken(Amiss):
    """A stored model is not whole, or of a form that this version does not know."""


class TooFew(UnderstandingError):
    """There is too little to learn from."""


class Unavailable(UnderstandingError):
    """The worker takes no question now, or did not answer in time."""
