"""A job family for tests: three levels that build on each other, and a second family that they can move to."""

FAMILY = """---
title: IT Program Management
description: Runs the programs of IT.
---

## Responsibilities

- Keeps promises

## Levels

### Associate IT Program Manager

The Associate IT Program Manager reports to the Director, IT Program Management.

#### Associate IT Program Manager Job Grade

The Associate IT Program Manager is a grade 5.

#### Associate IT Program Manager Responsibilities

- Keeps the risk register current
- Writes the weekly status

#### Associate IT Program Manager Requirements

- Writes clearly

### IT Program Manager

The IT Program Manager reports to the Director, IT Program Management.

#### IT Program Manager Job Grade

The IT Program Manager is a grade 6.

#### IT Program Manager Responsibilities

- Extends the Associate IT Program Manager responsibilities
- Keeps budget and forecast true to the week

#### IT Program Manager Requirements

- Extends the Associate IT Program Manager requirements
- Explains a variance

### Director, IT Program Management

The Director, IT Program Management reports to the Board.

#### Director, IT Program Management Job Grade

The Director, IT Program Management is a grade 10.

#### Director, IT Program Management Responsibilities

- Chooses programs

#### Director, IT Program Management Requirements

- Has led managers

## Performance Indicators

- Programs on time > 80%
- Satisfaction of sponsors

## Career Ladder

The next step for the Director, IT Program Management is to move to the [Executive](executive.md) job family.

## Hiring Process

- 30-minute screening call with a Recruiter
- 45-minute interview with the Director, IT Program Management
"""

EXECUTIVE = """---
title: Executive
description: Leads the company.
---

## Levels

### Chief Operating Officer

The Chief Operating Officer is a grade 14 and reports to the Board.

#### Chief Operating Officer Responsibilities

- Answers for operations

#### Chief Operating Officer Requirements

- Has run a company
"""

FILES = {"job-families/it/program.md": FAMILY, "job-families/it/executive.md": EXECUTIVE}
SLUG = "job-families/it/program"
