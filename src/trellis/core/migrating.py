"""Migrations while the site runs: the version before goes on reading and writing until the last process is replaced.

See "Migrations while the site runs" in docs/development.md; a test walks all migrations and refuses what breaks the
version before.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.postgres import operations
from django.db import migrations, transaction
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
