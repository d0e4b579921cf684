"""Where a text is code or a heading."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.handbook.places import CODE, HEADING, Places, places_of
from trellis.handbook.text import Span


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a `b` c", ["`b`"]),
        ("é `ü` c `d`", ["`ü`", "`d`"]),
        ("# A\n\n```sh\nb\n```\nc", ["```sh\nb\n```"]),
        ("- a\n\n      b\n", ["b\n"]),
        ("<PRE>\na\n</PRE> b", ["<PRE>\na\n"]),
        ("a <code>`b`</code> c", ["<code>`b`"]),
        ("a <code>b", []),
        ("<codec>a</codec>", []),
    ],
)
def test_code_is_found_by_its_characters(text: str, found: list[str]) -> None:
    assert [text[slice(*span)] for span in places_of(text, CODE).spans] == found


def test_headings_are_found_as_well() -> None:
    text = "## Ä `b`\n\nText\n\nC\n---\n"

    assert [text[slice(*s)] for s in places_of(text, HEADING).spans] == ["## Ä `b`\n", "C\n---\n"]
    assert len(places_of(text, CODE | HEADING).spans) == 2


def test_a_place_holds_its_characters() -> None:
    places = Places([Span(4, 6), Span(1, 3), Span(2, 4)])

    assert [at for at in range(8) if at in places] == [1, 2, 3, 4, 5]


@given(st.text(alphabet="`<>/preod~#-ä \n\t"))
def test_any_text_has_its_places(text: str) -> None:
    assert all(0 <= start < end <= len(text) for start, end in places_of(text, CODE | HEADING).spans)
