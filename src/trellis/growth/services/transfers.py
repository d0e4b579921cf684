"""Writes of transfers: asking, the answer of the new manager, and what the approval makes of it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.compensation.queries import pay as of_pay
from trellis.compensation.rules import Why
from trellis.compensation.services import pay
from trellis.core import defined
from trellis.core.money import Money
from trellis.core.rules import Account, NotAllowedError, Person
from trellis.core.services.events import publish
from trellis.growth import rules, terms
from trellis.growth.definitions.calendars import whole_months
from trellis.growth.events import TransferMoved
from trellis.growth.models import Transfer, TransferState
from trellis.growth.queries import transfers as queries
from trellis.growth.queries.standing import Standing, standing_of, title_on
from trellis.growth.services.errors import GrowthError
from trellis.people import terms as of_people
from trellis.people.days import today
from trellis.people.services import employment as employing
from trellis.work.events import ApprovalGranted
from trellis.work.services import approvals, items
from trellis.work.services.requested import Requested

KIND = "transfer"
TAKE_UP = "transfer-to-take-up"
TITLE = "Transfer"
"""How one is written down in My work: who wants to move is need-to-know."""
LONGEST = 10_000
OPEN = (TransferState.OFFERED, TransferState.ASKED)


def ask(
    *,
    person: Person,
    title: str,
    department: str,
    manager: Person,
    effective_on: date,
    reason: str,
    by: Account,
    base: Money | None = None,
) -> Transfer:
    """Ask that a person moves: the person, or somebody above them. The new manager says whether they agree first.

    With `base`, other pay counts from the same day: asked for by who may ask for a change of pay, where the rule of
    approvals.yml knows of it. The same again is the same one. Raises NotAllowedError, GrowthError, PayError.
    """
    if not rules.can_see_growth(by, person):
        raise NotAllowedError(_("Transfers are asked for by the person and those above them."))
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        before = Transfer.objects.filter(person=person, state__in=OPEN).first()
        if before is not None:
            if _is_same(before, title, manager, effective_on, base, by):
                return before
            raise GrowthError(
                _("A transfer of %(name)s is under way already.") % {"name": person.name},
                hint=_("Wait until it is decided, or withdraw it."),
            )
        standing = standing_of(person)
        account = _check(standing, title, department, manager, effective_on)
        words = reason.strip()
        if not words or len(words) > LONGEST:
            raise GrowthError(_("Say why, in a few sentences."), field="reason")
        made = Transfer(
            person=person, employment=standing.employment, source_title=standing.title, target_title=title,
            department=department, manager=manager, effective_on=effective_on, asked_by=by,
            revision=defined.revision()[:200],
        )  # fmt: skip
        made.reason = words
        if base is not None:
            _pay(made, base, by)
        made.save(force_insert=True)
        publish(TransferMoved(made.pk, by.pk, TransferState.OFFERED))
        if manager.pk == by.person_id:
            _ask(made, by)
        else:
            items.wait_on(TAKE_UP, KIND, made.pk, [account], title=TITLE, asked_by=by)
    return made


def answer(*, transfer: Transfer, agrees: bool, text: str, by: Account) -> Transfer:
    """The answer of the new manager; where they agree, the present one and others decide. Twice is once."""
    with transaction.atomic():
        found = _locked(transfer.pk)
        if found is None or by.person_id != found.manager_id:
            raise NotAllowedError(_("The new manager answers."))
        if found.state != TransferState.OFFERED:
            return found
        words = text.strip()[:LONGEST]
        if not agrees and not words:
            raise GrowthError(_("Say why not."), field="text")
        found.answer = words
        found.save(update_fields=["sealed_answer"])
        items.settle(TAKE_UP, found.pk, done_by=by)
        if agrees:
            _ask(found, found.asked_by)
        else:
            _move(found, TransferState.REJECTED, by.pk)
    return found


def withdraw(*, transfer: Transfer, by: Account) -> Transfer:
    """Ask no more: who asked, and the person. Twice is once. Raises NotAllowedError, GrowthError."""
    with transaction.atomic():
        found = _locked(transfer.pk)
        if found is None or (found.asked_by_id != by.pk and found.person_id != by.person_id):
            raise NotAllowedError(_("Whoever asked for a transfer withdraws it, or the person."))
        if found.state == TransferState.WITHDRAWN:
            return found
        if found.state not in OPEN:
            raise GrowthError(_("This transfer was decided already."))
        if found.state == TransferState.ASKED and REQUESTED.withdraw(found, by=found.asked_by):
            return found
        items.settle(TAKE_UP, found.pk)
        _move(found, TransferState.WITHDRAWN, by.pk)
    return found


def _grant(found: Transfer, event: ApprovalGranted) -> None:
    """Write the position down from its day on. Raises GrowthError, which refuses the last approval."""
    if title_on(found.person, max(found.effective_on, today())) is None:
        raise GrowthError(
            _("%(name)s does not work here any more on that day.") % {"name": found.person.name},
            hint=_("Withdraw this transfer: nothing of it was written down."),
        )
    if terms.titled(found.target_title) is None:
        raise GrowthError(
            _("The handbook does not have the level “%(title)s” any more.") % {"title": found.target_title},
            hint=_("Withdraw this transfer and ask for another."),
        )
    by = found.asked_by if found.asked_by.person_id != found.person_id else found.manager.account
    employing.change_as_decided(
        employment=found.employment, effective_on=found.effective_on, by=by, reason=_("Transfer"),
        facts={"title": found.target_title, "department": found.department, "manager": found.manager},
    )  # fmt: skip
    if found.base is not None:
        pay.change_with_position(
            person=found.person, level=found.target_title, effective_on=found.effective_on, amount=found.base,
            by=found.asked_by, approval=event.approval, why=Why.TRANSFER,
        )  # fmt: skip
    _move(found, TransferState.GRANTED, event.by)


def _is_same(
    before: Transfer, title: str, manager: Person, day: date, base: Money | None, by: Account
) -> bool:
    said = (before.target_title, before.manager_id, before.effective_on, before.base, before.asked_by_id)
    return said == (title, manager.pk, day, base, by.pk)


def _pay(made: Transfer, base: Money, by: Account) -> None:
    """Have a transfer ask for pay too. Raises NotAllowedError, GrowthError, PayError."""
    if not rules.can_ask_with_pay(by, made.person):
        raise NotAllowedError(
            _("Pay is asked for by those above the person who see it; nobody for themselves.")
        )
    if not queries.is_pay_decided():
        raise GrowthError(
            _("The rule of transfers says nothing of pay."), field="amount",
            hint=_("Ask for the change of pay by itself."),
        )  # fmt: skip
    now = of_pay.pay_on(made.employment, made.effective_on)
    if now is None:
        raise GrowthError(_("There is no pay yet that could change."), field="amount")
    pay.check_terms(made.employment, made.effective_on, pay.Terms(base, now.variable))
    if now.base != base:
        made.before, made.base = now.base, base


def _check(standing: Standing, title: str, department: str, manager: Person, day: date) -> Account:
    name, least = standing.person.name, terms.promotions().transfers.least_months_in_role
    if standing.employment is None:
        raise GrowthError(_("%(name)s does not work here today.") % {"name": name})
    role = terms.titled(title)
    if role is None:
        raise GrowthError(_("The handbook has no such level."), field="title")
    if department not in of_people.all_departments().by_name:
        raise GrowthError(_("There is no such department."), field="department")
    if day <= today():
        raise GrowthError(_("Choose a day ahead: there is work to hand over."), field="effective_on")
    months = whole_months(standing.since, day) if standing.since is not None else 0
    if months < least:
        raise GrowthError(
            ngettext(
                "Only %(has)d months in the role by then; the handbook asks for %(count)d month.",
                "Only %(has)d months in the role by then; the handbook asks for %(count)d months.", least,
            ) % {"has": months, "count": least}, field="effective_on",
        )  # fmt: skip
    at = standing.position
    if (at.title, at.department, at.manager_id) == (role.full_title, department, manager.pk):
        raise GrowthError(_("This is where %(name)s works already.") % {"name": name}, field="title")
    if manager.pk == standing.person.pk:
        raise GrowthError(_("Nobody manages themselves."), field="manager")
    account = Account.objects.filter(person=manager, is_active=True).first()
    if account is None or title_on(manager, today()) is None:
        raise GrowthError(_("%(name)s does not work here today.") % {"name": manager.name}, field="manager")
    return account


def _ask(found: Transfer, by: Account) -> None:
    """Ask for approval; facts say whether grade or department change."""
    source, target = terms.titled(found.source_title), terms.titled(found.target_title)
    standing = standing_of(found.person)
    higher = None
    if source is not None and target is not None and source.grade is not None and target.grade is not None:
        higher = target.grade > source.grade
    found.digest = approvals.digest_of(
        str(found.person_id),
        found.target_title,
        found.department,
        str(found.manager_id),
        str(found.effective_on),
        str(found.base),
    )
    found.save(update_fields=["digest"])
    _move(found, TransferState.ASKED, by.pk)
    REQUESTED.ask(
        found,
        terms.promotions().transfers.approval,
        approvals.Content(
            title=_("Transfer: %(name)s to %(title)s")
            % {"name": found.person.name, "title": found.target_title},
            facts={
                "higher-grade": higher,
                "other-department": standing.position is None
                or standing.position.department != found.department,
                **queries.facts_of_pay(found),
            },
            digest=found.digest,
        ),
        by=by,
        subject=found.person,
    )


def _locked(key: UUID) -> Transfer | None:
    rows = Transfer.objects.select_for_update(of=("self",))
    return rows.select_related("person", "employment__person", "manager", "asked_by").filter(pk=key).first()


def _waiting(key: UUID) -> Transfer | None:
    found = _locked(key)
    return found if found is not None and found.state == TransferState.ASKED else None


def _move(transfer: Transfer, state: str, by: UUID | None) -> None:
    transfer.state = state
    if state not in OPEN:
        transfer.decided_at = timezone.now()
    transfer.save(update_fields=["state", "decided_at"])
    publish(TransferMoved(transfer.pk, by, str(state)))


REQUESTED = Requested(
    kind=KIND,
    waiting=_waiting,
    grant=_grant,
    move=_move,
    rejected=TransferState.REJECTED,
    withdrawn=TransferState.WITHDRAWN,
)
