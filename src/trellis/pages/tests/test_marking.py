"""Two versions of a page as one: what is marked, and that both can be read out of the result."""

import re

import pytest
from django.utils.html import strip_tags
from hypothesis import given, settings
from hypothesis import strategies as st

from trellis.pages.blocks import blocks_of
from trellis.pages.marking import marked

HIDDEN = re.compile(r'<span class="visually-hidden">[^<]*</span>')


def shown(html):
    """The HTML without what is only said, for short comparisons."""
    return HIDDEN.sub("", str(html))


@pytest.mark.parametrize(
    ("old", "new", "result"),
    [
        ("<p>One two</p>", "<p>One two</p>", "<p>One two</p>"),
        ("<p>One two</p>", "<p>One three</p>", "<p>One <del>two</del><ins>three</ins></p>"),
        ("", "<p>New</p>", "<p><ins>New</ins></p>"),
        ("<p>Old</p>", "", "<p><del>Old</del></p>"),
        (
            "<p>a b c d</p>",
            "<p>a x y d</p>",
            "<p>a <del>b c</del><ins>x y</ins> d</p>",
        ),
        (
            '<p>See <a href="/a">the page</a></p>',
            '<p>See <a href="/a">the site</a></p>',
            '<p>See <a href="/a">the <del>page</del><ins>site</ins></a></p>',
        ),
        (
            "<ul><li>One</li><li>Two</li></ul>",
            "<ul><li>One</li><li>Three</li><li>Two</li></ul>",
            "<ul><li>One</li><li><ins>Three</ins></li><li>Two</li></ul>",
        ),
        (
            "<ul><li>One<ul><li>deep down</li></ul></li></ul>",
            "<ul><li>One<ul><li>deep up</li></ul></li></ul>",
            "<ul><li>One<ul><li>deep <del>down</del><ins>up</ins></li></ul></li></ul>",
        ),
        (
            "<table><tbody><tr><td>a</td><td>1</td></tr></tbody></table>",
            "<table><tbody><tr><td>a</td><td>2</td></tr></tbody></table>",
            "<table><tbody><tr><td>a</td><td><del>1</del><ins>2</ins></td></tr></tbody></table>",
        ),
        ("<p>a &amp; b</p>", "<p>a &lt; b</p>", "<p>a <del>&amp;</del><ins>&lt;</ins> b</p>"),
        (
            '<p><img src="/a.png" alt="A"> text</p>',
            '<p><img src="/b.png" alt="A"> text</p>',
            '<p><del><img src="/a.png" alt="A"></del><ins><img src="/b.png" alt="A"></ins> text</p>',
        ),
    ],
)
def test_what_differs_is_marked(old, new, result):
    assert shown(marked(old, new).html) == result


def test_what_is_marked_is_said_too():
    html = str(marked("<p>One two</p>", "<p>One three</p>").html)

    assert " ".join(strip_tags(html).split()) == "One Taken away: two (end)Added: three (end)"


def test_a_line_that_moved_is_no_line_that_came_and_went():
    one, other = "<li>A line with some words</li>", "<li>Another that says a lot</li>"

    found = marked(f"<ul>{one}{other}</ul>", f"<ul>{other}{one}</ul>")

    assert (found.added, found.removed, found.moved) == (0, 0, 1)
    assert "Moved from here:" in found.html


def test_what_is_gone_leaves_no_identifier_behind():
    html = marked('<div class="heading h2"><h2 id="a">Alpha</h2></div>', "<p>x</p>").html

    assert "id=" not in html
    assert "<del>" in html


def test_blocks_far_from_a_difference_fold_away_under_their_headings():
    body = "".join(f"<p>Paragraph {number}</p>" for number in range(9))
    heading = '<div class="heading h2"><h2 id="a">Alpha</h2></div>'

    html = shown(marked(f"<p>first of all</p><p>second of all</p>{heading}{body}<p>old</p>",
                        f"<p>first of all</p><p>second of all</p>{heading}{body}<p>new</p>").html)  # fmt: skip

    assert html.startswith('<details class="same"><summary>2 blocks are the same</summary>')
    assert f"</details>{heading}<details" in html
    assert "7 blocks are the same" in html


INLINE = st.lists(
    st.sampled_from(["a", "b", "c", "&amp;", "<b>f g</b>", "<code>g</code>", '<a href="/x">h i</a>']),
    max_size=6,
).map(" ".join)
PARAGRAPH = INLINE.map(lambda text: f"<p>{text}</p>")
LIST = st.lists(INLINE, min_size=1, max_size=4).map(
    lambda items: f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"
)
PAGES = st.lists(PARAGRAPH | LIST, max_size=6).map("".join)


def texts(html):
    return [run.text for block in blocks_of(html) for run in block.runs if run.text]


@settings(max_examples=200, deadline=None)
@given(PAGES, PAGES)
def test_both_versions_can_be_read_out_of_the_result(old, new):
    """Without what was added stands the old text, without what was taken away the new one."""
    html = re.sub(r"<summary>.*?</summary>|</?details[^>]*>", "", shown(marked(old, new).html))

    kept = re.sub(r"<ins[^>]*>.*?</ins>", "", html)
    came = re.sub(r"<del[^>]*>.*?</del>", "", html)

    assert "".join(strip_tags(kept).split()) == "".join(strip_tags(old).split())
    assert "".join(strip_tags(came).split()) == "".join(strip_tags(new).split())
    assert texts(str(marked(new, new).html)) == texts(new)
