"""Writes of promotions: writing the document, handing it in, comparing, withdrawing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.compensation import rules as of_pay
from trellis.compensation.queries import pay
from trellis.compensation.services.pay import Terms, check_terms
from trellis.core import defined
from trellis.core.money import Money
from trellis.core.rules import Account, NotAllowedError, Person
from trellis.core.services.events import publish
from trellis.growth import rules, terms
from trellis.growth.definitions.calendars import whole_months
from trellis.growth.events import PromotionMoved
from trellis.growth.models import (
    Calibration,
    DevelopmentPlan,
    PlanItem,
    Promotion,
    PromotionCriterion,
    PromotionSection,
    PromotionState,
    Verdict,
)
from trellis.growth.queries import promotions as queries
from trellis.growth.queries.standing import Standing, standing_of
from trellis.growth.services.applying import KIND, REQUESTED, check_possible, locked, move
from trellis.growth.services.errors import GrowthError, StaleGrowthError
from trellis.people.days import today
from trellis.work.services import approvals, items

COMPARE = "promotion-to-compare"
TITLE = "Promotion"
"""How one to compare is written down in My work: whom it is about is need-to-know."""
LONGEST = 20_000
FARTHEST = timedelta(days=550)
OPEN = (PromotionState.DRAFT, PromotionState.CALIBRATION, PromotionState.ASKED)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a form says of a document. Without `base` pay stays as it is; `keeps_pay` says that it was not shown."""

    effective_on: date
    off_cycle: bool = False
    sections: Mapping[str, str] = field(default_factory=dict)
    evidence: Mapping[UUID, str] = field(default_factory=dict)
    base: Money | None = None
    keeps_pay: bool = False
    pay_reason: str = ""
    announcement: str = ""


def begin(*, person: Person, target: str, by: Account, plan: DevelopmentPlan | None = None) -> Promotion:
    """Begin the document of a promotion to a level; evidence of a development plan goes along.

    Begun again to the same level by the same hand, it is the same one. Raises NotAllowedError for oneself and for
    people outside of one's line; GrowthError where it cannot be.
    """
    if not rules.can_promote(by, person):
        raise NotAllowedError(
            _("You may not promote %(name)s.") % {"name": person.name},
            hint=_("Those above somebody in the line do; nobody themselves."),
        )
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        before = Promotion.objects.filter(person=person, state__in=OPEN).first()
        if before is not None:
            if before.target == target and before.written_by_id == by.pk:
                return before
            raise GrowthError(
                _("A promotion of %(name)s is under way already.") % {"name": person.name},
                hint=_("Wait until it is decided, or have whoever wrote it withdraw it."),
            )
        standing = standing_of(person)
        made = _made(person, standing, target, by, plan)
        _fill(made, standing, plan)
        publish(PromotionMoved(made.pk, by.pk, PromotionState.DRAFT))
    return made


def write(*, promotion: Promotion, says: Draft, by: Account, seen: int | None = None) -> Promotion:
    """Keep what the document says. Raises NotAllowedError, GrowthError, StaleGrowthError."""
    with transaction.atomic():
        found = _draft(promotion, by)
        if seen is not None and found.version != seen:
            raise StaleGrowthError
        if not today() - timedelta(days=31) <= says.effective_on <= today() + FARTHEST:
            raise GrowthError(_("Choose a day of the next year and a half."), field="effective_on")
        found.effective_on, found.off_cycle = says.effective_on, says.off_cycle
        found.announcement = _clean(says.announcement)
        if not says.keeps_pay and of_pay.can_ask_for_change(by, found.person):
            _put_pay(found, says)
        for section in found.sections.all():
            if section.name in says.sections:
                section.text = _clean(says.sections[section.name])
                section.save(update_fields=["sealed_text"])
        for criterion in found.criteria.all():
            if criterion.pk in says.evidence:
                criterion.evidence = _clean(says.evidence[criterion.pk])
                criterion.save(update_fields=["sealed_evidence"])
        found.version += 1
        found.save()
    return found


