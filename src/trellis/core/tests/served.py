"""Handbooks for tests of this room, which knows none: what `rights.yml` says, and the roles that there are."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from trellis.core import defined, positions
from trellis.core.definitions.granting import RoleFacts
from trellis.core.definitions.rights import Rights, spelled
from trellis.core.definitions.rightskind import RightsKind
from trellis.handbook.compiler import Compiler
from trellis.handbook.settings import Settings
from trellis.handbook.source import MemorySource

ROLES = (("Director, IT", "IT", 11), ("Engineer", "IT", 6), ("Controller", "Finance", 9))


class Served:
    """An edition as `core.defined` hands it out."""

    def __init__(self, rights: Rights, revision: str = "0" * 40) -> None:
        self.handbook = SimpleNamespace(assembled={"rights": rights}, revision=revision, settings=Settings())
        self._derived: dict[Callable[[Any], Any], Any] = {}

    def derive(self, build: Callable[[Any], Any]) -> Any:
        if build not in self._derived:
            self._derived[build] = build(self)
        return self._derived[build]


def rights_of(text: str) -> Rights:
    """What a `rights.yml` gives."""
    handbook = Compiler((RightsKind(),)).compile(MemorySource({"rights.yml": text.encode()})).handbook
    return handbook.assembled["rights"]


def serve(monkeypatch: Any, rights: Rights | str) -> Served:
    """Serve a handbook of rights alone, with the roles above."""
    edition = Served(rights_of(rights) if isinstance(rights, str) else rights)
    monkeypatch.setattr(defined, "_current", lambda: edition)
    titles = {
        spelled(title): (RoleFacts(spelled(title), spelled(family), grade),) for title, family, grade in ROLES
    }
    monkeypatch.setattr(positions._wiring, "titles_of", lambda handbook: titles)
    return edition
