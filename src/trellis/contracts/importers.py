"""What comes into this room from files: who has which benefit."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy

from trellis.contracts.definitions.permissions import BENEFITS as PERMISSION
from trellis.contracts.models import Enrolment
from trellis.contracts.queries.benefits import programs
from trellis.contracts.services import benefits
from trellis.core.importing import Column, Importer, Put, Values, choice, day, text
from trellis.core.rules import Account, Fate
from trellis.people.naming import PERSON, name_of, person_named


def _programs() -> dict[str, str]:
    return {name: each.title for name, each in programs().items()}


def _identify(values: Values) -> tuple[str, ...]:
    return (f"{values['person'].lower()} {values['program']} {values['starts_on']}",)


def _put(values: Values, by: Account) -> Put:
    person, program = person_named(values["person"]), values["program"]
    option = _option(program, values["option"])
    _row, is_new = benefits.take_over(
        person=person, program=program, option=option, starts_on=values["starts_on"], by=by
    )
    return Put(Fate.NEW if is_new else Fate.SAME, f"{person.name}: {_programs()[program]}")


def _option(program: str, said: str) -> str:
    """The name of an option, of which a file may say the title."""
    known = programs()[program].options
    return next((name for name, each in known.items() if said.casefold() == each.title.casefold()), said)


def _rows() -> Iterator[dict[str, str]]:
    rows = Enrolment.objects.filter(ends_on=None, program__in=_programs()).select_related("person")
    for each in rows.order_by("starts_on", "pk").iterator(2000):
        yield {
            "person": name_of(each.person), "program": each.program, "option": each.option,
            "starts_on": str(each.starts_on),
        }  # fmt: skip


BENEFITS = Importer(
    name="benefits",
    title=gettext_lazy("Enrolments in benefits"),
    help=gettext_lazy(
        "Who has which benefit, by which option, from which day on. Another option from a later day ends the one"
        " before; costs are those of the handbook today."
    ),
    permission=PERMISSION.name,
    columns=(
        PERSON,
        Column("program", gettext_lazy("Benefit"), gettext_lazy("As its file is called, or its title."), required=True,
               parse=choice(_programs), example="pension", synonyms=("Program", "Plan", "Leistung")),
        Column("option", gettext_lazy("Option"), required=True, parse=text(60), example="basic",
               synonyms=("Choice", "Level", "Variante")),
        Column("starts_on", gettext_lazy("First day"), required=True, parse=day, example="2026-01-01",
               synonyms=("Start", "From", "Start date", "Beginn")),
    ),
    identify=_identify,
    put=_put,
    rows=_rows,
)  # fmt: skip
