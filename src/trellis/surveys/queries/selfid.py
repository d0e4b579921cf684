"""Self-identification: one's own answers, and the yearly reports."""

from __future__ import annotations

from dataclasses import dataclass

from trellis.core import sealing
from trellis.core.rules import Account, Person
from trellis.people import terms as people_terms
from trellis.people.days import today
from trellis.people.queries import directory
from trellis.surveys import groups, terms
from trellis.surveys.definitions.selfid import SelfQuestion
from trellis.surveys.models import SelfAnswer, SelfReport

DIVERSE = "-diverse"
"""Under this name a report counts who chose an option that counts as diverse: no question has such a name."""
DIMENSIONS = (("department",), ("entity",))


@dataclass(frozen=True, slots=True)
class Reported:
    """A group of a report: its title, and how many of those who said something are diverse, in per cent."""

    report: SelfReport
    title: str
    diverse: int | None
    answered: int


def holder_of(person: Person | None) -> str:
    """Under which name the answers of somebody are kept: a keyed hash."""
    return sealing.hidden(str(person.pk if person is not None else ""), "self-identification")


def questions_for(who: Account) -> dict[str, SelfQuestion]:
    """What may be asked of somebody in the country of the entity that employs them; nothing of who is not employed."""
    person = who.person
    position = directory.position_on(person, today()) if person is not None else None
    if position is None:
        return {}
    entity = people_terms.all_entities().get(position.entity)
    country = entity.country if entity is not None else ""
    return {
        name: each for name, each in terms.self_identification().questions.items() if each.asked_in(country)
    }


def own_answers(who: Account) -> dict[str, str]:
    """What somebody says of themselves."""
    if who.person_id is None:
        return {}
    found = SelfAnswer.objects.filter(holder=holder_of(who.person)).first()
    return dict(found.answers) if found is not None else {}


def reports(year: int | None = None) -> list[Reported]:
    """The groups of a report, that of the last year where none is given; everybody first."""
    year = year or SelfReport.objects.order_by("-year").values_list("year", flat=True).first()
    rows = SelfReport.objects.filter(year=year).order_by("order") if year else ()
    return [_reported(each) for each in rows]


def over_years() -> list[Reported]:
    """What was reported of everybody, the oldest first."""
    return [_reported(each) for each in SelfReport.objects.filter(dimension="all", name="").order_by("year")]


def _reported(report: SelfReport) -> Reported:
    chosen = report.counts.get(DIVERSE, {})
    said = chosen.get("yes", 0) + chosen.get("no", 0)
    return Reported(
        report, groups.group_title(report.dimension, report.name),
        round(100 * chosen.get("yes", 0) / said) if said else None,
        round(100 * report.answered / report.team) if report.team else 0,
    )  # fmt: skip
