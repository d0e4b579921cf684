"""A bound on how often one address may try something.

It counts in the cache, and the cache lies in the database: a count in the memory of a process would be multiplied by
the number of processes and forgotten at each restart, and a count in files would not be shared by two machines. Two
tries in the very same moment may count as one, which a guard against guessing can bear: a token has 256 bits.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.core.cache import cache


@dataclass(frozen=True)
class Throttle:
    """At most `limit` tries for each key in any fixed window of `seconds`."""

    name: str
    limit: int
    seconds: int

    def allows(self, key: str) -> bool:
        """Count one try; whether it is within the bound. One read and one write of the cache."""
        window = int(time.time()) // self.seconds
        entry = f"throttle:{self.name}:{window}:{key}"
        tries = cache.get(entry, 0) + 1
        if tries <= self.limit:
            cache.set(entry, tries, timeout=self.seconds)
        return bool(tries <= self.limit)
