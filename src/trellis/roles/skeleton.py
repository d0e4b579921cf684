"""What a new job family begins with: every section that the checks ask for, to be filled in."""

FAMILY = """---
layout: job_family_page
title: "{title}"
description: ""
---

Say in two sentences what people in this family do and why it matters.

## Responsibilities

- What everybody in this family does

## Requirements

- What everybody in this family brings
- Ability to use Trellis

## Levels

### {title} (Intermediate)

The {title} (Intermediate) reports to the Manager, {title}.

#### {title} (Intermediate) Job Grade

The {title} (Intermediate) is a [grade 6](/grades/).

#### {title} (Intermediate) Responsibilities

- What this level does on its own

#### {title} (Intermediate) Requirements

- What this level brings

### Senior {title}

The Senior {title} reports to the Manager, {title}.

#### Senior {title} Job Grade

The Senior {title} is a [grade 7](/grades/).

#### Senior {title} Responsibilities

- Extends the {title} (Intermediate) responsibilities
- What this level adds

#### Senior {title} Requirements

- Extends the {title} (Intermediate) requirements
- What this level adds

## Performance Indicators

- [An indicator](/indicators/) >= 90%

## Career Ladder

Say where people can go from the top of this family.

## Hiring Process

1. 30-minute screening call with a recruiter
2. 60-minute interview with the hiring manager
"""
