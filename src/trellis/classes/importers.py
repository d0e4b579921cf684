"""What comes into this room from files: the rooms in which classes are held."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.classes.definitions.permissions import KEEP
from trellis.classes.models import Room
from trellis.classes.services import keeping
from trellis.core.importing import BadValueError, Change, Column, Importer, Put, Values, choice, text
from trellis.core.records import uuid7
from trellis.core.rules import Account, Fate
from trellis.people.importers.numbers import count

FIELDS = ("address", "zone", "capacity", "equipment", "is_open")
NEEDED = ("zone", "capacity")
YES_NO = {"yes": gettext_lazy("Yes"), "no": gettext_lazy("No")}


def _identify(values: Values) -> tuple[str, ...]:
    return (values["name"].casefold(),)


def _put(values: Values, by: Account) -> Put:
    """A room that is known by its name is changed by what a row says of it."""
    found = Room.objects.filter(name__iexact=values["name"]).first()
    said = {name: values[name] for name in FIELDS if name in values}
    if "is_open" in said:
        said["is_open"] = said["is_open"] == "yes"
    before = _facts(found) if found is not None else {"address": ""}
    for name in NEEDED:
        if name not in said and name not in before:
            raise BadValueError(
                _("Nothing stands here."), remedy=_("A room that is new needs this column."), column=name
            )
    facts = {**before, **said}
    if found is not None and facts == before:
        return Put(Fate.SAME, found.name)
    name = found.name if found is not None else values["name"]
    keeping.keep_room(key=found.pk if found is not None else uuid7(), name=name, by=by, **facts)
    if found is None:
        return Put(Fate.NEW, name)
    changes: tuple[Change, ...] = tuple(
        (str(column.label), _plain(before[column.key]), _plain(facts[column.key]))
        for column in ROOMS.columns
        if column.key in FIELDS and before[column.key] != facts[column.key]
    )
    return Put(Fate.CHANGED, name, changes)


def _facts(room: Room) -> dict[str, Any]:
    return {name: getattr(room, name) for name in FIELDS}


def _plain(value: Any) -> str:
    return str(YES_NO["yes" if value else "no"]) if isinstance(value, bool) else str(value)


def _rows() -> Iterator[dict[str, str]]:
    for each in Room.objects.order_by("name").iterator(2000):
        facts = {name: str(value) for name, value in _facts(each).items()}
        yield {"name": each.name, **facts, "is_open": "yes" if each.is_open else "no"}


ROOMS = Importer(
    name="rooms",
    title=gettext_lazy("Rooms for classes"),
    help=gettext_lazy("Where classes are held, and how many people fit in. A room is known by its name."),
    permission=KEEP.name,
    columns=(
        Column("name", gettext_lazy("Name"), required=True, parse=text(120), example="Berlin 2.04",
               synonyms=("Room", "Room name", "Raum")),
        Column("address", gettext_lazy("Address"), parse=text(300), example="Hauptstraße 1, Berlin",
               synonyms=("Location", "Adresse", "Ort")),
        Column("zone", gettext_lazy("Time zone"), gettext_lazy("Of a room that is new."), parse=text(64),
               example="Europe/Berlin", synonyms=("Timezone", "Zeitzone")),
        Column("capacity", gettext_lazy("Seats"), gettext_lazy("Of a room that is new."), parse=count(100_000),
               example="16", synonyms=("Capacity", "Plätze")),
        Column("equipment", gettext_lazy("Equipment"), parse=text(500), example="Projector, whiteboard",
               synonyms=("Ausstattung",)),
        Column("is_open", gettext_lazy("In use"), gettext_lazy("yes or no; without it yes."),
               parse=choice(lambda: {name: str(label) for name, label in YES_NO.items()}), example="yes",
               synonyms=("Open", "Active", "In Benutzung")),
    ),
    identify=_identify,
    put=_put,
    rows=_rows,
)  # fmt: skip