def submit(*, promotion: Promotion, by: Account, seen: int | None = None) -> Promotion:
    """Hand a document in: to be compared with others, or, off-cycle or where nobody compares, straight to approval.

    Twice is once. Raises NotAllowedError, StaleGrowthError, and GrowthError with what is still wrong.
    """
    with transaction.atomic():
        found = locked(promotion.pk)
        if found is not None and found.written_by_id == by.pk and found.state in OPEN[1:]:
            return found
        found = _draft(promotion, by)
        if seen is not None and found.version != seen:
            raise StaleGrowthError
        wrong = [each for each in queries.faults_of(queries.document_of(found)) if each.stops]
        if wrong:
            raise GrowthError(wrong[0].text, hint=_("All that is missing stands beside the document."))
        check_possible(found)
        found.submitted_at = timezone.now()
        found.place = Promotion.objects.filter(effective_on=found.effective_on).count()
        found.save(update_fields=["submitted_at", "place"])
        compared_by = [] if found.off_cycle else rules.facilitators(found)
        if compared_by:
            move(found, PromotionState.CALIBRATION, by.pk)
            items.wait_on(COMPARE, KIND, found.pk, compared_by, title=TITLE, asked_by=by)
        else:
            _ask(found, by)
    return found


def calibrate(*, promotion: Promotion, verdict: str, notes: str, by: Account, round_: int) -> Promotion:
    """Say what came of comparing in a round. The same again is the same.

    Raises NotAllowedError for who does not lead the round, GrowthError, StaleGrowthError for a round that is over.
    """
    with transaction.atomic():
        found = locked(promotion.pk)
        if found is None or not rules.compares(by, found):
            raise NotAllowedError(_("You do not lead the round in which this promotion is compared."))
        words = _clean(notes)
        before = Calibration.objects.filter(promotion=found, round=round_).first()
        if before is not None and (before.verdict, before.notes, before.by_id) == (verdict, words, by.pk):
            return found
        if found.state != PromotionState.CALIBRATION or found.round != round_:
            raise StaleGrowthError
        if verdict not in Verdict.values:
            raise GrowthError(_("Say what came of it."), field="verdict")
        if verdict != Verdict.GO and not words:
            raise GrowthError(
                _("Say why, and what is missing."),
                hint=_("The manager owes that explanation."),
                field="notes",
            )
        row = Calibration(promotion=found, round=round_, verdict=verdict, by=by)
        row.notes = words
        row.save(force_insert=True)
        if verdict == Verdict.AGAIN:
            found.round += 1
            found.save(update_fields=["round"])
            return found
        items.settle(COMPARE, found.pk, done_by=by)
        if verdict == Verdict.GO:
            check_possible(found)
            _ask(found, found.written_by)
        else:
            found.outcome = words
            found.save(update_fields=["sealed_outcome"])
            move(found, PromotionState.REJECTED, by.pk)
    return found


def reorder(*, promotion: Promotion, up: bool, by: Account) -> None:
    """Move a promotion one place among those that are compared for the same day; at the end it stays."""
    with transaction.atomic():
        rows = queries.to_compare(by, promotion.effective_on)
        at = next((at for at, each in enumerate(rows) if each.pk == promotion.pk), None)
        if at is None:
            raise NotAllowedError(_("You do not lead the round in which this promotion is compared."))
        to = at - 1 if up else at + 1
        if 0 <= to < len(rows):
            rows[at], rows[to] = rows[to], rows[at]
            for place, each in enumerate(rows, 1):
                each.place = place
            Promotion.objects.bulk_update(rows, ["place"])


def withdraw(*, promotion: Promotion, by: Account) -> Promotion:
    """Ask no more. Twice is once. Raises NotAllowedError, GrowthError for what was decided."""
    with transaction.atomic():
        found = locked(promotion.pk)
        if found is None or found.written_by_id != by.pk:
            raise NotAllowedError(_("Whoever wrote a promotion withdraws it."))
        if found.state == PromotionState.WITHDRAWN:
            return found
        if found.state not in OPEN:
            raise GrowthError(_("This promotion was decided already."))
        if found.state == PromotionState.ASKED and REQUESTED.withdraw(found, by=by):
            return found
        items.settle(COMPARE, found.pk)
        move(found, PromotionState.WITHDRAWN, by.pk)
    return found


# -- parts


