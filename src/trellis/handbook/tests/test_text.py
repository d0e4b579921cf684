"""Lines and columns, whatever ends a line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.handbook.text import Position, SourceText


@pytest.mark.parametrize(
    ("text", "offset", "expected"),
    [
        ("", 0, (1, 1)),
        ("ab", 2, (1, 3)),
        ("a\nb", 2, (2, 1)),
        ("a\r\nb", 2, (1, 3)),
        ("a\r\nb", 3, (2, 1)),
        ("a\rb", 2, (2, 1)),
        ("a\n\nb\n", 5, (4, 1)),
        ("a\n", 99, (2, 1)),
        ("a", -5, (1, 1)),
        ("a\x0cb\x85c\u2028d", 6, (1, 7)),
    ],
)
def test_places_are_those_of_an_editor(text: str, offset: int, expected: tuple[int, int]) -> None:
    assert SourceText(text).position(offset) == Position(*expected)


def test_line_outside_the_text_is_an_error() -> None:
    with pytest.raises(IndexError, match="there is no line 3: the text has 2"):
        SourceText("a\nb").line_span(3)


@given(st.text(alphabet="ab\r\n\x0c\u2028é", max_size=30))
def test_lines_make_up_the_text(text: str) -> None:
    source = SourceText(text)

    lines = [source.line_text(line) for line in range(1, source.line_count + 1)]

    assert not any("\r" in line or "\n" in line for line in lines)
    assert "\n".join(lines) == text.replace("\r\n", "\n").replace("\r", "\n")
    for offset in range(len(text) + 1):
        line, column = source.position(offset)
        assert source.line(offset) == line
        assert source.line_span(line).start + column - 1 == offset
