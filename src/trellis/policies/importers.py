"""What comes into this room from files: what people acknowledged elsewhere, before."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.core.importing import BadValueError, Column, Importer, Put, Values, choice, day, text
from trellis.core.rules import Account, Fate
from trellis.people.naming import PERSON, name_of, person_named
from trellis.policies import terms
from trellis.policies.definitions.permissions import KEEP
from trellis.policies.models import Acknowledgement, AcknowledgementState
from trellis.policies.services import elsewhere


def _policies() -> dict[str, str]:
    return {path: each.title for path, each in terms.policies().by_path.items()}


def _number(cell: str) -> int:
    if not cell.isdecimal() or not 1 <= int(cell[:9]) < 10**6:
        raise BadValueError(
            _("This is no number of a version."), remedy=_("Write it as the policy shows it, as in 2.")
        )
    return int(cell)


def _identify(values: Values) -> tuple[str, ...]:
    return (f"{values['person'].lower()}\n{values['policy']}",)


def _put(values: Values, by: Account) -> Put:
    person, path = person_named(values["person"]), values["policy"]
    _row, is_new = elsewhere.take_in(
        person=person,
        path=path,
        number=values.get("version"),
        on=values["acknowledged_on"],
        source=values["source"],
        by=by,
    )
    return Put(Fate.NEW if is_new else Fate.SAME, f"{person.name}: {_policies()[path]}")


def _rows() -> Iterator[dict[str, str]]:
    rows = Acknowledgement.objects.filter(
        state=AcknowledgementState.DONE, is_current=True, path__in=_policies()
    )
    for each in rows.select_related("person", "read").order_by("acknowledged_at", "pk").iterator(2000):
        yield {
            "person": name_of(each.person), "policy": each.path,
            "acknowledged_on": str(timezone.localdate(each.acknowledged_at)),
            "version": str(each.read.number) if each.read is not None else "",
            "source": each.taken_from or "Trellis",
        }  # fmt: skip


ACKNOWLEDGEMENTS = Importer(
    name="acknowledgements",
    title=gettext_lazy("Acknowledgements"),
    help=gettext_lazy(
        "Who acknowledged a policy elsewhere that they are asked for here, such as on paper. The evidence names where,"
        " and who brought the file."
    ),
    permission=KEEP.name,
    columns=(
        PERSON,
        Column("policy", gettext_lazy("Policy"), gettext_lazy("Its file, or its title."), required=True,
               parse=choice(_policies), example="policies/conduct.md", synonyms=("Document", "Richtlinie")),
        Column("acknowledged_on", gettext_lazy("Acknowledged on"), required=True, parse=day, example="2025-11-03",
               synonyms=("Date", "Signed on", "Acknowledged", "Bestätigt am")),
        Column("version", gettext_lazy("Version"), gettext_lazy("Without it the one that they are asked for."),
               parse=_number, example="1", synonyms=("Revision", "Fassung")),
        Column("source", gettext_lazy("Where"), gettext_lazy("It stands in the evidence."), required=True,
               parse=text(elsewhere.LONGEST_SOURCE), example="signed on paper",
               synonyms=("Source", "System", "Quelle")),
    ),
    identify=_identify,
    put=_put,
    rows=_rows,
)  # fmt: skip
