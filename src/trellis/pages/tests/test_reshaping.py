"""Blocks made into others, moved and deleted: every byte that was not asked about stays, and so do the words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.handbook.files import read_page
from trellis.pages import runs
from trellis.pages.pieces import PieceError, begun, cut, tops
from trellis.pages.reshaping import KINDS, deleted, kind_of, moved, turned
from trellis.pages.tests.test_pieces import EXAMPLE, pages_below

BLOCKS = [
    "# One *title*\n", "Words of **one**\nand two.\n", "Setext\n---\n", "- a\n- b\n  - c\n", "1. x\n2. y\n",
    "* loose\n\n* list\n", "> quoted\n> on\n", "> - in a quote\n", "```yaml\nkey: 1\n```\n", "    indented\n",
    "| a | b |\n|---|---|\n| c | d |\n", "<div>\nraw\n</div>\n", "{{< code >}}\n", "[ref]: /x\n", "# closed ##\n",
    "***\n", "2020. was a year\n", "See [ref] \\#1.\n", "- [ ] todo\n", "[^1]: note\n", "hard  \nbreak\\\nhere\n",
]  # fmt: skip
PAGES = st.tuples(
    st.sampled_from(["", "---\ntitle: x\n---\n", "---\ntitle: x\n---\n\n"]),
    st.lists(st.tuples(st.sampled_from(BLOCKS), st.sampled_from(["", "\n", "\n\n"])), min_size=1, max_size=7),
).map(lambda made: made[0] + "".join(block + gap for block, gap in made[1]))


def page_of(text):
    page = read_page("a.md", text.encode()).page
    return page.text, page.body_start


def block_of(text, source):
    """Number and fingerprint of the block with these words."""
    [top] = [top for top in tops(text) if source in top.source(text)]
    return top.number, top.fingerprint(text)


def sources(text, start, but=()):
    return [top.source(text) for top in tops(text, start) if top.number not in but]


def shown(text, start=0):
    return [runs.signature(run.html) for piece in cut(text, start) for run in piece.runs]


def outside(text, start, number):
    """What stands before the block and the blank lines above it, and what after those below it."""
    found = tops(text, start)
    before = text[: found[number - 1].span.end] if number else text[:start]
    after = text[found[number + 1].span.start :] if number + 1 < len(found) else ""
    return before, after


# -- properties


@given(PAGES, st.integers(0, 20), st.sampled_from(KINDS))
def test_making_something_of_a_block_leaves_all_other_bytes_and_all_words(text, which, into):
    text, start = page_of(text)
    found = tops(text, start)
    if not found:
        return
    top = found[which % len(found)]

    try:
        now = turned(text, start, top.number, top.fingerprint(text), into)
    except PieceError:
        return  # It says so, and nothing has changed.

    before, after = outside(text, start, top.number)
    assert now.startswith(before)
    assert now.endswith(after)
    if into != "code" and top.kind != "code":
        assert shown(now, start) == shown(text, start)


@given(PAGES, st.integers(0, 20))
def test_a_block_that_was_moved_down_and_up_again_leaves_no_trace(text, which):
    text, start = page_of(text)
    found = tops(text, start)
    if not found:
        return
    top = found[which % len(found)]

    try:
        now = moved(text, start, top.number, top.fingerprint(text), 1)
    except PieceError:
        return

    assert sorted("".join(now.split())) == sorted("".join(text.split()))
    assert now[:start] == text[:start]
    if len(tops(now, start)) == len(found):
        changed = {top.number, top.number + 1}
        assert sources(now, start, changed) == sources(text, start, changed)
        assert sources(now, start)[top.number + 1] == top.source(text)
        back = moved(now, start, top.number + 1, top.fingerprint(text), -1)
        assert sources(back, start) == sources(text, start)
        assert len(back) != len(text) or back == text


@given(PAGES, st.integers(0, 20))
def test_deleting_a_block_leaves_all_other_bytes(text, which):
    text, start = page_of(text)
    found = tops(text, start)
    if not found:
        return
    top = found[which % len(found)]

    try:
        now = deleted(text, start, top.number, top.fingerprint(text))
    except PieceError:
        return

    before, after = outside(text, start, top.number)
    between = text[len(before) : len(text) - len(after)].replace(top.source(text), "", 1)
    assert now.startswith(before)
    assert now.endswith(after)
    assert now[len(before) : len(now) - len(after)].split() == between.split()


def test_every_block_of_the_example_can_be_moved_and_deleted():
    refused = 0
    for page in pages_below(EXAMPLE, 12):
        found = tops(page.text, page.body_start)
        for top in found[:-1]:
            one = page.text, page.body_start, top.number, top.fingerprint(page.text)
            for change in (lambda one=one: deleted(*one), lambda one=one: moved(*one, 1)):
                try:
                    change()
                except PieceError:
                    refused += 1

    assert refused == 0


# -- examples


@pytest.mark.parametrize(
    ("source", "into", "result"),
    [
        ("## Plan ##", "paragraph", "Plan"),
        ("## Plan", "heading-3", "### Plan"),
        ("Plan\n====", "heading-2", "## Plan"),
        ("Two\nlines", "heading-2", "## Two lines"),
        ("C #", "heading-2", "## C \\#"),
        ("# 2020. A year", "paragraph", "2020\\. A year"),
        ("# - no item", "paragraph", "\\- no item"),
        ("Two\nlines", "list", "- Two\n  lines"),
        ("Two\nlines", "steps", "1. Two\n   lines"),
        ("Two\nlines", "quote", "> Two\n> lines"),
        ("Two **big**\nlines", "code", "```\nTwo **big**\nlines\n```"),
        ("Say ````x```` so", "code", "`````\nSay ````x```` so\n`````"),
        ("- a\n- b", "paragraph", "a\n\nb"),
        ("- a\n  - deep\n\n  more\n- b", "steps", "1. a\n   - deep\n\n   more\n2. b"),
        ("10. a\n    - deep\n11. b", "list", "- a\n  - deep\n- b"),
        ("- [x] done", "paragraph", "done"),
        ("- a\n- b", "quote", "> - a\n> - b"),
        ("- a\n- b", "code", "```\n- a\n- b\n```"),
        ("> a\n> b\n>\n> - c", "paragraph", "a\nb\n\n- c"),
        ("> a\n> b", "heading-4", "#### a b"),
        ("> a\n> b", "list", "- a\n  b"),
        ("```\na\nb\n```", "paragraph", "a\nb"),
        ("    a\n    b", "paragraph", "a\nb"),
        ("a", "paragraph", "a"),
    ],
)  # fmt: skip
def test_a_block_becomes_another(source, into, result):
    text = f"Before.\n\n{source}\n\nAfter.\n"
    top = tops(text)[1]

    now = turned(text, 0, 1, top.fingerprint(text), into)

    assert now == f"Before.\n\n{result}\n\nAfter.\n"


def test_items_are_written_with_the_sign_of_the_page():
    text = "* a\n\nWords\n\n> end\n"

    assert turned(text, 0, *block_of(text, "Words"), "list") == "* a\n* Words\n\n> end\n"


def test_paragraphs_become_one_list_one_after_the_other():
    text = "a\n\nb\n\nc\n"
    for words in "bac":
        text = turned(text, 0, *block_of(text, words), "steps")

    assert text == "1. a\n1. b\n1. c\n"
    assert [kind_of(top) for top in tops(text)] == ["steps"]


def test_code_gives_back_the_words_that_it_was_made_of():
    text = "See `x` and [y](/z/) **now**\nor\\_never.\n"
    code = turned(text, 0, *block_of(text, "See"), "code")

    assert turned(code, 0, *block_of(code, "See"), "paragraph") == text


@pytest.mark.parametrize(
    ("source", "into", "reason"),
    [
        ("| a |\n|---|\n| b |", "list", "stays what it is"),
        ("<div>x</div>", "paragraph", "stays what it is"),
        ("{{< code >}}", "quote", "stays what it is"),
        ("- a\n- b", "heading-2", "Only a single part"),
        ("```\n# a\n```", "paragraph", "cannot be written here"),
        ("```\na\n```", "list", "a paragraph first"),
        ("a", "poem", "Nothing of this kind"),
    ],
)
def test_what_cannot_become_something_else_stays_and_says_why(source, into, reason):
    with pytest.raises(PieceError, match=reason):
        turned(source, 0, 0, tops(source)[0].fingerprint(source), into)


def test_a_block_takes_the_place_of_its_neighbour():
    text = "---\ntitle: x\n---\n# A\nOne  \n\n\n{{< x >}}\n"
    start = text.index("# A")
    number, own = 1, tops(text, start)[1].fingerprint(text)

    assert moved(text, start, number, own, -1) == "---\ntitle: x\n---\nOne\n# A  \n\n\n{{< x >}}\n"
    assert moved(text, start, number, own, 1) == "---\ntitle: x\n---\n# A\n{{< x >}}  \n\n\nOne\n"


def test_blank_lines_part_blocks_that_would_become_one():
    text = "- a\n# B\nwords\n"

    assert moved(text, 0, *block_of(text, "# B"), 1) == "- a\n\nwords\n# B\n"


@pytest.mark.parametrize(("number", "by", "reason"), [(0, -1, "first one"), (1, 1, "last one")])
def test_a_block_at_the_edge_goes_no_further(number, by, reason):
    text = "a\n\nb\n"

    with pytest.raises(PieceError, match=reason):
        moved(text, 0, number, tops(text)[number].fingerprint(text), by)


@pytest.mark.parametrize(
    ("text", "which", "result"),
    [
        ("a\n\nb\n\nc\n", "b", "a\n\nc\n"),
        ("a\n\nb\n\nc", "c", "a\n\nb"),
        ("a\n\nb\n", "a", "b\n"),
        ("a\n", "a", "\n"),
        ("a\n\n[ref]: /x\n\nb\n", "b", "a\n\n[ref]: /x\n"),
        ("# a\nb\n# c\n", "b", "# a\n# c\n"),
        ("- a\n\nb\n\n- c\n", "b", "- a\n\n- c\n"),
    ],
)
def test_a_block_is_deleted_with_the_blank_lines_on_one_side(text, which, result):
    [top] = [top for top in tops(text) if top.source(text).strip("# ") == which]

    assert deleted(text, 0, top.number, top.fingerprint(text)) == result


def test_a_block_that_keeps_others_apart_is_not_deleted():
    text = "- a\n\nb\n\n    code\n"

    with pytest.raises(PieceError, match="taken for something else"):
        deleted(text, 0, *block_of(text, "b\n"[0]))


@pytest.mark.parametrize(
    "change", [lambda *a: deleted(*a), lambda *a: moved(*a, 1), lambda *a: turned(*a, "list")]
)
def test_a_block_that_has_changed_meanwhile_is_left_alone(change):
    with pytest.raises(PieceError, match="has changed meanwhile"):
        change("a\n\nb\n", 0, 0, "0" * 16)


@pytest.mark.parametrize(
    ("text", "start", "result"),
    [
        ("", 0, "New **words**\n"),
        ("---\ntitle: x\n---\n", 17, "---\ntitle: x\n---\n\nNew **words**\n"),
        ("[ref]: /x\n", 0, "New **words**\n\n[ref]: /x\n"),
    ],
)
def test_an_empty_page_gets_its_first_paragraph(text, start, result):
    assert begun(text, start, "New <b>words</b>") == result
