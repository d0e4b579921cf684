"""The codes of promotions, `GR…`."""

from __future__ import annotations

from trellis.handbook.diagnostics import Code, Example, Severity

_FAMILY = """\
---
layout: job_family_page
title: Calibration
---

## Levels

### Technician

#### Technician Job Grade

The Technician is a grade 5.

#### Technician Responsibilities

- Calibrate instruments

### Head of Calibration

#### Head of Calibration Job Grade

The Head of Calibration is a grade 9.

#### Head of Calibration Responsibilities

- Answer for the laboratory
"""
_GOOD = """\
sections:
  work: {title: The work so far, most-words: 300}
effective-on: ["02-01", "05-01", "08-01", "11-01"]
phases: {planning: 3, calibration: 2, processing: 2}
calibration:
  - {title: Laboratory, roles: [Head of Calibration]}
approval: promotion
off-cycle-approval: promotion
transfers: {approval: promotion}
"""
_APPROVALS = """\
approvals:
  promotion:
    title: Promotion
    steps:
      - {title: Manager, by: {relation: manager}}
"""


def _handbook(text: str = _GOOD) -> Example:
    return Example(
        {"promotions.yml": text, "approvals.yml": _APPROVALS, "job-families/lab/calibration.md": _FAMILY}
    )


UNKNOWN_ROLE = Code(
    "GR001",
    "unknown-role-of-calibration",
    Severity.ERROR,
    "A round of calibration is led by a role that no job family has.",
    "Nobody calibrates those promotions, and they wait for ever.",
    "Write the title as the job family has it, letter for letter.",
    _handbook(_GOOD.replace("[Head of Calibration]", "[Head of Weights]")),
    _handbook(),
)
UNKNOWN_RULE = Code(
    "GR002",
    "unknown-rule-of-promotions",
    Severity.ERROR,
    "Promotions or transfers name a rule that approvals.yml does not have.",
    "What is asked for would wait on administrators alone.",
    "Write the rule into approvals.yml, or name one that is there.",
    _handbook(_GOOD.replace("off-cycle-approval: promotion", "off-cycle-approval: in-a-hurry")),
    _handbook(),
)
SHORT_CYCLE = Code(
    "GR003",
    "phases-do-not-fit",
    Severity.WARNING,
    "The phases of promotions take longer than the time between two effective days.",
    "The next round would begin before the last one has ended.",
    "Shorten the phases, or have promotions take effect on fewer days of the year.",
    _handbook(_GOOD.replace("planning: 3", "planning: 12")),
    _handbook(),
)
GAP_IN_GRADES = Code(
    "GR004",
    "grade-without-calibration",
    Severity.WARNING,
    "A grade of the job families is in no round of calibration.",
    "Promotions to it are not laid beside others before they are approved.",
    "Widen `from-grade` or `to-grade` of a round, or add one.",
    _handbook(_GOOD.replace("{title: Laboratory,", "{title: Laboratory, to-grade: 7,")),
    _handbook(),
)
CODES: tuple[Code, ...] = (UNKNOWN_ROLE, UNKNOWN_RULE, SHORT_CYCLE, GAP_IN_GRADES)
