"""The codes of policies, `PO…`."""

from __future__ import annotations

from trellis.handbook.diagnostics import Code, Example, Severity

_GOOD = """\
---
title: Driving for work
policy:
  owner: Chief People Officer
  acknowledge: {audience: everybody, due: 10 working days}
  sections:
    - {section: in-germany, only: {countries: [Germany]}}
---

Whoever drives for us has a licence.

## In Germany

The licence is shown twice a year.
"""
_SETTINGS = "entities:\n  - {name: Overspan GmbH, country: Germany, currency: EUR}\n"


def _policy(text: str = _GOOD, **others: str) -> Example:
    return Example({"handbook.yml": _SETTINGS, "policies/driving.md": text, **others})


NO_OWNER = Code(
    "PO001",
    "policy-without-owner",
    Severity.WARNING,
    "A policy that people acknowledge has no owner.",
    "Nobody answers questions about it, and nobody looks whether it is still right.",
    "Add `owner:` with the title of a role, to the policy or to its page.",
    _policy(_GOOD.replace("  owner: Chief People Officer\n", "")),
    _policy(),
)
UNKNOWN_SECTION = Code(
    "PO002",
    "unknown-section-of-policy",
    Severity.ERROR,
    "A policy says whom a section is for that its page does not have.",
    "The rule counts for nothing, so that everybody is asked about what only concerns some.",
    "Write the section as links do: `in-germany` for the heading “In Germany”.",
    _policy(_GOOD.replace("section: in-germany", "section: in-spain")),
    _policy(),
)
UNKNOWN_ORIGINAL = Code(
    "PO003",
    "variant-of-no-policy",
    Severity.ERROR,
    "A policy says that it is a variant of one that there is not, or of one that is a variant itself.",
    "Those whom it is for are asked to acknowledge it beside the other instead of in its place.",
    "Write the path of the policy in whose place it counts, such as `policies/driving.md`.",
    _policy(_GOOD.replace("policy:\n", "policy:\n  variant-of: policies/riding.md\n")),
    _policy(**{"policies/driving-in-the-netherlands.md": _GOOD.replace(
        "policy:\n", "policy:\n  variant-of: policies/driving.md\n")}),
)  # fmt: skip
VARIANT_FOR_ALL = Code(
    "PO004",
    "variant-for-everybody",
    Severity.WARNING,
    "A variant of a policy is for everybody.",
    "Nobody is left for the policy in whose place it counts.",
    "Say in `audience` whom the variant is for, such as {countries: [Germany]}.",
    _policy(**{"policies/driving-b.md": _GOOD.replace("policy:\n", "policy:\n  variant-of: policies/driving.md\n")}),
    _policy(**{"policies/driving-b.md": _GOOD.replace(
        "policy:\n", "policy:\n  variant-of: policies/driving.md\n").replace(
        "audience: everybody", "audience: {countries: [Germany]}")}),
)  # fmt: skip
CODES: tuple[Code, ...] = (NO_OWNER, UNKNOWN_SECTION, UNKNOWN_ORIGINAL, VARIANT_FOR_ALL)
