"""Codes `RT1xx`: what `rights.yml` says of roles that the job families do not have."""

from __future__ import annotations

from trellis.handbook.diagnostics import Code, Example, Severity
from trellis.roles.definitions.checks.example import GOOD, PATH

_RIGHTS = """\
grants:
  - to: {roles: [Ledger Manager]}
    access: approver
  - to: {family: Ledger Accounting, from-grade: 7}
    access: contributor
"""
_GOOD = Example({PATH: GOOD, "rights.yml": _RIGHTS})


def _code(number: int, name: str, summary: str, hint: str, old: str, new: str) -> Code:
    return Code(
        f"RT{number}",
        name,
        Severity.ERROR,
        summary,
        "Nobody gets what was meant to be given: rights follow titles letter for letter, and no guess is made.",
        hint,
        Example({PATH: GOOD, "rights.yml": _RIGHTS.replace(old, new)}),
        _GOOD,
    )


UNKNOWN_ROLE = _code(
    101,
    "rights-of-unknown-role",
    "rights.yml gives rights to a role that no job family has.",
    "Write the title as the job family has it.",
    "Ledger Manager",
    "Manager of Ledgers",
)
UNKNOWN_FAMILY = _code(
    102,
    "rights-of-unknown-family",
    "rights.yml gives rights to a job family that there is not.",
    "Write the title of the page of the job family.",
    "Ledger Accounting",
    "Ledgers",
)
FITS_NO_ROLE = _code(
    103,
    "rights-of-no-level",
    "No level fits all that a grant of rights.yml says.",
    "Check the grades against those of the levels.",
    "from-grade: 7",
    "from-grade: 11",
)
