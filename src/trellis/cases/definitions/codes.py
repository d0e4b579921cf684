"""The codes of types of cases, `CS…`."""

from __future__ import annotations

from trellis.handbook.diagnostics import Code, Example, Severity

_GOOD = """\
types:
  sickness:
    title: Long sickness
    stages:
      - {name: intake, title: Understand, needs: [note]}
      - {name: plan, title: Agree on a plan}
    deadlines:
      - {name: Offer a talk, after: 14 days, of: plan, country: Germany, source: Social Code}
    keep: 3 years
    advice: people/advice/sickness.md
"""
_SETTINGS = {
    "handbook.yml": "entities:\n  - {name: Overspan GmbH, country: Germany, currency: EUR}\n",
    "people/advice/sickness.md": "---\ntitle: When somebody is ill for long\n---\n\nAsk early.\n",
}


def _cases(text: str = _GOOD) -> Example:
    return Example({**_SETTINGS, "cases.yml": text})


UNKNOWN_STAGE = Code(
    "CS001",
    "deadline-of-unknown-stage",
    Severity.ERROR,
    "A deadline counts from a stage that its type of case does not have.",
    "It is never set, and a handler learns of it when it is past.",
    "Write the name of a stage of the same type, or `opening`.",
    _cases(_GOOD.replace("of: plan", "of: planning")),
    _cases(),
)
UNKNOWN_PLACE = Code(
    "CS002",
    "deadline-for-unknown-place",
    Severity.ERROR,
    "A deadline is for an entity or a country that handbook.yml does not name.",
    "It counts for nobody.",
    "Write the name as it stands under `entities` in handbook.yml.",
    _cases(_GOOD.replace("country: Germany", "country: Germania")),
    _cases(),
)
NO_ADVICE = Code(
    "CS003",
    "advice-page-missing",
    Severity.WARNING,
    "A type of case names a page of advice that there is not.",
    "Handlers are sent nowhere.",
    "Write the path of a page of this handbook, or write the page.",
    _cases(_GOOD.replace("sickness.md", "illness.md")),
    _cases(),
)
NO_STAGES = Code(
    "CS004",
    "case-without-stages",
    Severity.ERROR,
    "A type of case has no stages, or two of the same name.",
    "Nobody could say where a case stands; the type is left out.",
    "List the stages in order, each with a name of its own.",
    _cases(_GOOD.replace("name: plan,", "name: intake,").replace("of: plan", "of: opening")),
    _cases(),
)
CODES: tuple[Code, ...] = (UNKNOWN_STAGE, UNKNOWN_PLACE, NO_ADVICE, NO_STAGES)
