"""Reads and writes that nearly every request makes: their statement is put together once, and then only filled in.

    OPEN = Prepared(lambda person: Course.objects.filter(person=person, ended_at=None), person=UUID)
    OPEN.all(person=who.person_id)

To put a statement together takes Django longer than the database needs to answer it. What a function makes of stand-ins
for its values is therefore kept, and real values take the place of the stand-ins. It is a query set like any other: the
same rows come as the same models, with what `select_related` brought along.

A statement has one shape: whatever is not a value (whether there is a condition, how many things are in a list, what
today is) must not differ from call to call. A moment that was not handed in as a value is refused, as is a value that
the database gets otherwise than as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from types import SimpleNamespace
from typing import Any, Generic, TypeVar
from uuid import UUID

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet
from django.db.models.signals import post_save
from django.db.transaction import TransactionManagementError

Row = TypeVar("Row")
Saved = TypeVar("Saved", bound=Model)

AT_ONCE = 100
"""Rows of one statement: few enough that their values are below the limit of any SQLite."""
_STAND_INS: dict[type, Callable[[int], Any]] = {
    UUID: lambda at: UUID(int=0xF0E1D2C3B4A5968778695A4B3C2D1E0F + at),
    str: lambda at: f"\ue000stand-in {at}",
    int: lambda at: 1_934_507_211 + at,
    datetime: lambda at: datetime(1913, 4, 5, 6, 7, 8, tzinfo=UTC) + timedelta(days=at),
    date: lambda at: date(1914, 5, 6) + timedelta(days=at),
}


class UnpreparableError(Exception):
    """A statement cannot be kept: something in it differs from call to call that is no value of it."""


class Prepared(Generic[Row]):
    """A read, by a function that makes a query set of its values; the types of these by name."""

    def __init__(self, build: Callable[..., QuerySet[Any, Row]], **kinds: type) -> None:
        self._build, self._kinds = build, kinds
        self._made: dict[tuple[str, str], _Statement] = {}

    def all(self, **values: Any) -> list[Row]:
        """All rows with these values. One query."""
        connection = connections[DEFAULT_DB_ALIAS]
        return self._statement(connection).rows(connection, values)

    def first(self, **values: Any) -> Row | None:
        """The first row with these values, or none. One query, which reads all: say [:1] where there may be many."""
        return next(iter(self.all(**values)), None)

    def _statement(self, connection: BaseDatabaseWrapper) -> _Statement:
        key = (connection.vendor, connection.alias)
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = _statement(self._build, self._kinds, connection)
        return made


def together(asked: Sequence[tuple[Prepared[Row], Mapping[str, Any]]]) -> list[list[Row]]:
    """What several reads of the same columns find with their values, in their order, by one statement. One query.

    For words and numbers: what the database gives is handed on as it is.
    """
    if not asked:
        return []
    connection = connections[DEFAULT_DB_ALIAS]
    made = [(each._statement(connection), values) for each, values in asked]
    parts = [f"SELECT {at} AS part, one.* FROM ({each.sql}) one" for at, (each, _) in enumerate(made)]  # noqa: S608 - of query sets
    found: list[list[Any]] = [[] for _ in made]
    with _cursor(connection) as cursor:
        cursor.execute(
            " UNION ALL ".join(parts),
            [one for each, values in made for one in each.filled(connection, values)],
        )
        for at, *row in cursor.fetchall():
            found[at].append(tuple(row))
    return found


class _Statement:
    """What stands in for Django's compiler once that has compiled; its rows are read by Django itself."""

    def __init__(self, rows: QuerySet[Any, Any], compiler: Any, sql: str, filled: Sequence[Any]) -> None:
        self.select, self.klass_info = compiler.select, compiler.klass_info
        self.annotation_col_map = compiler.annotation_col_map
        self.sql, self._filled = sql, filled
        self._locks = rows.query.select_for_update and compiler.connection.features.has_select_for_update
        fields = [each[0] for each in compiler.select[: compiler.col_count]]
        self._converters = list(compiler.get_converters(fields).items())
        self._reader: Any = rows._iterable_class
        self._fields = rows._fields  # type: ignore[attr-defined]
        self._query = rows.query

    def rows(self, connection: BaseDatabaseWrapper, values: Mapping[str, Any]) -> list[Any]:
        if self._locks and connection.get_autocommit():
            raise TransactionManagementError("select_for_update cannot be used outside of a transaction.")
        with _cursor(connection) as cursor:
            cursor.execute(self.sql, self.filled(connection, values))
            found = cursor.fetchall()
        if not found:
            return []
        return list(self._reader(_Source(connection, self, self._converted(found, connection))))

    def filled(self, connection: BaseDatabaseWrapper, values: Mapping[str, Any]) -> list[Any]:
        """The parameters of the statement with these values."""
        return [each(connection, values) if callable(each) else each for each in self._filled]

    def _converted(self, found: list[Any], connection: BaseDatabaseWrapper) -> Iterator[Any]:
        if not self._converters:
            return iter(found)
        return self._converting(found, connection)

    def _converting(self, found: list[Any], connection: BaseDatabaseWrapper) -> Iterator[Any]:
        for row in map(list, found):
            for at, (several, expression) in self._converters:
                value = row[at]
                for each in several:
                    value = each(value, expression, connection)
                row[at] = value
            yield row


