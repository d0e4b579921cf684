"""Leaves from a file: when somebody was, is or will be away. A row stands for a leave, known by its first day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.core.importing import BadValueError, Change, Column, Importer, Put, Values, choice, day, text
from trellis.core.rules import Account, Fate
from trellis.people import terms
from trellis.people.definitions.permissions import KEEP
from trellis.people.models import Employment, Leave
from trellis.people.naming import PERSON, name_of, person_named
from trellis.people.queries import records
from trellis.people.services import leaves as services
from trellis.people.services.leaves import Away

FIELDS = ("kind", "ends_on", "note", "certificate_seen_on")


def _identify(values: Values) -> tuple[str, ...]:
    return (f"{values['person'].lower()} {values['starts_on']}",)


def _put(values: Values, by: Account) -> Put:
    person, starts_on = person_named(values["person"]), values["starts_on"]
    held = Employment.objects.filter(person=person).select_related("person").order_by("-starts_on")
    employment = next((each for each in held if each.is_active_on(starts_on)), None)
    if employment is None:
        raise BadValueError(
            _("%(name)s is not employed on %(day)s.") % {"name": person.name, "day": date_format(starts_on)},
            remedy=_("Correct the day, or import their employment first."),
            column="starts_on",
        )
    found = Leave.objects.filter(employment=employment, starts_on=starts_on, withdrawn_at=None).first()
    before = _said(found) if found is not None else {}
    after = {**before, **{name: values[name] for name in FIELDS if name in values}}
    away = Away(
        after.get("kind") or "", starts_on, after.get("ends_on"), after.get("note") or "",
        after.get("certificate_seen_on"),
    )  # fmt: skip
    seen = records.state_of(found) if found is not None else None
    made = services.keep(employment=employment, away=away, by=by, leave=found, seen=seen)
    if found is None:
        return Put(Fate.NEW, person.name)
    changes = tuple(_changes(before, _said(made)))
    return Put(Fate.CHANGED if changes else Fate.SAME, person.name, changes)


def _said(leave: Leave) -> dict[str, str | date | None]:
    return {name: getattr(leave, name) for name in FIELDS}


def _changes(
    before: Mapping[str, str | date | None], after: Mapping[str, str | date | None]
) -> Iterator[Change]:
    for name in FIELDS:
        column = LEAVES.column(name)
        if before[name] != after[name] and column is not None:
            yield str(column.label), str(before[name] or ""), str(after[name] or "")


def _kinds() -> dict[str, str]:
    return {name: each.title for name, each in terms.words().leave_kinds.items()}


def _rows() -> Iterator[dict[str, str]]:
    rows = Leave.objects.filter(withdrawn_at=None).select_related("employment__person")
    for each in rows.order_by("starts_on", "pk").iterator(2000):
        said = {name: str(value or "") for name, value in _said(each).items()}
        yield {"person": name_of(each.employment.person), "starts_on": str(each.starts_on), **said}


LEAVES = Importer(
    name="leaves",
    title=gettext_lazy("Leave"),
    help=gettext_lazy(
        "When somebody is away, and why. A leave that begins on a day that is known already is changed; none is taken"
        " back."
    ),
    permission=KEEP.name,
    columns=(
        PERSON,
        Column(
            "kind", gettext_lazy("Kind"), gettext_lazy("As employment.yml of the handbook calls it."), required=True,
            parse=choice(_kinds), example="parental", synonyms=("Type", "Leave type", "Art", "Abwesenheitsart"),
        ),
        Column(
            "starts_on", gettext_lazy("First day"), required=True, parse=day, example="2026-03-02",
            synonyms=("Start", "From", "Start date", "Beginn"),
        ),
        Column(
            "ends_on", gettext_lazy("Last day"), gettext_lazy("Empty where it is not known yet."), parse=day,
            example="2026-03-13", synonyms=("End", "To", "End date", "Ende"),
        ),
        Column(
            "certificate_seen_on", gettext_lazy("Certificate seen on"), parse=day, example="",
            synonyms=("Certificate", "Sick note", "Attest"),
        ),
        Column("note", gettext_lazy("Note"), parse=text(500), example="", synonyms=("Remark", "Bemerkung")),
    ),
    identify=_identify,
    put=_put,
    rows=_rows,
)  # fmt: skip
