"""Writes of helping somebody by acting as them: asked with a reason, agreed to by the person, half an hour at most."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.core import rules
from trellis.core.happened import SupportAgreed, SupportAsked, SupportBegun, SupportEnded
from trellis.core.models import Account, SupportVisit
from trellis.core.rules import NotAllowedError
from trellis.core.services import notices
from trellis.core.services.events import publish
from trellis.handbook.errors import TrellisError

NOTICE = "support"
LONGEST_REASON = 500


class VisitError(TrellisError):
    """A visit is not in a state in which this can be done."""

    code = "support-visit"


def ask(*, account: Account, reason: str, by: Account) -> SupportVisit:
    """Ask somebody whether one may act as them. Where it was asked already and is open, that one is given.

    Raises NotAllowedError, and VisitError without a reason.
    """
    clean = " ".join(reason.split())[:LONGEST_REASON]
    if not clean:
        raise VisitError(_("Say why: the person reads it before they answer."))
    with transaction.atomic():
        rows = {row.pk: row for row in _locked(account.pk, by.pk)}
        if by.pk not in rows or account.pk not in rows or not rules.can_act_as(rows[by.pk], rows[account.pk]):
            raise NotAllowedError(
                _("You cannot act as %(name)s.") % {"name": account.name},
                hint=_("Only administrators act as others, and never as an administrator or an owner."),
            )
        mine = SupportVisit.objects.filter(account=account, by=by, ended_at=None).order_by("-asked_at")
        for visit in mine:
            if visit.state in {"asked", "agreed", "running"}:
                return visit
        visit = SupportVisit.objects.create(account=account, by=by, reason=clean)
        publish(SupportAsked(account.pk, by.pk, visit.pk))
        _tell(visit, account, by, gettext_lazy("{name} asks to act as you, to help you"), by, text=clean)
    return visit


def agree(*, visit: SupportVisit, by: Account) -> SupportVisit:
    """Agree that somebody acts as oneself; twice is once. Raises NotAllowedError and VisitError."""
    with transaction.atomic():
        visit = _own(visit, by)
        if visit.state in {"agreed", "running"}:
            return visit
        if visit.state != "asked":
            raise VisitError(_("This was asked too long ago, or is over."))
        visit.agreed_at = timezone.now()
        visit.save(update_fields=["agreed_at"])
        publish(SupportAgreed(visit.account_id, by.pk, visit.pk))
        _tell(visit, visit.by, by, gettext_lazy("{name} agrees that you act as them"), by)
    return visit


def begin(*, visit: SupportVisit, by: Account) -> SupportVisit:
    """Begin to act as somebody who has agreed; from now on for half an hour. Raises NotAllowedError and VisitError."""
    with transaction.atomic():
        visit = _of(visit)
        if visit.by_id != by.pk or not rules.can_act_as(by, visit.account):
            raise NotAllowedError(_("You cannot act as this person."))
        if visit.state == "running":
            return visit
        if visit.state != "agreed":
            raise VisitError(_("The person has not agreed, or it is over."), hint=_("Ask again."))
        visit.began_at = timezone.now()
        visit.save(update_fields=["began_at"])
        publish(SupportBegun(visit.account_id, by.pk, visit.pk))
        _tell(visit, visit.account, by, gettext_lazy("{name} acts as you now, for half an hour at most"), by)
    return visit


def end(*, visit: SupportVisit, by: Account) -> SupportVisit:
    """End a visit, or refuse one, at any time; for either side. Twice is once. Raises NotAllowedError."""
    with transaction.atomic():
        visit = _of(visit)
        if by.pk not in {visit.account_id, visit.by_id}:
            raise NotAllowedError(_("This is between two others."))
        if visit.ended_at is None:
            visit.ended_at, visit.ended_by = timezone.now(), by
            visit.save(update_fields=["ended_at", "ended_by"])
            publish(SupportEnded(visit.account_id, by.pk, visit.pk, visit.agreed_at is not None))
            other = visit.by if by.pk == visit.account_id else visit.account
            _tell(visit, other, by, gettext_lazy("{name} ended that you are helped, or help"), by)
    return visit


def running(key: UUID, by: Account) -> SupportVisit | None:
    """The visit of this name that an administrator may go on with now. One query."""
    visit = SupportVisit.objects.select_related("account", "by").filter(pk=key, by=by.pk).first()
    if visit is None or visit.state != "running" or not rules.can_act_as(by, visit.account):
        return None
    return visit


def visits_of(account: Account) -> QuerySet[SupportVisit]:
    """Who asked to act as somebody, the newest first."""
    return SupportVisit.objects.filter(account=account).select_related("by").order_by("-asked_at", "-pk")


def visits_by(by: Account, account: Account) -> QuerySet[SupportVisit]:
    """When an administrator asked to act as somebody, the newest first."""
    return visits_of(account).filter(by=by)


def visit_of(key: UUID) -> SupportVisit | None:
    """The visit of this identifier."""
    return SupportVisit.objects.select_related("account", "by").filter(pk=key).first()


def _own(visit: SupportVisit, by: Account) -> SupportVisit:
    visit = _of(visit)
    if visit.account_id != by.pk:
        raise NotAllowedError(_("Only the person themselves agrees to this."))
    return visit


def _of(visit: SupportVisit) -> SupportVisit:
    return (
        SupportVisit.objects.select_for_update(of=("self",)).select_related("account", "by").get(pk=visit.pk)
    )


def _locked(*keys: UUID) -> QuerySet[Account]:
    return Account.objects.select_for_update().filter(pk__in=keys).order_by("pk")


def _tell(
    visit: SupportVisit, account: Account, by: Account, words: Any, actor: Account, text: str = ""
) -> None:
    address = (
        reverse("core:support")
        if account.pk == visit.account_id
        else reverse("core:person", args=[visit.account_id])
    )
    notices.notify(
        NOTICE, [account], subject=format_lazy(words, name=by.name), text=text, address=address, actor=actor
    )
