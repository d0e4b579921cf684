"""What the check of links says, and what it leaves alone."""

from __future__ import annotations

import pytest

from trellis.handbook.checks.linkplaces import destination_span
from trellis.handbook.tests.linked import diagnostics_of, mended, page_of

POLICY = "# Holidays\n\n## Time & pay\n\n## Sick leave\n"


def said(text: str, **others: str) -> list[tuple[str, str, str]]:
    """Code, marked text and hint of what is found on a page beside `policies/holidays.md`."""
    files = {"page.md": text, "policies/holidays.md": POLICY, **others}
    return [
        (d.code, text[d.span.start : d.span.end], d.hint)
        for d in diagnostics_of(files)
        if d.path == "page.md" and d.code != "HB202"
    ]


def test_a_page_that_does_not_exist_comes_with_the_one_that_was_meant() -> None:
    assert said("# P\n\n[a](/policies/hollidays/#x)\n") == [
        ("HB200", "/policies/hollidays/#x", "Did you mean “/policies/holidays/”?")
    ]


def test_a_missing_anchor_comes_with_the_nearest_one_and_marks_itself_only() -> None:
    assert said("# P\n\n[a](/policies/holidays/#sick-leaves)\n") == [
        ("HB201", "#sick-leaves", "Did you mean “#sick-leave”?")
    ]


def test_an_anchor_unlike_any_other_comes_without_a_guess() -> None:
    assert said("# P\n\n[a](#elsewhere)\n") == [
        ("HB201", "#elsewhere", "Use the anchor of a heading that exists, or leave the part after “#” out.")
    ]


@pytest.mark.parametrize(
    ("wanted", "meant"),
    [
        ("tracking", "tracking-of-time"),
        ("start-checking-references", "starting-the-reference-checks"),
        ("office-lead", "lead-of-the-office"),
    ],
)
def test_a_missing_anchor_comes_with_one_that_says_the_same(wanted: str, meant: str) -> None:
    headings = "## Tracking of time\n\n## Starting the reference checks\n\n## Lead of the office\n"
    text = f"# P\n\n{headings}\n[a](#{wanted})\n"

    assert [(code, hint) for code, _, hint in said(text)] == [("HB201", f"Did you mean “#{meant}”?")]


@pytest.mark.parametrize("wanted", ["time", "pay", "of-the", "the-end-of-time"])
def test_a_short_or_other_word_in_common_is_no_guess(wanted: str) -> None:
    text = f"# P\n\n## Time of the year and all that comes with it\n\n[a](#{wanted})\n"

    assert [hint for _, _, hint in said(text) if "mean" in hint] == []


def test_several_slips_of_one_link_are_mended_together() -> None:
    files = {
        "handbook.yml": "hosts: [h.example.com]\n",
        "page.md": "# P\n\nSee [a](https://h.example.com//policies//holidays#time-pay 'Title').\n",
        "policies/holidays.md": POLICY,
    }

    assert {d.code for d in diagnostics_of(files)} == {"HB205", "HB206", "HB207", "HB209"}
    assert mended(files)["page.md"] == "# P\n\nSee [a](/policies/holidays/#time--pay 'Title').\n"


@pytest.mark.parametrize(
    "text",
    [
        "[a](https://example.com/x//y) <https://example.com> [b](mailto:a@example.com) [c](tel:1)",
        "[a](/policies/) [b](/company/team/#x) [c](#) [d](#top) [e](/policies/holidays/#!x)",
        "[![](/a.png)](/policies/holidays/) [<i class='x'></i>](/policies/holidays/)",
        "<a href='/policies/holidays/'></a> <img src='https://example.com/x.png' alt=''>",
        "<!-- <a href='policies/holidays/'>x</a> <img src='x.png'> -->",
        "`[a](policies/holidays/)` and [x] and [y][z] and \\[a](b)",
        "[a](<%= link_to '/gone/' %>) {{< ref \"/policies/gone\" >}} [b]({{ url }})",
        "[a](../policies/holidays/) [b](./policies/holidays/#sick-leave) [c](policies/holidays.md)",
    ],
)
def test_links_that_are_well_are_left_alone(text: str) -> None:
    assert [found for found in said(f"# P\n\n{text}\n") if found[0] != "HB214"] == []


@pytest.mark.parametrize(
    ("link", "destination"),
    [
        ("[a](/x/)", "/x/"),
        ('[a](/x/ "/x/")', "/x/"),
        ("[a](\n  /x/\n  '/x/')", "/x/"),
        ("[/x/](/x/)", "/x/"),
        ("[a](</x y/>)", "/x y/"),
        ("![a](/x/)", "/x/"),
        ("[![/x/](/y/)](/x/)", "/x/"),
        ("[a [b] c](/x/)", "/x/"),
        ("[a](/x/(y))", "/x/(y)"),
        ("<https://example.com/x>", "https://example.com/x"),
        ("<a class='b' href='/x/'>a</a>", "/x/"),
    ],
)
def test_the_destination_is_found_in_the_text(link: str, destination: str) -> None:
    page = page_of(f"Before {link} after /x/.\n")
    found = page.links[-1]

    span = destination_span(page.text, found)

    assert span is not None
    assert (found.destination, page.text[span.start : span.end]) == (destination, destination)
    assert span.start > page.text.index(link)


@pytest.mark.parametrize("link", ["[a](/x\\_y/)", "[a](/x&amp;y/)", "[a][ref]", "[ref]", "[[x|y]]", "[a]()"])
def test_a_destination_that_is_written_otherwise_is_left_alone(link: str) -> None:
    page = page_of(f"Before {link} after.\n\n[ref]: /x/\n")

    assert destination_span(page.text, page.links[0]) is None


def test_two_headings_of_one_anchor_name_each_other() -> None:
    found = diagnostics_of({"page.md": "# One {#x}\n\nText.\n\n## Two\n{: #x}\n"})

    assert [(d.code, d.start.line, d.related[0].position.line) for d in found] == [("HB219", 5, 1)]
