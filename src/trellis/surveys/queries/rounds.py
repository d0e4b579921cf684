"""Rounds: those that ask somebody, those that People Operations runs, how many answered so far."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from trellis.core.objects import Described
from trellis.core.rules import Account
from trellis.surveys import groups, rules, terms
from trellis.surveys.definitions.surveys import Survey
from trellis.surveys.models import Asked, Round, RoundState

STEP = 10
"""Shares of those who answered are told in tens of per cent while a survey is open, downwards."""


@dataclass(frozen=True, slots=True)
class Mine:
    """A round that asks somebody, and whether they have answered."""

    round: Round
    has_answered: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """A survey of the handbook with its last round."""

    survey: Survey
    last: Round | None


@dataclass(frozen=True, slots=True)
class Participation:
    """About how many of a group have answered so far: of `asked`, at least `percent`, in tens."""

    group: str
    asked: int
    percent: int


def mine(who: Account) -> list[Mine]:
    """The open rounds that ask somebody, the next to close first. One query."""
    found = (
        Asked.objects.filter(person=who.person_id, round__state=RoundState.OPEN) if who.person_id else None
    )
    rows = found.select_related("round").order_by("round__closes_on", "round") if found is not None else ()
    return [Mine(each.round, each.has_answered) for each in rows]


def asked_of(who: Account, key: UUID) -> Mine | None:
    """The open round with a key, where it asks somebody."""
    return next((each for each in mine(who) if each.round.pk == key), None)


def visible(who: Account) -> QuerySet[Round]:
    """The closed rounds whose results somebody may see; all rounds for those who run surveys."""
    if rules.can_run(who):
        return Round.objects.all()
    if not rules.can_see(who):
        return Round.objects.none()
    return Round.objects.filter(state=RoundState.CLOSED, shared=True)


def standings() -> list[Standing]:
    """The surveys of the handbook with their last rounds, by title. One query."""
    last: dict[str, Round] = {}
    for each in Round.objects.filter(survey__in=terms.all_surveys()).order_by("opens_on", "pk"):
        last[each.survey] = each
    found = [Standing(each, last.get(each.name)) for each in terms.all_surveys().values()]
    return sorted(found, key=lambda each: each.survey.title.casefold())


def round_for(key: UUID) -> Round | None:
    """A round, whoever asks."""
    return Round.objects.filter(pk=key).first()


def participation(survey_round: Round) -> list[Participation]:
    """How many have answered so far in each group that may be shown: of five people asked, and more. One query.

    Who of them did is told by no combination of groups: the same arithmetic as for results, for those who are asked.
    The share is cut to tens of per cent, so that one more answer is mostly not seen.
    """
    people = [
        (frozenset(names), did) for names, did in survey_round.people.values_list("groups", "has_answered")
    ]
    shown = groups.shown(
        [(names, True) for names, _did in people], survey_round.dimensions, survey_round.threshold
    )
    found = []
    for name in shown:
        of_group = [did for names, did in people if name in names]
        share = 100 * sum(of_group) // len(of_group)
        found.append(Participation(name, len(of_group), share // STEP * STEP))
    return found


def described(keys: Collection[UUID]) -> Mapping[UUID, Described]:
    """Rounds as work that waits."""
    return {
        each.pk: Described(each.title, reverse("surveys:answer", args=[each.pk]))
        for each in Round.objects.filter(pk__in=keys)
    }
