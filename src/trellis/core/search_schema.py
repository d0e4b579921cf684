"""What the search needs of a database beyond tables: full-text indexes, which each kind of database has in its own way.

A migration that changes `core_searchentry` calls `install` again at its end: on SQLite such a change makes the table
anew, without its triggers. `trellis doctor` says so where one forgot.
"""

from __future__ import annotations

from typing import Any

TRIGGERS = ("core_search_added", "core_search_removed", "core_search_changed")
COLUMNS = {"names": "1 2 3 4 5 6 7 8", "terms": "3 4 5 6 7 8", "slips": ""}
"""What is indexed, with the lengths of beginnings that SQLite keeps lists of; of others it must put them together."""

_SHAPE = "tokenize=\"ascii tokenchars '_'\", detail=none, columnsize=0"
_OLD = " ".join(
    f"INSERT INTO core_search_{column}(core_search_{column}, rowid, {column}) VALUES ('delete', old.id, old.{column});"  # noqa: S608 - own names
    for column in COLUMNS
)
_NEW = " ".join(
    f"INSERT INTO core_search_{column}(rowid, {column}) VALUES (new.id, new.{column});"  # noqa: S608 - own names
    for column in COLUMNS
)
_SQLITE = (
    *(
        f"CREATE VIRTUAL TABLE IF NOT EXISTS core_search_{column} USING fts5("
        f"{column}, content='core_searchentry', content_rowid='id', prefix='{lengths}', {_SHAPE})"
        for column, lengths in COLUMNS.items()
    ),
    *(f"DROP TRIGGER IF EXISTS {name}" for name in TRIGGERS),
    f"CREATE TRIGGER core_search_added AFTER INSERT ON core_searchentry BEGIN {_NEW} END",
    f"CREATE TRIGGER core_search_removed AFTER DELETE ON core_searchentry BEGIN {_OLD} END",
    "CREATE TRIGGER core_search_changed AFTER UPDATE OF names, terms, slips ON core_searchentry"
    f" BEGIN {_OLD} {_NEW} END",
)
_POSTGRES = (
    *(
        f"ALTER TABLE core_searchentry ADD COLUMN IF NOT EXISTS {column}_lexemes tsvector"
        f" GENERATED ALWAYS AS (array_to_tsvector(string_to_array({column}, ' '))) STORED"
        for column in COLUMNS
    ),
    *(
        f"CREATE INDEX IF NOT EXISTS core_search_{column} ON core_searchentry USING gin ({column}_lexemes)"
        for column in COLUMNS
    ),
    # Beginnings are ranges only where letters are in the order of their codes.
    'ALTER TABLE core_searchaudience ALTER COLUMN start TYPE varchar(200) COLLATE "C"',
)
_UNDONE = {
    "sqlite": (
        *(f"DROP TRIGGER IF EXISTS {name}" for name in TRIGGERS),
        *(f"DROP TABLE IF EXISTS core_search_{column}" for column in COLUMNS),
    ),
    "postgresql": (),
}


def install(_apps: Any, editor: Any) -> None:
    """Make the indexes of the search, as far as they are not there. For `RunPython` of a migration."""
    for statement in {"sqlite": _SQLITE, "postgresql": _POSTGRES}[editor.connection.vendor]:
        editor.execute(statement, params=None)


def remove(_apps: Any, editor: Any) -> None:
    """Take them away again; on PostgreSQL they go with the tables."""
    for statement in _UNDONE[editor.connection.vendor]:
        editor.execute(statement, params=None)
