"""How commands get at a handbook: from the words of the command line to a workspace that is compiled or
cached.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import click

from trellis.handbook.cache import open_cache
from trellis.handbook.compiler import Compiler
from trellis.handbook.fixes import place_on_disk
from trellis.handbook.handbook import Handbook
from trellis.handbook.kinds import Kind
from trellis.handbook.source import Source
from trellis.handbook.spec import open_source
from trellis.handbook.watch import folders_of
from trellis.handbook.workspace import Workspace


class Doors(Protocol):
    """What a command is given by whoever starts it, as `click.Context.obj`: rooms below must not know rooms
    above.
    """

    def kinds(self) -> Sequence[Kind]:
        """All kinds of definition that this Trellis has."""
        ...


def kinds_of(context: click.Context) -> tuple[Kind, ...]:
    """The kinds that a command is to work with; none where it was started without doors."""
    doors: Doors | None = context.find_root().obj
    return () if doors is None else tuple(doors.kinds())


def open_workspace(
    paths: Sequence[str],
    kinds: Sequence[Kind] = (),
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    use_cache: bool = True,
) -> Workspace:
    """A workspace over the handbook that some words name (see `spec`); without words, the current folder.

    Nothing is compiled before the handbook is asked for. Raises SourceError for words that name nothing.
    """
    source = open_source(list(paths) or ["."])
    cache = open_cache(outside=folders_of(source)) if use_cache else None
    return Workspace(source, kinds, cache, Compiler(kinds, select=select, ignore=ignore))


def load(paths: Sequence[str], kinds: Sequence[Kind] = (), *, use_cache: bool = True) -> Handbook:
    """The handbook that some words name. Raises SourceError where there is nothing to read."""
    return open_workspace(paths, kinds, use_cache=use_cache).handbook


def name_on_disk(source: Source, path: str) -> str:
    """A page's path as a reader at the command line finds the file: relative to the current folder where it
    lies below it.

    For a revision in Git, which has no files, the path in the handbook.
    """
    place = place_on_disk(source, path)
    if place is None:
        return path
    here = Path.cwd()
    real = Path(os.path.abspath(place))
    return real.relative_to(here).as_posix() if real.is_relative_to(here) else place.as_posix()
