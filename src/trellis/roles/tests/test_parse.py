"""Whole pages: what a reader takes from them, and that no text at all stops the reader."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from trellis.handbook.files import read_page
from trellis.handbook.text import Span
from trellis.roles.definitions.exporting import family_export
from trellis.roles.definitions.model import Family, Move, Part
from trellis.roles.definitions.parse import department_of, parse_family
from trellis.roles.tests.pages import PATH, family

PAGE = """\
Buyers see to it that everybody has what the work needs.

## Responsibilities

- Treats suppliers fairly

## Requirements

- Ability to use Trellis

## Levels

### Buyer (Intermediate)

The Buyer (Intermediate) reports to the [Manager, Supply](#manager-supply).

#### Buyer (Intermediate) Job Grade

The Buyer (Intermediate) is a [grade 6](/grades/).

#### Buyer (Intermediate) Responsibilities

- Places orders
  - for offices
- Checks deliveries

#### Buyer (Intermediate) Requirements

- Reads contracts

### Manager, Supply

The Manager, Supply reports to the VP of Finance and travels often.

#### Job Grade

The Manager, Supply is a grade 8.5.

#### Responsibilities

- Extends the Buyer (Intermediate) responsibilities
- Hires buyers

#### Requirements

In addition to the requirements of the Buyer (Intermediate):

- Has led a team

#### Nice-to-haves

- Speaks Dutch

## Specialties

### Packaging

Boxes of all sizes.

## Performance Indicators

- [Savings](/indicators/#savings) >= 4%
- Days to pay

## Career Ladder

The next step for the Manager, Supply is to move to the [Controlling](/job-families/finance/controlling/) job family.

## Hiring Process

1. A 30-minute screening call with a recruiter
2. An interview with the Manager, Supply

More details are on our [hiring page](/hiring/).
"""


def test_a_page_is_exported_as_a_reader_sums_it_up() -> None:
    assert family_export(family(PAGE), "finance/buying.md") == {
        "path": "finance/buying.md",
        "title": "Procurement",
        "description": None,
        "levels": [
            {
                "title": "Buyer (Intermediate)",
                "grade": 6,
                "reports_to": "Manager, Supply",
                "extends": [],
                "responsibilities": ["Places orders", "for offices", "Checks deliveries"],
                "requirements": ["Reads contracts"],
            },
            {
                "title": "Manager, Supply",
                "grade": 8.5,
                "reports_to": "VP of Finance",
                "extends": ["Buyer (Intermediate)"],
                "responsibilities": ["Hires buyers"],
                "requirements": ["Has led a team"],
            },
        ],
        "family_responsibilities": ["Treats suppliers fairly"],
        "family_requirements": ["Ability to use Trellis"],
        "hiring_steps": [
            "A 30-minute screening call with a recruiter",
            "An interview with the Manager, Supply",
        ],
        "performance_indicators": [
            {"name": "Savings", "target": ">= 4%"},
            {"name": "Days to pay", "target": None},
        ],
        "career_ladder": "The next step for the Manager, Supply is to move to the Controlling job family.",
        "specialties": ["Packaging"],
    }


def test_a_family_knows_its_address_and_department() -> None:
    made = family(PAGE)

    assert (made.path, made.url, made.slug, made.department) == (
        PATH, "/job-families/finance/buying/", "job-families/finance/buying", "finance",
    )  # fmt: skip
    assert made.intro == "Buyers see to it that everybody has what the work needs."


def test_departments_are_folders() -> None:
    assert [department_of(url) for url in ("/job-families/finance/buying/", "/finance/buying/", "/buying/", "/")] == [
        "finance", "finance", "", "",
    ]  # fmt: skip


def test_both_lists_may_be_taken_over_in_different_wordings() -> None:
    [_, manager] = family(PAGE).levels

    assert [(e.parts, e.target.title if e.target else None) for e in manager.extends] == [
        ((Part.RESPONSIBILITIES,), "Buyer (Intermediate)"), ((Part.REQUIREMENTS,), "Buyer (Intermediate)"),
    ]  # fmt: skip


def test_a_ladder_says_where_it_leads_and_for_whom() -> None:
    [ladder] = family(PAGE).ladders

    assert [(move.target.destination, move.subject, move.lateral) for move in ladder.moves] == [
        ("/job-families/finance/controlling/", "Manager, Supply", False)
    ]
    assert not ladder.undefined


def moves(text: str) -> tuple[Move, ...]:
    [ladder] = family(f"## Responsibilities\n\n- Buys\n\n## Career Ladder\n\n{text}\n").ladders
    return ladder.moves


def test_moves_to_the_side_are_told_from_steps_up() -> None:
    [up] = moves("The next step is to move to the [Controlling](/c/) job family.")
    [aside] = moves("Some prefer to move to the [Sales](/s/) job family.")

    assert (up.lateral, aside.lateral) == (False, True)


def test_a_step_may_be_named_without_a_link() -> None:
    [move] = moves("The next step is to move to the Controlling job family.")

    assert (move.target.title, move.target.destination) == ("Controlling", None)


def test_a_ladder_may_end() -> None:
    made = family("## Responsibilities\n\n- Buys\n\n## Career Ladder\n\nThe next step is not yet defined.\n")

    assert [ladder.undefined for ladder in made.ladders] == [True]


def test_what_is_said_of_the_whole_family_holds_for_levels_that_say_nothing() -> None:
    made = family(
        "All roles in this job family report to the CFO.\n\n## Levels\n\n### Buyer\n\nThe Buyer is a grade 6.\n\n"
        "### Senior Buyer\n\nThe Senior Buyer is a grade 7.\n\nThe Senior Buyer reports to the CEO.\n"
    )

    lines = [level.reports_to.titles[0].title if level.reports_to else None for level in made.levels]
    assert lines == ["CFO", "CEO"]


def test_what_is_said_of_a_role_of_the_familys_name_holds_for_its_levels_but_not_for_the_manager_named() -> (
    None
):
    made = family(
        "Buyers report to the Lead Buyer.\n\n## Levels\n\n### Senior Buyer\n\nThe Senior Buyer is a grade 7.\n\n"
        "### Lead Buyer\n\nThe Lead Buyer is a grade 8.\n",
        "Buyer",
    )

    lines = [level.reports_to.titles[0].title if level.reports_to else None for level in made.levels]
    assert lines == ["Lead Buyer", None]


def test_a_line_may_stand_alone_under_its_heading() -> None:
    made = family(
        "## Levels\n\n### Buyer\n\nThe Buyer is a grade 6.\n\n#### Reports to\n\n[Manager, Supply](/x/)\n\n"
        "#### Responsibilities\n\n- Buys\n"
    )

    assert made.levels[0].reports_to is not None
    assert [title.title for title in made.levels[0].reports_to.titles] == ["Manager, Supply"]


def test_a_page_without_front_matter_is_titled_by_its_heading() -> None:
    text = b"# Procurement\n\n## Responsibilities\n\n- Buys\n\n## Buyer\n\nThe Buyer is a grade 6.\n"

    made = parse_family(read_page(PATH, text).page)

    assert (made.title, [level.title for level in made.levels]) == ("Procurement", ["Buyer"])


# -- any text at all

WORDS = (
    "Levels", "Buyer", "Senior Buyer", "Job Grade", "Buyer Job Grade", "Responsibilities", "Senior Buyer Requirements",
    "Requirements", "Responsibilities and Requirements", "Nice to have", "Specialties", "Packaging", "Segment",
    "Hiring Process", "Career Ladder", "Performance Indicators", "Reports to", "", "Buyer (Grade 6)", "Procurement",
    "1. Manager, Supply",
)  # fmt: skip
STATEMENTS = (
    "The Buyer is a [grade 6](/grades/).", "Grade: 9.5", "7", "Reports to: [CFO](/x/)", "All of the above",
    "The Senior Buyer reports to the Sr. Manager, Supply or the CFO.", "Extends the Buyer responsibilities",
    "In addition to the Buyer requirements, sails", "**Responsibilities**", "**Senior Buyer**", "<!-- note -->",
    "The next step is to move to the [Sales](/s/) job family.", "| Title | Grade |\n| --- | --- |\n| Buyer | 6 |",
    "| | |\n|---|---|\n| Grade | 6 |", "\u00a0", "- \n  - \n", "1) 1) a\nB\n• c", "[a](b", "<% if x %>",
)  # fmt: skip
HEADINGS = st.builds(
    lambda depth, text, after: f"{'#' * depth} {text}{after}\n\n",
    st.integers(1, 6),
    st.sampled_from(WORDS),
    st.sampled_from(("", ":", " #", " {#here}")),
)
SENTENCES = st.sampled_from(STATEMENTS)
LISTS = st.lists(SENTENCES | st.text(max_size=12), max_size=4).map(
    lambda items: "".join(f"- {item}\n" for item in items) + "\n"
)
PIECES = st.lists(
    HEADINGS | LISTS | SENTENCES.map(lambda said: f"{said}\n\n") | st.text(max_size=20), max_size=14
)
FRONTS = st.sampled_from(("", "---\ntitle: Procurement\n---\n", "---\ntitle: [a\n", "title: x\n"))
TEXTS = st.builds(lambda front, pieces: front + "".join(pieces), FRONTS, PIECES)


def spans(made: Family) -> list[Span]:
    """The places of everything that a family remembers."""
    found: list[Span] = []
    for holder in (made, *made.levels, *made.specialties, *made.segments):
        found += [entry.span for entry in (*holder.responsibilities, *holder.requirements, *holder.extends)]
        found += [entry.target.span for entry in holder.extends if entry.target]
    for level in made.levels:
        found += [
            level.span,
            *(grade.span for grade in level.grades),
            *(item.span for item in level.nice_to_have),
        ]
        found += (
            [level.reports_to.span, *(t.span for t in level.reports_to.titles)] if level.reports_to else []
        )
    found += [process.span for process in made.hiring] + [s.span for p in made.hiring for s in p.steps]
    found += [indicator.span for indicator in made.all_indicators] + [ladder.span for ladder in made.ladders]
    return found


@settings(max_examples=150, deadline=None)
@given(TEXTS)
@example("-GRADE:0\n=\n1) 1) a\nB\n• c\n\n")
def test_any_page_is_read_the_same_twice_with_spans_inside_it_and_items_told_apart(text: str) -> None:
    page = read_page(PATH, text.encode("utf-8", "surrogatepass")).page

    made = parse_family(page)

    assert made == parse_family(read_page(PATH, text.encode("utf-8", "surrogatepass")).page)
    assert [span for span in spans(made) if not 0 <= span.start <= span.end <= len(page.text)] == []
    items = [
        item.id
        for holder in (made, *made.levels, *made.specialties, *made.segments)
        for item in (*holder.responsibilities, *holder.requirements)
    ]
    assert len(items) == len(set(items))
    assert len({level.slug for level in made.levels}) == len(made.levels)
    family_export(made, PATH)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_no_text_stops_the_reader(text: str) -> None:
    parse_family(read_page(PATH, text.encode("utf-8", "surrogatepass")).page)


ENDLESS = (
    "reports to the ", "who ", "will ", "quickly ", "(", "- ", "\u00a0", "all of the ", "grade of ", "the same ",
    "Extends the Buyer and ", "in addition to ", "Manager, ", "a-", "respon", "target < ",
)  # fmt: skip


@pytest.mark.slow  # only a long page shows that something is quadratic
@pytest.mark.timeout(20)
@pytest.mark.parametrize("words", ENDLESS)
def test_an_endless_sentence_takes_no_endless_time(words: str) -> None:
    endless = words * (100_000 // len(words))

    made = family(
        f"## Responsibilities\n\n- {endless}\n- x {endless} 7 reports to the X extends the Y requirements\n\n"
        f"## Levels\n\n### Buyer\n\nx {endless} is 7 grade\n\n#### {endless} Requirements\n\n{endless}\n\n"
        f"## Performance Indicators\n\n- {endless}\n\n## Hiring Process\n\n- {endless}\n\n"
        f"## Career Ladder\n\n{endless}\n"
    )

    assert len(made.levels) == 1
