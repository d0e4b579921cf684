"""The codes of `approvals.yml`."""

from __future__ import annotations

from trellis.handbook.diagnostics import Code, Example, Severity

_GOOD = """\
approvals:
  purchase:
    title: Purchase
    facts:
      amount: {title: Value, kind: money}
    steps:
      - title: Manager
        by: {relation: manager}
      - title: Director
        by: {role: Director of Finance}
        when: {fact: amount, above: 5000, currency: EUR}
"""


def _bad(before: str, after: str) -> Example:
    assert before in _GOOD
    return Example({"approvals.yml": _GOOD.replace(before, after)})


UNCLEAR_APPROVER = Code(
    "AP001",
    "unclear-approver",
    Severity.ERROR,
    "A step of an approval does not say in one way who decides.",
    "Nobody can tell whom to ask, so the entry is left out.",
    "Write exactly one of role, duty, permission and relation; “up” and “of” only beside a relation.",
    _bad("{relation: manager}", "{relation: manager, role: Controller}"),
    Example({"approvals.yml": _GOOD}),
)
NO_STEP = Code(
    "AP002",
    "approval-without-step",
    Severity.ERROR,
    "An approval has no step that can be taken.",
    "Whatever is asked for by this rule goes to the administrators.",
    "Add a step with somebody who decides.",
    Example({"approvals.yml": "approvals:\n  purchase:\n    title: Purchase\n"}),
    Example({"approvals.yml": _GOOD}),
)
UNKNOWN_FACT = Code(
    "AP003",
    "unknown-fact",
    Severity.ERROR,
    "A condition asks for a fact that the approval does not have.",
    "The condition cannot be decided, so the step is always taken.",
    "Name one of the facts of the approval, or add the fact.",
    _bad("fact: amount, above", "fact: value, above"),
    Example({"approvals.yml": _GOOD}),
)
WRONG_COMPARISON = Code(
    "AP004",
    "wrong-comparison",
    Severity.ERROR,
    "A condition compares nothing, or in a way that its fact does not allow, or can never hold.",
    "The condition cannot be decided, so the step is always taken.",
    "Compare amounts of money with “above” and the like and a currency, numbers without one, words with “is”.",
    _bad("above: 5000, currency: EUR", "above: 5000"),
    Example({"approvals.yml": _GOOD}),
)
UNKNOWN_DUTY = Code(
    "AP005",
    "duty-not-in-rights",
    Severity.WARNING,
    "A step asks for the holders of a duty that rights.yml does not have.",
    "Nobody holds it, so every request goes to the administrators.",
    "Correct the name, or add the duty to rights.yml.",
    _bad("{role: Director of Finance}", "{duty: finance-partner}"),
    Example(
        {
            "approvals.yml": _GOOD.replace("{role: Director of Finance}", "{duty: finance-partner}"),
            "rights.yml": "duties:\n  finance-partner: {title: Finance partner, description: Watches budgets.}\n",
        }
    ),
)
FREE_BUT_ALWAYS_ASKED = Code(
    "AP006",
    "never-free",
    Severity.WARNING,
    "An approval says that some requests need nobody, but one of its steps is always taken.",
    "“free” has no effect, and whoever wrote it believes that it has.",
    "Give every step a condition, or take “free” away.",
    _bad("    title: Purchase\n", "    title: Purchase\n    free: true\n"),
    Example({"approvals.yml": _GOOD}),
)
CODES: tuple[Code, ...] = (
    UNCLEAR_APPROVER,
    NO_STEP,
    UNKNOWN_FACT,
    WRONG_COMPARISON,
    UNKNOWN_DUTY,
    FREE_BUT_ALWAYS_ASKED,
)
