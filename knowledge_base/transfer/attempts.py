"""Tries each part of an import on its own, so that everything that is wrong is said at once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from contact_center.errors import ApiError
from knowledge_base.part_schemas import ImportProblem
from knowledge_base.transfer.records import problem_of

Where = Callable[[ApiError], ImportProblem]
"""A refusal with its place."""


def in_file(path: str, error: ApiError, *, name: str = "") -> ImportProblem:
    """A refusal in a file as a whole. name: of the part that it is about."""
    said = f"{name}: {error.detail}" if name else error.detail
    return problem_of(path, error.code, said, name=name)


@contextmanager
def attempt(tx: Session, problems: list[ImportProblem], where: Where) -> Iterator[None]:
    """What is refused inside becomes a problem, and leaves nothing behind."""
    try:
        with tx.begin_nested():
            yield
    except ApiError as error:
        problems.append(where(error))
