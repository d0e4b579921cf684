"""The codes of surveys and of self-identification."""

from __future__ import annotations

from trellis.handbook.diagnostics import Code, Example, Severity

_GOOD = """\
---
title: Engagement
drivers: {growth: Growth and development}
segments: [department]
threshold: 5
---

# Engagement

## Growth and development

- I learn things here that help me in my next role. {#growth-learning}

## Other questions

- What should we change first? (text) {#change-first}
"""
_FILE = "surveys/engagement.md"
_FINE = Example({_FILE: _GOOD})
_SELF = """\
questions:
  gender:
    title: How do you describe your gender?
    options: {woman: Woman, man: Man, non-binary: Non-binary}
    diverse: [woman, non-binary]
    not-in: [Germany]
"""
_SETTINGS = "entities:\n  - {name: Overspan GmbH, country: Germany, currency: EUR}\n"
_SELF_FINE = Example({"handbook.yml": _SETTINGS, "self-identification.yml": _SELF})


def _bad(before: str, after: str) -> Example:
    assert before in _GOOD
    return Example({_FILE: _GOOD.replace(before, after)})


def _bad_self(before: str, after: str) -> Example:
    assert before in _SELF
    return Example({"handbook.yml": _SETTINGS, "self-identification.yml": _SELF.replace(before, after)})


UNKNOWN_TYPE = Code(
    "SV001",
    "question-of-unknown-type",
    Severity.ERROR,
    "A question has a type that there is not, or is a choice without answers.",
    "It is not asked.",
    "Write (scale), (enps), (choice) with a list of answers below it, or (text) at its end.",
    _bad("(text)", "(essay)"),
    _FINE,
)
DRIVER_WITHOUT_QUESTION = Code(
    "SV002",
    "driver-without-question",
    Severity.WARNING,
    "A driver has no question on a scale, so that it has no score.",
    "It stands in no result.",
    "Put a heading with the title of the driver above its questions, letter for letter.",
    _bad("## Growth and development", "## Growing"),
    _FINE,
)
LOW_THRESHOLD = Code(
    "SV003",
    "threshold-under-five",
    Severity.ERROR,
    "The threshold of a survey is lower than five.",
    "It counts as five: of fewer people nothing is ever shown.",
    "Write 5 or more, or leave it out.",
    _bad("threshold: 5", "threshold: 3"),
    _FINE,
)
WRONG_SEGMENT = Code(
    "SV004",
    "segment-that-is-no-group",
    Severity.ERROR,
    "Results are to be parted by something that is no group of people, such as a person.",
    "They are not parted by it.",
    "Write one or several of the groups that the message lists.",
    _bad("[department]", "[department, person]"),
    _FINE,
)
OTHER_QUESTION = Code(
    "SV005",
    "other-question-under-the-same-identifier",
    Severity.WARNING,
    "Two surveys ask different questions under one identifier.",
    "Their results would be taken for answers to the same question.",
    "Give the newer question an identifier of its own, or ask the same in the same words.",
    Example(
        {
            _FILE: _GOOD,
            "surveys/pulse.md": _GOOD.replace(
                "I learn things here that help me in my next role.", "I learn."
            ),
        }
    ),
    _FINE,
)
CLOSES_FIRST = Code(
    "SV006",
    "survey-closes-before-it-opens",
    Severity.ERROR,
    "A survey closes before it opens.",
    "It is opened by hand only.",
    "Correct one of the days.",
    _bad("threshold: 5", "opens: 2027-03-01\ncloses: 2027-02-01"),
    _FINE,
)
UNKNOWN_OPTION = Code(
    "SV010",
    "unknown-option-of-self-identification",
    Severity.ERROR,
    "What counts as diverse names an option that the question does not have.",
    "It counts for nobody.",
    "Write one of the options, by its name before the colon.",
    _bad_self("diverse: [woman, ", "diverse: [women, "),
    _SELF_FINE,
)
UNKNOWN_COUNTRY = Code(
    "SV011",
    "unknown-country-of-self-identification",
    Severity.ERROR,
    "A question says in which countries it may be asked, and names one in which there is no entity.",
    "It may be asked where law forbids it.",
    "Write the country as it stands with an entity in handbook.yml.",
    _bad_self("[Germany]", "[Deutschland]"),
    _SELF_FINE,
)
SURVEYS: tuple[Code, ...] = (
    UNKNOWN_TYPE,
    DRIVER_WITHOUT_QUESTION,
    LOW_THRESHOLD,
    WRONG_SEGMENT,
    OTHER_QUESTION,
    CLOSES_FIRST,
)
SELF_IDENTIFICATION: tuple[Code, ...] = (UNKNOWN_OPTION, UNKNOWN_COUNTRY)
