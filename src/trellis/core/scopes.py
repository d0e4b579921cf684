"""What a token can be allowed: scopes, which rooms register when Django starts.

A scope only narrows. Whether somebody may do a thing is asked of the account behind the token in any case.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Scope:
    """Something that programs do: a `name` such as `pages:read`, and what it means in words."""

    name: str
    means: str | Promise


_scopes: dict[str, Scope] = {}


def register(scope: Scope) -> None:
    """Add a scope; the same name again replaces it."""
    _scopes[scope.name] = scope


def scopes() -> tuple[Scope, ...]:
    """All scopes, by name."""
    return tuple(_scopes[name] for name in sorted(_scopes))


def names() -> frozenset[str]:
    """The names of all scopes."""
    return frozenset(_scopes)
