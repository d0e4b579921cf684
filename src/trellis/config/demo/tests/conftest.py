"""The example handbook, compiled once for all who test."""

import pytest

from trellis.config.demo import shape as shapes
from trellis.config.places import EXAMPLE
from trellis.pages.queries import current
from trellis.pages.queries.current import Library
from trellis.pages.tests.served import compiled
from trellis.roles.queries.graph import graph_of


@pytest.fixture(scope="session")
def library():
    paths = [path for path in EXAMPLE.rglob("*.*") if path.suffix in (".md", ".yml")]
    return Library(
        compiled({str(path.relative_to(EXAMPLE)): path.read_text(encoding="utf-8") for path in paths})
    )


@pytest.fixture(scope="session")
def shape(library):
    departments = library.edition.handbook.assembled["departments"].by_name
    heads = {name: each.head for name, each in departments.items()}
    return shapes.shape_of(graph_of(library.edition), heads)


@pytest.fixture
def handbook(library, settings):
    """Serves the example handbook."""
    settings.TRELLIS_READING = "members"
    current.use(library)
    yield library.edition
    current.use(None)
