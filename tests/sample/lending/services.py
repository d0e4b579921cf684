"""Asking for a thing, handing it out once that is approved, bringing it back."""

from django.db import transaction
from django.utils import timezone

from lending.models import Loan, LoanMoved
from lending.queries import address, seen_by, thing_named
from trellis.core import defined
from trellis.core.rules import NotAllowedError, can_read
from trellis.core.services import notices
from trellis.core.services.events import publish
from trellis.handbook.errors import TrellisError
from trellis.work.dues import due_after_working_days
from trellis.work.services import approvals, items


@transaction.atomic
def ask(*, thing, by):
    """Ask for a thing. Raises NotAllowedError, and TrellisError for what is not lent."""
    if not can_read(by):
        raise NotAllowedError("Things are lent to members only.")
    found = thing_named(thing)
    if found is None:
        raise TrellisError(f"“{thing}” is not lent.", hint="The page of things says what is.")
    loan = Loan.objects.create(thing=thing, title=found.title, borrower=by, revision=defined.revision())
    publish(LoanMoved(loan.pk, by.pk, loan.state))
    approvals.ask("loan", approvals.Content(title=found.title, facts={}), by=by, about=("loan", loan.pk))
    return loan


def approved(event):
    """What waits is handed out, and waits on its borrower to be brought back in their own working time."""
    loan = Loan.objects.filter(pk=event.about, state="asked").select_related("borrower").first()
    if event.about_kind == "loan" and loan is not None:
        _move(loan, "out", event.by)
        due = due_after_working_days(thing_named(loan.thing).days, loan.borrower, timezone.now())
        items.wait_on("loan", "loan", loan.pk, [loan.borrower], title=loan.title, due_at=due)


@transaction.atomic
def bring_back(*, loan, by):
    """Bring a thing back; whoever looks after it may say so too, and the borrower hears of it. Twice is once."""
    loan = seen_by(by).select_for_update(of=("self",)).get(pk=loan.pk)
    if loan.state == "out":
        _move(loan, "back", by.pk)
        items.settle("loan", loan.pk, done_by=by)
        notices.notify(
            "loan", [loan.borrower], subject=f"{loan.title} is back", address=address(loan.pk), actor=by
        )
    return loan


def _move(loan, state, by):
    loan.state = state
    loan.save(update_fields=["state"])
    publish(LoanMoved(loan.pk, by, state))
