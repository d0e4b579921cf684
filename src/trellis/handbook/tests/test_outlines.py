"""The outline agrees with the whole tree, whatever the text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from trellis.handbook import markdown
from trellis.handbook.outlines import outline

LINES = (
    "# Title",
    "## Two *words*",
    "### Three ###",
    "####### seven",
    "#tag",
    " ## indented",
    "Setext",
    "===",
    "---",
    "***",
    "-",
    "",
    " ",
    "\t",
    "a [link](/to/#here) b",
    "[x](y)",
    "* [x](y)",
    "- item",
    "  - nested [n](m)",
    "    [deep](code)",
    "      deep",
    "1. one",
    "> quote [q](r)",
    "> # in quote",
    "```",
    "```python",
    "~~~",
    "  ```",
    "<div>",
    "</div>",
    "<!-- note",
    "-->",
    "<!-- one [a](b) line -->",
    "<a id='here'>x</a>",
    "<a href='/für/'>x</a>",
    "<p><img src='<%= é %>'>",
    "<script>",
    "</script>",
    "<pre>",
    "`code [a](b)`",
    "`` x ` [a](b) ``",
    "`open",
    "| a | b |",
    "|---|---|",
    "| [t](u) | x | [gone](v) |",
    "![img](i.png)",
    "![[page#part]]",
    "[[wiki|name]]",
    "[ref]",
    "[ref]: /target",
    "[^1]",
    "[^1]: note",
    "\\[no](link)",
    "<https://example.com>",
    "[é ü](/ä)",
    "# é\xa0ü",
    "\xa0",
    "[a](<b c>)",
    '[a](b "title")',
    "[a](b(c))",
    "[**bold**](x)",
    "[a&amp;b](x)",
    "- [ ] task [t](u)",
    "<% tag %>",
    "<%= [a](b)",
    "%> [c](d)",
    "{{< short [a](b) >}}",
    "{{% x",
    "%}}",
    "{: .note}",
    "{% include x %}",
    "## H {#id}",
    "## [linked](h) heading",
    "$x$",
    "<?php",
    "?>",
    "<![CDATA[",
    "]]>",
    "\r",
    "🙂 [e](f)",
    "text  ",
    "lazy",
    "+ plus",
    "10) ten",
    "[a]( b )",
    "[](x)",
    "[a]()",
)

lines = st.lists(st.sampled_from(LINES), max_size=14)
joined = st.builds(lambda parts, end: end.join(parts), lines, st.sampled_from(["\n", "\n\n", "\r\n"]))
soup = st.text(alphabet="#=-*_`~[]()<>!|\\ \n\tabé\xa0:{}%\"'&;1.", max_size=80)


def compared(text: str, start: int = 0) -> tuple[Any, Any]:
    made, tree = outline(text, start), markdown.parse(text, start)
    headings = [section.heading for section in tree.sections if section.heading is not None]
    return (
        (
            [(h.span, h.level, h.inline.text, h.identifier) for h in made.headings],
            made.links,
            made.html_anchors,
        ),
        ([(h.span, h.level, h.inline.text, h.identifier) for h in headings], tree.links, tree.html_anchors),
    )


@settings(max_examples=600, deadline=None)
@given(st.one_of(joined, soup))
@example("- a\n\n      [x](y)\n")
@example("-     [code](x)\n")
@example("text\n---\n# H\n")
@example("---\n# H\n")
@example("```mermaid\na\n  ```\n\n# H\n\n```\nb\n```\n")
@example("<!--\n\n# no\n\n-->\n\n# yes\n")
@example("<div>\n# no\n\n# yes\n")
@example("<div>\n```\n\n[x](y)\n\n```\n")
@example("# a\n[x](y)\n# b\n")
@example("[x]: /a\n\n# h\n\n[x]\n")
@example("# ###\n")
@example("## é\xa0\n")
def test_outline_agrees_with_the_tree(text: str) -> None:
    made, whole = compared(text)

    assert made == whole


@settings(max_examples=100, deadline=None)
@given(joined, st.text(max_size=10))
def test_outline_agrees_with_the_tree_behind_front_matter(text: str, front: str) -> None:
    made, whole = compared(front + text, len(front))

    assert made == whole


def test_outline_agrees_with_the_tree_on_real_pages(corpus: Path) -> None:
    for path in sorted((corpus / "corpus").rglob("*.md*")):
        made, whole = compared(path.read_text("utf-8"))
        assert made == whole, path


def test_headings_know_where_their_words_stand() -> None:
    text = "intro\n\n##  Ünïcode words  ##\n\nbody\n"

    heading = outline(text).headings[0]

    assert text[slice(*heading.inline.source_span(0, 7))] == "Ünïcode"


def test_addresses_in_html_keep_their_characters() -> None:
    links = outline("<a href='/für/'>x</a> “<a name='größe'>”\n<img src='<%= x %>'>\n")

    assert [link.destination for link in links.links] == ["/für/", "<%= x %>"]
    assert links.html_anchors == ("größe",)


def test_nothing_takes_quadratic_time() -> None:
    for unit in (
        "<% ",
        "{{< ",
        "[a](",
        "```x\n",
        "<!-- ",
        "<pre>",
        "- ",
        "> ",
        "[",
        "`",
        "~~~a\n\n",
        "# a\n",
        "<a ",
        "\n\n",
    ):
        text = unit * (60_000 // len(unit))
        outline(text)
        markdown.parse(text)
