"""Reads of automations: what the handbook defines, how each stands, and what it did."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from trellis.automations import rules
from trellis.automations.definitions.automations import NAME, Automation
from trellis.automations.definitions.permissions import MANAGE
from trellis.automations.models import AutomationRun, RunState, Standing
from trellis.core import defined, granted, queries
from trellis.core.objects import Described
from trellis.core.rules import Account

LATELY = 10
"""Runs that the page of an automation shows."""
Run = AutomationRun
TROUBLES = (RunState.REFUSED, RunState.STOPPED, RunState.FAILED)


@dataclass(frozen=True, slots=True)
class Listed:
    """An automation as the list shows it."""

    automation: Automation
    standing: Standing | None
    last: Run | None
    troubles: int

    @property
    def state(self) -> str:
        """`on`, `paused`, or `off` where the handbook says so."""
        if not self.automation.enabled:
            return "off"
        return "paused" if self.standing is not None and self.standing.paused_at is not None else "on"

    @property
    def next_at(self) -> datetime | None:
        """When its clock strikes next; none where it waits for events, or rests."""
        return self.standing.next_at if self.standing is not None and self.state == "on" else None


def defined_automations() -> Mapping[str, Automation]:
    """The automations of the current handbook, by name."""
    return cast("Mapping[str, Automation]", defined.defined(NAME) or {})


def automation_named(name: str) -> Automation | None:
    """The automation of this name, in the current handbook."""
    return defined_automations().get(name)


def owner_of(automation: Automation) -> Account | None:
    """In whose name an automation acts: who has the address, or the first by name of those who hold the role."""
    return queries.holders_of(automation.owner).first()


def standing_of(name: str) -> Standing | None:
    """How an automation stands; `None` before it was first looked at."""
    return Standing.objects.select_related("paused_by").filter(name=name).first()


def listed() -> list[Listed]:
    """All automations by title, with how they stand and their last run. Three queries for any number."""
    known = defined_automations()
    lately = Run.objects.filter(automation=OuterRef("name")).exclude(state=RunState.UNMET)
    standings = Standing.objects.filter(name__in=known).select_related("paused_by")
    by_name = {
        each.name: each
        for each in standings.annotate(last=lately.order_by("-created_at", "-id").values("pk")[:1])
    }
    troubles = Run.objects.filter(automation__in=known, state__in=TROUBLES).order_by()
    counts = dict(troubles.values_list("automation").annotate(Count("pk")))
    last = Run.objects.in_bulk([each.last for each in by_name.values() if each.last is not None])
    found = []
    for automation in sorted(known.values(), key=lambda each: (each.title.casefold(), each.name)):
        standing = by_name.get(automation.name)
        run = last.get(standing.last) if standing is not None else None
        found.append(Listed(automation, standing, run, counts.get(automation.name, 0)))
    return found


def listed_one(automation: Automation) -> Listed:
    """One automation as the list shows it."""
    last = runs_of(automation.name).exclude(state=RunState.UNMET).first()
    troubles = Run.objects.filter(automation=automation.name, state__in=TROUBLES).count()
    return Listed(automation, standing_of(automation.name), last, troubles)


def steered_by(who: Account) -> Mapping[str, Automation]:
    """The automations that somebody may steer, and whose runs they see. A query for each that may be theirs."""
    known = defined_automations()
    if granted.may(who, MANAGE.name):
        return known
    own = {each.casefold() for each in (who.email, *queries.titles_of(who))}
    near = {name: each for name, each in known.items() if " ".join(each.owner.split()).casefold() in own}
    return {name: each for name, each in near.items() if rules.can_steer(who, owner_of(each))}


def runs_of(name: str) -> QuerySet[Run]:
    """The runs of an automation, the newest first."""
    return Run.objects.filter(automation=name).order_by("-created_at", "-id")


def runs_for(
    who: Account, *, name: str = "", state: str = "", trigger: str = "", text: str = ""
) -> QuerySet[Run]:
    """The runs that somebody sees, the newest first: those of their automations, or of all, also such as are gone.

    `text` is looked for in the names of automations and in what went wrong.
    """
    found = Run.objects.select_related("owner").order_by("-created_at", "-id")
    if not granted.may(who, MANAGE.name):
        found = found.filter(automation__in=steered_by(who))
    if name:
        found = found.filter(automation=name)
    if state in RunState.values:
        found = found.filter(state=state)
    if text:
        found = found.filter(Q(automation__icontains=text) | Q(trouble__icontains=text))
    return found.filter(trigger=trigger) if trigger else found


def counted(found: QuerySet[Run], field: str) -> dict[str, int]:
    """How many of some runs have each value of a field."""
    return dict(found.order_by().values_list(field).annotate(Count("pk")))


def last_runs(name: str) -> list[Run]:
    """The last runs of an automation, those whose conditions were not met left out."""
    return list(runs_of(name).exclude(state=RunState.UNMET)[:LATELY])


def run_of(who: Account, key: UUID) -> Run | None:
    """A run, where somebody may see what it was about; also of an automation that is gone, for who may steer all."""
    found = Run.objects.select_related("owner", "cause").filter(pk=key).first()
    if found is None:
        return None
    automation = automation_named(found.automation)
    owner = owner_of(automation) if automation is not None else None
    return found if rules.can_see_runs(who, owner) else None


def described_runs(keys: Collection[UUID]) -> dict[UUID, Described]:
    """Runs for the log of events."""
    return {
        each.pk: Described(
            _("a run of “%(name)s”") % {"name": each.automation}, reverse("automations:run", args=[each.pk])
        )
        for each in Run.objects.filter(pk__in=keys).only("pk", "automation")
    }


def described_automations(keys: Collection[UUID]) -> dict[UUID, Described]:
    """Automations for the log of events."""
    return {
        each.pk: Described(each.name, reverse("automations:automation", args=[each.name]))
        for each in Standing.objects.filter(pk__in=keys)
    }
