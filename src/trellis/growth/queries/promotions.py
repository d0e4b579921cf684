"""Reads of promotions: one with its document, what is still wrong with it, lists, and what they cost."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.compensation import terms as of_pay
from trellis.compensation.queries import pay
from trellis.core.money import Money
from trellis.core.objects import Described
from trellis.core.rules import Account, Person
from trellis.growth import rules, terms
from trellis.growth.definitions.calendars import whole_months
from trellis.growth.models import (
    RUNNING,
    Calibration,
    Promotion,
    PromotionCriterion,
    PromotionSection,
    PromotionState,
)
from trellis.growth.queries.paying import PayFacts, facts_of
from trellis.growth.queries.standing import know_around, standing_of
from trellis.people.days import today
from trellis.people.definitions.spans import add_months
from trellis.people.queries import directory
from trellis.people.queries.directory import Wanted
from trellis.work.queries.approvals import request_of
from trellis.work.queries.approvals import standing_of as approval_standing

_WORD = re.compile(r"\w+(?:['’-]\w+)*")
TOLD = (PromotionState.GRANTED, PromotionState.EFFECTIVE)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a document; `stops` says that it cannot be handed in so."""

    text: str
    anchor: str
    stops: bool = True


@dataclass(frozen=True, slots=True)
class Document:
    """A promotion with all of its parts."""

    promotion: Promotion
    sections: tuple[PromotionSection, ...]
    criteria: tuple[PromotionCriterion, ...]


@dataclass(frozen=True, slots=True)
class Budget:
    """What the promotions of an effective day cost in a currency, beside what is planned for it."""

    currency: str
    count: int
    spent: Money
    planned: Money

    @property
    def is_over(self) -> bool:
        """Whether they cost more."""
        return self.spent.amount > self.planned.amount


def words_in(text: str) -> int:
    """How many words a text has."""
    return len(_WORD.findall(text))


def promotion_for(key: UUID) -> Promotion | None:
    """A promotion with whom it is about."""
    found = Promotion.objects.select_related("person__account", "employment", "written_by", "plan")
    return found.filter(pk=key).first()


def promotion_seen(who: Account, key: UUID) -> Promotion | None:
    """One that somebody may see; who is asked for approval may, while it waits for them."""
    found = promotion_for(key)
    if found is None:
        return None
    know_around(found.person)
    if rules.can_see_promotion(who, found):
        return found
    is_asked = found.state == PromotionState.ASKED and is_asked_of(who, found.approval)
    return found if rules.can_see_promotion(who, found, asked=is_asked) else None


def is_asked_of(who: Account, approval: UUID | None) -> bool:
    """Whether somebody is asked to decide now about something that waits for approval."""
    request = request_of(approval) if approval is not None else None
    standing = approval_standing(request) if request is not None else None
    return standing is not None and who.pk in standing.may_decide()


def document_of(promotion: Promotion) -> Document:
    """Its sections and criteria, in order. Two queries, none where they were loaded (`to_compare`)."""
    return Document(
        promotion,
        tuple(sorted(promotion.sections.all(), key=lambda each: each.place)),
        tuple(sorted(promotion.criteria.all(), key=lambda each: each.place)),
    )


def rounds_of(promotion: Promotion) -> list[Calibration]:
    """What came of comparing a promotion, round by round."""
    return list(promotion.calibrations.select_related("by").order_by("round"))


def pay_facts(promotion: Promotion) -> PayFacts:
    """How unusual the pay is that is asked for. Two queries, none without pay."""
    return facts_of(
        promotion.person, base=promotion.base, before=promotion.before, title=promotion.target_title,
        day=promotion.effective_on,
    )  # fmt: skip


def pays_around(
    moves: Iterable[tuple[UUID, date]],
) -> dict[tuple[UUID, date], tuple[Money | None, Money | None]]:
    """The base pay before a day and on it, of employments, each with its day. Two queries for each day.

    For a service: whoever shows it has asked who sees the pay.
    """
    by_day: defaultdict[date, set[UUID]] = defaultdict(set)
    for employment, day in moves:
        by_day[day].add(employment)
    found = {}
    for day, employments in by_day.items():
        before, after = pay.pays_on(employments, day - timedelta(days=1)), pay.pays_on(employments, day)
        for each in employments:
            found[each, day] = (
                before[each].base if each in before else None, after[each].base if each in after else None,
            )  # fmt: skip
    return found


def faults_of(document: Document, facts: PayFacts | None = None) -> list[Fault]:
    """What is still wrong with a document, by what the handbook asks of one. `facts` of its pay are asked for unless
    they are known.
    """
    promotion, said = document.promotion, terms.promotions()
    found = [*_faults_of_words(document), *_faults_of_pay(promotion, facts)]
    standing = standing_of(promotion.person)
    months = whole_months(standing.since, promotion.effective_on) if standing.since is not None else 0
    if months < said.least_months_in_role and not promotion.off_cycle:
        found.append(
            Fault(
                ngettext(
                    "Only %(has)d months in the role by then; the handbook asks for %(count)d month.",
                    "Only %(has)d months in the role by then; the handbook asks for %(count)d months.",
                    said.least_months_in_role,
                )
                % {"has": months, "count": said.least_months_in_role},
                "when",
            )
        )
    if not promotion.off_cycle and promotion.effective_on not in _open_days(promotion.effective_on):
        found.append(
            Fault(_("Handing in for this day has ended. Choose a later one, or ask off-cycle."), "when")
        )
    return found


