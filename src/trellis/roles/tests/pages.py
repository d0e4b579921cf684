"""Pages for the tests of the reader: short to write, and real for the parser."""

from __future__ import annotations

from textwrap import dedent

from trellis.handbook import markdown
from trellis.handbook.files import read_page
from trellis.handbook.model import Inline, List, Paragraph
from trellis.handbook.page import Page
from trellis.roles.definitions.model import Family
from trellis.roles.definitions.parse import parse_family

PATH = "job-families/finance/buying.md"


def page(body: str, title: str = "Procurement", path: str = PATH) -> Page:
    """A page of a job family with a title in its front matter, and a body."""
    text = f'---\nlayout: job_family_page\ntitle: "{title}"\n---\n\n{dedent(body)}'
    return read_page(path, text.encode()).page


def family(body: str, title: str = "Procurement", path: str = PATH) -> Family:
    """What such a page says."""
    return parse_family(page(body, title, path))


def run_of(text: str) -> Inline:
    """The run of text of a paragraph, or of the one item of a list."""
    [block] = markdown.parse(text).sections[0].blocks
    if isinstance(block, List):
        return block.items[0].inline
    assert isinstance(block, Paragraph)
    return block.inline
