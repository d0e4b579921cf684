"""Where roles and families are on the site. Put together by hand for the reason given in `trellis.pages.addresses`."""

from __future__ import annotations

from functools import cache
from urllib.parse import quote

from django.urls import reverse

from trellis.handbook.handbook import Handbook
from trellis.roles.definitions.graph import Role, RoleId
from trellis.roles.definitions.kind import NAME

HOME_FAMILY = "_"
"""Stands for the family of the handbook's first page, whose slug is empty."""


def family_address(slug: str) -> str:
    """The page of a family."""
    return f"{_directory()}{quote(slug or HOME_FAMILY)}/"


def role_address(role: RoleId | Role, tab: str = "") -> str:
    """The page of a level, or one of its tabs."""
    key = role.id if isinstance(role, Role) else role
    address = f"{family_address(key.family)}-/{quote(key.level, safe='')}/"
    return f"{address}{tab}/" if tab else address


def form_address(handbook: Handbook, path: str) -> str | None:
    """The form of a job family; `None` for a page of another kind."""
    return reverse("roles:form", args=[path]) if path in handbook.definitions.get(NAME, {}) else None


def parsed_key(text: str) -> RoleId | None:
    """The role that `family#level` in an address names, as `str(RoleId)` writes it."""
    family, mark, level = text.rpartition("#")
    return RoleId(family, level) if mark and level else None


def family_slug(written: str) -> str:
    """The slug of the family that an address names."""
    return "" if written == HOME_FAMILY else written


@cache
def _directory() -> str:
    return reverse("roles:directory")
