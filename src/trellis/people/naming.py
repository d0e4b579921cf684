"""Whom a cell of a file means, and how a file calls somebody: for the importers of this room and those above."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

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


def known(text_: str) -> list[Person]:
    """Who is meant by an identifier, an e-mail address or a reference; two where it is not clear. One query."""
    rows = Person.objects.filter(merged_into=None, erased_at=None)
    with suppress(ValueError):
        return list(rows.filter(pk=UUID(text_)))
    if "@" in text_:
        return list(rows.alias(lower=Lower("email")).filter(lower=text_.lower()).order_by("pk")[:2])
    return list(rows.filter(external_reference=text_).order_by("pk")[:2])


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
