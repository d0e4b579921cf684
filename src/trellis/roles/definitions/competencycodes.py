"""The codes of competencies, `CM…`."""

from __future__ import annotations

from trellis.handbook.diagnostics import Code, Example, Severity

_GOOD = """\
---
title: Feedback
competency:
  owner: Manager, Learning and Development
---

## Aware

- Tells an observation from a judgment

## Leading

- Gives feedback upward and across teams
"""
_FILE = "competencies/feedback.md"
_FINE = Example({_FILE: _GOOD})


def _but(before: str, after: str) -> Example:
    return Example({_FILE: _GOOD.replace(before, after)})


NO_OWNER = Code(
    "CM001",
    "competency-without-owner",
    Severity.WARNING,
    "A competency has no owner.",
    "Nobody looks whether its behaviors are still those that the work asks for.",
    "Add `owner:` with the title of a role below `competency:`.",
    _but("competency:\n  owner: Manager, Learning and Development\n", ""),
    _FINE,
)
FEW_LEVELS = Code(
    "CM002",
    "competency-without-levels",
    Severity.WARNING,
    "A competency has fewer than two levels.",
    "What a role asks for and what somebody can do cannot be told apart by degrees.",
    "Give each level a heading of the second depth, the lowest first, with what can be seen below it.",
    _but("## Leading\n", "### Leading\n"),
    _FINE,
)
EMPTY_LEVEL = Code(
    "CM003",
    "level-without-behavior",
    Severity.WARNING,
    "A level of a competency does not say what can be seen of somebody who has reached it.",
    "Two people will mean different things by it.",
    "Write each behavior as an item of a list below the heading.",
    _but("- Gives feedback upward and across teams\n", "They give feedback.\n"),
    _FINE,
)
SAME_BEHAVIOR = Code(
    "CM004",
    "same-behavior-twice",
    Severity.NOTE,
    "A behavior stands in two levels of a competency.",
    "It does not tell them apart.",
    "Leave it where it is first reached; a level holds on top of those before it.",
    _but("- Gives feedback upward and across teams", "- Tells an observation from a judgment"),
    _FINE,
)
TWICE = Code(
    "CM005",
    "same-competency-twice",
    Severity.ERROR,
    "Two pages describe a competency of one name.",
    "Courses and plans that name it mean the first; the second says something that counts nowhere.",
    "Join the two pages, or give one another file name and title.",
    Example({_FILE: _GOOD, "people/competencies/feedback.md": _GOOD}),
    _FINE,
)
CODES: tuple[Code, ...] = (NO_OWNER, FEW_LEVELS, EMPTY_LEVEL, SAME_BEHAVIOR, TWICE)
