"""Records that wait for approval: pay that shall change, a promotion, a course somebody wants to take.

Such a record has a state of its own, and keeps in `approval` the key of the request that it waits for. What its room
says once is what becomes of it:

    REQUESTED = Requested(KIND, _waiting, _grant, _move, rejected=State.REJECTED, withdrawn=State.WITHDRAWN)

`REQUESTED.follow()`, when Django starts, has it follow its request; `ask` and `withdraw` begin and end one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from trellis.core import events
from trellis.core.rules import Account, Person
from trellis.work.events import ApprovalGranted, ApprovalRejected, ApprovalWithdrawn
from trellis.work.queries.approvals import request_of
from trellis.work.services import approvals


class Requestable(Protocol):
    """A record that can wait for approval."""

    approval: UUID | None

    @property
    def pk(self) -> Any:
        """Its key."""

    def save(self, *, update_fields: Iterable[str]) -> None:
        """Write some fields down."""

    def refresh_from_db(self) -> None:
        """Read it again."""


R = TypeVar("R", bound=Requestable)


@dataclass(frozen=True, eq=False, kw_only=True)
class Requested(Generic[R]):
    """What becomes of the records of a kind with the requests for approval that they wait for.

    `waiting` gives the record with a key, locked, if it waits still. `grant` does what was approved; raising
    TrellisError it refuses the last approval. `move` has a record be in another state, by an account: in `rejected` or
    `withdrawn`. Where records have a `digest`, only what was asked for is granted.
    """

    kind: str
    waiting: Callable[[UUID], R | None]
    grant: Callable[[R, ApprovalGranted], object]
    move: Callable[[R, str, UUID | None], object]
    rejected: str
    withdrawn: str

    def follow(self) -> None:
        """Called when Django starts."""
        events.subscribe(ApprovalGranted, self._when_granted)
        events.subscribe(ApprovalRejected, self._when_rejected)
        events.subscribe(ApprovalWithdrawn, self._when_withdrawn)

    def ask(
        self,
        record: R,
        rule: str,
        content: approvals.Content,
        *,
        by: Account,
        subject: Account | Person | None = None,
    ) -> None:
        """Ask for the approval of a record, which waits already: where nobody is to be asked, it is granted at once."""
        request = approvals.ask(rule, content, by=by, about=(self.kind, record.pk), subject=subject)
        record.approval = request.pk
        record.save(update_fields=["approval"])
        record.refresh_from_db()

    def withdraw(self, record: R, *, by: Account) -> bool:
        """Ask no more for the approval of a record; gives whether it was asked for at all.

        Raises NotAllowedError, ApprovalError for what was decided.
        """
        request = request_of(record.approval) if record.approval is not None else None
        if request is None:
            return False
        approvals.withdraw(request, by=by)
        record.refresh_from_db()
        return True

    def _when_granted(self, event: ApprovalGranted) -> None:
        found = self._waiting(event)
        if found is not None and getattr(found, "digest", event.digest) == event.digest:
            self.grant(found, event)

    def _when_rejected(self, event: ApprovalRejected) -> None:
        found = self._waiting(event)
        if found is not None:
            self.move(found, self.rejected, event.by)

    def _when_withdrawn(self, event: ApprovalWithdrawn) -> None:
        found = self._waiting(event)
        if found is not None:
            self.move(found, self.withdrawn, event.by)

    def _waiting(self, event: ApprovalGranted | ApprovalRejected | ApprovalWithdrawn) -> R | None:
        return self.waiting(event.about) if event.about_kind == self.kind else None
