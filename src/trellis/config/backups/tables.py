"""The rows of all tables, out of one moment of the database and into an empty one, whichever database either is.

A row is a JSON list in the order of the columns that the manifest names. Values are what Django's fields understand, so
that a backup of SQLite is put back into PostgreSQL, and the other way round.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from django.apps.registry import Apps
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, connection, connections, models, transaction
from django.utils.duration import duration_iso_string

from trellis.config.backups.archive import ArchiveError

AT_ONCE = 500
LEFT_OUT = {
    "core.SearchAudience": "who finds what is made again from the records",
    "core.SearchEntry": "what is found is made again from the records",
    "core.SignIn": "where somebody is signed in, which goes with the sessions",
    "sessions.Session": "everybody signs in again: a session that was ended must not come back",
}
"""Models whose rows are in no backup, and why."""


@contextmanager
def snapshot() -> Iterator[str]:
    """The name of a connection that sees the database as it is now, for as long as this lasts. Others go on writing.

    It is that of this thread, with other options: reading only, in one transaction.
    """
    usual = connection.settings_dict
    wanted = deepcopy(usual)
    if connection.vendor == "postgresql":
        from psycopg import IsolationLevel  # noqa: PLC0415 - not needed on SQLite

        wanted["OPTIONS"].pop("pool", None)
        wanted["OPTIONS"]["isolation_level"] = IsolationLevel.REPEATABLE_READ
    else:
        wanted["OPTIONS"]["transaction_mode"] = "DEFERRED"
    connection.close()
    connection.settings_dict = wanted
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                if connection.vendor == "postgresql":
                    cursor.execute("SET TRANSACTION READ ONLY")
                cursor.execute("SELECT 1 FROM django_migrations")  # from here on, nothing changes
            yield DEFAULT_DB_ALIAS
    finally:
        connection.close()
        connection.settings_dict = usual


def models_of(apps: Apps) -> dict[str, type[models.Model]]:
    """All models that have a table of their own, by their names, those between two models too."""
    every = apps.get_models(include_auto_created=True)
    own = [model for model in every if model._meta.managed and not model._meta.proxy]
    return {model._meta.label: model for model in sorted(own, key=lambda model: model._meta.label)}


def columns_of(model: type[models.Model]) -> list[str]:
    """The names by which a row of a model is read and made."""
    return [each.attname for each in model._meta.concrete_fields if not getattr(each, "generated", False)]


def rows_of(model: type[models.Model], using: str) -> Iterator[list[Any]]:
    """Every row of a model in the order of its keys, in little memory."""
    found = model._base_manager.using(using).order_by("pk").values_list(*columns_of(model))
    document = [isinstance(model._meta.get_field(name), models.JSONField) for name in columns_of(model)]
    for row in found.iterator(chunk_size=2000):
        yield [
            value if is_document else plain(value) for value, is_document in zip(row, document, strict=True)
        ]


def plain(value: Any) -> Any:
    """A value as JSON holds it; its field knows how to read it. Raises TypeError for what no field of ours gives."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, timedelta):
        return duration_iso_string(value)
    if isinstance(value, bytes | memoryview | bytearray):
        return base64.b64encode(bytes(value)).decode("ascii")
    raise TypeError(f"A backup cannot hold a {type(value).__name__}.")


def empty(apps: Apps, using: str) -> None:
    """Take away what migrations have put into the tables."""
    connection = connections[using]
    tables = [model._meta.db_table for model in models_of(apps).values()]
    with connection.cursor() as cursor:
        for statement in connection.ops.sql_flush(no_style(), tables):
            cursor.execute(statement)


def put(model: type[models.Model], columns: list[str], rows: Iterable[list[Any]], using: str) -> int:
    """Write rows as they were, past whatever a model does on saving; gives how many. Raises ArchiveError."""
    if sorted(columns) != sorted(columns_of(model)):
        raise ArchiveError(
            f"The columns of “{model._meta.label}” are not those that its version of Trellis has."
        )
    fields: list[models.Field[Any, Any]] = [_field(model, name) for name in columns]
    size = min(AT_ONCE, connections[using].ops.bulk_batch_size(fields, [None] * AT_ONCE))
    count, waiting = 0, iter(rows)
    while batch := list(islice(waiting, size)):
        made = [_made(model, columns, fields, row) for row in batch]
        model._base_manager.using(using)._insert(made, fields=fields, using=using, raw=True)  # type: ignore[attr-defined]
        count += len(made)
    return count


def finish(apps: Apps, using: str) -> None:
    """Have the database check what it checks late, and count on from the highest numbers. Raises IntegrityError."""
    connection = connections[using]
    connection.check_constraints()
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models_of(apps).values())):
            cursor.execute(statement)


def _field(model: type[models.Model], attname: str) -> models.Field[Any, Any]:
    return next(each for each in model._meta.concrete_fields if each.attname == attname)


def _made(
    model: type[models.Model], columns: list[str], fields: list[models.Field[Any, Any]], row: list[Any]
) -> models.Model:
    if len(row) != len(columns):
        raise ArchiveError(f"A row of “{model._meta.label}” has too many or too few values.")
    try:
        values = [each.to_python(value) for each, value in zip(fields, row, strict=True)]
    except Exception as error:  # what a field raises of a value that is none of its own is its own affair
        raise ArchiveError(f"A row of “{model._meta.label}” holds a value that cannot be.") from error
    return model(**dict(zip(columns, values, strict=True)))
