"""Whose place in the queue the work of two merged conversations has, and what becomes of it once they are two again."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.models import WorkItem
from contact_center.work import service as work
from contact_center.work.places import Place
from contact_center.work.schemas import Entry
from tests.merging.conftest import Desk


class Line:
    """Conversations that wait, each at its own place."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.now = desk, desk.api.clock()

    def place(self, hours: int, priority: int = 0) -> Place:
        """Of one that has waited so long, and is due so much sooner."""
        due = self.now + timedelta(days=2, hours=-hours)
        return Place(eligible_at=self.now - timedelta(hours=hours), priority=priority, promise_at=due)

    async def joins(self, text: str, place: Place) -> int:
        number = await self.desk.comes(text, subject=text)

        def queue(tx: Session) -> None:
            entry = Entry(queue_id=work.default_queue(tx), priority=place.priority, promise_at=place.promise_at)
            work.enqueue(tx, number, entry, channel="email", by="system", at=self.now, since=place.eligible_at)

        await self.desk.api.db.write(queue)
        return number

    async def merged(self, source: int, target: int) -> str:
        answer = await self.desk.merge(source, target)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["merge"])

    async def undone(self, merge: str) -> None:
        assert (await self.desk.undo(merge)).status_code == 200

    async def stands(self, number: int) -> Place:
        def read(tx: Session) -> Place:
            item = work.open_item(tx, number)
            assert item is not None
            return Place(eligible_at=item.eligible_at, priority=item.priority, promise_at=item.promise_at)

        return await self.desk.api.db.read(read)


async def test_the_target_has_its_own_place_again(desk: Desk) -> None:
    line = Line(desk)
    target = await line.joins("one", line.place(1))
    source = await line.joins("two", line.place(5, priority=4))
    merge = await line.merged(source, target)
    assert await line.stands(target) == line.place(5, priority=4)
    await line.undone(merge)
    assert await line.stands(target) == line.place(1)


async def test_what_was_changed_since_the_merge_stays(desk: Desk) -> None:
    line = Line(desk)
    target = await line.joins("one", line.place(1))
    merge = await line.merged(await line.joins("two", line.place(5, priority=4)), target)
    soon = line.now + timedelta(minutes=10)

    def promise(tx: Session, at: datetime) -> None:
        tx.execute(sa.update(WorkItem).where(WorkItem.conversation_id == target).values(promise_at=at))

    await desk.api.db.write(promise, soon)
    await line.undone(merge)
    assert await line.stands(target) == Place(eligible_at=line.now - timedelta(hours=1), priority=0, promise_at=soon)


async def test_an_item_that_came_after_the_merge_keeps_its_place(desk: Desk) -> None:
    line = Line(desk)
    target = await line.joins("one", line.place(1))
    merge = await line.merged(await line.joins("two", line.place(5)), target)

    def anew(tx: Session) -> None:
        work.end(tx, target, outcome="resolved", by="system", at=line.now)
        entry = Entry(queue_id=work.default_queue(tx), promise_at=line.place(5).promise_at)
        work.enqueue(tx, target, entry, channel="email", by="system", at=line.now, since=line.place(5).eligible_at)

    await desk.api.db.write(anew)
    await line.undone(merge)
    assert await line.stands(target) == line.place(5)


async def test_two_merges_are_undone_in_any_order(desk: Desk) -> None:
    line = Line(desk)
    for first_hours, second_hours in ((5, 9), (9, 5)):
        for first_goes_first in (True, False):
            name = f"{first_hours} {first_goes_first}"
            target = await line.joins(f"target {name}", line.place(1))
            first = await line.joins(f"first {name}", line.place(first_hours))
            second = await line.joins(f"second {name}", line.place(second_hours))
            one, other = [await line.merged(each, target) for each in (first, second)]
            assert await line.stands(target) == line.place(9)
            await line.undone(one if first_goes_first else other)
            assert await line.stands(target) == line.place(second_hours if first_goes_first else first_hours)
            await line.undone(other if first_goes_first else one)
            assert await line.stands(target) == line.place(1)
