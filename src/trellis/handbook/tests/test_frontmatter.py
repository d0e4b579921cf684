"""Front matter as people write it, and as they break it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.handbook import frontmatter
from trellis.handbook.diagnostics import Reporter
from trellis.handbook.files import read_page
from trellis.handbook.text import SourceText, Span


def front(text: str) -> tuple[Any, str, list[str]]:
    """The values, the body, and the codes reported."""
    reporter = Reporter("page.md", SourceText(text))
    made = frontmatter.read(text, reporter)
    values = None if made.node is None else made.node.plain()
    return values, text[made.body_start :], [diagnostic.code for diagnostic in reporter.found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# A\n", (None, "# A\n", [])),
        ("", (None, "", [])),
        ("---\ntitle: A\n---\nB", ({"title": "A"}, "B", [])),
        ("---  \ntitle: A\n--- \t\nB", ({"title": "A"}, "B", [])),
        ("---\r\ntitle: A\r\n---\r\nB", ({"title": "A"}, "B", [])),
        ("---\ntitle: A\n...\nB", ({"title": "A"}, "B", [])),
        ("---\n---\nB", ({}, "B", [])),
        ("---\n\n---\n", ({}, "", [])),
        ("---\n# only a note\ntitle: A\n---\n", ({"title": "A"}, "", [])),
        (
            "---\ntitle: 'A: B'\nn: 007\nyes: no\nx: 1.5\n---\n",
            ({"title": "A: B", "n": "007", "yes": "no", "x": 1.5}, "", []),
        ),
        ("---\nlist:\n- a\n- b\n---\n", ({"list": ["a", "b"]}, "", [])),
        ("---\n\n# A rule above\n\n---\n\nText\n", (None, "---\n\n# A rule above\n\n---\n\nText\n", [])),
        ("---\n\nJust a rule\n", (None, "---\n\nJust a rule\n", [])),
        ("----\ntitle: A\n", (None, "----\ntitle: A\n", [])),
    ],
)
def test_front_matter_is_found(text: str, expected: tuple[Any, str, list[str]]) -> None:
    assert front(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\ntitle: A\nlist:\n  - x\n\nBody\n", ({"title": "A", "list": ["x"]}, "\nBody\n", ["HB010"])),
        ("---\ntitle: A: B\nn: 1\n---\nBody", ({"title": "A: B", "n": 1}, "Body", ["HB011"])),
        ("---\ntitle: “A: b\n---\n", ({"title": "A: b"}, "", ["HB011"])),
        ('---\ntitle: "A\nn: 1\n---\n', ({"title": "A", "n": 1}, "", ["HB011"])),
        ("---\ntitle: A\ntitle: B\n---\n", ({"title": "A"}, "", ["HB013"])),
        ("---\n- a\n---\nBody", ({}, "Body", ["HB015"])),
        ("---\ntitle: !!python/object:os.system A\n---\n", ({"title": "A"}, "", ["HB014"])),
        ("title: A\nlayout: x\n\nBody\n", ({"title": "A", "layout": "x"}, "\nBody\n", ["HB012"])),
        ("layout: x\ntitle: A\n---\n\nBody\n", ({"layout": "x", "title": "A"}, "\nBody\n", ["HB012"])),
        ("note: this is prose\n\nBody\n", (None, "note: this is prose\n\nBody\n", [])),
        ("title: A and then\nprose goes on\n", (None, "title: A and then\nprose goes on\n", [])),
    ],
)
def test_broken_front_matter_is_recovered(text: str, expected: tuple[Any, str, list[str]]) -> None:
    assert front(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('+++\ntitle = "A"\n[params]\nn = 1\n+++\nB', ({"title": "A", "params": {"n": 1}}, "B", [])),
        ("+++\ndate = 2024-01-02\n+++\n", ({"date": "2024-01-02"}, "", [])),
        ('+++\ntitle = "A\nn = 1\n+++\nB', ({"title": "A", "n": "1"}, "B", ["HB011"])),
        ("+++\na = " + "[" * 3000 + "\n+++\nB", ({"a": "[" * 3000}, "B", ["HB011"])),
    ],
)
def test_toml_is_read(text: str, expected: tuple[Any, str, list[str]]) -> None:
    assert front(text) == expected


def test_values_know_their_place() -> None:
    text = '---\ntitle: "Größe"\nkind: note\n---\n'
    node = frontmatter.read(text, Reporter("p", SourceText(text))).node
    assert node is not None

    places = {
        key: (text[slice(*value.span)], text[slice(*node.key_spans[key])]) for key, value in node.items()
    }

    assert places == {"title": ('"Größe"', "title"), "kind": ("note", "kind")}


@pytest.mark.parametrize("text", ["---\ntitle: A\n\nBody\n", "title: A\nlayout: b\n\nBody\n"])
def test_fix_makes_good_front_matter(text: str) -> None:
    fix = read_page("p.md", text.encode()).diagnostics[0].fix
    assert fix is not None
    for edit in reversed(fix.edits):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]

    values, body, codes = front(text)

    assert (values["title"], body, codes) == ("A", "\nBody\n", [])


VALUES = st.text(alphabet="abÄ é:#-'\"\\[]{}0129.,!&*|> \t", max_size=12)


@given(st.lists(st.tuples(st.sampled_from(["title", "a", "b-c", "x_y"]), VALUES), min_size=1, max_size=4))
def test_quick_reader_agrees_with_the_whole_one(pairs: list[tuple[str, str]]) -> None:
    text = "---\n" + "".join(f"{key}: {value}\n" for key, value in pairs) + "---\n"
    inner = Span(4, len(text) - 4)
    quick = frontmatter._simple(text, inner)
    if quick is None:
        return

    reporter = Reporter("p", SourceText(text))
    whole = frontmatter._yaml(text, inner, reporter)

    assert whole is not None
    assert reporter.found == []
    assert quick.plain() == whole.plain()
    assert quick.key_spans == whole.key_spans
    assert [node.span for _, node in quick.items()] == [node.span for _, node in whole.items()]


@given(st.text(alphabet="---+\n:ab =[]{}\"'#!&*%\t \r.", max_size=80))
def test_any_text_has_a_front_matter_or_none(text: str) -> None:
    reporter = Reporter("p", SourceText(text))

    made = frontmatter.read(text, reporter)

    assert 0 <= made.body_start <= len(text)
    assert all(0 <= d.span.start <= d.span.end <= len(text) for d in reporter.found)


def test_real_page_without_lines_is_recovered(corpus: Path) -> None:
    path = "corpus/job-families/finance/program-management-BT/index.html.md"

    page, found = read_page(path, (corpus / path).read_bytes())

    assert page.title == "Program Management, Business Technology"
    assert page.front_value("layout") == "job_family_page"
    assert [diagnostic.code for diagnostic in found] == ["HB012"]
