"""One of several routers that `bench routers` starts: `python -m contact_center.bench.router_process NAME [always]`.

Its settings come from CC_* variables. `always`: it decides without asking for the lease. Ended by SIGTERM it prints
how many decisions it carried out and how many storage refused.
"""

import asyncio
import contextlib
import json
import signal
import sys

from contact_center.bus import open_bus
from contact_center.db import open_database
from contact_center.settings import load
from contact_center.values import utc_now
from routing.lease import Lease
from routing.router import Router


class Always:
    """Decides whoever else does."""

    term, held = 1, True

    async def renew(self) -> bool:
        return True

    async def let_go(self) -> None:
        return None


async def run(name: str, *, always: bool) -> None:
    """Route until SIGTERM."""
    settings = load()
    bus = open_bus(settings)
    db = open_database(settings, bus.publish)
    await bus.start()
    lease = Always() if always else Lease(db, name, utc_now)
    router = Router(db=db, bus=bus, settings=settings, clock=utc_now, lease=lease)
    running = asyncio.create_task(router.run())
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, running.cancel)
    try:
        with contextlib.suppress(asyncio.CancelledError):
            await running
    finally:
        print(json.dumps({"carried_out": router.carried_out, "refused": router.refused}), flush=True)
        await bus.stop()
        await db.close()


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1], always="always" in sys.argv[2:]))
