"""The codes of `performance.yml`, `PF…`."""

from __future__ import annotations

from trellis.handbook.diagnostics import Code, Example, Severity

_GOOD = """\
page: people/performance.md
weeks: {least: 2, most: 4}
check-in-every: 7
stages:
  coaching: {title: Coaching, agreed-by: nobody}
  plan: {title: Improvement plan}
outcomes:
  met: {title: Met, counts: met}
  not-met: {title: Not met, counts: not-met}
"""
_PAGE = "# When work is not what it should be\n\nWe say so early.\n"


def _file(before: str = "", after: str = "") -> Example:
    assert not before or before in _GOOD
    return Example({"performance.yml": _GOOD.replace(before, after), "people/performance.md": _PAGE})


WEEKS = Code(
    "PF001",
    "support-plan-weeks-impossible",
    Severity.ERROR,
    "At least more weeks are asked of a plan than at most.",
    "No plan could have a length.",
    "Raise `most`, or lower `least`.",
    _file("least: 2, most: 4", "least: 5, most: 4"),
    _file(),
)
NO_PAGE = Code(
    "PF002",
    "support-plan-page-unknown",
    Severity.WARNING,
    "A page of guidance is named that there is not.",
    "Managers find no guidance beside the plan.",
    "Write the path of the page as it lies in the handbook, such as `people/performance.md`.",
    _file("page: people/performance.md", "page: people/improving.md"),
    _file(),
)
OUTCOMES = Code(
    "PF003",
    "support-plan-outcome-missing",
    Severity.ERROR,
    "No outcome counts as met, or none as not met.",
    "A plan could only end in one way.",
    "Give an outcome `counts: met`, and another one `counts: not-met`.",
    _file("  not-met: {title: Not met, counts: not-met}\n", ""),
    _file(),
)
RARE = Code(
    "PF004",
    "support-plan-check-ins-too-rare",
    Severity.WARNING,
    "Check-ins are further apart than the shortest plan is long.",
    "A short plan would end without a check-in in between.",
    "Lower `check-in-every`, or raise `weeks.least`.",
    _file("check-in-every: 7", "check-in-every: 21"),
    _file(),
)
CODES: tuple[Code, ...] = (WEEKS, NO_PAGE, OUTCOMES, RARE)
