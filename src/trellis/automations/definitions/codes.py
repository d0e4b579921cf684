"""The codes of `automations/*.yml`."""

from __future__ import annotations

from trellis.handbook.diagnostics import Code, Example, Severity

_GOOD = """\
title: Tell of new duties
owner: Manager, IT
when: {event: core.duty-given}
if:
  all:
    - {field: duty, is: approver}
then:
  - {do: tell, to: {field: account}, subject: "You have the duty {{ event.duty }}"}
"""
_FILE = "automations/new-duties.yml"
_FINE = Example({_FILE: _GOOD})


def _bad(before: str, after: str) -> Example:
    assert before in _GOOD
    return Example({_FILE: _GOOD.replace(before, after)})


UNKNOWN_TRIGGER = Code(
    "AU001",
    "unknown-trigger",
    Severity.ERROR,
    "An automation begins with something that there is not, or does not say in one way what it begins with.",
    "It never runs.",
    "Write one event, or a time of each day or week, or a number of days before or after a day of records.",
    _bad("core.duty-given", "core.duty-handed-over"),
    _FINE,
)
UNKNOWN_FIELD = Code(
    "AU002",
    "unknown-field-of-automation",
    Severity.ERROR,
    "An automation asks for a field that what it begins with does not have.",
    "What it says cannot be decided, so the automation is not run.",
    "Name one of the fields that the message lists.",
    _bad("field: duty, is", "field: office, is"),
    _FINE,
)
WRONG_COMPARISON = Code(
    "AU003",
    "wrong-condition",
    Severity.ERROR,
    "A condition compares nothing, or in several ways, or in a way that its field does not allow.",
    "The condition cannot be decided, so the automation is not run.",
    "Compare in one way: texts by is, is-not, one-of or contains, numbers by more-than and less-than too.",
    _bad("is: approver", "more-than: 3"),
    _FINE,
)
UNFIT_ACTION = Code(
    "AU004",
    "unfit-action",
    Severity.ERROR,
    "An automation does something that there is not, or that cannot be done with what it begins with.",
    "It would do only half of what it says, so it is not run.",
    "Write one of the actions that the message lists.",
    _bad("do: tell", "do: shout"),
    _FINE,
)
UNCLEAR_WHOM = Code(
    "AU005",
    "unclear-whom",
    Severity.ERROR,
    "An action does not say in one way for whom it is.",
    "Nobody can tell whom to tell or ask, so the automation is not run.",
    "Write actor or owner, or exactly one of role, duty, person and field; a field must hold an identifier.",
    _bad("{field: account}", "{field: account, duty: approver}"),
    _FINE,
)
WRONG_PLACE = Code(
    "AU006",
    "wrong-place",
    Severity.ERROR,
    "A text has a place for something that is not known.",
    "People would read the braces, so the automation is not run.",
    "Name a field as {{ event.duty }}, or one of the words that the message lists.",
    _bad("event.duty", "event.name"),
    _FINE,
)
BEGINS_ITSELF = Code(
    "AU007",
    "begins-itself",
    Severity.ERROR,
    "An automation could begin itself again, by an event that comes of what it does.",
    "It would run without end, so it is not run at all. Conditions do not count: they change too easily.",
    "Begin with another event, or do something else.",
    Example(
        {
            "automations/task-of-a-task.yml": (
                "title: A task of a task\nowner: Manager, IT\nwhen: {event: work.task-given}\n"
                "then:\n  - {do: create-task, to: owner, title: Look at the task}\n"
            )
        }
    ),
    _FINE,
)
DOES_NOTHING = Code(
    "AU008",
    "does-nothing",
    Severity.ERROR,
    "An automation does nothing.",
    "Whoever wrote it believes that it does.",
    "Say under “then” what is to be done.",
    Example({_FILE: _GOOD.partition("then:")[0]}),
    _FINE,
)
UNKNOWN_NAME = Code(
    "AU009",
    "name-not-in-the-handbook",
    Severity.WARNING,
    "An action names a duty or a rule of approval that the handbook does not have.",
    "The duty is held by nobody, and what is asked for by such a rule goes to administrators.",
    "Correct the name, or add it to rights.yml or approvals.yml.",
    _bad("{field: account}", "{duty: finance-partner}"),
    _FINE,
)
WRONG_NAME = Code(
    "AU010",
    "wrong-name-of-automation",
    Severity.ERROR,
    "The file of an automation has a name that no address can have.",
    "The automation is known by the name of its file, in addresses and in the log, so it is not run.",
    "Use small letters, digits and hyphens, such as new-duties.yml.",
    Example({"automations/New_Duties.yml": _GOOD}),
    _FINE,
)
CODES: tuple[Code, ...] = (
    UNKNOWN_TRIGGER,
    UNKNOWN_FIELD,
    WRONG_COMPARISON,
    UNFIT_ACTION,
    UNCLEAR_WHOM,
    WRONG_PLACE,
    BEGINS_ITSELF,
    DOES_NOTHING,
    UNKNOWN_NAME,
    WRONG_NAME,
)
