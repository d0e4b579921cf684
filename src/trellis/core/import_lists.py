"""Reads of imports: which there are, and what became of the rows of one."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.urls import reverse

from trellis.core import importing
from trellis.core.attaching import Attaching
from trellis.core.filetypes import Family
from trellis.core.granted import Somebody
from trellis.core.models import Fate, Import, ImportRow, ImportState
from trellis.core.objects import Described

ABOUT = "imported"
"""What imports are called where things hang on them."""


def imports_for(who: Somebody, *, kind: str = "", state: str = "", text: str = "") -> QuerySet[Import]:
    """The imports of what somebody may import, the newest first; `before` is one of the same file that was done."""
    allowed = [each.name for each in importing.offered_to(who)]
    same = _same(OuterRef("kind"), OuterRef("digest"), OuterRef("pk"))
    found = Import.objects.filter(kind__in=allowed).select_related("by").order_by("-created_at", "-pk")
    found = found.annotate(before=Subquery(same.values("pk")[:1]))
    if kind:
        found = found.filter(kind=kind)
    if state in ImportState.values:
        found = found.filter(state=state)
    return found.filter(name__icontains=text) if text else found


def counts(found: QuerySet[Import]) -> dict[str, dict[str, int]]:
    """How many imports there are of each kind, and in each state."""
    plain = found.order_by()
    return {name: dict(plain.values_list(name).annotate(Count("pk"))) for name in ("kind", "state")}


def import_for(who: Somebody, key: UUID) -> Import | None:
    """An import, where somebody may import such things."""
    found = Import.objects.select_related("by", "job", "job__by").filter(pk=key).first()
    return found if found is not None and importing.may_import(who, found.kind) else None


def rows_of(found: Import, *, fate: str = "", text: str = "") -> QuerySet[ImportRow]:
    """What became of the rows: in earnest where that has begun, else in the dry run."""
    rows = ImportRow.objects.filter(of=found, is_real=is_real(found)).order_by("number")
    if fate in Fate.values:
        rows = rows.filter(fate=fate)
    return rows.filter(what__icontains=text) if text else rows


def is_real(found: Import) -> bool:
    """Whether what is shown of an import is what was done, and not what would be."""
    return found.state in (ImportState.RUNNING, ImportState.DONE, ImportState.REFUSED)


def imported_before(found: Import) -> Import | None:
    """An import of the same file that came to its end; none for another file."""
    return _same(found.kind, found.digest, found.pk).first() if found.digest else None


def _same(kind: Any, digest: Any, key: Any) -> QuerySet[Import]:
    done = Import.objects.filter(kind=kind, digest=digest, state=ImportState.DONE)
    return done.exclude(pk=key).order_by("-finished_at", "-pk")


def described(keys: Collection[UUID]) -> dict[UUID, Described]:
    """Imports for `core.objects`: administrators alone see lists that hold them."""
    return {
        key: Described(name, reverse("web:import", args=[key]))
        for key, name in Import.objects.filter(pk__in=keys).values_list("pk", "name")
    }


def _sees(who: Somebody, key: UUID) -> bool:
    return import_for(who, key) is not None


ATTACHED = Attaching(
    ABOUT, _sees, _sees, takes=frozenset({Family.TEXT, Family.DOCUMENT}), most=1, is_confidential=True
)
"""How the file of an import is kept: sealed, since it is full of what people are called."""
