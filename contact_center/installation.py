"""What is set or known for the whole installation: one row a key, each in a shape of its own."""

from typing import TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.orm import Session

from contact_center.errors import Conflict
from contact_center.models import InstallationSetting

T = TypeVar("T", bound=msgspec.Struct)
CHANGED_MEANWHILE = "changed_meanwhile"


def stored(tx: Session, key: str, shape: type[T]) -> tuple[T | None, int]:
    """The value under a key with its version; none and 0 where nothing has been stored."""
    row = tx.execute(sa.select(InstallationSetting).where(InstallationSetting.key == key)).scalar_one_or_none()
    return (None, 0) if row is None else (msgspec.convert(row.value, shape), row.version)


def store(tx: Session, key: str, value: msgspec.Struct, *, version: int | None = None) -> int:
    """Keep a value; returns its version. version: the one that was read before, where a later change must not be lost.

    Raises Conflict with the code changed_meanwhile.
    """
    table = InstallationSetting
    content = msgspec.to_builtins(value)
    current = tx.execute(sa.select(table.version).where(table.key == key).with_for_update()).scalar_one_or_none() or 0
    if version is not None and version != current:
        raise _changed()
    if current:
        tx.execute(sa.update(table).where(table.key == key).values(value=content, version=current + 1))
        return current + 1
    try:
        with tx.begin_nested():
            tx.execute(sa.insert(table).values(key=key, value=content, version=1))
    except exc.IntegrityError:
        raise _changed() from None
    return 1


def _changed() -> Conflict:
    return Conflict("Somebody else has changed this meanwhile. Load it again.", code=CHANGED_MEANWHILE)
