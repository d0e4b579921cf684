"""The codes of review cycles, `RV…`."""

from __future__ import annotations

from trellis.handbook.diagnostics import Code, Example, Severity

_GOOD = """\
title: Yearly review
calendar: {opens: 2026-10-05, self-due: 14 days, peers-due: 3 weeks, manager-due: 5 weeks, shared-from: 7 weeks}
scale:
  - {value: 1, title: Developing}
  - {value: 2, title: Performing}
  - {value: 3, title: Exceeding}
sections:
  work: {title: Work, type: expectations, weight: 60}
  values: {title: Values, type: values, weight: 40, page: company/values.md}
  ahead: {title: Looking ahead, type: questions, questions: {next: What comes next?}}
peers: {least: 2, most: 5}
talent: {expected: [15, 60, 25]}
"""
_VALUES = "# Values\n\n## Measure first\n\nWe measure.\n"


def _file(before: str = "", after: str = "") -> Example:
    assert not before or before in _GOOD
    return Example({"reviews/yearly.yml": _GOOD.replace(before, after), "company/values.md": _VALUES})


DATES = Code(
    "RV001",
    "review-dates-out-of-order",
    Severity.ERROR,
    "A day of a review cycle lies before the one that it follows.",
    "People would be asked to do something before they can, so the cycle cannot be opened.",
    "Days follow each other: opens, self-due, peers-due, manager-due, calibrated-by, shared-from, acknowledge-by.",
    _file("manager-due: 5 weeks", "manager-due: 2 weeks"),
    _file(),
)
WEIGHTS = Code(
    "RV002",
    "review-weights-not-100",
    Severity.ERROR,
    "The weights of the sections that are rated do not come to a hundred.",
    "A suggested rating would say something else than the handbook means.",
    "Give the sections of expectations and values weights that come to 100; questions have none.",
    _file("weight: 60", "weight: 50"),
    _file(),
)
SCALE = Code(
    "RV003",
    "review-scale-unclear",
    Severity.ERROR,
    "A rating scale has fewer than two steps, or two with one value.",
    "Ratings cannot be told apart.",
    "Give each step a value of its own.",
    _file("{value: 2,", "{value: 1,"),
    _file(),
)
NO_PAGE = Code(
    "RV004",
    "review-values-unknown",
    Severity.ERROR,
    "A section of values names a page that there is not, or one without headings.",
    "Nothing can be rated in it.",
    "Write the path of the page with the values, such as `company/values.md`: each heading of level two is one.",
    _file("page: company/values.md", "page: company/worth.md"),
    _file(),
)
EMPTY = Code(
    "RV005",
    "review-section-asks-nothing",
    Severity.ERROR,
    "A section of questions has no question, or a cycle has no section.",
    "Its form would be empty.",
    "Write questions as `questions: {next: What comes next?}`.",
    _file(", questions: {next: What comes next?}", ""),
    _file(),
)
PEERS = Code(
    "RV006",
    "review-peers-impossible",
    Severity.ERROR,
    "At least more peers are asked than at most.",
    "Nobody could nominate as many.",
    "Raise `most`, or lower `least`.",
    _file("least: 2, most: 5", "least: 6, most: 5"),
    _file(),
)
TALENT = Code(
    "RV007",
    "review-talent-unclear",
    Severity.ERROR,
    "The names or the expected shares of the talent axes do not fit.",
    "The grid has three steps on each axis, nine boxes, and shares that come to a hundred.",
    "Give three names for each axis, boxes by the numbers 1 to 9, three shares that come to 100.",
    _file("[15, 60, 25]", "[15, 60, 20]"),
    _file(),
)
CODES: tuple[Code, ...] = (DATES, WEIGHTS, SCALE, NO_PAGE, EMPTY, PEERS, TALENT)
