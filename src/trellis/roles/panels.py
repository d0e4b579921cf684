"""Panels that rooms above put beside a role, such as its range of pay, or beside a competency, such as its courses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from trellis.roles.definitions.competencies import Competency
from trellis.roles.definitions.graph import Role


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel: its heading and what stands below it."""

    title: str | Promise
    html: SafeString


Build = Callable[[HttpRequest, Role], Panel | None]
_builders: dict[str, Build] = {}


def register(name: str, build: Build) -> None:
    """Put a panel beside each role; the same name again replaces it. `build` gives `None` for who may not see it."""
    _builders[name] = build


def panels_for(request: HttpRequest, role: Role) -> list[Panel]:
    """What stands beside a role for a reader, in the order of the names."""
    made = (_builders[name](request, role) for name in sorted(_builders))
    return [each for each in made if each is not None]


BuildBeside = Callable[[HttpRequest, Competency], Panel | None]
_beside: dict[str, BuildBeside] = {}


def register_beside_competency(name: str, build: BuildBeside) -> None:
    """Put a panel beside each competency, as `register` does beside roles."""
    _beside[name] = build


def panels_beside(request: HttpRequest, competency: Competency) -> list[Panel]:
    """What stands beside a competency for a reader, in the order of the names."""
    made = (_beside[name](request, competency) for name in sorted(_beside))
    return [each for each in made if each is not None]
