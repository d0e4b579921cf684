"""The organisation from files: who looks after which department, and which positions are planned."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.core.importing import BadValueError, Change, Column, Importer, Put, Values, choice, day, text
from trellis.core.rules import Account, Fate
from trellis.people import terms
from trellis.people.definitions.permissions import KEEP, PLAN
from trellis.people.importers.numbers import count, part
from trellis.people.models import DepartmentDuty, Part, Seat, SeatState
from trellis.people.naming import PERSON, name_of, person_named
from trellis.people.services import organisation as services
from trellis.people.services.organisation import Plan


def departments() -> dict[str, str]:
    """The departments of the handbook, with their titles."""
    return {name: each.title for name, each in terms.all_departments().by_name.items()}


def entities() -> dict[str, str]:
    """The entities of the handbook."""
    return {name: name for name in terms.all_entities()}


# -- who looks after departments


def _parts() -> dict[str, str]:
    return {str(value): str(label) for value, label in Part.choices}


def _by_duty(values: Values) -> tuple[str, ...]:
    who = values["person"].lower() if values["part"] != Part.HEAD else ""
    return (f"{values['department']} {values['part']} {who} {values['starts_on']}",)


def _put_duty(values: Values, by: Account) -> Put:
    person, part_, starts_on = person_named(values["person"]), Part(values["part"]), values["starts_on"]
    what = f"{departments()[values['department']]}: {person.name}"
    same = DepartmentDuty.objects.filter(department=values["department"], part=part_, person=person)
    found = same.filter(starts_on=starts_on).order_by("pk").first()
    last: date | None = values.get("ends_on")
    if found is None:
        _check_after(values["department"], part_, starts_on)
        made = services.give_duty(
            department=values["department"], person=person, part=part_, starts_on=starts_on, by=by
        )
        if last is not None:
            services.end_duty(duty=made, ends_on=last, by=by)
        return Put(Fate.NEW if made.starts_on == starts_on else Fate.SAME, what)
    before = found.ends_on
    if last is None or last == before:
        return Put(Fate.SAME, what)
    services.end_duty(duty=found, ends_on=last, by=by)
    changes: tuple[Change, ...] = ((_("Last day"), str(before or ""), str(last)),)
    return Put(Fate.CHANGED, what, changes)


def _check_after(department: str, part_: Part, starts_on: date) -> None:
    """Of the heads of a department each follows the one before. Raises BadValueError."""
    if part_ != Part.HEAD:
        return
    rows = DepartmentDuty.objects.filter(department=department, part=part_, starts_on__gte=starts_on)
    later = rows.order_by("starts_on").first()
    if later is not None:
        raise BadValueError(
            _("Somebody heads this department from %(day)s on.") % {"day": date_format(later.starts_on)},
            remedy=_("Let those who came first stand above those who followed them."),
            column="starts_on",
        )


def _duties() -> Iterator[dict[str, str]]:
    rows = DepartmentDuty.objects.select_related("person").order_by("starts_on", "pk")
    for each in rows.iterator(2000):
        yield {
            "department": each.department, "part": each.part, "person": name_of(each.person),
            "starts_on": str(each.starts_on), "ends_on": str(each.ends_on or ""),
        }  # fmt: skip


DEPARTMENT_DUTIES = Importer(
    name="department-duties",
    title=gettext_lazy("Heads and people partners"),
    help=gettext_lazy(
        "Who heads a department, and who is its people partner, from which day on. A new head ends the duty of the one"
        " before."
    ),
    permission=KEEP.name,
    columns=(
        Column("department", gettext_lazy("Department"), required=True, parse=choice(departments), example="it",
               synonyms=("Team", "Abteilung")),
        Column("part", gettext_lazy("As"), gettext_lazy("head or people-partner."), required=True,
               parse=choice(_parts), example="head", synonyms=("Duty", "Part", "Role", "Als")),
        PERSON,
        Column("starts_on", gettext_lazy("First day"), required=True, parse=day, example="2026-01-05",
               synonyms=("Start", "From", "Start date", "Beginn")),
        Column("ends_on", gettext_lazy("Last day"), parse=day, example="", synonyms=("End", "To", "End date", "Ende")),
    ),
    identify=_by_duty,
    put=_put_duty,
    rows=_duties,
)  # fmt: skip


# -- the headcount plan

ALIKE = ("title", "department", "entity", "location", "starts_on")
"""What makes two planned positions the same for a file: it says how many there are of such."""


def _by_seat(values: Values) -> tuple[str, ...]:
    return ("\n".join(str(values.get(name, "")) for name in ALIKE),)


def _put_seat(values: Values, by: Account) -> Put:
    """Plan as many as are missing; what is planned already, open or filled counts, what was closed does not."""
    role = terms.role_titled(values["title"])
    title = role.full_title if role is not None else values["title"]
    wanted = values.get("count", 1)
    manager = person_named(values["manager"], "manager") if "manager" in values else None
    rest = {name: values[name] for name in ("entity", "location", "fte", "note") if name in values}
    plan = Plan(title, values["department"], values["starts_on"], manager=manager, **rest)
    here = _alike(plan).count()
    for _missing in range(wanted - here):
        services.keep_seat(plan=plan, by=by)
    what = f"{title}, {departments()[plan.department]}"
    if wanted <= here:
        return Put(Fate.SAME, what)
    changes: tuple[Change, ...] = ((_("How many"), str(here), str(wanted)),)
    return Put(Fate.CHANGED if here else Fate.NEW, what, changes if here else ())


def _alike(plan: Plan) -> QuerySet[Seat]:
    said = {name: getattr(plan, name) for name in ALIKE}
    return Seat.objects.exclude(state=SeatState.CLOSED).filter(**said)


def _seats() -> Iterator[dict[str, str]]:
    rows = Seat.objects.exclude(state=SeatState.CLOSED).order_by().values(*ALIKE).annotate(count=Count("pk"))
    for row in rows.order_by("starts_on", "title", "department", "entity", "location"):
        yield {name: str(value) for name, value in row.items()}


SEATS = Importer(
    name="headcount",
    title=gettext_lazy("Headcount plan"),
    help=gettext_lazy(
        "Positions that are to be filled: how many of a role in a department from a day on. What is planned already"
        " counts, and nothing is taken out of the plan."
    ),
    permission=PLAN.name,
    columns=(
        Column("title", gettext_lazy("Role"), gettext_lazy("A title of the job families."), required=True,
               parse=text(200), example="IT Analyst", synonyms=("Job title", "Position", "Title", "Stelle")),
        Column("department", gettext_lazy("Department"), required=True, parse=choice(departments), example="it",
               synonyms=("Team", "Abteilung")),
        Column("starts_on", gettext_lazy("From"), gettext_lazy("The first day."), required=True, parse=day,
               example="2027-01-04", synonyms=("Start", "Start date", "Target date", "Ab")),
        Column("count", gettext_lazy("How many"), gettext_lazy("Without it one."), parse=count(200), example="2",
               synonyms=("Count", "Number", "Headcount", "Anzahl")),
        Column("entity", gettext_lazy("Entity"), gettext_lazy("As handbook.yml names it."), parse=choice(entities),
               example="", synonyms=("Legal entity", "Company", "Gesellschaft")),
        Column("location", gettext_lazy("Place"), parse=text(120), example="Berlin", synonyms=("Location", "Ort")),
        Column("manager", gettext_lazy("Manager"), gettext_lazy("The e-mail address or the reference."),
               parse=text(255), example="", synonyms=("Reports to", "Supervisor", "Führungskraft")),
        Column("fte", gettext_lazy("Part of full time"), gettext_lazy("1 is full time, 0.5 half of it."),
               parse=part("1.5"), example="1", synonyms=("FTE", "Full-time equivalent", "Stellenanteil")),
        Column("note", gettext_lazy("Note"), parse=text(500), example="", synonyms=("Remark", "Bemerkung")),
    ),
    identify=_by_seat,
    put=_put_seat,
    rows=_seats,
)  # fmt: skip
