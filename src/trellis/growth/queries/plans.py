"""Reads of development plans: one with items, evidence, actions and history, what the handbook has changed, lists."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from trellis.core.objects import Described
from trellis.core.rules import Account, Person
from trellis.growth import rules, terms
from trellis.growth.models import DevelopmentPlan, PlanAction, PlanEvidence, PlanItem, PlanNote, Shown
from trellis.growth.queries.standing import know_around
from trellis.growth.terms import PARTS, Wanted


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item of a plan; `now` are the words of the handbook where they are others, `gone` that it has none."""

    item: PlanItem
    now: str = ""
    gone: bool = False


@dataclass(frozen=True, slots=True)
class PartView:
    """The items of one list of the level."""

    title: str | Promise
    items: tuple[ItemView, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a plan is: items that the person and the manager hold for shown, of how many."""

    own: int
    managers: int
    total: int

    @property
    def percent(self) -> int:
        """By the manager's assessment."""
        return 0 if not self.total else self.managers * 100 // self.total


@dataclass(frozen=True, slots=True)
class PlanPage:
    """Everything that the page of a plan shows. `fresh` is what the level asks for by now in addition."""

    plan: DevelopmentPlan
    parts: tuple[PartView, ...]
    fresh: tuple[Wanted, ...]
    actions: tuple[PlanAction, ...]
    notes: tuple[PlanNote, ...]
    level_is_gone: bool
    progress: Progress

    @property
    def is_outdated(self) -> bool:
        """Whether the handbook says something else than the plan."""
        return bool(self.fresh) or any(each.now or each.gone for part in self.parts for each in part.items)


def plan_for(key: UUID) -> DevelopmentPlan | None:
    """A plan with whom it is about."""
    return DevelopmentPlan.objects.select_related("person__account", "coach__account").filter(pk=key).first()


def plan_seen(who: Account, key: UUID) -> DevelopmentPlan | None:
    """One that somebody may see."""
    found = plan_for(key)
    if found is not None:
        know_around(found.person)
    return found if found is not None and rules.can_see_plan(who, found) else None


def plan_page(plan: DevelopmentPlan) -> PlanPage:
    """All of a plan. Five queries."""
    evidence = Prefetch("evidence", PlanEvidence.objects.select_related("by").order_by("at", "pk"))
    rows = list(plan.items.order_by("place").prefetch_related(evidence))
    items = [each for each in rows if not each.dropped]
    changed, fresh, is_gone = differences(plan, items, {each.key for each in rows if each.dropped})
    views = [ItemView(each, *changed.get(each.key, ("", False))) for each in items]
    parts = tuple(
        PartView(title, tuple(each for each in views if each.item.part == name))
        for name, title in PARTS.items()
    )
    return PlanPage(
        plan, tuple(each for each in parts if each.items), tuple(fresh),
        tuple(plan.actions.select_related("owner").order_by("done_at", "due_on", "pk")),
        tuple(plan.notes.select_related("by").order_by("-at", "-pk")[:200]), is_gone, _progress(items),
    )  # fmt: skip


def differences(
    plan: DevelopmentPlan, items: Collection[PlanItem], dropped: Collection[str]
) -> tuple[dict[str, tuple[str, bool]], list[Wanted], bool]:
    """What the handbook says now: by item other words or that it has gone, what is new, and whether the level is gone.

    New is what the level asks for beyond the role that the plan began from; of a closed plan nothing is told.
    `dropped` are the items that the handbook was found to ask for no more.
    """
    if plan.state != "open":
        return {}, [], False
    target = terms.role_at(plan.target)
    if target is None:
        return {}, [], True
    changed, added = terms.rewordings([(each.key, each.part, each.text) for each in items], target)
    found = {each.key: (each.now.text if each.now is not None else "", each.now is None) for each in changed}
    source = terms.titled(plan.source_title)
    beyond = {each.key for each in terms.gap(source, target)}
    return found, [each for each in added if each.key in beyond and each.key not in dropped], False


def _progress(items: Collection[PlanItem]) -> Progress:
    shown = str(Shown.SHOWN)
    return Progress(
        sum(each.own == shown for each in items), sum(each.managers == shown for each in items), len(items)
    )


def with_progress(plans: QuerySet[DevelopmentPlan]) -> list[tuple[DevelopmentPlan, Progress]]:
    """Plans, each with how far it is. One query."""
    asked = Q(items__dropped=False)
    counted = plans.select_related("person", "coach").annotate(
        total_items=Count("items", filter=asked),
        own_shown=Count("items", filter=asked & Q(items__own=Shown.SHOWN)),
        managers_shown=Count("items", filter=asked & Q(items__managers=Shown.SHOWN)),
    )
    return [(each, Progress(each.own_shown, each.managers_shown, each.total_items)) for each in counted]


def plans_of(person: Person) -> QuerySet[DevelopmentPlan]:
    """The plans of a person, those under way first."""
    return DevelopmentPlan.objects.filter(person=person).order_by("ended_at", "-begun_at")


def plans_seen(who: Account) -> QuerySet[DevelopmentPlan]:
    """The open plans of others that somebody sees, those that are looked at soonest first."""
    found = DevelopmentPlan.objects.filter(rules.seen_plans(who), state="open")
    return found.exclude(person=who.person_id).order_by("review_on", "person__name", "pk")


def described(keys: Collection[UUID]) -> dict[UUID, Described]:
    """What plans are called elsewhere: by what they are, never by whom they are about."""
    return {key: Described(_("Development plan"), reverse("growth:plan", args=[key])) for key in keys}


def described_to(who: Account, keys: Collection[UUID]) -> dict[UUID, Described]:
    """The same for those that somebody sees."""
    return described(
        list(DevelopmentPlan.objects.filter(rules.seen_plans(who), pk__in=keys).values_list("pk", flat=True))
    )


def described_actions(keys: Collection[UUID]) -> dict[UUID, Described]:
    """Actions for My work, which only whoever sees the plan has (`closed_to_actions`)."""
    rows = PlanAction.objects.filter(pk__in=keys)
    return {each.pk: Described(each.text, reverse("growth:plan", args=[each.plan_id])) for each in rows}


def closed_to_actions(who: Account) -> Q:
    """Actions of plans that somebody does not see: nobody has them in place of another."""
    plans = DevelopmentPlan.objects.filter(rules.seen_plans(who)).values("pk")
    return ~Q(about__in=PlanAction.objects.filter(plan__in=plans).values("pk"))