class _Source:
    """What Django's readers of rows ask a query set and its compiler for, with rows that are there already."""

    _known_related_objects: Mapping[Any, Any] = {}

    def __init__(self, connection: BaseDatabaseWrapper, made: _Statement, found: Iterator[Any]) -> None:
        self.db, self._fields, self._found = connection.alias, made._fields, found
        self.select, self.klass_info = made.select, made.klass_info
        self.annotation_col_map = made.annotation_col_map
        query = made._query
        self.query = SimpleNamespace(
            get_compiler=lambda using: self, extra_select=query.extra_select, values_select=query.values_select,
            annotation_select=query.annotation_select, selected=query.selected,
        )  # fmt: skip

    def execute_sql(self, **_how: Any) -> None:
        """It has been."""

    def results_iter(
        self, _results: Any = None, *, tuple_expected: bool = False, **_how: Any
    ) -> Iterator[Any]:
        return map(tuple, self._found) if tuple_expected else self._found


def _cursor(connection: BaseDatabaseWrapper) -> Any:
    """A cursor that has PostgreSQL keep the plan too, where its connections may (`prepare_threshold`)."""
    if connection.vendor != "postgresql":
        return connection.cursor()
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    return connection._prepare_cursor(psycopg.Cursor(connection.connection))  # type: ignore[attr-defined]


def _statement(
    build: Callable[..., QuerySet[Any, Any]], kinds: Mapping[str, type], connection: BaseDatabaseWrapper
) -> _Statement:
    """Compile what is made of stand-ins, and find where in its parameters each value went."""
    stand_ins = {name: _STAND_INS[kind](at) for at, (name, kind) in enumerate(kinds.items())}
    rows = build(**stand_ins)
    if rows._prefetch_related_lookups:  # type: ignore[attr-defined]
        raise UnpreparableError("What is fetched beside the rows is not kept.")
    compiler = rows.query.get_compiler(connection=connection)
    sql, parameters = compiler.as_sql()
    if "AT TIME ZONE" in sql or "django_datetime_" in sql:
        raise UnpreparableError(
            "A moment is taken apart in a time zone: that of the reader may be another one."
        )
    adapted = {_as_sent(value, connection): name for name, value in stand_ins.items()}
    filled: list[Any] = []
    for each in parameters:
        name = adapted.get(each) if isinstance(each, (str, int, UUID, date)) else None
        if name is None and _is_moment(each):
            raise UnpreparableError(f"The moment {each} is to be a value: it is another one next time.")
        filled.append(_filler(name) if name is not None else each)
    missing = set(kinds) - {name for each, name in adapted.items() if each in parameters}
    if missing:
        raise UnpreparableError(
            f"Not found in the statement as they were given: {', '.join(sorted(missing))}."
        )
    return _Statement(rows, compiler, sql, filled)


