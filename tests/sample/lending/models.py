"""Loans, and what happens to them."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import models

from trellis.core.events import recorded
from trellis.core.records import Record


class Loan(Record):
    """That somebody wants a thing or has it, under the revision of the handbook that says for how long."""

    thing = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    borrower = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default="asked")
    revision = models.CharField(max_length=200)


@recorded("lending.loan-moved", about="loan", says="moved a loan on")
@dataclass(frozen=True, slots=True)
class LoanMoved:
    """A loan was asked for, handed out or brought back."""

    loan: UUID
    by: UUID | None
    state: str
