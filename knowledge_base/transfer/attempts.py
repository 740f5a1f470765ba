"""Tries each part of an import on its own, so that everything that is wrong is said at once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from contact_center.errors import ApiError

Where = Callable[[ApiError], str]
"""A problem as it is said, with its place."""


@contextmanager
def attempt(tx: Session, problems: list[str], where: Where) -> Iterator[None]:
    """What is refused inside becomes a problem, and leaves nothing behind."""
    try:
        with tx.begin_nested():
            yield
    except ApiError as error:
        problems.append(where(error))
