"""Times that people give: what is still to come, and not absurdly late."""

from datetime import datetime, timedelta

from contact_center.errors import InvalidInput

AT_MOST = timedelta(days=3653)
"""Ten years: nobody means more, and every zone and database can hold it."""


def checked_future(value: datetime, *, now: datetime, field: str) -> datetime:
    """The time, which has a zone and is to come within ten years. Raises InvalidInput naming the field."""
    if value.tzinfo is None or not now < value <= now + AT_MOST:
        raise InvalidInput("Give a time in the future, with its zone, at most ten years ahead.", field=field)
    return value
