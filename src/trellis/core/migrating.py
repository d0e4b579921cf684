"""Migrations while the site runs: the version before goes on reading and writing until the last process is replaced.

See "Migrations while the site runs" in docs/development.md; a test walks all migrations and refuses what breaks the
version before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.contrib.postgres import operations
from django.db import migrations, transaction
from django.db.migrations.operations.base import Operation
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


class Together(Operation):
    """Makes several tables at once: nothing is drawn anew between them.

    Django draws every model that hangs together with a new one again, for each of them; in a house where all hang on
    the account, that is most of the time of a first start.
    """

    reduces_to_sql = True

    def __init__(self, tables: Sequence[migrations.CreateModel]) -> None:
        self.tables = list(tables)

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Add all of them to a state of which nothing is drawn."""
        vars(state).pop("apps", None)
        for each in self.tables:
            each.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Make the tables in order."""
        for each in self.tables:
            each.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Take them away, the last first. The states are the other way round: `from_state` knows the tables."""
        for each in reversed(self.tables):
            each.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """For those who watch."""
        return f"Create {len(self.tables)} models together"


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
