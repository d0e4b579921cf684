"""Kinds whose definitions are data files: how a room teaches the compiler a type of YAML file."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from trellis.handbook import declaredcodes
from trellis.handbook.diagnostics import Code, Reporter
from trellis.handbook.settings import matches
from trellis.handbook.yaml import Node

if TYPE_CHECKING:
    from trellis.handbook.compiler import Handbook
    from trellis.handbook.page import Page
    from trellis.handbook.settings import Settings

T = TypeVar("T")


class DataKind(ABC, Generic[T]):
    """A kind that is read from data files by their paths, mostly with `declared`. Instances have no state.

    `files` are patterns as `handbook.settings.matches` takes them, below each mounted source: `rights.yml`,
    `automations/*.yml`. What `join` makes stands in `Handbook.assembled` under the kind's name. A kind of many files
    has a `template` that a new one begins with (`{title}` stands for its title) and says what such a file is called.
    """

    name: str
    files: tuple[str, ...]
    version: int = 1
    template: str = ""
    called: str = ""
    codes: tuple[Code, ...] = declaredcodes.CODES

    @abstractmethod
    def read(self, path: str, node: Node, reporter: Reporter) -> T:
        """What one file says; reports what is wrong with it. Never raises for any file."""

    @abstractmethod
    def join(self, read: Mapping[str, T], handbook: Handbook, reporter_for: Callable[[str], Reporter]) -> Any:
        """What all files (by path, in path order) make together; reports what spans files.

        May look at what `Kind.assemble` may look at. Picklable, like all of a handbook.
        """

    def recognise(self, page: Page, settings: Settings) -> bool:
        """No page is of this kind."""
        return False

    def parse(self, page: Page, settings: Settings, reporter: Reporter) -> None:
        """Never asked: see `recognise`."""

    def assemble(
        self, definitions: Mapping[str, Any], handbook: Handbook, reporter_for: Callable[[str], Reporter]
    ) -> Any:
        """Read the kind's files and join them."""
        found = {}
        for path in sorted(handbook.data):
            node = handbook.data[path].node
            if node is not None and node.value is not None and self.is_of(path, handbook.mounts):
                found[path] = self.read(path, node, reporter_for(path))
        return self.join(found, handbook, reporter_for)

    def is_of(self, path: str, mounts: tuple[str, ...]) -> bool:
        """Whether a path, in a handbook of sources that are mounted there, is that of a file of this kind."""
        below = (
            path.removeprefix(f"{mount}/") for mount in mounts if not mount or path.startswith(f"{mount}/")
        )
        return any(matches(f"/{pattern}", inner) for inner in below for pattern in self.files)
