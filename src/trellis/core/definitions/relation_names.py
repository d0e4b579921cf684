"""The names of relations between people and to objects, as a handbook writes them; `core/relations` knows them."""

from __future__ import annotations

from typing import Literal, get_args

Relation = Literal["self", "manager", "people-partner", "handler", "entity"]
Other = Literal["manager", "people-partner", "handler"]
"""Those in which one person decides for another."""
NAMES: tuple[str, ...] = get_args(Relation)
SELF = "self"
MANAGER = "manager"
"""Somebody's manager, or a manager of theirs, all the way up."""
PEOPLE_PARTNER = "people-partner"
"""The people partner of somebody's department."""
HANDLER = "handler"
"""Who handles a case."""
ENTITY = "entity"
"""Whoever works for the legal entity that somebody or something belongs to."""
