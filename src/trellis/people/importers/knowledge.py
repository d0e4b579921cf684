"""What is known of people from files: their profiles, the fields of person-fields.yml, whom to call in an emergency."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext_lazy

from trellis.core.importing import BadValueError, Change, Column, Importer, Put, Values, address, choice, text
from trellis.core.rules import Account, Fate
from trellis.people import terms
from trellis.people.definitions.permissions import KEEP
from trellis.people.models import EmergencyContact, Profile
from trellis.people.naming import PERSON, name_of, person_named
from trellis.people.queries import records
from trellis.people.services import profiles as services
from trellis.people.services.errors import PeopleError
from trellis.people.services.profiles import KEPT, OWN, Contact

SAID = (*KEPT, *OWN)


def _by_person(values: Values) -> tuple[str, ...]:
    return (values["person"].lower(),)


# -- profiles


def _put_profile(values: Values, by: Account) -> Put:
    person = person_named(values["person"])
    before = services.profile_of(person)
    was = {name: getattr(before, name) for name in SAID}
    said = {name: values[name] for name in SAID if name in values}
    made = services.keep(person=person, values=said, by=by)
    changes = tuple(
        (str(column.label), was[column.key], getattr(made, column.key))
        for column in PROFILES.columns
        if column.key in SAID and was[column.key] != getattr(made, column.key)
    )
    fate = Fate.SAME if not changes else Fate.NEW if before._state.adding else Fate.CHANGED
    return Put(fate, person.name, changes)


def _profiles() -> Iterator[dict[str, str]]:
    for each in Profile.objects.select_related("person").order_by("pk").iterator(2000):
        yield {"person": name_of(each.person), **{name: getattr(each, name) for name in SAID}}


PROFILES = Importer(
    name="profiles",
    title=gettext_lazy("Profiles"),
    help=gettext_lazy("What is known of people beside their name: how to reach them, what they say of themselves."),
    permission=KEEP.name,
    columns=(
        PERSON,
        Column("legal_name", gettext_lazy("Legal name"), gettext_lazy("As contracts say it."), parse=text(200),
               example="Adelheid Example", synonyms=("Official name", "Amtlicher Name")),
        Column("pronunciation", gettext_lazy("Pronunciation"), parse=text(200), example="AY-da",
               synonyms=("Aussprache",)),
        Column("pronouns", gettext_lazy("Pronouns"), parse=text(60), example="she/her", synonyms=("Pronomen",)),
        Column("about", gettext_lazy("About"), parse=text(500), example="", synonyms=("Bio", "Über")),
        Column("work_phone", gettext_lazy("Telephone at work"), parse=text(60), example="+49 30 1234",
               synonyms=("Phone", "Work phone", "Telefon")),
        Column("private_phone", gettext_lazy("Private telephone"), parse=text(60), example="",
               synonyms=("Mobile", "Private phone", "Home phone", "Telefon privat")),
        Column("private_email", gettext_lazy("Private e-mail address"), parse=address, example="",
               synonyms=("Private email", "Personal email", "E-Mail privat")),
        Column("private_address", gettext_lazy("Private address"), parse=text(500), example="",
               synonyms=("Address", "Home address", "Anschrift")),
        Column("languages", gettext_lazy("Languages"), parse=text(200), example="German, English",
               synonyms=("Sprachen",)),
        Column("time_zone", gettext_lazy("Time zone"), parse=text(60), example="Europe/Berlin",
               synonyms=("Timezone", "Zeitzone")),
    ),
    identify=_by_person,
    put=_put_profile,
    rows=_profiles,
)  # fmt: skip


# -- fields of the handbook


def _fields() -> dict[str, str]:
    return {name: each.title for name, each in terms.person_fields().items()}


def _by_field(values: Values) -> tuple[str, ...]:
    return (f"{values['person'].lower()} {values['field']}",)


def _put_field(values: Values, by: Account) -> Put:
    person, name = person_named(values["person"]), values["field"]
    before = services.profile_of(person).custom.get(name, "")
    try:
        made = services.keep(person=person, values={}, custom={name: values["value"]}, by=by)
    except PeopleError as error:
        raise BadValueError(error.message, remedy=error.hint, column="value") from None
    after = made.custom.get(name, "")
    changes: tuple[Change, ...] = ((_fields()[name], before, after),) if before != after else ()
    fate = Fate.SAME if not changes else Fate.CHANGED if before else Fate.NEW
    return Put(fate, person.name, changes)


def _values() -> Iterator[dict[str, str]]:
    known = _fields()
    for each in Profile.objects.exclude(custom={}).select_related("person").order_by("pk").iterator(2000):
        for name in sorted(known.keys() & each.custom):
            yield {"person": name_of(each.person), "field": name, "value": each.custom[name]}


PERSON_FIELDS = Importer(
    name="person-fields",
    title=gettext_lazy("Own fields of people"),
    help=gettext_lazy("The fields that person-fields.yml of the handbook declares, one row for each value."),
    permission=KEEP.name,
    columns=(
        PERSON,
        Column("field", gettext_lazy("Field"), gettext_lazy("As person-fields.yml calls it."), required=True,
               parse=choice(_fields), example="shirt-size", synonyms=("Name", "Feld")),
        Column("value", gettext_lazy("Value"), required=True, parse=text(500), example="M", synonyms=("Wert",)),
    ),
    identify=_by_field,
    put=_put_field,
    rows=_values,
)  # fmt: skip


# -- whom to call


def _by_contact(values: Values) -> tuple[str, ...]:
    return (f"{values['person'].lower()}\n{values['name'].casefold()}",)


def _put_contact(values: Values, by: Account) -> Put:
    """One of those to be called: known by the name, or put after the others."""
    person = person_named(values["person"])
    rows = records.contacts_of(person)
    said = [Contact(each.name, each.phone, each.relation) for each in rows]
    at = next((at for at, each in enumerate(said) if each.name.casefold() == values["name"].casefold()), None)
    before = said[at] if at is not None else None
    after = Contact(
        values["name"], values["phone"], values.get("relation", before.relation if before else "")
    )
    if before is not None and at is not None:
        after = replace(after, name=before.name)
        said[at] = after
    else:
        said.append(after)
    services.keep_contacts(person=person, contacts=said, by=by, seen=records.state_of(*rows))
    if before is None:
        return Put(Fate.NEW, person.name)
    changes = tuple(
        (str(column.label), getattr(before, column.key), getattr(after, column.key))
        for column in CONTACTS.columns
        if column.key in ("phone", "relation") and getattr(before, column.key) != getattr(after, column.key)
    )
    return Put(Fate.CHANGED if changes else Fate.SAME, person.name, changes)


def _contacts() -> Iterator[dict[str, str]]:
    rows = EmergencyContact.objects.select_related("person").order_by("person", "order", "pk")
    for each in rows.iterator(2000):
        yield {
            "person": name_of(each.person), "name": each.name, "phone": each.phone, "relation": each.relation,
        }  # fmt: skip


CONTACTS = Importer(
    name="emergency-contacts",
    title=gettext_lazy("Emergency contacts"),
    help=gettext_lazy("Whom to call when something has happened to somebody. Nobody is taken off the list."),
    permission=KEEP.name,
    columns=(
        PERSON,
        Column("name", gettext_lazy("Name"), gettext_lazy("Of whoever is to be called."), required=True,
               parse=text(200), example="Otto Example", synonyms=("Contact", "Contact name", "Notfallkontakt")),
        Column("phone", gettext_lazy("Telephone"), required=True, parse=text(60), example="+49 30 5678",
               synonyms=("Phone", "Contact phone", "Telefon")),
        Column("relation", gettext_lazy("Relation"), parse=text(100), example="brother",
               synonyms=("Relationship", "Beziehung")),
    ),
    identify=_by_contact,
    put=_put_contact,
    rows=_contacts,
)  # fmt: skip
