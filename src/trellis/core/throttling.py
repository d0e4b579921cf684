"""A bound on how often one address or account may try something.

It counts in the database: a count in the memory of a process would be multiplied by the number of processes and
forgotten at each restart, and a count in files would not be shared by two machines. The database adds, so that tries in
the very same moment are all counted: a code has only six digits.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from trellis.core.models import Tries


class Left(NamedTuple):
    """What is left of a bound: how many tries (below zero: it was one too many), and seconds until it begins anew."""

    tries: int
    seconds: int


@dataclass(frozen=True)
class Throttle:
    """At most `limit` tries for each key in any fixed window of `seconds`."""

    name: str
    limit: int
    seconds: int

    def allows(self, key: str) -> bool:
        """Count one try; whether it is within the bound. Outside a transaction, or what fails would not be counted."""
        return self.take(key).tries >= 0

    def take(self, key: str) -> Left:
        """Count one try; what is left then. Two or three queries."""
        entry = self._entry(key)
        with transaction.atomic():
            until = timezone.now() + timedelta(seconds=self.seconds)
            _row, created = Tries.objects.get_or_create(key=entry, defaults={"until": until})
            if created:
                Tries.objects.filter(until__lt=timezone.now()).delete()
            Tries.objects.filter(key=entry).update(count=F("count") + 1)
            count = Tries.objects.values_list("count", flat=True).get(key=entry)
        return Left(self.limit - count, self.seconds - int(time.time()) % self.seconds)

    def forgets(self, key: str) -> None:
        """Begin to count anew, after a try that was right."""
        Tries.objects.filter(key=self._entry(key)).delete()

    def _entry(self, key: str) -> str:
        window = int(time.time()) // self.seconds
        return hashlib.sha256(f"{self.name}:{window}:{key}".encode()).hexdigest()
