"""Migrations while the site runs: the version before goes on reading and writing until the last process is replaced.

See "Migrations while the site runs" in docs/development.md; a test walks all migrations and refuses what breaks the
version before.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.contrib.postgres import operations
from django.db import migrations, transaction
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState, StateApps
from django.db.migrations.utils import resolve_relation
from django.db.models import QuerySet

Code = TypeVar("Code", bound=Callable[..., None])
BATCH = 2000


class AddIndexConcurrently(operations.AddIndexConcurrently):
    """Adds an index while others write: PostgreSQL builds it beside them; SQLite is one machine's, and fast.

    Its migration says `atomic = False`. One that was cut off leaves an index that is marked as invalid; applying the
    migration again makes it anew.
    """

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            migrations.AddIndex.database_forwards(self, app_label, schema_editor, from_state, to_state)
            return
        schema_editor.execute(
            f"DROP INDEX CONCURRENTLY IF EXISTS {schema_editor.quote_name(self.index.name)}"
        )
        super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            migrations.AddIndex.database_backwards(self, app_label, schema_editor, from_state, to_state)
            return
        super().database_backwards(app_label, schema_editor, from_state, to_state)


class _Undrawn:
    """The models of a state, drawn when somebody asks for one of them: most migrations that follow ask for none.

    Stands where Django keeps its `StateApps`, which draws all models at once: in a house of 140 tables, that was most
    of the time of a first start, of a restore and of each test database.
    """

    def __init__(self, real_apps: Any, models: dict[tuple[str, str], ModelState]) -> None:
        self._of = (real_apps, models)
        self._drawn: StateApps | None = None
        self._copy: Callable[[], _Undrawn | None] = lambda: None

    def clone(self) -> _Undrawn | StateApps:
        """What a copy of the state has: models that do not follow what happens to these."""
        if self._drawn is not None:
            return self._drawn.clone()
        real_apps, models = self._of
        copy = _Undrawn(real_apps, {key: each.clone() for key, each in models.items()})
        self._copy = weakref.ref(copy)
        return copy

    def _models(self) -> StateApps:
        # A state is copied, changed, and only then asked for. Fields stand in tables in the order in which they were
        # drawn: as they were before the change comes first, and what the change does not touch is drawn once.
        if self._drawn is None:
            before = self._copy()
            self._drawn = before._models().clone() if before is not None else StateApps(*self._of)
        return self._drawn

    def __getattr__(self, name: str) -> Any:
        return getattr(self._models(), name)


class Together(Operation):
    """Makes several tables at once, and draws only these and what they point to.

    Django draws every model that hangs together with a new one again, for each of them; in a house where all hang on
    the account, those are all.
    """

    reduces_to_sql = True

    def __init__(self, tables: Sequence[migrations.CreateModel]) -> None:
        self.tables = list(tables)

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Add all of them to a state of which nothing is drawn."""
        vars(state).pop("apps", None)
        for each in self.tables:
            each.state_forwards(app_label, state)
        state.apps = _Undrawn(state.real_apps, state.models)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Make the tables in order."""
        new = ((app_label, each.name_lower) for each in self.tables)
        drawn = ProjectState(_with_what_they_point_to(new, to_state.models))
        for each in self.tables:
            each.database_forwards(app_label, schema_editor, from_state, drawn)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Take them away, the last first. The states are the other way round: `from_state` knows the tables."""
        for each in reversed(self.tables):
            each.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """For those who watch."""
        return f"Create {len(self.tables)} models together"


def _with_what_they_point_to(
    keys: Iterable[tuple[str, str]], models: Mapping[tuple[str, str], ModelState]
) -> dict[tuple[str, str], ModelState]:
    """Some models and all that they point to or build upon, however far: what can be drawn without the others."""
    found: dict[tuple[str, str], ModelState] = {}
    left = list(keys)
    while left:
        key = left.pop()
        if key in found:
            continue
        found[key] = models[key]
        relations = (field.remote_field for field in models[key].fields.values() if field.remote_field)
        named = [name for each in relations for name in (each.model, getattr(each, "through", None)) if name]
        named += [base for base in models[key].bases if isinstance(base, str)]
        left += [resolve_relation(name, *key) for name in named]
    return found


def touches_few(why: str) -> Callable[[Code], Code]:
    """Mark the function of a RunPython that changes few rows however large the site is, and say why."""

    def marked(code: Code) -> Code:
        code.touches = why  # type: ignore[attr-defined]
        return code

    return marked


def in_batches(code: Code) -> Code:
    """Mark the function of a RunPython that goes through its rows in batches, by `for_each_batch`."""
    code.touches = "batches"  # type: ignore[attr-defined]
    return code


def for_each_batch(rows: QuerySet[Any], change: Callable[[list[Any]], object], size: int = BATCH) -> int:
    """Change rows some at a time, each batch in a transaction of its own, so that nobody waits long for a lock.

    `rows` are those that still have to be changed: `change` makes that a batch is no longer among them. So a migration
    that was cut off goes on where it stopped. Gives how many were changed. Its migration says `atomic = False`.
    """
    count = 0
    while True:
        with transaction.atomic(using=rows.db):
            batch = list(rows.order_by("pk")[:size])
            if not batch:
                return count
            change(batch)
            count += len(batch)
