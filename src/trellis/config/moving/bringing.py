"""`trellis import-all`: an organisation that was exported, into an empty place; all of it or nothing.

Rows are kept as they were, past whatever a model does on saving, and with their identifiers. What an export leaves out
lets nobody in: no account has a password. The log of events keeps its places and its heads; since the key that signed
these is not in an export, they are compared with the events and signed anew here (decision 47).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import DatabaseError, DataError, IntegrityError, connection, models, transaction
from django.db.models import Exists, OuterRef

from trellis.config.backups import empty_place, handbooks, tables
from trellis.config.backups.empty_place import RestoreError
from trellis.config.moving import rows
from trellis.config.moving.bundle import Bundle
from trellis.config.moving.looking import Contents, Tell
from trellis.config.moving.rows import LineError, Shape, Values
from trellis.core import filekeys
from trellis.core.filereading import digest_of
from trellis.core.services import arriving, search_index
from trellis.core.services.everything import HANDBOOKS

AT_ONCE = 500
ACCOUNT, FILE = "core.Account", "core.StoredFile"


@dataclass
class Brought:
    """What came of it: rows by table, files, where the handbooks lie, and how many events are sealed."""

    rows: dict[str, int] = field(default_factory=dict)
    files: int = 0
    handbooks: list[tuple[Path, handbooks.Kept]] = field(default_factory=list)
    events: int = 0


def bring(bundle: Bundle, contents: Contents, *, tell: Tell) -> Brought:
    """Put an export that was looked through into this empty place; Django must be set up.

    Raises RestoreError where the place is not empty, BundleError and ArrivalError for what cannot be kept, and
    StoreError; then all is as it was.
    """
    data = Path(settings.TRELLIS_DATA)
    empty_place.check_place(data)
    done = Brought()
    try:
        with empty_place.place(data) as scratch, empty_place.database() as put_in_place:
            call_command("migrate", interactive=False, verbosity=0)
            with transaction.atomic():
                for shape in contents.shapes:
                    done.rows[shape.label] = _put(bundle, shape, contents)
                    if shape.rows:
                        tell(f"{shape.label}: {shape.rows:,}")
                _check_references(bundle, contents.shapes)
                tables.finish(apps, "default")
                arriving.check_log()
                arriving.sign_log_anew()
            _restore_handbooks(bundle, contents, scratch, done, tell)
            with arriving.stored(
                lambda key: bundle.pieces(f"files/{key}"), len(contents.files)
            ) as done.files:
                done.events = arriving.say_so(sum(done.rows.values()))
                search_index.rebuild()
                put_in_place()
                done.handbooks = empty_place.move(scratch, data, done.handbooks)
    except DatabaseError as error:
        reason = str(error).strip().partition("\n")[0]
        raise RestoreError(f"The database refused the export: {reason}", hint="Nothing was kept.") from error
    return done


# -- records


def _put(bundle: Bundle, shape: Shape, contents: Contents) -> int:
    """Write the rows of a table; gives how many. Raises LineError for one that the database does not take."""
    model, count = shape.model, 0
    fields = [each for each in model._meta.concrete_fields if not getattr(each, "generated", False)]
    size = min(AT_ONCE, connection.ops.bulk_batch_size(fields, [None] * AT_ONCE))
    read = rows.read(bundle, shape)
    while batch := list(islice(read, size)):
        made = [
            (number, model(**values, **_filled(bundle, shape, number, values, contents)))
            for number, values in batch
        ]
        try:
            _insert(model, fields, [row for _number, row in made])
        except (DataError, IntegrityError):
            _insert_one_by_one(shape, fields, made)
        count += len(made)
    return count


def _insert(model: type[models.Model], fields: list[Any], made: list[models.Model]) -> None:
    with transaction.atomic():
        model._base_manager._insert(made, fields=fields, using="default", raw=True)  # type: ignore[attr-defined]


def _insert_one_by_one(shape: Shape, fields: list[Any], made: list[tuple[int, models.Model]]) -> None:
    """Find which row it is that the database refuses."""
    for number, row in made:
        try:
            _insert(shape.model, fields, [row])
        except (DataError, IntegrityError) as error:
            reason = str(error).strip().partition("\n")[0]
            raise LineError(shape.name, number, "", f"The database refuses it: {reason}") from error


def _filled(bundle: Bundle, shape: Shape, number: int, values: Values, contents: Contents) -> Values:
    """What an export leaves out of a record: nobody has a password, and files are known by what is kept here."""
    if shape.label == ACCOUNT:
        return {"password": make_password(None)}
    if shape.label != FILE:
        return {}
    key = values["id"]
    if key not in contents.files:
        values["is_kept"] = False
        return {"digest": "", "key_print": ""}
    name, is_confidential = f"files/{key}", bool(values.get("is_confidential"))
    if bundle.size(name) != values["size"]:
        raise LineError(shape.name, number, "size", f"“{name}” has {bundle.size(name):,} bytes.")
    values["is_kept"] = True
    return {
        "digest": digest_of(bundle.sha256(name), confidential=is_confidential),
        "key_print": filekeys.keys().current if is_confidential else "",
    }


def _check_references(bundle: Bundle, shapes: tuple[Shape, ...]) -> None:
    """Raises LineError for the first row that points to one that is not there. One query for each reference."""
    for shape in shapes:
        for each in shape.model._meta.concrete_fields:
            if not isinstance(each, models.ForeignKey):
                continue
            target: Any = each.related_model
            there = target._base_manager.filter(**{each.target_field.attname: OuterRef(each.attname)})
            found = shape.model._base_manager.filter(~Exists(there), **{f"{each.attname}__isnull": False})
            lost = found.order_by("pk").values_list("pk", each.attname).first()
            if lost is not None:
                raise LineError(
                    shape.name,
                    _line_of(bundle, shape, lost[0]),
                    each.attname,
                    f"It points to “{target._meta.label}” {lost[1]}, which is not in the file.",
                    hint="Export everything anew at a terminal: trellis export-all reads one moment.",
                )


def _line_of(bundle: Bundle, shape: Shape, key: Any) -> int:
    pk = shape.model._meta.pk.attname
    return next((number for number, values in rows.read(bundle, shape) if values.get(pk) == key), 0)


# -- handbooks


def _restore_handbooks(bundle: Bundle, contents: Contents, scratch: Path, done: Brought, tell: Tell) -> None:
    for number, kept in enumerate(contents.handbooks):
        name = f"{HANDBOOKS}/{number}"
        place = scratch / empty_place.HANDBOOKS / f"{number}-{kept.name}"
        if kept.kind == handbooks.BUNDLE:
            handbooks.restore_bundle(bundle.pieces(name), kept, place, scratch)
        else:
            handbooks.restore_files(rows.lists(bundle, name), place)
        done.handbooks.append((place, kept))
        tell(f"Handbook {kept.name}")
