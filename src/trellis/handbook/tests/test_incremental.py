"""Whatever is edited, added or taken away: the next compilation gives what a compilation from nothing gives."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trellis.handbook.cache import Cache
from trellis.handbook.compiler import Build, Compiler
from trellis.handbook.handbook import Handbook
from trellis.handbook.page import Page
from trellis.handbook.settings import Settings
from trellis.handbook.source import MemorySource
from trellis.handbook.stored import Shelf
from trellis.handbook.tests.kinds import NoteKind
from trellis.handbook.workspace import Workspace

PATHS = (
    "index.md",
    "a.md",
    "b/index.md",
    "b/c.md",
    "b/c/index.md",
    "d e.markdown",
    "data.yml",
    "logo.png",
    "003-x.md",
)
LINES = (
    "# Title\n",
    "## Part one\n",
    "## Other part\n",
    "See [a](/a/#part-one) and [b](b/).\n",
    "[c](../b/c.md#other-part)\n",
    "[[A title]]\n",
    "![logo](/logo.png)\n",
    "- an item\n",
    "\n",
    "[x](/gone/)\n",
    "[t](/A%20title/)\n",
    "teh word\n",
    "![[a#part-one]]\n",
    "<a id='here'></a>\n",
    "[here](/a/#here)\n",
    "key: value\n",
    "[old](/old/)\n",
    "- # Part one\n",
    "> ## Other part\n",
    "Text.\n{: #here}\n",
)
FRONTS = (
    "",
    "---\ntitle: A title\n---\n",
    "---\ntitle: Other\nkind: note\n---\n",
    "---\naliases: [/old/]\n---\n",
    "---\n- x\n---\n",
)
SETTINGS = (
    "complete: true\n",
    "slugs: gitlab\nredirects:\n  /gone/: /a/\n",
    "ignore: [HB031]\n",
    "nonsense: [",
)

texts = st.builds(
    lambda front, lines: front + "".join(lines),
    st.sampled_from(FRONTS),
    st.lists(st.sampled_from(LINES), max_size=6),
)
edits = st.one_of(
    st.tuples(st.sampled_from(PATHS), texts),
    st.tuples(st.sampled_from(PATHS), st.none()),
    st.tuples(st.just("handbook.yml"), st.sampled_from(SETTINGS)),
)


def summary(handbook: Handbook) -> dict[str, Any]:
    """Everything that a handbook says, comparable."""
    return {
        "revision": handbook.revision,
        "settings": handbook.settings,
        "pages": {
            path: (page.text, page.title, page.url, page.outline) for path, page in handbook.pages.items()
        },
        "data": dict(handbook.data),
        "assets": dict(handbook.assets),
        "definitions": {kind: dict(values) for kind, values in handbook.definitions.items()},
        "assembled": dict(handbook.assembled),
        "links": dict(handbook.links),
        "diagnostics": handbook.diagnostics,
    }


def apply_edit(source: MemorySource, path: str, text: str | None) -> None:
    if text is not None:
        source.write(path, text)
    elif path in source.files:
        source.remove(path)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(edits, min_size=1, max_size=4), min_size=1, max_size=6))
def test_incremental_result_equals_cold_result(steps: list[list[tuple[str, str | None]]]) -> None:
    source, compiler = MemorySource(), Compiler([NoteKind()])
    build: Build | None = None
    for step in steps:
        for path, text in step:
            apply_edit(source, path, text)

        build = compiler.compile(source, build)

        assert summary(build.handbook) == summary(compiler.compile(source).handbook)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(edits, min_size=1, max_size=4), min_size=1, max_size=4))
def test_cached_result_equals_cold_result(
    tmp_path_factory: Any, steps: list[list[tuple[str, str | None]]]
) -> None:
    cache = Cache(tmp_path_factory.mktemp("cache") / "cache.sqlite3")
    source = MemorySource()
    for step in steps:
        for path, text in step:
            apply_edit(source, path, text)
        cold = Compiler([NoteKind()]).compile(source).handbook

        first = Workspace(source, [NoteKind()], cache).handbook
        second = Workspace(source, [NoteKind()], cache).handbook

        assert summary(first) == summary(cold)
        assert summary(second) == summary(cold)
    cache.close()


def test_pages_that_no_edit_touches_are_not_read_again() -> None:
    source = MemorySource({"a.md": "# A\n", "b.md": "# B\n[a](/a/)\n", "c.md": "# C\n"})
    seen: list[str] = []

    def check(page: Page, *_: object) -> None:
        seen.append(page.path)

    compiler = Compiler(checks=[check])
    build = compiler.compile(source)
    source.write("a.md", "# A\n\nMore.\n")
    seen.clear()

    compiler.compile(source, build)

    assert seen == ["a.md"]


def test_only_linking_pages_are_linked_again_when_an_anchor_changes() -> None:
    source = MemorySource(
        {"a.md": "# A\n\n## One\n", "b.md": "# B\n\n[a](/a/#one)\n", "c.md": "# C\n\n[b](/b/)\n"}
    )
    seen: list[str] = []

    def check(page: Page, *_: object) -> None:
        seen.append(page.path)

    compiler = Compiler(link_checks=[check])
    build = compiler.compile(source)
    source.write("a.md", "# A\n\n## Two\n")
    seen.clear()

    build = compiler.compile(source, build)

    assert sorted(seen) == ["a.md", "b.md"]
    assert build.handbook.links["b.md"][0].status == "anchor-missing"


ANCHORS = {
    "heading": ("## Here\n", "## There\n"),
    "name of a heading": ("## Part {#here}\n", "## Part\n"),
    "kramdown name of a heading": ("## Part {: #here}\n", "## Part\n"),
    "name in the line below": ("## Part\n{: #here}\n", "## Part\n{: .here}\n"),
    "name of a paragraph": ("Text.\n{: #here}\n", "Text.\n"),
    "name of an item": ("- Item\n{: #here}\n", "- Item\n"),
    "name inside of a line": ("*Text*{: #here} and more.\n", "*Text* and more.\n"),
    "heading in a quote": ("> ## Here\n", "> ## There\n"),
    "heading in a list": ("- ## Here\n", "- Here\n"),
    "heading in a list in a quote": ("> 1. ### Here\n", "> 1. Here\n"),
    "id in HTML": ("<p id='here'>x</p>\n", "<p>x</p>\n"),
    "name in HTML": ('Text <a name="here"></a>.\n', "Text.\n"),
    "place of a name": ("## One\n\nText.\n{: #here}\n\n## Two\n", "## One\n\n## Two\n\nText.\n{: #here}\n"),
    "template": ("<%= partial 'here' %>\n", "Text.\n"),
    "order of two headings": ("## Here\n\n## Here, too {#here-1}\n", "## Here, too {#here-1}\n\n## Here\n"),
}


@pytest.mark.parametrize(("before", "after"), ANCHORS.values(), ids=ANCHORS.keys())
@pytest.mark.parametrize("is_edited_back", [False, True])
def test_links_to_an_anchor_follow_it_when_it_goes_or_comes(
    before: str, after: str, is_edited_back: bool
) -> None:
    if is_edited_back:
        before, after = after, before
    source, compiler = (
        MemorySource({"a.md": "# A\n\n[b](/b/#here)\n", "b.md": f"# B\n\n{before}"}),
        Compiler(),
    )
    build = compiler.compile(source)
    source.write("b.md", f"# B\n\n{after}")

    handbook = compiler.compile(source, build).handbook

    assert summary(handbook) == summary(compiler.compile(source).handbook)
    assert handbook.links["a.md"] != build.handbook.links["a.md"], (
        "the example changes what the link leads to"
    )


def test_message_about_a_link_follows_the_title_of_its_target() -> None:
    source, compiler = MemorySource({"a.md": "# One\n", "b.md": "# B\n\n[a](/a/#none)\n"}), Compiler()
    build = compiler.compile(source)
    source.write("a.md", "---\ntitle: Two\n---\n# One\n")

    handbook = compiler.compile(source, build).handbook

    assert ["“Two”" in d.message for d in handbook.diagnostics_of("b.md") if "#none" in d.message] == [True]


def test_nothing_changed_gives_the_same_object() -> None:
    source = MemorySource({"a.md": "# A\n"})
    compiler = Compiler()
    build = compiler.compile(source)

    assert compiler.compile(source, build).handbook is build.handbook


def test_shelf_of_another_program_sees_nothing(tmp_path: Any) -> None:
    cache, source = Cache(tmp_path / "c.sqlite3"), MemorySource({"a.md": "# A\n"})
    build = Compiler().compile(source)
    Shelf(cache, "one").keep_pages(build.read)
    facts = build.read.pages["a.md"]

    assert Shelf(cache, "one").load("a.md", facts.content, "") is not None
    assert Shelf(cache, "two").load("a.md", facts.content, "") is None


def test_settings_change_everything() -> None:
    source = MemorySource({"a.md": "# A\n"})
    seen: list[Settings] = []
    compiler = Compiler(checks=[lambda page, settings, reporter: seen.append(settings)])
    build = compiler.compile(source)
    source.write("handbook.yml", "organisation: Example\n")

    compiler.compile(source, build)

    assert [each.organisation for each in seen] == ["", "Example"]
