"""How people stand with certifications: by which route they get one now, what they have shown, what is missing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from trellis.certifications import facts, terms
from trellis.certifications.definitions.certifications import Certification
from trellis.certifications.definitions.evaluating import Result, evaluate, missing
from trellis.certifications.definitions.evidence import Shown
from trellis.certifications.definitions.requirements import Requirement
from trellis.certifications.definitions.terms_of_awards import ONE_DAY
from trellis.certifications.models import Award, AwardChange, AwardState, Happening
from trellis.core.rules import Person
from trellis.people.definitions.audiences import Facts, fits
from trellis.people.queries import audiences


@dataclass(frozen=True, slots=True)
class Route:
    """What has to be shown for the next certificate, and since when it counts; `renews` that it follows one."""

    requires: Requirement
    since: date | None = None
    collected_since: date | None = None
    renews: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """How one person stands with one certification on a day.

    `route` is `None` while there is nothing to do: the certificate counts and cannot be renewed yet, or is suspended.
    """

    certification: Certification
    award: Award | None
    route: Route | None
    result: Result | None
    is_for_them: bool
    is_required: bool = False

    @property
    def missing(self) -> tuple[Result, ...]:
        """The single things to do next."""
        return missing(self.result) if self.result is not None else ()

    @property
    def is_met(self) -> bool:
        """Whether a certificate is to be awarded now."""
        return self.is_for_them and self.result is not None and self.result.is_met

    @property
    def is_held(self) -> bool:
        """Whether they hold it."""
        return self.award is not None and self.award.counts


def route_of(
    certification: Certification, award: Award | None, revoked_on: date | None, day: date
) -> Route | None:
    """By which route somebody gets the next certificate; `None` where there is none now.

    What was shown before the window opened does not renew; what was shown before a revocation does not bring it back.
    """
    whole = certification.requires
    if whole is None or not certification.can_be_earned:
        return None
    if award is None:
        return Route(whole)
    if award.state == AwardState.REVOKED:
        return Route(whole, since=(revoked_on or award.awarded_on) + ONE_DAY)
    if award.state == AwardState.EXPIRED:
        return Route(whole, since=award.renewable_from)
    if award.state == AwardState.SUSPENDED or award.renewable_from is None or day < award.renewable_from:
        return None
    shorter = certification.to_renew
    return (
        Route(shorter, award.renewable_from, award.awarded_on + ONE_DAY, renews=True)
        if shorter is not None
        else None
    )


def standings(
    people: Collection[UUID],
    certifications: Iterable[Certification],
    day: date,
    known: dict[UUID, Facts] | None = None,
    had: Mapping[tuple[UUID, str], Award] | None = None,
) -> dict[tuple[UUID, str], Standing]:
    """How people stand with certifications, by person and key. A few queries, however many people.

    `known` and `had` are what audiences know of these people and their last certificates, for whoever has them already.
    """
    every = tuple(certifications)
    about = known if known is not None else audiences.facts_on(day, people)
    awards = current_of(people, [each.key for each in every]) if had is None else had
    revoked = _revoked_on([each for each in awards.values() if each.state == AwardState.REVOKED])
    routes = {}
    for person in people:
        for each in every:
            award = awards.get((person, each.key))
            ended = revoked.get(award.pk) if award is not None else None
            routes[person, each.key] = route_of(each, award, ended, day)
    wanted = {id(route.requires): route.requires for route in routes.values() if route is not None}
    asked = terms.asked_by(wanted.values())
    shown = facts.shown_by(people, asked, day)
    found = {}
    for person in people:
        of_person = about.get(person)
        for each in every:
            route = routes[person, each.key]
            found[person, each.key] = Standing(
                each, awards.get((person, each.key)), route, _result(route, shown.get(person, Shown()), day),
                of_person is not None and fits(each.audience, of_person),
                of_person is not None and each.required_for is not None and fits(each.required_for, of_person),
            )  # fmt: skip
    return found


def standing_of(person: Person, certification: Certification, day: date) -> Standing:
    """How one person stands with one certification."""
    return standings([person.pk], [certification], day)[person.pk, certification.key]


def mine(
    person: UUID, day: date, awards: Iterable[Award] | None = None, *, expected: bool = False
) -> list[Standing]:
    """How somebody stands with all certifications that are for them, or that they have ever had.

    `awards` are all their certificates, for whoever has them already. `expected` leaves out what they could have, but
    need not. What is left out is not asked for either.
    """
    about = audiences.facts_on(day, [person])
    every = terms.certifications().by_key
    had = (
        current_of([person], every)
        if awards is None
        else {(person, each.certification): each for each in awards if each.is_current}
    )
    of_person = about.get(person)
    wanted = [
        each
        for each in every.values()
        if (person, each.key) in had or (of_person is not None and _is_theirs(each, of_person, expected))
    ]
    found = standings([person], wanted, day, about, had).values()
    return sorted(found, key=lambda each: (not each.is_required, each.certification.title.casefold()))


def _is_theirs(certification: Certification, of_person: Facts, expected: bool) -> bool:
    required = certification.required_for
    if expected and (required is None or not fits(required, of_person)):
        return False
    return fits(certification.audience, of_person)


def current_of(people: Collection[UUID], keys: Collection[str]) -> dict[tuple[UUID, str], Award]:
    """The last certificate of each person and certification. One query."""
    rows = Award.objects.filter(person__in=people, certification__in=keys, is_current=True)
    return {
        (each.person_id, each.certification): each
        for each in rows.select_related("wording", "person").defer("wording__text").order_by("pk")
    }


def those_who_may_earn(certification: Certification, about: dict[UUID, Facts]) -> list[UUID]:
    """The people whom a certification is for, among those who are employed."""
    return sorted(person for person, known in about.items() if fits(certification.audience, known))


def _result(route: Route | None, shown: Shown, day: date) -> Result | None:
    if route is None:
        return None
    return evaluate(route.requires, shown, day, since=route.since, collected_since=route.collected_since)


def _revoked_on(awards: Collection[Award]) -> dict[UUID, date]:
    if not awards:
        return {}
    rows = AwardChange.objects.filter(award__in=awards, what=Happening.REVOKED).order_by("at")
    return {each.award_id: each.at.date() for each in rows}
