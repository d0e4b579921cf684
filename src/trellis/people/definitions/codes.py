"""The codes of departments, entities and fields of people, `PE…`."""

from __future__ import annotations

from trellis.handbook.diagnostics import Code, Example, Severity

_GOOD = """\
departments:
  technology: {title: Technology}
  engineering: {title: Engineering, parent: technology, cost-centre: "4100"}
"""
_ENTITY = """\
entity: Overspan GmbH
registered: {number: HRB 271828, register: Register of companies in Berlin, seat: Berlin}
probation: 6 months
notice:
  - {to: both, in-probation: true, notice: 2 weeks}
  - {to: both, notice: 1 month, ends: month}
law:
  notice: {least: 4 weeks, source: Civil Code, as-of: 2026-01-15}
required-documents: [Contract, Tax number]
"""
_SETTINGS = {"handbook.yml": "entities:\n  - {name: Overspan GmbH, country: Germany, currency: EUR}\n"}
_OPENING = """\
steps:
  adviser: {title: Choose an adviser, role: Finance Manager}
  register: {title: Register the entity, after: [adviser], filing: true}
"""
_FIELDS = """\
fields:
  shirt-size: {title: Shirt size, type: choice, choices: [S, M, L], visible: people}
"""


def _departments(text: str = _GOOD) -> Example:
    return Example({"departments.yml": text})


def _entity(text: str = _ENTITY) -> Example:
    return Example({**_SETTINGS, "entities/berlin.yml": text})


def _opening(text: str = _OPENING) -> Example:
    return Example({"entities/opening.yml": text})


def _fields(text: str = _FIELDS) -> Example:
    return Example({"person-fields.yml": text})


UNKNOWN_PARENT = Code(
    "PE001",
    "unknown-parent",
    Severity.ERROR,
    "A department lies in one that there is not.",
    "It stands at the top, and its people are missing in the counts of the department that was meant.",
    "Write the name of a department, as it stands before the colon.",
    _departments(_GOOD.replace("parent: technology", "parent: techology")),
    _departments(),
)
CIRCLE = Code(
    "PE002",
    "departments-in-a-circle",
    Severity.ERROR,
    "A department lies below itself.",
    "Nobody could say where it belongs; the line that closes the circle does not count.",
    "Take the parent out of one of them.",
    _departments(_GOOD.replace("{title: Technology}", "{title: Technology, parent: engineering}")),
    _departments(),
)
FOLDER_TWICE = Code(
    "PE003",
    "job-families-in-two-departments",
    Severity.WARNING,
    "Two departments claim the same folder of job families.",
    "New people of these roles are put into the first one.",
    "Leave the folder to one of them.",
    _departments(
        _GOOD.replace("{title: Technology}", "{title: Technology, job-families: [engineering]}").replace(
            'cost-centre: "4100"', "job-families: [engineering]"
        )
    ),
    _departments(),
)
UNKNOWN_ENTITY = Code(
    "PE010",
    "entity-not-named",
    Severity.ERROR,
    "A file in the folder entities is of an entity that handbook.yml does not name.",
    "Its rules count for nobody.",
    "Write the name as it stands under `entities` in handbook.yml, or add the entity there.",
    _entity(_ENTITY.replace("Overspan GmbH", "Overspan Germany")),
    _entity(),
)
ENTITY_TWICE = Code(
    "PE011",
    "entity-described-twice",
    Severity.ERROR,
    "Two files describe the same entity.",
    "Only the first counts.",
    "Put everything into one file.",
    Example({**_SETTINGS, "entities/berlin.yml": _ENTITY, "entities/hamburg.yml": _ENTITY}),
    _entity(),
)
SHORT_NOTICE = Code(
    "PE012",
    "notice-below-the-law",
    Severity.WARNING,
    "A rule of notice is shorter than the law of the country, as the same file says it.",
    "A contract made by it would not stand.",
    "Lengthen the notice, or correct the minimum and name its source.",
    _entity(_ENTITY.replace("notice: 1 month, ends: month", "notice: 1 week")),
    _entity(),
)
NO_CHOICES = Code(
    "PE020",
    "choice-without-choices",
    Severity.ERROR,
    "A field of people is a choice, and has nothing to choose from.",
    "The field is left out.",
    "Add `choices`, or make it a text.",
    _fields(_FIELDS.replace("choices: [S, M, L], ", "")),
    _fields(),
)
UNKNOWN_STEP = Code(
    "PE030",
    "unknown-step",
    Severity.ERROR,
    "A step of opening an entity comes after one that there is not.",
    "It does not wait for it.",
    "Write the name of a step, as it stands before the colon.",
    _opening(_OPENING.replace("after: [adviser]", "after: [advisor]")),
    _opening(),
)
STEPS_IN_CIRCLE = Code(
    "PE031",
    "steps-in-a-circle",
    Severity.ERROR,
    "Steps of opening an entity wait for each other.",
    "None of them would ever begin; the line that closes the circle does not count.",
    "Take one of them out of `after`.",
    _opening(_OPENING.replace("role: Finance Manager", "after: [register]")),
    _opening(),
)
_POLICY = """\
---
title: Driving for work
policy:
  owner: Chief People Officer
  acknowledge: {audience: {departments: [engineering]}}
---
Whoever drives for us has a licence.
"""


def _audience(written: str) -> Example:
    text = _POLICY.replace("{departments: [engineering]}", written)
    return Example({**_SETTINGS, "departments.yml": _GOOD, "policies/driving.md": text})


UNKNOWN_IN_AUDIENCE = Code(
    "PE040",
    "unknown-in-audience",
    Severity.ERROR,
    "An audience names a department, an entity or a country that the handbook does not have.",
    "Nobody belongs to it by that name, and whoever was meant is left out.",
    "Write the name as departments.yml or the entities of handbook.yml have it.",
    _audience("{departments: [enginering]}"),
    _audience("{departments: [engineering], countries: [Germany]}"),
)
NOBODY = Code(
    "PE041",
    "audience-of-nobody",
    Severity.ERROR,
    "An audience says nothing, or what nobody can be.",
    "Nobody belongs to it: half a condition would let in too many.",
    "Write `everybody`, or say who is meant, such as departments, countries or roles.",
    _audience("{from-grade: 9, to-grade: 4}"),
    _audience("{from-grade: 4, to-grade: 9}"),
)
AUDIENCES: tuple[Code, ...] = (UNKNOWN_IN_AUDIENCE, NOBODY)
DEPARTMENTS: tuple[Code, ...] = (UNKNOWN_PARENT, CIRCLE, FOLDER_TWICE)
ENTITIES: tuple[Code, ...] = (UNKNOWN_ENTITY, ENTITY_TWICE, SHORT_NOTICE)
FIELDS: tuple[Code, ...] = (NO_CHOICES,)
OPENING: tuple[Code, ...] = (UNKNOWN_STEP, STEPS_IN_CIRCLE)
