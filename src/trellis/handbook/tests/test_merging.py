"""Two changes of one text, brought together."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trellis.handbook.merging import Conflict, merge_texts

BASE = b"# Leave\n\nFirst.\n\nSecond.\n\nThird.\n"


def merged(ours: bytes, theirs: bytes, base: bytes = BASE) -> bytes | Conflict:
    return merge_texts("leave.md", base, ours, theirs)


def test_changes_in_different_paragraphs_fit_together():
    result = merged(BASE.replace(b"First", b"Primo"), BASE.replace(b"Third", b"Terzo"))

    assert result == b"# Leave\n\nPrimo.\n\nSecond.\n\nTerzo.\n"


def test_changes_of_one_line_are_shown_with_what_stood_there():
    result = merged(BASE.replace(b"Second", b"Ours"), BASE.replace(b"Second", b"Theirs"))

    assert isinstance(result, Conflict)
    [piece] = [piece for piece in result.pieces if piece.is_conflict]
    assert (piece.base, piece.ours, piece.theirs) == ("Second.\n", "Ours.\n", "Theirs.\n")
    assert result.resolved(["Both.\n"]).encode() == BASE.replace(b"Second", b"Both")


def test_every_conflict_needs_a_choice():
    result = merged(BASE.replace(b"Second", b"Ours"), BASE.replace(b"Second", b"Theirs"))

    assert isinstance(result, Conflict)
    with pytest.raises(ValueError, match="1 conflicts need"):
        result.resolved([])


def test_a_page_that_one_side_deleted_is_a_conflict_as_a_whole():
    result = merge_texts("leave.md", BASE, None, BASE + b"More.\n")

    assert isinstance(result, Conflict)
    assert result.ours is None
    assert result.pieces == ()


def test_bytes_that_are_no_text_are_not_merged_by_lines():
    assert isinstance(merged(b"\xff\xfe", b"\xff\xfd"), Conflict)


def test_a_line_that_looks_like_a_mark_is_only_text():
    line = b"=" * 47 + b"\n" + b"<" * 47 + b" HEAD\n"
    result = merged(
        line + BASE.replace(b"Second", b"Ours"), line + BASE.replace(b"Second", b"Theirs"), line + BASE
    )

    assert isinstance(result, Conflict)
    assert result.pieces[0].ours.startswith(line.decode())
    assert sum(piece.is_conflict for piece in result.pieces) == 1


LINES = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "\n", "=======\n", "é\n"]), max_size=12).map("".join)


@settings(max_examples=60, deadline=None)
@given(LINES, LINES, LINES)
def test_nobodys_text_is_lost(base: str, ours: str, theirs: str) -> None:
    result = merge_texts("p.md", base.encode(), ours.encode(), theirs.encode())

    if isinstance(result, Conflict):
        conflicts = [piece for piece in result.pieces if piece.is_conflict]
        assert result.pieces == () or conflicts
        if all(piece.is_conflict for piece in result.pieces):
            assert result.resolved([piece.ours for piece in conflicts]) == ours
            assert result.resolved([piece.theirs for piece in conflicts]) == theirs
    elif base == ours:
        assert result.decode() == theirs
