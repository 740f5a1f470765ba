"""Items that wait, by kind and in their order, and when the passing of time changes something for one of them. Pure."""

from collections import defaultdict
from heapq import heapify, heappop, heappush

from routing.engine.agents import Floor
from routing.engine.queues import Entry, Kind, Queue, Signature, Spot
from routing.ordering import item_key, key_changes_at
from routing.records import WaitingItem

SLACK = 64
"""So many entries that are out of date are left lying about."""
MOST_KINDS = 8192
"""Kinds kept ready, before those of which nothing waits are forgotten."""


class Place:
    """Where an item stands. wakes: when it is to be looked at again."""

    __slots__ = ("entry", "item", "signature", "wakes")

    def __init__(self, item: WaitingItem, signature: Signature, entry: Entry, wakes: int | None) -> None:
        self.item, self.signature, self.entry, self.wakes = item, signature, entry, wakes


class Book:
    """kinds: all that were seen lately. live: by spot, the kinds of which something waits, with their masks. moved:
    those of which items have come to wait since the last decision. aged: how many items are.
    """

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self.queues: dict[int, Queue] = {}
        self.places: dict[int, Place] = {}
        self.live: dict[Spot, dict[Signature, int]] = defaultdict(dict)
        self.moved: set[Signature] = set()
        self.aged = 0
        self._kinds: dict[tuple[object, ...], Signature] = {}
        """By Kind, which is found by its fields alone."""
        self._timers: list[tuple[int, int]] = []

    def put(self, item: WaitingItem, now: int) -> None:
        """Let an item wait, or stand where it stands by now. Raises KeyError where there is no such queue."""
        queue = self.queues[item.queue]
        if item.id in self.places:
            self.remove(item.id)
        stage = queue.stage(now - item.eligible_at)
        excluded, preferred = _for_now(item, now) if item.excluded or item.preferred else ((), None)
        kind = (item.queue, stage, item.channel, item.language, item.needs, excluded, preferred)
        signature = self._kinds.get(kind) or self._new(Kind(*kind), queue)
        place = Place(item, signature, item_key(item, queue.rules, rank=0, now=now), _wakes(item, queue, stage, now))
        self.places[item.id] = place
        self.live[signature.spot][signature] = signature.mask
        self.moved.add(signature)
        signature.live += 1
        self.aged += not place.entry[0]
        self._push(signature, place.entry)
        if place.wakes is not None:
            self._set_timer(place.wakes, item.id)

    def _look_again(self, place: Place, now: int) -> None:
        """The same as putting the item anew; when its kind stays as it is, as it mostly does, only its key is new."""
        item, signature = place.item, place.signature
        queue, stage = signature.queue, signature.kind.stage
        if item.excluded or item.preferred or queue.stage(now - item.eligible_at) != stage:
            self.put(item, now)
            return
        entry = item_key(item, queue.rules, rank=0, now=now)
        if entry != place.entry:
            self.aged += place.entry[0] - entry[0]
            place.entry = entry
            self._push(signature, entry)
            self._clean(signature)
        place.wakes = _wakes(item, queue, stage, now)
        if place.wakes is not None:
            self._set_timer(place.wakes, item.id)

    def remove(self, item_id: int) -> WaitingItem | None:
        """The item, if it waited."""
        place = self.places.pop(item_id, None)
        if place is None:
            return None
        signature = place.signature
        signature.live -= 1
        self.aged -= not place.entry[0]
        if signature.live:
            self._clean(signature)
        else:
            signature.heap.clear()
            del self.live[signature.spot][signature]
        return place.item

    def _new(self, kind: Kind, queue: Queue) -> Signature:
        if len(self._kinds) >= MOST_KINDS:
            self._kinds = {kind: signature for kind, signature in self._kinds.items() if signature.live}
        found = self._kinds[kind] = Signature(kind, queue, self._floor)
        return found

    def _push(self, signature: Signature, entry: Entry) -> None:
        heap = signature.heap
        if len(heap) > 2 * signature.live + SLACK:
            heap[:] = [place.entry for place in self.places.values() if place.signature is signature]
            heapify(heap)
        else:
            heappush(heap, entry)

    def _clean(self, signature: Signature) -> None:
        """Make sure that the first entry of the kind is one that holds."""
        heap, places = signature.heap, self.places
        while True:
            place = places.get(heap[0][4])
            if place is not None and place.entry is heap[0]:
                return
            heappop(heap)

    def _set_timer(self, at: int, item_id: int) -> None:
        if len(self._timers) > 2 * len(self.places) + SLACK:
            self._timers = [(place.wakes, key) for key, place in self.places.items() if place.wakes is not None]
            heapify(self._timers)
        else:
            heappush(self._timers, (at, item_id))

    def next_change(self) -> int | None:
        """The next time at which something changes for an item."""
        timers, places = self._timers, self.places
        while timers:
            at, item_id = timers[0]
            place = places.get(item_id)
            if place is not None and place.wakes == at:
                return at
            heappop(timers)
        return None

    def wake(self, now: int) -> None:
        """Put every item whose time has come to where it stands by now."""
        while self._timers and self._timers[0][0] <= now:
            at, item_id = heappop(self._timers)
            place = self.places.get(item_id)
            if place is not None and place.wakes == at:
                self._look_again(place, now)

    def look(self) -> None:
        """Make all masks anew."""
        for queue in self.queues.values():
            queue.look(self._floor)
        self._kinds = {kind: signature for kind, signature in self._kinds.items() if signature.live}
        for signature in self._kinds.values():
            signature.look(self._floor)
            if signature.live:
                self.live[signature.spot][signature] = signature.mask
        self.moved.update(self._kinds.values())

    def place_all(self, now: int) -> None:
        """Put every item anew: the queues are others."""
        items = [place.item for place in self.places.values()]
        for kept in (self.places, self.live, self.moved, self._kinds, self._timers):
            kept.clear()
        self.aged = 0
        for queue in self.queues.values():
            queue.look(self._floor)
        for item in items:
            self.put(item, now)


def _for_now(item: WaitingItem, now: int) -> tuple[tuple[int, ...], int | None]:
    """Who is excluded, and whom the item is kept for."""
    excluded = tuple(sorted({each.agent for each in item.excluded if now < each.until})) if item.excluded else ()
    preferred = item.preferred
    return excluded, preferred.agent if preferred and now < preferred.until else None


def _wakes(item: WaitingItem, queue: Queue, stage: int, now: int) -> int | None:
    """When the item's kind or key is another."""
    first = key_changes_at(item, queue.rules, now)
    end = queue.stage_ends(stage)
    if not item.excluded and not item.preferred:
        ends = None if end is None else item.eligible_at + end
        return first if ends is None or (first is not None and first < ends) else ends
    times = [] if end is None else [item.eligible_at + end]
    times += [each.until for each in item.excluded if now < each.until]
    if item.preferred and now < item.preferred.until:
        times.append(item.preferred.until)
    if first is not None:
        times.append(first)
    return min(times, default=None)
