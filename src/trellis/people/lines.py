"""Lines of managers in the database: who is above somebody on a day, and who is below.

Both databases follow the lines themselves, by a recursive query: one for any depth. A circle, which services do not
let arise, would end them.

Each step down looks people up by the index of managers. Left to themselves, both databases read all positions for it,
for the line of ten people as for that of all: they cannot know how few there are. So SQLite is told that a manager is
one of two, who are the same (its filter in advance is for one alone), and PostgreSQL that each is looked up by itself.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import DateField, Q, UUIDField
from django.db.models.expressions import RawSQL

_BELOW = """
    WITH RECURSIVE line(person_id) AS (
        SELECT person_id FROM people_position
        WHERE manager_id = %s AND starts_on <= %s AND (ends_on IS NULL OR ends_on >= %s)
        UNION
        {step}
    ) SELECT person_id FROM line
"""
_STEP = {
    "sqlite": """
        SELECT p.person_id FROM people_position p JOIN line ON p.manager_id IN (line.person_id, line.person_id)
        WHERE p.starts_on <= %s AND (p.ends_on IS NULL OR p.ends_on >= %s)
    """,
    "postgresql": """
        SELECT held.person_id FROM line CROSS JOIN LATERAL (
            SELECT p.person_id FROM people_position p WHERE p.manager_id = line.person_id
            AND p.starts_on <= %s AND (p.ends_on IS NULL OR p.ends_on >= %s) OFFSET 0
        ) held
    """,
}
_ABOVE = """
    WITH RECURSIVE line(person_id, depth) AS (
        SELECT manager_id, 1 FROM people_position
        WHERE person_id = %s AND starts_on <= %s AND (ends_on IS NULL OR ends_on >= %s)
        UNION
        SELECT (
            SELECT p.manager_id FROM people_position p WHERE p.person_id = line.person_id
            AND p.starts_on <= %s AND (p.ends_on IS NULL OR p.ends_on >= %s)
        ), line.depth + 1 FROM line WHERE line.person_id IS NOT NULL AND line.depth < 100
    ) SELECT person_id FROM line WHERE person_id IS NOT NULL ORDER BY depth
"""


def people_below(person: UUID, day: date) -> Q:
    """The people whose line of managers on a day leads to somebody, as a condition of people."""
    below = _BELOW.format(step=_STEP[connection.vendor])
    return Q(pk__in=RawSQL(below, [_key(person), *_twice(day)]))  # noqa: S611 - no word of it is from outside


def people_above(person: UUID, day: date) -> list[UUID]:
    """The managers of somebody on a day, the nearest first. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_ABOVE, [_key(person), *_twice(day)])
        rows = [row[0] for row in cursor.fetchall()]
    return list(dict.fromkeys(each if isinstance(each, UUID) else UUID(each) for each in rows))


def _twice(day: date) -> list[Any]:
    value = DateField().get_db_prep_value(day, connection)
    return [value, value, value, value]


def _key(key: UUID) -> Any:
    return UUIDField().get_db_prep_value(key, connection)
