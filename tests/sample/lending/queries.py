"""Who may see loans, and which."""

from django.db.models import Q
from django.urls import reverse

from lending.definitions import KEEP
from lending.models import Loan
from trellis.core import defined, granted
from trellis.core.objects import Described
from trellis.core.rules import Access, can_read
from trellis.core.searching import Noted, has_access, is_account


def seen_by(who):
    """Everything for those who look after what is lent, their own for others, nothing for those outside."""
    condition = Q() if granted.may(who, KEEP.name) else Q(borrower_id=who.pk)
    return Loan.objects.filter(condition).select_related("borrower") if can_read(who) else Loan.objects.none()


def thing_named(name):
    return defined.defined("lending").things.get(name)


def described(loans):
    return {each.pk: Described(each.title, address(each.pk)) for each in loans}


def address(key):
    return reverse("lending:loan", args=[key])


def noted(loans):
    for each in loans:
        yield Noted(each.pk, each.title, (has_access(Access(KEEP.level)), is_account(each.borrower_id)))
