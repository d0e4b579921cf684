"""What an export of everything holds: the models that each room declares when Django starts, and why not the others.

Secrets stay here: what proves who somebody is, what is sealed, sessions. A test holds every model to being declared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Field, Model, QuerySet

EXPORTED = "exported"
"""What exports are called where files hang on them."""
MADE_FOR_SOMEBODY = (EXPORTED, "imported", "person-export")
"""What files hang on that are copies of the rest: exports, imports, and what somebody was given of their own data."""


@dataclass(frozen=True, slots=True)
class Table:
    """A model that is exported, and the names of its fields that are."""

    label: str
    model: type[Model]
    fields: tuple[str, ...]


_without: dict[str, frozenset[str]] = {}
_left_out: dict[str, str] = {}
_files_kept_back: set[str] = set()


def register(*labels: str, without: tuple[str, ...] = ()) -> None:
    """Have models exported, such as `core.Person`, but for some of their fields; the same again replaces it."""
    for label in labels:
        _without[label] = frozenset(without)


def leave_out(reasons: Mapping[str, str]) -> None:
    """Say of models why they are not exported; people read the reasons in the manifest."""
    _left_out.update(reasons)


def keep_back_files(*abouts: str) -> None:
    """Leave out the files of kinds of objects that are not exported themselves."""
    _files_kept_back.update(abouts)


def without_files() -> tuple[str, ...]:
    """The kinds of objects whose files are not exported: copies of the rest, and what rooms keep back."""
    return (*MADE_FOR_SOMEBODY, *sorted(_files_kept_back))


def tables() -> Iterator[Table]:
    """What is exported, by the names of the models."""
    for label in sorted(_without):
        yield _table(label)


def in_order() -> list[Table]:
    """The same in the order in which it is read while others write: each before what it points to.

    What a row points to is read after it, so that the file holds it, unless it was taken away in between. The heads of
    the log are read before its events for the same reason.
    """
    found: dict[str, Table] = {}
    begun = set()

    def visit(label: str) -> None:
        if label in begun:
            return
        begun.add(label)
        for other in sorted(_without):
            if any(each.related_model is apps.get_model(label) for each in _pointers(other)):
                visit(other)
        found[label] = _table(label)

    for label in ("core.TreeHead", *sorted(_without)):
        visit(label)
    return list(found.values())


def _pointers(label: str) -> list[Field[Any, Any]]:
    return [each for each in apps.get_model(label)._meta.concrete_fields if each.is_relation]


def _table(label: str) -> Table:
    model = apps.get_model(label)
    names = (each.attname for each in model._meta.concrete_fields)
    return Table(label, model, tuple(name for name in names if name not in _without[label]))


def left_out() -> dict[str, str]:
    """The models that are not exported, with why."""
    return dict(sorted(_left_out.items()))


def rows_of(table: Table) -> Iterator[dict[str, Any]]:
    """Every row of a table in the order of its keys, in little memory.

    Files that were removed or are copies of the rest are not among them, nor the bytes that only these hold.
    """
    found: QuerySet[Any] = table.model._base_manager.order_by("pk")
    attached = apps.get_model("core.Attachment")._base_manager.filter(removed_at=None)
    attached = attached.exclude(about__in=without_files())
    if table.label == "core.Attachment":
        found = attached.order_by("pk")
    elif table.label == "core.StoredFile":
        found = found.filter(pk__in=attached.values("stored"))
    yield from found.values(*table.fields).iterator(chunk_size=1000)
