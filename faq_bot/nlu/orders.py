"""What the process that trains is told and says; here, because who asks it must not import what it learns with."""

import msgspec

from faq_bot.nlu.comparing import Compared
from faq_bot.nlu.errors import Complaint
from faq_bot.nlu.records import EngineName, Training


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What the process is told. keep_better: a version that is worse than the chosen one is stored, but not chosen."""

    training: Training
    engine: EngineName = EngineName.HYBRID
    keep_better: bool = True


class Trained(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What the process says. accuracy: of the held-out questions; None where none was. seconds: of processor time."""

    locale: str
    engine: EngineName
    version: int
    chosen: bool
    questions: int
    accuracy: float | None
    compared: Compared | None
    seconds: float
    complaints: tuple[Complaint, ...] = ()


class Refused(msgspec.Struct, frozen=True, tag=True):
    """Nothing was learned."""

    why: str
