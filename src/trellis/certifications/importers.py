"""What comes into this room from files: certificates that were awarded elsewhere, before."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy

from trellis.certifications import terms
from trellis.certifications.definitions.permissions import KEEP
from trellis.certifications.models import Award
from trellis.certifications.services import taking_over
from trellis.certifications.services.taking_over import Held
from trellis.core.importing import Column, Importer, Put, Values, choice, day
from trellis.core.rules import Account, Fate
from trellis.people.naming import PERSON, name_of, person_named


def _certifications() -> dict[str, str]:
    return {key: each.title for key, each in terms.certifications().by_key.items()}


def _identify(values: Values) -> tuple[str, ...]:
    return (f"{values['person'].lower()} {values['certification']}",)


def _put(values: Values, by: Account) -> Put:
    person, key = person_named(values["person"]), values["certification"]
    _made, is_new = taking_over.take_in(held=Held(person.pk, key, values["awarded_on"]), by=by)
    return Put(Fate.NEW if is_new else Fate.SAME, f"{person.name}: {terms.title_of(key)}")


def _rows() -> Iterator[dict[str, str]]:
    rows = Award.objects.filter(is_current=True, certification__in=_certifications()).select_related("person")
    for each in rows.order_by("awarded_on", "pk").iterator(2000):
        yield {
            "person": name_of(each.person), "certification": each.certification, "awarded_on": str(each.awarded_on),
        }  # fmt: skip


CERTIFICATES = Importer(
    name="certificates",
    title=gettext_lazy("Certificates"),
    help=gettext_lazy(
        "Who was awarded which certification, such as in the system before this one. It ends, and is renewed, as the"
        " handbook says today; nobody is told."
    ),
    permission=KEEP.name,
    columns=(
        PERSON,
        Column("certification", gettext_lazy("Certification"), gettext_lazy("Its key, or its title."), required=True,
               parse=choice(_certifications), example="supporter",
               synonyms=("Certificate", "Certificate name", "Zertifikat", "Zertifizierung")),
        Column("awarded_on", gettext_lazy("Awarded on"), required=True, parse=day, example="2025-02-14",
               synonyms=("Issue date", "Issued", "Date", "Award date", "Ausgestellt am")),
    ),
    identify=_identify,
    put=_put,
    rows=_rows,
)  # fmt: skip
