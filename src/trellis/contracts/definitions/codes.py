"""The codes of templates of documents, `CT…`, and of benefits, `BN…`."""

from __future__ import annotations

from trellis.handbook.diagnostics import Code, Example, Severity

_SETTINGS = {
    "handbook.yml": "entities:\n  - {name: Overspan GmbH, country: Germany, currency: EUR}\n",
    "entities/berlin.yml": (
        "entity: Overspan GmbH\nlaw:\n  notice: {least: 4 weeks, source: Civil Code, as-of: 2026-01-15}\n"
    ),
}
_PAGE = """\
---
title: Permanent contract
contract:
  kind: contract
  entity: Overspan GmbH
  contract-type: permanent
  signers: [employee]
  fields:
    name: {title: Name, from: person.legal-name}
    notice: {title: Notice, type: span, value: 4 weeks, law: notice}
---

We employ {{ name }}. Either side gives {{ notice }} of notice.
"""
_BENEFIT = """\
title: Pension
entity: Overspan GmbH
audience: {entities: [Overspan GmbH]}
currency: EUR
options:
  basic: {title: Basic, employer: 120, employee: 60}
windows:
  - {from: 10-01, until: 10-31, counts-from: 01-01}
life-events:
  birth: {title: Birth or adoption of a child, within-days: 60}
review: 2027-03-01
"""


def _page(text: str = _PAGE) -> Example:
    return Example({**_SETTINGS, "contracts/permanent.md": text})


def _benefit(text: str = _BENEFIT) -> Example:
    return Example({**_SETTINGS, "benefits/pension.yml": text})


UNDECLARED_FIELD = Code(
    "CT001",
    "undeclared-field",
    Severity.ERROR,
    "The text of a template names a field that its front matter does not declare.",
    "No document can be made of it: nobody would know what to write there.",
    "Declare the field under `fields`, or correct its name.",
    _page(_PAGE.replace("{{ name }}", "{{ full-name }} {{ name }}")),
    _page(),
)
UNUSED_FIELD = Code(
    "CT002",
    "unused-field",
    Severity.WARNING,
    "A template declares a field that its text never names.",
    "Somebody fills it in, and it stands nowhere.",
    "Write it into the text in double braces, or take it out.",
    _page(_PAGE.replace("{{ notice }}", "four weeks")),
    _page(),
)
UNKNOWN_SOURCE = Code(
    "CT003",
    "unknown-source",
    Severity.ERROR,
    "A field is filled from something that there is not.",
    "It stays empty, so that no document can be made until somebody fills it in by hand each time.",
    "Write one of the sources of the reference, or leave `from` out.",
    _page(_PAGE.replace("person.legal-name", "person.full-name")),
    _page(),
)
UNKNOWN_ENTITY = Code(
    "CT004",
    "template-of-unknown-entity",
    Severity.ERROR,
    "A template is for an entity that handbook.yml does not name.",
    "It fits nobody, and nobody finds it.",
    "Write the name as it stands under `entities` in handbook.yml.",
    _page(_PAGE.replace("entity: Overspan GmbH", "entity: Overspan Germany")),
    _page(),
)
AGAINST_THE_LAW = Code(
    "CT005",
    "template-against-the-law",
    Severity.WARNING,
    "A value in a template is shorter or longer than the law of the country allows, as the entity's file says it.",
    "What every contract made of it says there would not stand.",
    "Correct the value, or the minimum and its source in the file of the entity.",
    _page(_PAGE.replace("value: 4 weeks", "value: 2 weeks")),
    _page(),
)
NO_LAW = Code(
    "CT006",
    "nothing-said-of-the-law",
    Severity.WARNING,
    "A field is to be held against a law of which the file of the entity says nothing.",
    "Nobody is told when a contract does not fit the law.",
    "Add the rule under `law` in the file of the entity, with its source, or take `law` from the field.",
    _page(_PAGE.replace("law: notice", "law: probation")),
    _page(),
)
WRONG_VALUE = Code(
    "CT007",
    "value-of-another-type",
    Severity.ERROR,
    "The value that a template gives to a field is not of the type of the field.",
    "No document can be made of it.",
    "Write the value as its type asks, or change the type.",
    _page(_PAGE.replace("value: 4 weeks", "value: a while")),
    _page(),
)
BENEFIT_ENTITY = Code(
    "BN001",
    "benefit-of-unknown-entity",
    Severity.ERROR,
    "A benefit is for an entity that handbook.yml does not name.",
    "Nobody is ever entitled to it.",
    "Write the name as it stands under `entities` in handbook.yml.",
    _benefit(_BENEFIT.replace("entity: Overspan GmbH", "entity: Overspan Germany")),
    _benefit(),
)
NO_OPTION = Code(
    "BN002",
    "benefit-without-option",
    Severity.ERROR,
    "A benefit has no option that somebody could choose.",
    "Nobody can enrol in it.",
    "Add at least one option with what it costs.",
    _benefit(
        _BENEFIT.replace("  basic: {title: Basic, employer: 120, employee: 60}\n", "").replace(
            "options:", "options: {}"
        )
    ),
    _benefit(),
)
UNKNOWN_CURRENCY = Code(
    "BN003",
    "benefit-in-unknown-currency",
    Severity.ERROR,
    "The currency of a benefit is none.",
    "What it costs cannot be added up.",
    "Write the three letters of ISO 4217, or leave it out: then it is that of the entity.",
    _benefit(_BENEFIT.replace("currency: EUR", "currency: EUX")),
    _benefit(),
)
WRONG_WINDOW = Code(
    "BN004",
    "window-on-no-day",
    Severity.ERROR,
    "A window of enrolment begins, ends or counts from a day that no year has.",
    "The window is left out, so that nobody enrols in it.",
    "Write month and day, such as 10-01.",
    _benefit(_BENEFIT.replace("until: 10-31", "until: 11-31")),
    _benefit(),
)
TEMPLATES: tuple[Code, ...] = (
    UNDECLARED_FIELD, UNUSED_FIELD, UNKNOWN_SOURCE, UNKNOWN_ENTITY, AGAINST_THE_LAW, NO_LAW, WRONG_VALUE,
)  # fmt: skip
BENEFITS: tuple[Code, ...] = (BENEFIT_ENTITY, NO_OPTION, UNKNOWN_CURRENCY, WRONG_WINDOW)