def _filler(name: str) -> Callable[[BaseDatabaseWrapper, Mapping[str, Any]], Any]:
    def fill(connection: BaseDatabaseWrapper, values: Mapping[str, Any]) -> Any:
        return _as_sent(values[name], connection)

    return fill


def _as_sent(value: Any, connection: BaseDatabaseWrapper) -> Any:
    """A value as this database gets it."""
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value


def _is_moment(value: Any) -> bool:
    if isinstance(value, str):
        try:
            datetime.fromisoformat(value)
        except ValueError:
            return False
        return len(value) >= len("2026-01-01")
    return isinstance(value, date)


class Written(Generic[Saved]):
    """A write that nearly every request makes: rows of a model are added, or some fields of one are changed.

        EVENT = Written(Event)                            # EVENT.add([row])
        ANSWERED = Written(Answer, "value", "saved_at")   # ANSWERED.change(row)

    As `bulk_create` and `update` of Django it tells nobody (`post_save`): models that somebody watches are refused.
    """

    def __init__(self, model: type[Saved], *changed: str) -> None:
        self._model, self._changed = model, changed

    def add(self, rows: Sequence[Saved]) -> None:
        """Add rows, a hundred to a statement. For one, as is usual, Django takes longer to say it than a database to
        do it.
        """
        connection = connections[DEFAULT_DB_ALIAS]
        sql, marks, fields = self._added
        for start in range(0, len(rows), AT_ONCE):
            some = rows[start : start + AT_ONCE]
            values = [each for row in some for each in _sent(row, fields, connection, adding=True)]
            with _cursor(connection) as cursor:
                cursor.execute(sql + ", ".join([marks] * len(some)), values)
            for row in some:
                row._state.adding, row._state.db = False, connection.alias

    def change(self, row: Saved) -> None:
        """Make the fields of a row in the database what they are here. One statement."""
        connection = connections[DEFAULT_DB_ALIAS]
        sql, fields = self._changing
        values = _sent(row, fields, connection, adding=False)
        with _cursor(connection) as cursor:
            cursor.execute(sql, values)

    @cached_property
    def _added(self) -> tuple[str, str, list[Any]]:
        fields = list(self._meta.concrete_fields)
        columns = ", ".join(_quoted(each.column) for each in fields)
        begins = f"INSERT INTO {_quoted(self._meta.db_table)} ({columns}) VALUES "  # noqa: S608 - of the model
        return begins, f"({', '.join(['%s'] * len(fields))})", fields

    @cached_property
    def _changing(self) -> tuple[str, list[Any]]:
        fields = [self._meta.get_field(name) for name in self._changed]
        changes = ", ".join(f"{_quoted(each.column)} = %s" for each in fields)
        key = self._meta.pk
        table = _quoted(self._meta.db_table)
        return f"UPDATE {table} SET {changes} WHERE {_quoted(key.column)} = %s", [*fields, key]  # noqa: S608 - of the model

    @cached_property
    def _meta(self) -> Any:
        meta: Any = self._model._meta
        if post_save.has_listeners(self._model) or meta.parents:
            raise UnpreparableError(f"Somebody wants to be told when {meta.label} is saved.")
        return meta


def _sent(row: Model, fields: Sequence[Any], connection: BaseDatabaseWrapper, *, adding: bool) -> list[Any]:
    return [each.get_db_prep_save(each.pre_save(row, adding), connection) for each in fields]


def _quoted(name: str) -> str:
    return connections[DEFAULT_DB_ALIAS].ops.quote_name(name)
