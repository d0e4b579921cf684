"""Employments and positions from a file: whoever is new is hired, whoever is here gets another position from a day on.

A row stands for a position: of a person, from a day on. All rows of the export together are the whole history, and give
it again where they are imported in the order in which they stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.core.importing import (
    BadValueError,
    Change,
    Column,
    Importer,
    Put,
    Values,
    address,
    choice,
    day,
    text,
)
from trellis.core.rules import Account, Fate, Person
from trellis.people import terms, wording
from trellis.people.days import today
from trellis.people.definitions.permissions import KEEP
from trellis.people.importers.numbers import part
from trellis.people.importers.organisation import departments, entities
from trellis.people.models import Employment, Position
from trellis.people.naming import name_of
from trellis.people.queries import records
from trellis.people.services import employment as services
from trellis.people.services.employment import Leaving, Newcomer, Terms
from trellis.people.services.errors import PeopleError
from trellis.people.services.organising import employments_of, in_bulk, people_called

FACTS = (
    "title",
    "department",
    "manager",
    "contract_type",
    "fte",
    "cost_centre",
    "location",
    "location_factor",
)
NEEDED = ("name", "entity", "starts_on", "title")


def _identify(values: Values) -> tuple[str, ...]:
    """A person and a day: of one person there are several rows, one for each position."""
    since = values.get("effective_on") or values.get("starts_on") or ""
    names = [f"{key} {values[key]} {since}" for key in ("reference", "email") if key in values]
    return tuple(names)


def _called(values: Values) -> tuple[str, ...]:
    return tuple(str(values[key]).lower() for key in ("reference", "email") if key in values)


def _after(values: Values) -> tuple[str, ...]:
    return (values["manager"].lower(),) if "manager" in values else ()


def _together(rows: Sequence[Values]) -> AbstractContextManager[None]:
    """Around rows that are one transaction: whom they are about, and the managers, are looked up once for all."""
    called = {values[key] for values in rows for key in ("reference", "email", "manager") if key in values}
    return in_bulk(about=called)


def _put(values: Values, by: Account) -> Put:
    try:
        person = _person(values)
        employment = _employment(person, values) if person is not None else None
        if employment is None:
            return _hired(person, values, by)
        return _changed(employment, values, by)
    except PeopleError as error:
        raise BadValueError(error.message, remedy=error.hint, column=error.field) from None


def _hired(person: Person | None, values: Values, by: Account) -> Put:
    for key in NEEDED if person is None else NEEDED[1:]:
        if key not in values:
            raise BadValueError(
                _("Nothing stands here."), remedy=_("Whoever is hired needs this column."), column=key
            )
    begins = Terms(
        entity=values["entity"], starts_on=values["starts_on"], number=values.get("number", ""),
        probation_ends_on=values.get("probation_ends_on"), ends_on=values.get("ends_on"),
    )  # fmt: skip
    whom = person or Newcomer(values["name"], values.get("email", ""), values.get("reference", ""))
    made = services.hire(person=whom, begins=begins, facts=_facts(values), by=by)
    if "leaving_reason" in values and begins.ends_on is not None:
        services.end(employment=made, leaves=Leaving(begins.ends_on, values["leaving_reason"]), by=by)
    return Put(Fate.NEW, made.person.name)


def _changed(employment: Employment, values: Values, by: Account) -> Put:
    """What a row says of an employment that there is: a position from a day on, a number, an end."""
    if values.get("entity", employment.entity) != employment.entity:
        raise BadValueError(
            _("They are employed by %(entity)s.") % {"entity": employment.entity}, column="entity",
            remedy=_("End that employment first, and give the day on which the new one begins."),
        )  # fmt: skip
    changes = [
        *_moved(employment, values, by),
        *_numbered(employment, values, by),
        *_ended(employment, values, by),
    ]
    return Put(Fate.CHANGED if changes else Fate.SAME, employment.person.name, tuple(changes))


def _moved(employment: Employment, values: Values, by: Account) -> Iterator[Change]:
    facts, since = _facts(values), values.get("effective_on")
    if since is None:
        # A row without the day is as the file that hired them: the same as then, or as now, says nothing new.
        days = [today(), *([values["starts_on"]] if "starts_on" in values else [])]
        held = [each for each in (records.position_in(employment, day) for day in days) if each is not None]
        if any(not any(_differs(each, name, value) for name, value in facts.items()) for each in held):
            return
        raise BadValueError(
            _("Something of the position is another, and it is not said from which day on."),
            remedy=_("Fill in the column with the day from which this counts."), column="effective_on",
        )  # fmt: skip
    before = records.position_in(employment, since)
    if before is None:
        return
    made = services.change_position(employment=employment, effective_on=since, facts=facts, by=by)
    for name, label in wording.LABELS.items():
        if made is not None and name in made.sets:
            yield str(label), wording.value_of(before, name), wording.value_of(made, name)


def _numbered(employment: Employment, values: Values, by: Account) -> Iterator[Change]:
    number = values.get("number", employment.number)
    if number != employment.number:
        before = employment.number  # of those that are put together, this very employment is changed
        begins = Terms(employment.entity, employment.starts_on, None, employment.probation_ends_on, number)
        services.correct_employment(employment=employment, begins=begins, by=by)
        yield _("Number"), before, number


def _ended(employment: Employment, values: Values, by: Account) -> Iterator[Change]:
    last = values.get("ends_on")
    reason = values.get("leaving_reason", employment.reason)
    if last is None or (last == employment.ends_on and reason == employment.reason):
        return
    if not reason:
        raise BadValueError(
            _("Why they leave is not said."), remedy=_("Fill in the reason, as in employment.yml."),
            column="leaving_reason",
        )  # fmt: skip
    before = employment.ends_on
    services.end(employment=employment, leaves=Leaving(last, reason), by=by)
    yield _("Last day"), str(before or ""), str(last)


def _facts(values: Values) -> dict[str, Any]:
    facts = {name: values[name] for name in FACTS if name in values}
    if "manager" in facts:
        facts["manager"] = _manager(facts["manager"])
    return facts


def _differs(position: Position, name: str, value: Any) -> bool:
    if name == "title":
        role = terms.role_titled(value)
        return role is None or role.full_title != position.title
    return bool(position.facts()[name] != (value.pk if isinstance(value, Person) else value))


def _person(values: Values) -> Person | None:
    """Who is known by the reference, else by the address. Raises BadValueError where several are."""
    for key in ("reference", "email"):
        found = people_called(values[key]) if key in values else []
        if len(found) > 1:
            raise BadValueError(
                _("Several people here are meant by this."),
                remedy=_("Merge them, or give a reference."),
                column=key,
            )
        if found:
            return found[0]
    if "reference" not in values and "email" not in values:
        raise BadValueError(
            _("Nothing tells this person from others of the same name."),
            remedy=_("Give an e-mail address, or a reference."),
        )
    return None


def _employment(person: Person, values: Values) -> Employment | None:
    """The employment that a row is about: that of its first day, else the one in which its day lies."""
    held = employments_of(person.pk)
    if "starts_on" in values:
        return next((each for each in held if each.starts_on == values["starts_on"]), None)
    since = values.get("effective_on") or today()
    return next((each for each in held if each.is_active_on(since)), None)


def _manager(text_: str) -> Person:
    found = people_called(text_)
    if not found:
        raise BadValueError(
            _("Nobody here is known as “%(manager)s”.") % {"manager": text_}, column="manager",
            remedy=_("Let managers stand above those who report to them, or import the file twice."),
        )  # fmt: skip
    if len(found) > 1:
        raise BadValueError(
            _("Several people here are meant by this."), remedy=_("Give their reference."), column="manager"
        )
    return found[0]


def _contracts() -> dict[str, str]:
    return {name: each.title for name, each in terms.words().contract_types.items()}


def _reasons() -> dict[str, str]:
    return {name: each.title for name, each in terms.words().leaving_reasons.items()}


def _rows() -> Iterator[dict[str, str]]:
    """Every position that there was, is and will be, in the order in which it can be imported where managers allow."""
    rows = Position.objects.select_related("employment", "person", "manager").order_by("starts_on", "pk")
    for each in rows.iterator(2000):
        employment = each.employment
        yield {
            "reference": each.person.external_reference, "email": each.person.email, "name": each.person.name,
            "entity": each.entity, "starts_on": str(employment.starts_on), "ends_on": _plain(employment.ends_on),
            "leaving_reason": employment.reason, "probation_ends_on": _plain(employment.probation_ends_on),
            "number": employment.number, "effective_on": str(each.starts_on), "title": each.title,
            "department": each.department, "manager": name_of(each.manager), "contract_type": each.contract_type,
            "fte": f"{each.fte.normalize():f}", "cost_centre": each.cost_centre, "location": each.location,
            "location_factor": f"{each.location_factor.normalize():f}" if each.location_factor is not None else "",
        }  # fmt: skip


def _plain(value: date | None) -> str:
    return str(value or "")


EMPLOYMENTS = Importer(
    name="employments",
    title=gettext_lazy("Employments"),
    help=gettext_lazy(
        "Who works here, in which position. Whoever is not employed yet is hired; of whoever is, the position changes"
        " from the day in “Counts from”. Managers stand above those who report to them."
    ),
    permission=KEEP.name,
    columns=(
        Column(
            "reference", gettext_lazy("Reference elsewhere"), gettext_lazy("How another system calls the person."),
            parse=text(255), example="HR-1042", synonyms=("Reference", "External ID", "Employee ID", "Personalnummer"),
        ),
        Column(
            "email", gettext_lazy("E-mail address"), parse=address, example="ada@example.org",
            synonyms=("E-mail", "Mail", "Email address", "Work email", "E-Mail-Adresse"),
        ),
        Column(
            "name", gettext_lazy("Name"), gettext_lazy("Of whoever is not known yet."), parse=text(200),
            example="Ada Example", synonyms=("Full name", "Display name", "Vollständiger Name"),
        ),
        Column("entity", gettext_lazy("Entity"), gettext_lazy("As handbook.yml names it."), parse=choice(entities),
               example="Example GmbH", synonyms=("Legal entity", "Company", "Gesellschaft")),
        Column("starts_on", gettext_lazy("First day"), parse=day, example="2026-01-05",
               synonyms=("Start date", "Hire date", "Start", "Eintritt")),
        Column("ends_on", gettext_lazy("Last day"), parse=day, example="",
               synonyms=("End date", "Termination date", "End", "Austritt")),
        Column("leaving_reason", gettext_lazy("Why they leave"), parse=choice(_reasons), example="resignation",
               synonyms=("Leaving reason", "Termination reason", "Austrittsgrund")),
        Column("probation_ends_on", gettext_lazy("Probation until"), parse=day, example="2026-07-04",
               synonyms=("Probation end", "Probezeit bis")),
        Column("number", gettext_lazy("Number"), gettext_lazy("Of the payroll."), parse=text(40), example="1042",
               synonyms=("Payroll number", "Nummer")),
        Column("effective_on", gettext_lazy("Counts from"), gettext_lazy("The day from which the position counts."),
               parse=day, example="2026-01-05", synonyms=("Effective date", "Valid from", "Gültig ab")),
        Column("title", gettext_lazy("Role"), gettext_lazy("A title of the job families."), parse=text(300),
               example="IT Analyst", synonyms=("Job title", "Position", "Title", "Stelle")),
        Column("department", gettext_lazy("Department"), gettext_lazy("Without it that of the role’s family."),
               parse=choice(departments), example="it", synonyms=("Abteilung",)),
        Column("manager", gettext_lazy("Manager"), gettext_lazy("The e-mail address or the reference."),
               parse=text(255), example="mia@example.org",
               synonyms=("Reports to", "Supervisor", "Manager email", "Führungskraft")),
        Column("contract_type", gettext_lazy("Contract"), parse=choice(_contracts), example="permanent",
               synonyms=("Contract type", "Employment type", "Vertragsart")),
        Column("fte", gettext_lazy("Part of full time"), gettext_lazy("1 is full time, 0.5 half of it."),
               parse=part("1.5"), example="1", synonyms=("FTE", "Full-time equivalent", "Stellenanteil")),
        Column("cost_centre", gettext_lazy("Cost centre"), gettext_lazy("Without it that of the department."),
               parse=text(40), example="4100", synonyms=("Cost center", "Kostenstelle")),
        Column("location", gettext_lazy("Place"), parse=text(120), example="Berlin", synonyms=("Location", "Ort")),
        Column("location_factor", gettext_lazy("Location factor"), parse=part("3"), example="0.9",
               synonyms=("Geo factor", "Ortsfaktor")),
    ),
    identify=_identify,
    put=_put,
    rows=_rows,
    called=_called,
    after=_after,
    together=_together,
)  # fmt: skip
