"""The codes of templates of notices, `NT…`."""

from __future__ import annotations

from trellis.handbook.diagnostics import Code, Example, Severity

_FILE = "notices/mention.md"
_GOOD = """\
---
title: Mentions
kind: notice-template
notice: mention
language: en
subject: "{subject}"
---

Hello {name},

{text}

Read on: {address}
"""


def _template(text: str = _GOOD) -> Example:
    return Example({_FILE: text})


UNKNOWN_NOTICE = Code(
    "NT001",
    "unknown-notice",
    Severity.ERROR,
    "A template is for a notice that there is not.",
    "Nobody ever gets this mail; what its writer meant is mailed in the usual words.",
    "Write the name of a kind of notice after “notice:”.",
    _template(_GOOD.replace("notice: mention", "notice: mentions")),
    _template(),
)
UNKNOWN_FIELD = Code(
    "NT002",
    "unknown-field",
    Severity.ERROR,
    "A template names a field that there is not.",
    "The braces and the word in them stand in the mail as they are, and whoever reads it wonders.",
    "Write one of the fields that there are, or take the braces away.",
    _template(_GOOD.replace("{name}", "{first-name}")),
    _template(),
)
NO_SUBJECT = Code(
    "NT003",
    "no-subject",
    Severity.ERROR,
    "A template has no subject.",
    "A mail without a subject looks like a mistake, so that the usual words are mailed instead.",
    "Add a line “subject:” to the front matter; it may hold fields in braces.",
    _template(_GOOD.replace('subject: "{subject}"\n', "")),
    _template(),
)
TWICE = Code(
    "NT004",
    "template-twice",
    Severity.WARNING,
    "Two templates are for the same notice in the same language.",
    "Only the first by path counts, and an edit of the other changes nothing.",
    "Take one of them away, or give it another language.",
    Example({_FILE: _GOOD, "notices/mention-again.md": _GOOD}),
    Example({_FILE: _GOOD, "notices/mention-de.md": _GOOD.replace("language: en", "language: de")}),
)
CODES = (UNKNOWN_NOTICE, UNKNOWN_FIELD, NO_SUBJECT, TWICE)
