"""The codes of data files that are read by `declared`; each kind of such files may report them."""

from __future__ import annotations

from trellis.handbook.diagnostics import Code, Example, Severity

_GOOD = "duties:\n  approver:\n    title: Approver\n    description: Decides about changes of the handbook.\n"

UNKNOWN_KEY = Code(
    "HB040",
    "unknown-key",
    Severity.WARNING,
    "A data file holds a key that Trellis does not know.",
    "It has no effect, and whoever wrote it believes that it has.",
    "Correct the name, or delete the line.",
    Example({"rights.yml": _GOOD + "    permisions: [pages.approve]\n"}),
    Example({"rights.yml": _GOOD}),
)
MISSING_KEY = Code(
    "HB041",
    "missing-key",
    Severity.ERROR,
    "A definition in a data file lacks a key that it cannot do without.",
    "The definition is left out, and nothing that stands on it works.",
    "Add the key.",
    Example({"rights.yml": "duties:\n  approver:\n    title: Approver\n"}),
    Example({"rights.yml": _GOOD}),
)
WRONG_VALUE = Code(
    "HB042",
    "wrong-value",
    Severity.ERROR,
    "A value in a data file is not what stands under its key.",
    "The value is left out, and the definition too if it cannot do without it.",
    "Write the value as the reference of the file shows it.",
    Example({"rights.yml": _GOOD.replace("  approver:", "  Approver of pages:")}),
    Example({"rights.yml": _GOOD}),
)
CODES: tuple[Code, ...] = (UNKNOWN_KEY, MISSING_KEY, WRONG_VALUE)
