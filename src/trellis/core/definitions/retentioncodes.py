"""The codes of data protection, `DP…`."""

from __future__ import annotations

from trellis.core.definitions.retention_keys import KEYS
from trellis.handbook.diagnostics import Code, Example, Severity

_GOOD = "rules:\n" + "".join(f"  {key}: {{keep: 12 months, why: We look back for a year.}}\n" for key in KEYS)


def _file(text: str = _GOOD) -> Example:
    return Example({"retention.yml": text})


UNKNOWN_KEY = Code(
    "DP001",
    "unknown-retention-key",
    Severity.ERROR,
    "A rule of retention is for something that there is not.",
    "Nothing is ever taken away by it; what its writer meant is kept without end.",
    "Write one of the keys that the message lists.",
    _file(_GOOD.replace("  notices:", "  notes:")),
    _file(),
)
NO_RULE = Code(
    "DP002",
    "no-retention-rule",
    Severity.WARNING,
    "Nothing says how long something is kept.",
    "It is kept without end, and nobody can say to whoever asks why.",
    "Add a rule; `keep: always` says that it is meant to stay.",
    _file(_GOOD.replace("  notices: {keep: 12 months, why: We look back for a year.}\n", "")),
    _file(),
)
CODES: tuple[Code, ...] = (UNKNOWN_KEY, NO_RULE)
