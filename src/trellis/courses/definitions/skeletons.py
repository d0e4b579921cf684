"""What a new course, lesson or path begins with: text that says what to write, and that compiles without a finding."""

from __future__ import annotations

import re
import unicodedata

COURSE = """\
---
title: "{title}"
description: "Say in one sentence what it is good for."
course:
  owner: "Title of a role"
  modality: self-paced
  level: foundation
  topics: []
  audience: everybody
---

Say in a paragraph for whom this is, and what will be different afterwards.

## Objectives

- Describe what you want people to be able to do. {#describe}

## Outline

1. Try it at work, and tell your manager how it went (practical, 30 minutes) {#try}
"""
LESSON = """\
---
title: "{title}"
---

Say what this lesson is about, in a sentence.

> **Exercise:** Ask for something that people write down from their own work.
"""
PATH = """\
---
title: "{title}"
description: "Say in one sentence where it leads."
path:
  owner: "Title of a role"
  audience: everybody
---

Say for whom this path is, and why in this order.

## Parts

1. A first talk with the manager, held (milestone) {#first-talk}
"""
_FIRST = """\
---
title: "The first lesson"
objectives: [describe]
---

Say what this lesson is about, in a sentence. Include what the handbook says already instead of writing it again.

> **Exercise:** Ask for something that people write down from their own work.
"""


def key_of(title: str) -> str:
    """The key of a course with a title: small letters, digits and hyphens; empty where nothing of it is left."""
    plain = unicodedata.normalize("NFKD", title.replace("ß", "ss")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.casefold()).strip("-")[:60].strip("-")


def files_of(title: str, owner: str = "", language: str = "") -> dict[str, str]:
    """The files of a new course by their paths from the root of the handbook; empty for a title without letters."""
    key = key_of(title)
    if not key:
        return {}
    safe = " ".join(title.split()).replace("\\", "\\\\").replace('"', '\\"')
    course = COURSE.replace("{title}", safe).replace(
        "1. Try", "1. [The first lesson](01-first-lesson.md)\n2. Try"
    )
    if owner:
        said = owner.replace("\\", "\\\\").replace('"', '\\"')
        course = course.replace('"Title of a role"', f'"{said}"')
    if language:
        course = course.replace("  audience:", f"  languages: [{language}]\n  audience:")
    return {f"courses/{key}/course.md": course, f"courses/{key}/01-first-lesson.md": _FIRST}
