"""The codes of programs, `PG…`."""

from __future__ import annotations

from trellis.handbook.diagnostics import Code, Example, Severity

_AT, _AT_COURSE, _AT_LESSON = (
    "programs/first-lead.md", "courses/giving-feedback/course.md", "courses/giving-feedback/01-why.md",
)  # fmt: skip
_PROGRAM = """\
---
title: First lead
description: Four weeks for those who lead for the first time.
program:
  owner: Head of Learning
  goal: Everybody has a manager whom they can tell the truth.
  goal-page: goals.md
---

For those who lead since this year.

## Outcomes

- Talks with everybody on the team every two weeks. {#talks}

## Weeks

### Arriving

1. Kick-off (class, 60 minutes) {#kick-off}
2. [Giving feedback](/courses/giving-feedback/course.md)

### Together

1. [Practice](/courses/giving-feedback/course.md) (class)
"""
_COURSE = """\
---
title: Giving feedback
description: Say what you saw.
course:
  owner: Head of Learning
---

What this is about.

## Objectives

- Describe what happened without judging it. {#describe}

## Outline

1. [Why feedback fails](01-why.md)
2. Practice in a group (class, 20 minutes) {#practice}
"""
_LESSON = "---\ntitle: Why feedback fails\nobjectives: [describe]\n---\n\nIt judges.\n"


def _with(before: str = "", after: str = "", at: str = _AT) -> Example:
    """The small program with words replaced in one of its files."""
    files = {
        _AT: _PROGRAM, _AT_COURSE: _COURSE, _AT_LESSON: _LESSON, "goals.md": "# Goals\n\nWhat we want.\n",
    }  # fmt: skip
    assert before in files[at]
    return Example({**files, at: files[at].replace(before, after, 1)})


_FINE = _with()
NO_WEEKS = Code(
    "PG001",
    "program-without-weeks",
    Severity.ERROR,
    "A program has no week with a part.",
    "No cohort can walk through it.",
    "Add “## Weeks”, a heading for each week below it, and a list of parts below that.",
    _with("## Weeks", "## Thoughts"),
    _FINE,
)
LEADS_NOWHERE = Code(
    "PG002",
    "part-of-a-program-that-leads-nowhere",
    Severity.ERROR,
    "A part of a program leads to no page, and says no kind that needs none.",
    "It is left out of the plan.",
    "Link it to a course, a lesson, a path or a page; or write (class), (milestone), or (external) with a link.",
    _with("2. [Giving feedback](/courses/giving-feedback/course.md)", "2. Giving feedback"),
    _FINE,
)
NO_CLASS = Code(
    "PG003",
    "class-of-a-course-without-classes",
    Severity.ERROR,
    "A class of a program is linked to what is no course, or to a course that is not taught in classes.",
    "It is left out of the plan: whoever attended it could not be credited.",
    "Link it to a course whose outline has a part (class); without a link it is a session of the program alone.",
    _with(
        "2. Practice in a group (class, 20 minutes)",
        "2. Practice in a group (practical, 20 minutes)",
        _AT_COURSE,
    ),
    _FINE,
)
NO_GOAL = Code(
    "PG004",
    "program-without-goal",
    Severity.WARNING,
    "A program does not say which goal of the organisation it serves.",
    "Nobody can say whether it was worth the weeks of those who took part.",
    "Add `goal:` with one sentence, below `program:`.",
    _with("  goal: Everybody has a manager whom they can tell the truth.\n"),
    _FINE,
)
NO_OWNER = Code(
    "PG005",
    "program-without-owner",
    Severity.WARNING,
    "A program has no owner.",
    "Nobody answers questions about it, and nobody looks whether it is still right.",
    "Add `owner:` with the title of a role, below `program:` or to the page.",
    _with("  owner: Head of Learning\n"),
    _FINE,
)
UNKNOWN_GOAL = Code(
    "PG006",
    "program-with-unknown-goal-page",
    Severity.ERROR,
    "The page that a program names for its goal is not there.",
    "Members cannot read what they learn for.",
    "Write the path of the page from the root of the handbook, such as company/goals.md.",
    _with("  goal-page: goals.md", "  goal-page: gaols.md"),
    _FINE,
)
CODES: tuple[Code, ...] = (NO_WEEKS, LEADS_NOWHERE, NO_CLASS, NO_GOAL, NO_OWNER, UNKNOWN_GOAL)
