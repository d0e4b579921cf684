"""What the function of a job is given: how far it is, and steps that count once."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise

from trellis.core.models import Account, Job
from trellis.core.services import leases
from trellis.core.tasks import Stopping

T = TypeVar("T")
REPORT_EACH = 0.5
"""Seconds between two reports that are written down."""
_AS_IT_WAS: Any = object()


class Step:
    """A step that is being done; what it says of itself is written when it is committed."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values

    def at(self, *, cursor: Any = _AS_IT_WAS, done: int | None = None, says: str | Promise = "") -> None:
        """Say where the next step goes on, how much is done, and a sentence for people."""
        self.values |= _values(cursor, done, None, says)


class Run:
    """One try of a job. `cursor` is what the last committed step said, `None` before the first."""

    def __init__(self, job: Job, is_stopping: Callable[[], bool] = lambda: False) -> None:
        self._job, self._is_stopping = job, is_stopping
        self._reported = 0.0
        self.cursor: Any = json.loads(job.cursor) if job.cursor else None

    @property
    def key(self) -> UUID:
        """The same for all tries of this job, and for no other."""
        return self._job.pk

    @property
    def by(self) -> Account | None:
        """For whom it is done; `None` for the machine's own."""
        return self._job.by

    @property
    def done(self) -> int:
        """How much was done, with the tries before."""
        return self._job.done

    @contextmanager
    def step(
        self, *, cursor: Any = _AS_IT_WAS, done: int | None = None, says: str | Promise = ""
    ) -> Iterator[Step]:
        """Do a part of the job: what is written to the database within this is committed together with how far it is.

        Raises Stopped, before anything is done or with everything in it undone.
        """
        self._check()
        step = Step(_values(cursor, done, None, says))
        with transaction.atomic(durable=True):
            yield step
            leases.put(self._job, is_step=True, **step.values)
        if "cursor" in step.values:
            self.cursor = json.loads(step.values["cursor"])

    def in_steps(
        self,
        items: Sequence[T],
        work: Callable[[Sequence[T]], object],
        *,
        size: int = 100,
        says: str | Promise = "",
    ) -> None:
        """Do something with all items, a few at a time, each of them once. For jobs that have no other cursor.

        `items` must be the same in each try. Raises Stopped.
        """
        self.report(total=len(items), says=says)
        for start in range(self.cursor or 0, len(items), size):
            end = min(start + size, len(items))
            with self.step(cursor=end, done=end):
                work(items[start:end])

    def report(self, *, done: int | None = None, total: int | None = None, says: str | Promise = "") -> None:
        """Tell people how far it is, outside of a step; written at most twice a second. Raises Stopped."""
        if self._is_stopping():
            raise Stopping
        now = time.monotonic()
        if total is None and not says and now - self._reported < REPORT_EACH:
            return
        self._reported = now
        leases.check(self._job)
        values = _values(_AS_IT_WAS, done, total, says)
        if values:
            leases.put(self._job, is_step=False, **values)

    def _check(self) -> None:
        if self._is_stopping():
            raise Stopping
        leases.check(self._job)


def _values(cursor: Any, done: int | None, total: int | None, says: str | Promise) -> dict[str, Any]:
    values: dict[str, Any] = {} if cursor is _AS_IT_WAS else {"cursor": json.dumps(cursor)}
    if done is not None:
        values["done"] = done
    if total is not None:
        values["total"] = total
    if says:
        values["says"] = str(says)[: leases.LONGEST_SENTENCE]
    return values