def _made(
    person: Person, standing: Standing, target: str, by: Account, plan: DevelopmentPlan | None
) -> Promotion:
    role = terms.role_at(target)
    if role is None:
        raise GrowthError(_("The handbook has no such level."))
    if standing.employment is None:
        raise GrowthError(_("%(name)s does not work here today.") % {"name": person.name})
    if standing.title == role.full_title:
        raise GrowthError(_("%(name)s has this level already.") % {"name": person.name})
    now = pay.pay_on(standing.employment, today())
    open_ones = [each for each in terms.promotions().quarters(today(), 8) if each.is_open(today())]
    made = Promotion(
        person=person, employment=standing.employment, plan=plan, source_title=standing.title, target=target,
        target_title=role.full_title, grade=role.grade, written_by=by, revision=defined.revision()[:200],
        effective_on=open_ones[0].effective_on if open_ones else today(),
    )  # fmt: skip
    made.before = now.base if now is not None else None
    made.save(force_insert=True)
    return made


def _fill(made: Promotion, standing: Standing, plan: DevelopmentPlan | None) -> None:
    said = terms.promotions().sections
    PromotionSection.objects.bulk_create(
        PromotionSection(promotion=made, name=name, title=each.title[:200], place=place)
        for place, (name, each) in enumerate(said.items(), 1)
    )
    role = terms.role_at(made.target)
    assert role is not None  # `_made` has found it
    shown = _evidence_of(plan) if plan is not None else {}
    rows = []
    for place, each in enumerate(terms.gap(standing.role, role), 1):
        row = PromotionCriterion(promotion=made, key=each.key, part=each.part, place=place, text=each.text)
        if shown.get(each.key):
            row.evidence = shown[each.key][:LONGEST]
        rows.append(row)
    PromotionCriterion.objects.bulk_create(rows)


def _evidence_of(plan: DevelopmentPlan) -> dict[str, str]:
    """What a plan holds of evidence, by item: each note with its link, one below the other."""
    found: dict[str, str] = {}
    for item in PlanItem.objects.filter(plan=plan).prefetch_related("evidence"):
        lines = [f"{each.text} {each.link}".strip() for each in item.evidence.all()]
        found[item.key] = "\n".join(lines)
    return found


def _draft(promotion: Promotion, by: Account) -> Promotion:
    found = locked(promotion.pk)
    if found is None or found.written_by_id != by.pk or not rules.can_promote(by, found.person):
        raise NotAllowedError(_("Whoever writes a promotion changes it, while they are above the person."))
    if found.state != PromotionState.DRAFT:
        raise GrowthError(_("This was handed in already."), hint=_("Withdraw it to write another one."))
    return found


def _put_pay(found: Promotion, says: Draft) -> None:
    if says.base is not None:
        check_terms(found.employment, says.effective_on, Terms(says.base))
        now = pay.pay_on(found.employment, today())
        found.before = now.base if now is not None else None
    found.base = says.base
    found.pay_reason = _clean(says.pay_reason)


def _ask(found: Promotion, by: Account) -> None:
    """Ask for approval, by the rule of the cycle or that of requests beside it. The facts hold no amounts."""
    said, facts = terms.promotions(), queries.pay_facts(found)
    document = queries.document_of(found)
    found.digest = approvals.digest_of(
        str(found.person_id), found.target, str(found.effective_on), str(found.base_amount), found.base_currency,
        [each.text for each in document.sections], [each.evidence for each in document.criteria],
    )  # fmt: skip
    found.save(update_fields=["digest"])
    move(found, PromotionState.ASKED, by.pk)
    standing = standing_of(found.person)
    months = whole_months(standing.since, found.effective_on) if standing.since is not None else 0
    REQUESTED.ask(
        found,
        said.off_cycle_approval if found.off_cycle else said.approval,
        approvals.Content(
            title=_("Promotion: %(name)s to %(title)s") % {"name": found.person.name, "title": found.target_title},
            facts={
                "grade": None if found.grade is None else f"{float(found.grade):g}",
                "above-usual": None if facts.percent is None else facts.percent > said.pay.most,
                "outside-range": facts.outside,
                "soon": months < said.least_months_in_role,
            },
            digest=found.digest,
        ),
        by=by, subject=found.person,
    )  # fmt: skip


def _clean(text: str) -> str:
    words = text.strip().replace("\r\n", "\n")
    if len(words) > LONGEST:
        raise GrowthError(_("That is too long."))
    return words
