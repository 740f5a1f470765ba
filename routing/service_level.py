"""How well a promise is kept, by the formula that screens show beside the number. Pure."""

SHORT_SECONDS = 5
"""Who goes so soon has not waited: it counts neither for nor against anybody (ROUTING.md, clause 23)."""


def service_level(*, in_time: int, answered: int, abandoned: int) -> float | None:
    """Answered in time of all that were answered or abandoned (SL_a of clause 23), per cent; none where none were.

    in_time: of the answered, those within the promise. abandoned: without those that waited SHORT_SECONDS or less.
    """
    whole = answered + abandoned
    return round(100 * in_time / whole, 1) if whole else None
