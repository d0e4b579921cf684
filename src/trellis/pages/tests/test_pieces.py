"""Editing a page as it looks: what is not changed stays byte for byte, what is changed keeps its block's own style."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.handbook.files import read_page
from trellis.pages import runs
from trellis.pages.pieces import PieceError, added, cut, replaced

EXAMPLE = Path(__file__).parents[4] / "example" / "handbook"
TEXT = """\
# Leave _now_

You have **twenty-five days** a year\\*, and
__all__ of &amp; them are [yours](/places/ "where").
Ask `your lead`.

Setext
======

* one
* two
  goes on
  1. nested
  2. last

> quoted
> twice

| Place | Days |
|-------|-----:|
| Here  | 25   |

- [ ] to do

{{< short code >}}

<div>raw</div>

Some <b>html</b> here.

```yaml
key: value
```

See ![a picture](x.png) and <https://example.org>.

[ref]: /x
"""


def piece_of(text, kind):
    return next(piece for piece in cut(text) if piece.kind == kind and piece.runs)


def change(text, kind, at, edit):
    """The text with one run of the first block of a kind edited as HTML."""
    piece = piece_of(text, kind)
    return replaced(text, 0, piece.number, piece.fingerprint(text), {at: edit(piece.runs[at].html)})


def unchanged(text, start):
    """Every run of a text, put back as it was given."""
    found = cut(text, start)
    for run in (run for piece in found for run in piece.runs):
        assert next(runs.written(run.html, "*")) == text[run.span.start : run.span.end]
    for piece in found[:1]:
        given = {at: run.html for at, run in enumerate(piece.runs)}
        assert replaced(text, start, piece.number, piece.fingerprint(text), given) == text


def pages_below(folder: Path, most: int):
    found = sorted(path for path in folder.rglob("*.md") if path.stat().st_size < 60_000)
    return [read_page(path.name, path.read_bytes()).page for path in found[:: max(1, len(found) // most)]]


def test_opening_and_leaving_every_block_of_the_example_changes_no_byte():
    for page in pages_below(EXAMPLE, 15):
        unchanged(page.text, page.body_start)


@pytest.mark.slow  # many real pages
def test_opening_and_leaving_every_block_of_real_pages_changes_no_byte(corpus):
    for page in pages_below(corpus, 20):
        unchanged(page.text, page.body_start)


@given(
    st.lists(
        st.sampled_from(
            [
                "a",
                "*",
                "_",
                "`",
                "[",
                "](/x)",
                "\\",
                "\n",
                "\n\n",
                "> ",
                "- ",
                "1. ",
                "| ",
                " ",
                "&amp;",
                "~~",
                "<b>",
                "é",
                "😀",
                "#",
            ]
        ),
        max_size=30,
    ).map("".join)
)
def test_opening_and_leaving_any_block_changes_no_byte(text):
    unchanged(text, 0)


def test_blocks_cover_every_byte_that_is_not_blank():
    text = TEXT
    for piece in reversed(cut(TEXT)):
        text = text[: piece.span.start] + text[piece.span.end :]

    assert text.strip() == "[ref]: /x" or not text.strip()


def test_what_is_not_common_is_locked():
    locked = [piece.source(TEXT).split("\n")[0] for piece in cut(TEXT) if not piece.runs]

    assert locked == [
        "{{< short code >}}",
        "<div>raw</div>",
        "Some <b>html</b> here.",
        "```yaml",
    ]


@pytest.mark.parametrize(
    "source",
    ["# A {#a}", "{: .class}", "![[page#part]]", "> [!NOTE]\n> x", "<%= erb %>", "- a\n\n  ```\n  x\n  ```",
     "x[^1]\n\n[^1]: y"],
)  # fmt: skip
def test_special_blocks_are_locked(source):
    assert cut(source)[0].runs == ()


@given(
    st.integers(0, 60), st.text(alphabet="ab *_`[]()<>#-|\\&;é😀1.", min_size=1, max_size=12), st.booleans()
)
def test_changing_one_run_leaves_all_bytes_outside_of_it_and_shows_just_that(which, words, before):
    every = [(piece, at) for piece in cut(TEXT) for at in range(len(piece.runs))]
    piece, at = every[which % len(every)]
    run = piece.runs[at]
    new = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    html = new + run.html if before else run.html + new

    try:
        text = replaced(TEXT, 0, piece.number, piece.fingerprint(TEXT), {at: html})
    except PieceError:
        return  # It says so, and nothing has changed.

    assert text.startswith(TEXT[: run.span.start])
    assert text.endswith(TEXT[run.span.end :])
    shown = cut(text)[piece.number].runs[at].html
    assert runs.signature(shown) == runs.signature(html)


@pytest.mark.parametrize(
    ("kind", "at", "old", "new", "before", "after"),
    [
        ("paragraph", 0, "twenty-five", "thirty", "**twenty-five days**", "**thirty days**"),
        ("paragraph", 0, "all", "some", "__all__", "__some__"),
        ("paragraph", 0, "yours", "ours", '[yours](/places/ "where")', '[ours](/places/ "where")'),
        ("paragraph", 0, "You have", "You *have*", "You have", "You \\*have\\*"),
        ("paragraph", 0, "You have", "You <b>have</b>", "You have", "You **have**"),
        ("paragraph", 0, "You have ", "You <i>have </i>", "You have ", "You *have* "),
        ("paragraph", 0, "You have", '<a data-href="/x y/">You</a> have', "You have", "[You](/x%20y/) have"),
        ("paragraph", 0, "You have", "<code>a_b</code> have", "You have", "`a_b` have"),
        ("list", 1, "goes on", "goes further", "  goes on", "  goes further"),
        ("list", 2, "nested", "inner", "  1. nested", "  1. inner"),
        ("quote", 0, "twice", "once", "> twice", "> once"),
        ("table", 3, "25", "26 | 27", "25  ", "26 \\| 27  "),
    ],
)  # fmt: skip
def test_a_change_keeps_the_style_of_its_block(kind, at, old, new, before, after):
    assert change(TEXT, kind, at, lambda html: html.replace(old, new)) == TEXT.replace(before, after, 1)


def test_line_ends_of_a_paragraph_stay_where_they_are():
    assert change(TEXT, "paragraph", 0, lambda html: html + " Now.") == TEXT.replace(
        "`your lead`.", "`your lead`. Now."
    )


def test_what_would_become_something_else_is_refused_and_the_block_stays():
    with pytest.raises(PieceError, match="cannot be written here"):
        change(TEXT, "paragraph", 0, lambda html: "")
    with pytest.raises(PieceError, match="cannot be written here"):
        change(TEXT, "paragraph", 0, lambda html: "{{ code }}")


@pytest.mark.parametrize(("number", "fingerprint"), [(0, "x"), (99, ""), (-1, "")])
def test_a_block_that_has_changed_meanwhile_is_not_written_over(number, fingerprint):
    with pytest.raises(PieceError, match="has changed meanwhile"):
        replaced(TEXT, 0, number, fingerprint, {0: "x"})


def test_what_a_browser_sends_besides_becomes_words():
    text = change(
        TEXT, "quote", 0, lambda html: '<img src=x onerror="alert(1)"><script>alert(1)</script><div>x</div>'
    )

    assert "<script" not in text
    assert "onerror" not in text


@pytest.mark.parametrize(
    ("text", "item", "expected"),
    [
        ("* a\n* b\n", 0, "* a\n* new\n* b\n"),
        ("- a\n\n- b\n\nEnd.\n", 0, "- a\n\n- new\n\n- b\n\nEnd.\n"),
        ("1. a\n2. b\n3. c\n", 0, "1. a\n2. new\n3. b\n4. c\n"),
        ("1. a\n1. b\n", 0, "1. a\n1. new\n1. b\n"),
        ("- a\n  - x\n  - y\n- b\n", 0, "- a\n  - x\n  - y\n- new\n- b\n"),
        ("- a\n  - x\n- b\n", 1, "- a\n  - x\n  - new\n- b\n"),
        ("- [x] a\n", 0, "- [x] a\n- [ ] new\n"),
    ],
)
def test_a_new_item_is_written_as_those_around_it(text, item, expected):
    piece = piece_of(text, "list")

    assert added(text, 0, piece.number, piece.fingerprint(text), "new", item) == expected


def test_a_new_paragraph_stands_below_and_touches_nothing():
    piece = piece_of(TEXT, "heading")

    text = added(TEXT, 0, piece.number, piece.fingerprint(TEXT), "New *words* &amp; <b>more</b>")

    assert text == TEXT.replace("# Leave _now_\n", "# Leave _now_\n\nNew \\*words\\* & **more**\n")
