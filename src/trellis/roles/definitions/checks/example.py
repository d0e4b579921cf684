"""The family that the examples of all codes start from, and the small words in which codes are defined."""

from __future__ import annotations

from trellis.handbook.diagnostics import Code, Example, Severity, page_example

PATH = "job-families/finance/ledger.md"

GOOD = """\
---
layout: job_family_page
title: "Ledger Accounting"
description: "The people who keep the books of the company."
---

Ledger accountants keep the books so that everyone can rely on them.

## Responsibilities

- Keeps the ledger complete and current

## Requirements

- Ability to use Trellis

## Levels

### Ledger Accountant (Intermediate)

The Ledger Accountant (Intermediate) reports to the Ledger Manager.

#### Ledger Accountant (Intermediate) Job Grade

The Ledger Accountant (Intermediate) is a [grade 6](/grades/).

#### Ledger Accountant (Intermediate) Responsibilities

- Books invoices on the day they arrive
- Reconciles the bank accounts each week

#### Ledger Accountant (Intermediate) Requirements

- Understands double entry

### Ledger Manager

#### Ledger Manager Job Grade

The Ledger Manager is a [grade 8](/grades/).

#### Ledger Manager Responsibilities

- Extends the Ledger Accountant (Intermediate) responsibilities
- Closes the month by the fifth working day

#### Ledger Manager Requirements

- Extends the Ledger Accountant (Intermediate) requirements
- Has led the close of a month before

## Performance Indicators

- [Days to close](/indicators/#days-to-close) < 5 days
- [Entries corrected later](/indicators/#entries-corrected) < 1%
- [Invoices paid on time](/indicators/#invoices-paid) >= 98%

## Career Ladder

The next step for the Ledger Manager is to move to the [Controlling](/job-families/finance/controlling/) job family.

## Hiring Process

1. 30-minute screening call with a recruiter
2. 50-minute interview with the Ledger Manager

Read more about [hiring](/hiring/).
"""
"""The family that the examples start from; none of the codes below applies to it."""


def bad(*changes: tuple[str, str]) -> Example:
    """The good family with some words replaced. Raises ValueError where it has no such words."""
    text = GOOD
    for old, new in changes:
        if old not in text:
            raise ValueError(f"the example has no {old!r}")
        text = text.replace(old, new)
    return page_example(text, PATH)


GOOD_EXAMPLE = page_example(GOOD, PATH)


def code(
    number: int,
    name: str,
    severity: Severity,
    summary: str,
    why: str,
    hint: str,
    bad: Example,
    *,
    good: Example = GOOD_EXAMPLE,
    enabled: bool = True,
) -> Code:
    """A code with the good family as its good example."""
    return Code(f"JF{number}", name, severity, summary, why, hint, bad, good, enabled=enabled)


WARNING, NOTE, ERROR = Severity.WARNING, Severity.NOTE, Severity.ERROR
INTERMEDIATE_LISTS = """#### Ledger Accountant (Intermediate) Responsibilities

- Books invoices on the day they arrive
- Reconciles the bank accounts each week

"""
FAMILY_RESPONSIBILITIES = """## Responsibilities

- Keeps the ledger complete and current

"""
FAMILY_REQUIREMENTS = """## Requirements

- Ability to use Trellis

"""
INDICATORS = GOOD[GOOD.index("## Performance Indicators") : GOOD.index("## Career Ladder")]
LADDER = GOOD[GOOD.index("## Career Ladder") : GOOD.index("## Hiring Process")]
HIRING = GOOD[GOOD.index("## Hiring Process") :]
