"""What others tell the index: that messages or customers shall not be found any more, or have changed."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from contact_center.db import Database
from contact_center.jobs import TakenJob
from contact_center.search import documents, store
from contact_center.search.indexing import CUSTOMERS
from contact_center.search.store import Index


def forget(tx: Session, message_ids: Sequence[int]) -> None:
    """Take messages out of the index, in the transaction that deletes them or empties their bodies.

    Deleting the rows alone would do as well; a body that was changed must be forgotten or indexed anew.
    """
    store.locked_progress(tx, Index.MESSAGES, wait=True)  # what another process indexes just now is seen afterwards
    store.remove(tx, Index.MESSAGES, message_ids)


def index_again(tx: Session, message_ids: Sequence[int]) -> None:
    """Messages have changed: they are found by what they say now."""
    forget(tx, message_ids)
    store.put(tx, Index.MESSAGES, documents.of_messages(tx, message_ids))


def forget_customers(tx: Session, customer_ids: Sequence[int]) -> None:
    """Take customers out of the index, in the transaction that erases what is known of them."""
    store.locked_progress(tx, Index.CUSTOMERS, wait=True)
    store.remove(tx, Index.CUSTOMERS, customer_ids)


async def index_customers(db: Database, job: TakenJob) -> None:
    """The handler of customers.fields.INDEX_AGAIN: some customers at a time are found by what is known of them now."""
    keys: list[int] = job.payload["customers"]
    for start in range(0, len(keys), CUSTOMERS):
        await db.write(index_customers_again, keys[start : start + CUSTOMERS])


def index_customers_again(tx: Session, customer_ids: Sequence[int]) -> None:
    forget_customers(tx, customer_ids)
    store.put(tx, Index.CUSTOMERS, documents.of_customers(tx, customer_ids))


def tidy(tx: Session, index: Index, *, begin: bool) -> bool:
    """After much was forgotten: take its words out of the index's files too, a bit a call; whether more is to do."""
    return store.merge(tx, index, begin=begin)
