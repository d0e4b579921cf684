"""Small handbooks for tests, served to the views as a real one is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

import pytest

from trellis.core.kinds import registered
from trellis.handbook.compiler import compile_handbook
from trellis.handbook.handbook import Handbook
from trellis.handbook.kinds import Kind
from trellis.handbook.source import MemorySource
from trellis.pages.queries import current
from trellis.pages.queries.current import Edition, Library

Files = Mapping[str, str | bytes]


def compiled(files: Files) -> Handbook:
    """A handbook made of files in memory, with all kinds that the site knows; the same files are compiled once."""
    return _compiled(tuple(files.items()), registered())


@lru_cache(maxsize=32)
def _compiled(files: tuple[tuple[str, str | bytes], ...], kinds: tuple[Kind, ...]) -> Handbook:
    return compile_handbook(MemorySource(dict(files)), kinds=kinds)


def edition_of(files: Files) -> Edition:
    """An edition of it, for queries."""
    return Edition(compiled(files))


@pytest.fixture
def serve(settings) -> Iterator[Callable[[Files], Edition]]:
    """Serves a handbook to the site, open to everybody."""
    settings.TRELLIS_READING = "open"

    def serve(files: Files) -> Edition:
        library = Library(compiled(files))
        current.use(library)
        return library.edition

    yield serve
    current.use(None)
