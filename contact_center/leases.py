"""Who alone does something, of several processes: the holder of a row in the database, as long as it is renewed."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.orm import Session

from contact_center.models import Lease


def hold(tx: Session, name: str, holder: str, *, now: datetime, length: timedelta) -> int | None:
    """Take the lease, or renew it; returns its term, and none where another holds it."""
    mine_or_over = sa.or_(Lease.holder == holder, Lease.until <= now)
    took = (
        sa.update(Lease)
        .where(Lease.name == name, mine_or_over)
        .values(
            holder=holder, until=now + length, term=sa.case((Lease.holder == holder, Lease.term), else_=Lease.term + 1)
        )
        .returning(Lease.term)
    )  # fmt: skip
    term = tx.execute(took).scalar()
    if term is not None or tx.execute(sa.select(Lease.name).where(Lease.name == name)).scalar() is not None:
        return term
    try:
        with tx.begin_nested():
            tx.execute(sa.insert(Lease).values(name=name, holder=holder, until=now + length, term=1))
    except exc.IntegrityError:
        return None
    return 1


def let_go(tx: Session, name: str, holder: str, *, now: datetime) -> None:
    """End the hold now, so that another can begin at once."""
    tx.execute(sa.update(Lease).where(Lease.name == name, Lease.holder == holder).values(until=now))
