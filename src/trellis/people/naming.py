"""Whom a cell of a file means, and how a file calls somebody: for the importers of this room and those above."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import suppress
from uuid import UUID

from django.db.models import F
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.core.importing import BadValueError, Column, text
from trellis.core.rules import Person

PERSON = Column(
    "person", gettext_lazy("Person"), gettext_lazy("The e-mail address or the reference."), required=True,
    parse=text(255), example="ada@example.org",
    synonyms=("Employee", "Email", "E-mail address", "Work email", "Reference", "Employee ID", "E-Mail-Adresse",
              "Personalnummer"),
)  # fmt: skip
"""The column that says about whom a row is; `person_named` reads it."""


IDENTIFIER, ADDRESS, REFERENCE = "identifier", "address", "reference"
COLUMNS = {IDENTIFIER: F("pk"), ADDRESS: Lower("email"), REFERENCE: F("external_reference")}
Name = tuple[str, str]
"""By which of `COLUMNS` somebody is called in a file, and how."""


def name_in(text_: str) -> Name:
    """How a text calls somebody: the same for all spellings that mean the same."""
    with suppress(ValueError):
        return IDENTIFIER, str(UUID(text_))
    return (ADDRESS, text_.lower()) if "@" in text_ else (REFERENCE, text_)


def names_of(person: Person) -> Iterator[Name]:
    """All names by which a file may mean somebody."""
    yield IDENTIFIER, str(person.pk)
    if "@" in person.email:
        yield name_in(person.email)
    if name_in(person.external_reference)[0] == REFERENCE and person.external_reference:
        yield REFERENCE, person.external_reference


def known_all(names: Collection[Name]) -> dict[Name, list[Person]]:
    """Who is meant by each of some names, in order. A query for each of `COLUMNS` that some of them are of."""
    found: dict[Name, list[Person]] = {name: [] for name in names}
    asked: defaultdict[str, list[str]] = defaultdict(list)
    for by, text_ in found:
        asked[by].append(text_)
    for by, texts in asked.items():
        rows = Person.objects.filter(merged_into=None, erased_at=None).annotate(called=COLUMNS[by])
        for each in rows.filter(called__in=texts).order_by("pk"):
            found[by, str(each.called)].append(each)
    return found


def known(text_: str) -> list[Person]:
    """Who is meant by an identifier, an e-mail address or a reference; several where it is not clear. One query."""
    name = name_in(text_)
    return known_all([name])[name]


def person_named(text_: str, column: str = PERSON.key) -> Person:
    """The one person who is meant. Raises BadValueError where it is nobody, or several."""
    found = known(text_)
    if not found:
        raise BadValueError(
            _("Nobody here is known as “%(person)s”.") % {"person": text_}, column=column,
            remedy=_("Write the e-mail address or the reference that stands on their page, or import them first."),
        )  # fmt: skip
    if len(found) > 1:
        raise BadValueError(
            _("Several people here are meant by this."), remedy=_("Give their reference."), column=column
        )
    return found[0]


def name_of(person: Person | None) -> str:
    """What a file calls somebody, so that `known` finds them again: address, reference, or identifier."""
    return "" if person is None else person.email or person.external_reference or str(person.pk)
