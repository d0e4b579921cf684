"""The codes of `conversations.yml`."""

from __future__ import annotations

from trellis.handbook.diagnostics import Code, Example, Severity

_FILE = "conversations.yml"
_GOOD = """\
one-to-ones: {weeks: 2}
career: {months: [3, 9]}
prompts:
  well-being:
    title: How you are
    for: [one-to-one]
    ask: [What gave you energy since we last met?]
  growth:
    title: What comes next
    for: [career]
    ask: [What would you like to learn?]
"""
_FINE = Example({_FILE: _GOOD})


def _bad(before: str, after: str) -> Example:
    assert before in _GOOD
    return Example({_FILE: _GOOD.replace(before, after)})


EMPTY_THEME = Code(
    "CV001",
    "theme-without-prompts",
    Severity.WARNING,
    "A theme of prompts has nothing to ask, or is for no conversation.",
    "It is offered nowhere.",
    "Write what may be talked about under `ask`, and in which conversations under `for`; or take it away.",
    _bad("    ask: [What would you like to learn?]\n", "    ask: []\n"),
    _FINE,
)
MONTH_TWICE = Code(
    "CV002",
    "career-month-twice",
    Severity.WARNING,
    "A month of career conversations is named twice.",
    "It counts once.",
    "Name another month, or take it away.",
    _bad("[3, 9]", "[3, 9, 3]"),
    _FINE,
)
PROMPT_TWICE = Code(
    "CV003",
    "prompt-twice",
    Severity.WARNING,
    "The same prompt stands twice in what one conversation offers.",
    "It is offered twice.",
    "Keep it under one theme.",
    _bad(
        "ask: [What would you like to learn?]",
        "ask: [What would you like to learn?, What would you like to learn?]",
    ),
    _FINE,
)
CODES: tuple[Code, ...] = (EMPTY_THEME, MONTH_TWICE, PROMPT_TWICE)