def _open_days(day: date) -> list[date]:
    now = today()
    return [each.effective_on for each in terms.promotions().quarters(now, 12) if each.is_open(now)]


def _faults_of_words(document: Document) -> Iterable[Fault]:
    said = terms.promotions().sections
    for each in document.sections:
        count, limit = words_in(each.text), said.get(each.name)
        if limit is None:
            continue
        if limit.needed and not count:
            yield Fault(_("“%(title)s” is empty.") % {"title": each.title}, f"section-{each.name}")
        if count > limit.most_words:
            told = _("“%(title)s” has %(has)d words; at most %(most)d fit.")
            yield Fault(
                told % {"title": each.title, "has": count, "most": limit.most_words}, f"section-{each.name}"
            )
    for criterion in document.criteria:
        if not criterion.evidence.strip():
            words = criterion.text if len(criterion.text) <= 80 else f"{criterion.text[:77]}…"
            yield Fault(_("Nothing shows yet: %(item)s") % {"item": words}, f"criterion-{criterion.place}")
    if not document.criteria:
        yield Fault(_("The new level asks for nothing more than the present one."), "criteria", stops=False)


def _faults_of_pay(promotion: Promotion, facts: PayFacts | None) -> Iterable[Fault]:
    if promotion.base is None:
        if promotion.before is not None:
            yield Fault(_("Pay stays as it is. A promotion usually brings more."), "pay", stops=False)
        return
    facts, said = facts or pay_facts(promotion), terms.promotions().pay
    if facts.percent is not None and facts.percent < 0:
        yield Fault(_("A promotion does not lower pay."), "pay")
    unusual = (facts.percent is not None and facts.percent > said.most) or bool(facts.outside)
    if unusual and not promotion.pay_reason.strip():
        yield Fault(
            _("The pay is more than usual, or outside the range of the new level: explain it."), "pay"
        )


def promotions_seen(who: Account) -> QuerySet[Promotion]:
    """The promotions that somebody sees, those that take effect last first."""
    found = Promotion.objects.filter(rules.seen_promotions(who)).select_related("person", "written_by")
    return found.order_by("-effective_on", "-id")


def promotions_of(who: Account, person: Person) -> list[Promotion]:
    """Those of one person that a reader may see, the newest first. One query."""
    rows = list(Promotion.objects.filter(person=person).select_related("written_by").order_by("-written_at"))
    for each in rows:
        each.person = person  # around whom is known by then
    return [each for each in rows if rules.can_see_promotion(who, each)]


def to_compare(who: Account, day: date | None = None) -> list[Promotion]:
    """The promotions that wait to be compared by somebody, as they were put in order."""
    found = Promotion.objects.filter(state=PromotionState.CALIBRATION).select_related("person", "written_by")
    if day is not None:
        found = found.filter(effective_on=day)
    rows = found.prefetch_related("sections", "criteria").order_by("effective_on", "place", "submitted_at")
    return rules.compared(who, rows)


def budgets_on(day: date) -> list[Budget]:
    """What the promotions of an effective day cost, by currency, beside a quarter of what a year is planned with.

    Planned is: all base pay × the share of people × the usual rise, of compensation.yml. Each person counts
    with their part of full time. Four queries.
    """
    rows = Promotion.objects.filter(effective_on=day, state__in=[*RUNNING[1:], "effective"])
    rows = rows.exclude(base_amount=None).filter(before_currency=F("base_currency"))
    spent: defaultdict[str, Decimal] = defaultdict(Decimal)
    counts: defaultdict[str, int] = defaultdict(int)
    parts = pay.parts_on(today())
    columns = ("base_currency", "base_amount", "before_amount", "employment")
    for currency, after, before, employment in rows.values_list(*columns):
        spent[currency] += ((after or 0) - (before or 0)) * parts.get(employment, Decimal(1))
        counts[currency] += 1
    said = of_pay.compensation().promotions
    days = max(1, len(terms.promotions().effective_on))
    share = said.people * said.rise / 10_000 / days
    payroll = pay.payroll_on(today())
    return [
        Budget(
            each, counts[each], Money(spent[each], each),
            Money(round(payroll.get(each, Decimal(0)) * share, 2), each),
        )
        for each in sorted({*payroll, *spent})
    ]  # fmt: skip


def rate_until(day: date) -> Decimal | None:
    """Promotions in effect in the twelve months until a day, per 100 people employed on it; `None` for nobody."""
    here = directory.found(Wanted(day)).count()
    if not here:
        return None
    done = Promotion.objects.filter(
        Q(state="effective"), effective_on__gt=add_months(day, -12), effective_on__lte=day
    ).count()
    return Decimal(done) * 100 / here


def described(keys: Collection[UUID]) -> dict[UUID, Described]:
    """What promotions are called elsewhere: by what they are, never by whom they are about."""
    return {key: Described(_("Promotion"), reverse("growth:promotion", args=[key])) for key in keys}


def closed_to(who: Account) -> Q:
    """Promotions to compare that are about somebody themselves: nobody has those, in whose place ever."""
    return Q(about__in=Promotion.objects.filter(person=who.person_id).values("pk"))
