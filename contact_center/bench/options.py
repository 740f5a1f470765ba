"""What every measurement is told."""

import msgspec

from contact_center.bench.ledger import Ledger


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """seed decides every random choice; database_url as company() takes it."""

    seed: int
    database_url: str
    ledger: Ledger
