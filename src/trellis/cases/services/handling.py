"""Who handles a case: given, ended, lead."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.cases import rules
from trellis.cases.events import HandlerEnded, HandlerGiven
from trellis.cases.models import Case, CaseHandler
from trellis.cases.services import watching
from trellis.cases.services.errors import CaseError, NoCaseError
from trellis.cases.services.locking import locked
from trellis.core.rules import Account
from trellis.core.services.events import publish
from trellis.work.services import items


def put(case: Case, account: Account, *, by: Account | None, is_lead: bool = False) -> CaseHandler:
    """Make somebody a handler: for services that have checked who may. Raises CaseError for whom it cannot be."""
    # One message for all reasons: which one it is would tell of positions and of who has to do with the case.
    if not rules.can_handle_type(account, case.type) or rules.conflicted(account, case):
        raise CaseError(
            _("They cannot handle this case."),
            hint=_(
                "Handlers have the duty for it, and no part in the case: they are no party, and neither manager "
                "nor report of one."
            ),
            field="handler",
        )
    found, made = CaseHandler.objects.get_or_create(
        case=case, account=account, until=None, defaults={"given_by": by, "is_lead": is_lead}
    )
    if made:
        publish(HandlerGiven(case.pk, by.pk if by is not None else None, account.pk))
    return found


def give(*, case: UUID, account: Account, by: Account) -> CaseHandler:
    """Give a case a further handler: handlers do, and who oversees cases does where one has none.

    Raises NoCaseError, CaseError.
    """
    with transaction.atomic():
        found = Case.objects.select_for_update().filter(pk=case, closed_at=None).first()
        if found is None or not (rules.handled(by, found) or _may_help(by, found)):
            raise NoCaseError
        has_lead = CaseHandler.objects.filter(case=found, until=None, is_lead=True).exists()
        made = put(found, account, by=by, is_lead=not has_lead)
        items.settle(watching.NEEDED, found.pk, done_by=by)
        watching.keep(found)
        watching.tell(found, [account], by=by)
    return made


def end(*, case: UUID, account: Account, by: Account) -> None:
    """End somebody's part as a handler, or one's own. The last one cannot: a case has a handler.

    Raises NoCaseError, CaseError.
    """
    with transaction.atomic():
        found = locked(case, by)
        active = CaseHandler.objects.filter(case=found, until=None)
        if not active.filter(account=account).exists():
            return
        if not active.exclude(account=account).exists():
            raise CaseError(_("A case needs a handler: give it another one first."))
        active.filter(account=account).update(until=timezone.now(), is_lead=False)
        if not active.filter(is_lead=True).exists():
            first = active.order_by("since", "pk").first()
            assert first is not None
            first.is_lead = True
            first.save(update_fields=["is_lead"])
        publish(HandlerEnded(found.pk, by.pk, account.pk))
        watching.keep(found)


def lead(*, case: UUID, account: Account, by: Account) -> None:
    """Say which of the handlers leads. Raises NoCaseError, CaseError for who is none."""
    with transaction.atomic():
        found = locked(case, by)
        active = CaseHandler.objects.filter(case=found, until=None)
        if not active.filter(account=account).exists():
            raise CaseError(_("They do not handle this case."), field="handler")
        active.update(is_lead=False)
        active.filter(account=account).update(is_lead=True)


def _may_help(by: Account, case: Case) -> bool:
    """Whether a case waits on somebody for a handler: it has none, and they oversee cases."""
    return rules.can_give_handler(by, case) and not watching.handlers_of(case)
