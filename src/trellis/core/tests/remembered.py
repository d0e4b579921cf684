"""What many tests begin with is made once: later tests get its rows back, instead of making them by services again."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

Made = TypeVar("Made")
Rows = dict[str, set[Any]]
"""By table: each row as it is stored, or as JSON where the database writes that."""

_remembered: dict[Hashable, tuple[Any, Rows, Rows]] = {}


def remembered(key: Hashable, make: Callable[[], Made]) -> Made:
    """What `make` gives, and the rows that it wrote.

    The first test of a process makes it; each later one of the same day gets a copy of it and the same rows, with the
    keys that they had. `key` says what is made and from what; the tests of a key begin with the same rows.
    """
    key = (key, timezone.localdate())
    if key not in _remembered:
        before = _rows()
        made = make()
        after = _rows()
        _remembered[key] = (copy.deepcopy(made), _without(before, after), _without(after, before))
        return made
    kept, gone, new = _remembered[key]
    with transaction.atomic(), connection.cursor() as cursor:
        for table, rows in gone.items():
            _remove(cursor, table, rows)
        for table, rows in new.items():
            _add(cursor, table, rows)
    return copy.deepcopy(kept)


def _without(rows: Rows, others: Rows) -> Rows:
    return {table: left for table, found in rows.items() if (left := found - others[table])}


def _models() -> dict[str, Any]:
    found = apps.get_models(include_auto_created=True)
    return {model._meta.db_table: model for model in found if model._meta.managed and not model._meta.proxy}


def _q(name: str) -> str:
    return connection.ops.quote_name(name)


def _columns(model: Any) -> list[str]:
    return [_q(field.column) for field in model._meta.local_concrete_fields]


def _is_postgres() -> bool:
    return connection.vendor == "postgresql"


def _rows() -> Rows:
    found = {}
    with connection.cursor() as cursor:
        for table, model in _models().items():
            columns = _columns(model)
            if _is_postgres():
                inner = f"SELECT {', '.join(columns)} FROM {_q(table)}"
                cursor.execute(f"SELECT row_to_json(t)::text FROM ({inner}) AS t")
                found[table] = {row for (row,) in cursor.fetchall()}
            else:
                # Behind a sign a value comes as it is stored: nothing makes a date of it.
                stored = ", ".join(f"+{column}" for column in columns)
                cursor.execute(f"SELECT {stored} FROM {_q(table)}")
                found[table] = set(cursor.fetchall())
    return found


def _remove(cursor: Any, table: str, rows: set[Any]) -> None:
    key = _models()[table]._meta.pk.column
    at = _columns(_models()[table]).index(_q(key))
    keys = [[json.loads(row)[key]] if _is_postgres() else [row[at]] for row in rows]
    cursor.executemany(f"DELETE FROM {_q(table)} WHERE {_q(key)} = %s", keys)


def _add(cursor: Any, table: str, rows: set[Any]) -> None:
    columns = _columns(_models()[table])
    into = f"INSERT INTO {_q(table)} ({', '.join(columns)})"
    if _is_postgres():
        of_json = f"SELECT {', '.join(columns)} FROM json_populate_recordset(null::{_q(table)}, %s)"
        cursor.execute(f"{into} {of_json}", [f"[{','.join(rows)}]"])
    else:
        cursor.executemany(f"{into} VALUES ({', '.join(['%s'] * len(columns))})", list(rows))
