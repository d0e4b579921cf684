"""Codes `RT0xx`: what is wrong with `rights.yml` whatever the job families say."""

from __future__ import annotations

from trellis.handbook.diagnostics import Code, Example, Severity

_DUTY = """\
duties:
  approver:
    title: Approver
    description: Decides about changes of pages that nobody owns.
    permissions: [pages.approve]
"""
_GRANT = """\
grants:
  - to: everybody
    access: contributor
"""
_GOOD = Example({"rights.yml": _DUTY + _GRANT})


def _code(
    number: int, name: str, summary: str, why: str, hint: str, bad: Example, *, note: bool = False
) -> Code:
    severity = Severity.WARNING if note else Severity.ERROR
    return Code(f"RT{number:03}", name, severity, summary, why, hint, bad, _GOOD)


def _bad(old: str, new: str) -> Example:
    return Example({"rights.yml": (_DUTY + _GRANT).replace(old, new)})


UNKNOWN_PERMISSION = _code(
    1,
    "unknown-permission",
    "rights.yml names a permission that Trellis does not have.",
    "Nobody gets what was meant to be given.",
    "Correct the name; the reference of rights.yml lists them.",
    _bad("pages.approve", "pages.aprove"),
)
UNKNOWN_WORKSPACE = _code(
    2,
    "unknown-workspace",
    "rights.yml names a workspace that Trellis does not have.",
    "Nobody gets what was meant to be given.",
    "Correct the name; the reference of rights.yml lists them.",
    _bad("access: contributor", "workspaces: [audits]"),
)
UNKNOWN_DUTY = _code(
    3,
    "unknown-duty",
    "A duty is named that rights.yml does not describe.",
    "Nobody gets what was meant to be given, and nobody sees what is restricted to it.",
    "Correct the name, or describe the duty under “duties”.",
    _bad("access: contributor", "duties: [aprover]"),
)
GIVES_NOTHING = _code(
    4,
    "gives-nothing",
    "A grant or a duty gives nothing.",
    "Whoever wrote it believes that it does something.",
    "Say what it gives, or delete it.",
    _bad("    access: contributor\n", ""),
    note=True,
)
TO_NOBODY = _code(
    5,
    "grant-to-nobody",
    "A grant does not say clearly whom it is for.",
    "It is left out: half a condition would give rights to more people than were meant.",
    "Write `to: everybody`, or `roles`, `family`, `from-grade` and `to-grade` as the reference shows them.",
    _bad("to: everybody", "to: {role: Controller}"),
)
NOT_GRANTABLE = _code(
    6,
    "not-given-alone",
    "A permission is given that only comes with a level of access.",
    "It is left out: it would make somebody an administrator in one place and not in the next.",
    "Give the access instead.",
    _bad("access: contributor", "permissions: [core.administer]"),
)
CODES = (UNKNOWN_PERMISSION, UNKNOWN_WORKSPACE, UNKNOWN_DUTY, GIVES_NOTHING, TO_NOBODY, NOT_GRANTABLE)
