"""The codes of compensation.yml, `PY…`."""

from __future__ import annotations

from trellis.handbook.diagnostics import Code, Example, Severity

_GOOD = """\
currency: EUR
formula: midpoint * location-factor * compa-ratio
midpoints: {5: 46000, 6: 58000}
range: {least: 0.80, most: 1.20}
locations:
  hamburg: {title: Hamburg, factor: 1.00, country: Germany}
level-factors:
  - {grade: 5, benchmark: ic, factor: 0.8}
benchmarks:
  it: {ic: {compensation: 60000}}
examples:
  - {title: An analyst, values: {midpoint: 58000, location-factor: 0.87, compa-ratio: 0.95}, result: 47937}
"""
_SETTINGS = "entities:\n  - {name: Overspan GmbH, country: Germany, currency: EUR}\n"
_ROLE = """\
---
layout: job_family_page
title: IT Support
---

## Levels

### IT Analyst

#### IT Analyst Job Grade

The IT Analyst is a grade 5.

#### IT Analyst Responsibilities

- Answer questions
"""


def _file(text: str = _GOOD) -> Example:
    return Example({
        "compensation.yml": text, "handbook.yml": _SETTINGS, "job-families/it/it-support.md": _ROLE,
    })  # fmt: skip


UNREADABLE = Code(
    "PY001",
    "formula-unreadable",
    Severity.ERROR,
    "The formula of pay cannot be read.",
    "Nobody's range can be computed until it can.",
    "Write names, numbers, + - * /, parentheses, min, max and round-up(x, 100), with a space before a minus.",
    _file(_GOOD.replace("factor * compa-ratio", "factor x compa-ratio")),
    _file(),
)
UNKNOWN_NAME = Code(
    "PY002",
    "formula-name-unknown",
    Severity.ERROR,
    "The formula of pay, or an example of it, uses a name that stands for nothing.",
    "Nobody's range can be computed with it.",
    "Use midpoint, benchmark, level-factor, location-factor, compa-ratio and exchange-rate.",
    _file(_GOOD.replace("formula: midpoint", "formula: middle")),
    _file(),
)
WRONG_EXAMPLE = Code(
    "PY003",
    "pay-example-comes-out-otherwise",
    Severity.ERROR,
    "A worked example of the formula does not come out.",
    "People check their own pay by it. Either the example or the formula says something else than was meant.",
    "Reckon it again by hand, then correct the one that is wrong.",
    _file(_GOOD.replace("result: 47937", "result: 47973")),
    _file(),
)
NO_RANGE = Code(
    "PY004",
    "grade-without-range",
    Severity.WARNING,
    "A role has a grade for which there is neither a midpoint nor a benchmark with a level factor.",
    "No range is shown on its page, and pay of those who hold it has no position in a range.",
    "Add the grade under `midpoints`, or under `level-factors` with a benchmark of the family.",
    _file(_GOOD.replace("{5: 46000, 6: 58000}", "{6: 58000}")),
    _file(),
)
NO_FACTOR = Code(
    "PY005",
    "entity-without-location-factor",
    Severity.WARNING,
    "No location factor is of the country of an entity that employs people.",
    "Pay of those whose place is not in the list has no range.",
    "Add a location with `country:` for the rest of the country.",
    _file(_GOOD.replace("country: Germany", "country: Spain")),
    _file(),
)
NOT_RISING = Code(
    "PY006",
    "midpoints-do-not-rise",
    Severity.WARNING,
    "A higher grade has no higher midpoint.",
    "A promotion would not raise what can be earned.",
    "Correct one of the two midpoints.",
    _file(_GOOD.replace("6: 58000", "6: 45000")),
    _file(),
)
ODD_RANGE = Code(
    "PY007",
    "range-without-its-middle",
    Severity.ERROR,
    "The range of compa ratios does not hold 1, which is its middle.",
    "Nobody could be paid what the formula says for a role that is mastered; ±20 % counts instead.",
    "Write a least below 1 and a most above 1.",
    _file(_GOOD.replace("least: 0.80", "least: 1.10")),
    _file(),
)
UNKNOWN_BENCHMARK = Code(
    "PY008",
    "benchmark-unknown",
    Severity.ERROR,
    "A level factor names a type of benchmark that no family has.",
    "No role of this grade gets a range by it.",
    "Write the name of a type that stands under a family in `benchmarks`.",
    _file(_GOOD.replace("benchmark: ic", "benchmark: manager")),
    _file(),
)
CODES: tuple[Code, ...] = (
    UNREADABLE, UNKNOWN_NAME, WRONG_EXAMPLE, NO_RANGE, NO_FACTOR, NOT_RISING, ODD_RANGE, UNKNOWN_BENCHMARK,
)  # fmt: skip
