"""Transclusions: what stands in their place, where each character comes from, and that there is an end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.handbook import transclude
from trellis.handbook.tests.linked import Linked, diagnostics_of
from trellis.handbook.text import Span
from trellis.handbook.transclude import Expanded, dependencies, expand


def expanded(files: dict[str, str], page: str = "a.md") -> Expanded:
    linked = Linked(files)
    return expand(linked.pages[page], linked.pages, linked.environment)


def test_a_section_comes_with_what_is_below_it_and_fits_under_its_heading() -> None:
    made = expanded({
        "a.md": "# Lesson\n\n## Rules\n\n![[b#sick-leave]]\n\nAfter.\n",
        "b.md": "# B\n\n# Sick leave\n\nCall.\n\n## Doctor\n\nSend.\n\n# Other\n",
    })  # fmt: skip

    assert made.text == "# Lesson\n\n## Rules\n\n### Sick leave\n\nCall.\n\n#### Doctor\n\nSend.\n\nAfter.\n"
    assert (made.sources, made.problems) == (("a.md", "b.md"), ())


def test_a_page_comes_without_its_front_matter() -> None:
    files = {"a.md": "---\ntitle: A\n---\n![[b]]\n", "b.md": "---\ntitle: B\n---\n\n## Two\n\nText.\n"}

    assert expanded(files).text == "# Two\n\nText.\n"


def test_a_section_of_the_same_page() -> None:
    assert (
        expanded({"a.md": "# A\n\n![[#b]]\n\n# B\n\nText.\n"}).text
        == "# A\n\n## B\n\nText.\n\n# B\n\nText.\n"
    )


def test_headings_end_at_depth_six_and_underlined_ones_get_marks() -> None:
    files = {"a.md": "##### A\n\n![[b]]\n", "b.md": "Top\n===\n\nTwo\nlines\n---\n\nText.\n"}

    assert expanded(files).text == "##### A\n\n###### Top\n\n###### Two lines\n\nText.\n"


def test_text_in_lists_and_quotes_stays_in_them() -> None:
    files = {"a.md": "- x\n\n  ![[b]]\n\n> ![[b]]\n", "b.md": "One\n\nTwo\n"}

    assert expanded(files).text == "- x\n\n  One\n  \n  Two\n\n> One\n> \n> Two\n"


def test_includes_of_includes_go_deeper() -> None:
    files = {
        "a.md": "# A\n\n![[b]]\n",
        "b.md": "No heading.\n\n![[c#deep]]\n",
        "c.md": "#### Deep\n\nText.\n",
    }

    assert expanded(files).text == "# A\n\nNo heading.\n\n## Deep\n\nText.\n"


def test_definitions_of_links_and_footnotes_come_along() -> None:
    files = {
        "a.md": "![[b#x]]\n",
        "b.md": "# X\n\nSee [r] and more[^1].\n\n# Y\n\n[r]: /z/\n[^1]: Note.\n[q]: /q/\n",
    }

    assert expanded(files).text == "# X\n\nSee [r] and more[^1].\n\n\n[r]: /z/\n\n[^1]: Note."


def test_an_image_stays() -> None:
    linked = Linked({"a.md": "![[plan.png]]\n"}, ("plan.png",))

    made = expand(linked.pages["a.md"], linked.pages, linked.environment)

    assert (made.text, made.problems) == ("![[plan.png]]\n", ())


def test_every_character_knows_where_it_comes_from() -> None:
    files = {"a.md": "# A\n\n![[b#x]]\n\nEnd.\n", "b.md": "Before.\n\n# X\n\nText of b.\n"}
    made = expanded(files)
    at = made.text.index("Text of b")

    assert made.origin(at) == ("b.md", files["b.md"].index("Text"))
    assert made.origin_span(Span(at, at + 9)) == ("b.md", Span(14, 23))
    assert made.origin(made.text.index("End")) == ("a.md", files["a.md"].index("End"))
    assert made.origin(made.text.index("## X")) == ("b.md", files["b.md"].index(" X"))
    assert made.origin_span(Span(0, len(made.text))) == ("a.md", Span(0, 5))
    assert made.origin_span(Span(6, at + 4)) == ("b.md", Span(10, 18))
    assert made.origin(10_000) == ("a.md", len(files["a.md"]))


@pytest.mark.parametrize(
    ("files", "kinds", "chain"),
    [
        ({"a.md": "![[gone]]\n"}, ["missing-page"], ()),
        ({"a.md": "![[b#gone]]\n", "b.md": "# B\n"}, ["missing-section"], ()),
        ({"a.md": "# A\n\n![[#a]]\n"}, ["cycle"], ("/a/", "#a")),
        ({"a.md": "![[a]]\n"}, ["cycle"], ("/a/", "/a/")),
        ({"a.md": "![[b]]\n", "b.md": "![[a]]\n"}, ["cycle"], ("/a/", "/b/", "/a/")),
        ({"a.md": "# A\n\n![[b#c]]\n", "b.md": "# B\n\n![[a]]\n\n# C\n\nText.\n"}, [], None),
    ],
)
def test_what_cannot_be_expanded_stays_and_is_named(
    files: dict[str, str], kinds: list[str], chain: tuple[str, ...] | None
) -> None:
    made = expanded(files)

    assert [problem.kind for problem in made.problems] == kinds
    assert chain is None or made.problems[0].chain == chain
    assert made.text.count("![[") == len(kinds)


def test_a_circle_is_reported_on_its_own_pages_only() -> None:
    found = diagnostics_of({
        "a.md": "![[b]]\n", "b.md": "![[c]]\n", "c.md": "Text.\n\n![[b]]\n",
        "d.md": "![[e#x]]\n", "e.md": "# X\n\n# Y\n\n![[d]]\n",
    })  # fmt: skip

    assert [(d.path, d.code, d.message) for d in found] == [
        ("b.md", "HB232", "This text includes itself: /b/ → /c/ → /b/."),
        ("c.md", "HB232", "This text includes itself: /c/ → /b/ → /c/."),
    ]


def test_nothing_comes_from_an_empty_page() -> None:
    made = expanded({"a.md": ""})

    assert (made.text, made.origin(0), made.origin_span(Span(0, 0))) == (
        "",
        ("a.md", 0),
        ("a.md", Span(0, 0)),
    )


def test_the_expanded_text_is_a_page() -> None:
    assert expanded({"a.md": "# A\n\n![[b]]\n", "b.md": "# B\n"}).as_page("a.md").headings[1].level == 2


def test_a_few_lines_do_not_grow_without_bound() -> None:
    files = {f"p{n}.md": f"![[p{n + 1}]]\n\n" * 10 for n in range(11)} | {"p11.md": "x" * 1000}

    made = expanded(files, "p0.md")

    assert len(made.text) < transclude.MAX_CHARACTERS + 100_000
    assert {problem.kind for problem in made.problems} == {"too-large"}


def test_the_pages_that_a_page_depends_on() -> None:
    linked = Linked({"a.md": "![[b]]\n\n![[c#x]]\n\n![[#a]]\n\n![[d]]\n", "b.md": "", "c.md": "# X\n"})

    assert dependencies(linked.pages["a.md"], linked.environment) == {"b.md", "c.md"}


blocks = st.sampled_from([
    "# One\n", "## Two\n", "Text.\n", "![[a]]\n", "![[b]]\n", "![[c#one]]\n", "![[a#two]]\n", "![[#one]]\n",
    "- ![[b#two]]\n", "- x\n\n  ![[b#two]]\n", "> ![[c]]\n", "Under\n---\n", "![[gone]]\n", "\tcode\n",
])  # fmt: skip
bodies = st.lists(blocks, max_size=6).map("\n".join)


@given(bodies, bodies, bodies)
def test_any_graph_is_expanded_and_remembers_its_sources(a: str, b: str, c: str) -> None:
    linked = Linked({"a.md": a, "b.md": b, "c.md": c})

    for page in linked.pages.values():
        made = expand(page, linked.pages, linked.environment)

        for run in made.runs:
            assert (
                made.text[run.start : run.start + run.length]
                == linked.pages[run.path].text[run.offset : run.offset + run.length]
            )


@given(bodies, bodies, bodies)
def test_the_check_names_what_the_expansion_leaves_out(a: str, b: str, c: str) -> None:
    linked = Linked({"a.md": a, "b.md": b, "c.md": c})

    for path, page in linked.pages.items():
        made = expand(page, linked.pages, linked.environment)
        own = {p.span.start for p in made.problems if p.path == path}
        spent = transclude.Spent()
        found = {
            include.span.start
            for include in transclude.includes_of(page)
            if transclude.trouble_below(linked.environment, path, include.span.start, include.target, spent)[
                0
            ]
        }
        assert own <= found
