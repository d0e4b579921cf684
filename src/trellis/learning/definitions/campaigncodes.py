"""The codes of campaigns, `CG…`."""

from __future__ import annotations

from trellis.handbook.diagnostics import Code, Example, Severity

_GOOD = """\
---
title: Say what you saw
description: Four weeks of feedback.
campaign:
  owner: Head of Learning
  courses: [giving-feedback]
  paths: [first-weeks]
  audience: everybody
  from: 2026-09-01
  until: 2026-09-28
  banner: Practice feedback this month.
  mail: {subject: Say what you saw, on: [0, 14]}
---

Four weeks in which we practice giving feedback.
"""
_COURSE = """\
---
title: Giving feedback
description: Say what you saw.
course: {owner: Head of Learning, duration: 20 minutes}
---

What this is about.

## Objectives

- Describe what happened without judging it. {#describe}

## Outline

1. Practice in a group (class, 20 minutes) {#practice}
"""
_PATH = """\
---
title: First weeks
description: Where to begin.
path: {owner: Head of Learning}
---

Introduction.

## Parts

1. [Giving feedback](/courses/giving-feedback/course.md)
"""


def _files(text: str = _GOOD) -> Example:
    return Example({
        "campaigns/feedback.md": text, "courses/giving-feedback/course.md": _COURSE, "paths/first-weeks.md": _PATH,
    })  # fmt: skip


def _with(before: str, after: str, *, and_before: str = "", and_after: str = "") -> Example:
    assert before in _GOOD
    assert and_before in _GOOD
    return _files(_GOOD.replace(before, after).replace(and_before, and_after) if and_before else
                  _GOOD.replace(before, after))  # fmt: skip


NO_OWNER = Code(
    "CG001", "campaign-without-owner", Severity.WARNING,
    "A campaign has no owner.",
    "Nobody answers those who write back, and nobody but Learning and Development can stop it early.",
    "Add `owner:` with the title of a role, to the campaign or to its page.",
    _with("  owner: Head of Learning\n", ""), _files(),
)  # fmt: skip
NO_COURSE = Code(
    "CG002", "campaign-without-course", Severity.ERROR,
    "A campaign names no course and no path.",
    "It leads nowhere and nothing could show whether it worked. It does not run.",
    "Add `courses:` or `paths:` with their keys.",
    _with("  courses: [giving-feedback]\n", "", and_before="  paths: [first-weeks]\n"), _files(),
)  # fmt: skip
UNKNOWN = Code(
    "CG003", "campaign-for-an-unknown-course", Severity.ERROR,
    "A campaign names a course or a path that there is not.",
    "It is left out; a campaign of which nothing is left does not run.",
    "Write the key of the course (the name of its folder) or of the path (the name of its file).",
    _with("[giving-feedback]", "[giving-fedback]"), _files(),
)  # fmt: skip
ENDS_BEFORE = Code(
    "CG004", "campaign-that-ends-before-it-begins", Severity.ERROR,
    "A campaign ends before it begins.",
    "There is no day on which it runs.",
    "Correct `from` or `until`; both days belong to it.",
    _with("until: 2026-09-28", "until: 2026-08-28"), _files(),
)  # fmt: skip
NOBODY = Code(
    "CG005", "campaign-for-nobody", Severity.ERROR,
    "A campaign says for whom it is in no way that can be read, or not at all.",
    "It is shown and sent to nobody: a campaign to too many cannot be taken back.",
    "Add `audience:`; for all who are employed, `audience: everybody`.",
    _with("  audience: everybody\n", ""), _files(),
)  # fmt: skip
SILENT = Code(
    "CG006", "campaign-that-says-nothing", Severity.ERROR,
    "A campaign has neither a banner nor a mail.",
    "Nobody hears of it. It does not run.",
    "Add `banner:` with one line, or `mail:` with a subject and its days.",
    _with("  banner: Practice feedback this month.\n", "",
          and_before="  mail: {subject: Say what you saw, on: [0, 14]}\n"), _files(),
)  # fmt: skip
MAIL_TOO_LATE = Code(
    "CG007", "mail-after-the-end-of-a-campaign", Severity.WARNING,
    "A campaign has a mail on a day after its end.",
    "It is not sent.",
    "Days count from the first, which is 0: choose an earlier one, or end the campaign later.",
    _with("on: [0, 14]", "on: [0, 28]"), _files(),
)  # fmt: skip
NO_WORDS = Code(
    "CG008", "campaign-without-words", Severity.WARNING,
    "A campaign sends mails, and its page has no text.",
    "The mail says nothing but its subject, and neither does the page to which it leads.",
    "Write below the front matter what it is about and what is in it for the reader.",
    _with("\nFour weeks in which we practice giving feedback.\n", ""), _files(),
)  # fmt: skip
CODES: tuple[Code, ...] = (
    NO_OWNER, NO_COURSE, UNKNOWN, ENDS_BEFORE, NOBODY, SILENT, MAIL_TOO_LATE, NO_WORDS,
)  # fmt: skip
