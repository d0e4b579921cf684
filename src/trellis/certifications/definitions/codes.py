"""The codes of certifications, `CE…`."""

from __future__ import annotations

from trellis.handbook.diagnostics import Code, Example, Severity

_GOOD = """\
---
title: Calibrator
description: Calibrates gauges alone.
certification:
  owner: Head of Calibration
  valid-for: 24 months
  renewal: {from: 90 days, requires: {course: gauges}}
  requires:
    all:
      - {course: gauges}
      - {quiz: courses/gauges/quiz.md, score: 80}
      - {path: first-weeks}
      - {practical: gauges/bench}
      - {sign-off: Head of Calibration, for: Calibrated a gauge, rubric: the-gauge}
      - {certification: assistant}
  remind: [90, 30]
---

Calibrators calibrate gauges.

## The gauge

It shows what the standard shows.
"""
_ASSISTANT = """\
---
title: Assistant
certification:
  owner: Head of Calibration
  requires: {course: gauges}
---

Assistants carry gauges.
"""
_COURSE = """\
---
title: Gauges
description: How gauges work.
course: {owner: Head of Calibration, duration: 1 hour}
---

Gauges show pressure.

## Outline

1. [Check yourself](quiz.md)
2. At the bench (practical, 30 minutes) {#bench}
"""
_QUIZ = """\
---
title: Check yourself
---

## A gauge shows pressure.

- [x] True
- [ ] False
"""
_PATH = """\
---
title: First weeks
description: What new people learn.
path: {owner: Head of Calibration}
---

## Parts

1. [Gauges](/courses/gauges/course.md)
"""
_FAMILY = """\
---
layout: job_family_page
title: Calibration
---

## Levels

### Head of Calibration

#### Head of Calibration Job Grade

The Head of Calibration is a grade 9.

#### Head of Calibration Responsibilities

- Answer for the laboratory
"""


def _files(text: str = _GOOD, assistant: str = _ASSISTANT, **others: str) -> Example:
    return Example({
        **{path.replace("__", "/") + ".md": written for path, written in others.items()},
        "certifications/calibrator.md": text, "certifications/assistant.md": assistant,
        "courses/gauges/course.md": _COURSE, "courses/gauges/quiz.md": _QUIZ, "paths/first-weeks.md": _PATH,
        "job-families/calibration.md": _FAMILY,
    })  # fmt: skip


def _with(before: str, after: str) -> Example:
    assert before in _GOOD
    return _files(_GOOD.replace(before, after))


NO_OWNER = Code(
    "CE001", "certification-without-owner", Severity.WARNING,
    "A certification has no owner.",
    "Nobody answers for what it asks, and nobody decides when a certificate has to be taken back.",
    "Add `owner:` with the title of a role, to the certification or to its page.",
    _with("  owner: Head of Calibration\n", ""), _files(),
)  # fmt: skip
NO_REQUIREMENT = Code(
    "CE002", "certification-without-requirement", Severity.ERROR,
    "A certification asks for nothing.",
    "Nobody can earn it.",
    "Add `requires:` with what has to be shown, such as {course: giving-feedback}.",
    _files(assistant=_ASSISTANT.replace("  requires: {course: gauges}\n", "")), _files(),
)  # fmt: skip
UNCLEAR = Code(
    "CE003", "unclear-requirement", Severity.ERROR,
    "A requirement cannot be understood: it asks for several things at once, or for less than there is to choose from.",
    "What is not clear is never met, so that nobody is certified by mistake.",
    "Write one thing behind each hyphen, and join them by `all`, `any`, or `at-least: 2` with `of`.",
    _with("{course: gauges}\n      - {quiz", "{course: gauges, path: first-weeks}\n      - {quiz"), _files(),
)  # fmt: skip
UNKNOWN_COURSE = Code(
    "CE004", "unknown-course-in-certification", Severity.ERROR,
    "A certification asks for a course that there is not.",
    "Nobody can complete it, so that nobody can earn the certificate.",
    "Write the name of the folder below `courses/`.",
    _with("      - {course: gauges}", "      - {course: gages}"), _files(),
)  # fmt: skip
UNKNOWN_QUIZ = Code(
    "CE005", "unknown-quiz-in-certification", Severity.ERROR,
    "A certification asks for a quiz that there is not.",
    "Nobody can pass it, so that nobody can earn the certificate.",
    "Write the path of the quiz, such as `quizzes/people-manager.md`.",
    _with("courses/gauges/quiz.md", "quizzes/gauges.md"), _files(),
)  # fmt: skip
UNKNOWN_PATH = Code(
    "CE006", "unknown-path-in-certification", Severity.ERROR,
    "A certification asks for a learning path that there is not.",
    "Nobody can complete it, so that nobody can earn the certificate.",
    "Write the name of the file below `paths/`, without its ending.",
    _with("{path: first-weeks}", "{path: first-days}"), _files(),
)  # fmt: skip
UNKNOWN_PART = Code(
    "CE007", "unknown-part-in-certification", Severity.ERROR,
    "A certification asks for a class or a practical that is not in the outline of the course.",
    "Nobody can attend or do it, so that nobody can earn the certificate.",
    "Write the course and the part with a slash between them, such as `giving-feedback/practice`.",
    _with("gauges/bench", "gauges/bank"), _files(),
)  # fmt: skip
UNKNOWN_CERTIFICATION = Code(
    "CE008", "unknown-certification", Severity.ERROR,
    "A certification asks for another one that there is not.",
    "Nobody can hold it, so that nobody can earn the certificate.",
    "Write the name of the file below `certifications/`, without its ending.",
    _with("{certification: assistant}", "{certification: aide}"), _files(),
)  # fmt: skip
CIRCLE = Code(
    "CE009", "circle-of-certifications", Severity.ERROR,
    "A certification asks, by others, for itself.",
    "Whoever wants to earn the first has to hold the last.",
    "Take one of them out of the circle.",
    _files(assistant=_ASSISTANT.replace("{course: gauges}", "{certification: calibrator}")), _files(),
)  # fmt: skip
LONG_WINDOW = Code(
    "CE010", "renewal-window-longer-than-validity", Severity.ERROR,
    "A certificate could be renewed before it was earned.",
    "What somebody has shown to earn it would count once more to renew it.",
    "Write less days in `renewal: {from: …}`, or a longer `valid-for`.",
    _with("from: 90 days", "from: 800 days"), _files(),
)  # fmt: skip
EARLY_REMINDER = Code(
    "CE011", "reminder-beyond-validity", Severity.WARNING,
    "A reminder is due before the certificate was earned.",
    "Whoever earns it would be told at once that it ends.",
    "Write less days in `remind`.",
    _with("remind: [90, 30]", "remind: [900, 30]"), _files(),
)  # fmt: skip
NO_END = Code(
    "CE012", "renewal-without-validity", Severity.WARNING,
    "A certification says how it is renewed, and counts for good.",
    "There is nothing to renew, and nobody is reminded.",
    "Add `valid-for`, such as 24 months, or take out `renewal`, `grace` and `remind`.",
    _with("  valid-for: 24 months\n", ""), _files(),
)  # fmt: skip
UNKNOWN_ROLE = Code(
    "CE013", "sign-off-by-unknown-role", Severity.ERROR,
    "A certification wants something signed off by a role that there is not.",
    "Nobody can be asked.",
    "Write `manager`, or the title of a role as the job family has it.",
    _with("sign-off: Head of Calibration", "sign-off: Head of Gauges"), _files(),
)  # fmt: skip
UNKNOWN_RUBRIC = Code(
    "CE014", "unknown-rubric", Severity.WARNING,
    "A sign-off names a section of its page, as what to look at, that there is not.",
    "Whoever signs off is shown no words to go by.",
    "Write the section as links do: `the-gauge` for the heading “The gauge”.",
    _with("rubric: the-gauge", "rubric: the-scale"), _files(),
)  # fmt: skip
_EXAM = _QUIZ.replace("title: Check yourself", "title: Exam\nquiz: {pass: 90%}")
_LEADERS = """\
---
title: Leaders
certification:
  owner: Head of Calibration
  audience: {managers: true}
  requires: {quiz: quizzes/exam.md}
---

Leaders lead.
"""
EXAM_FOR_EVERYBODY = Code(
    "CE015", "exam-for-everybody", Severity.WARNING,
    "The exam of a certification that is for some people is offered to everybody.",
    "People prepare for it, take it, and are certified for nothing.",
    "Write the audience of the certification under `quiz: {audience: …}` of the exam as well.",
    _files(certifications__leaders=_LEADERS, quizzes__exam=_EXAM),
    _files(
        certifications__leaders=_LEADERS,
        quizzes__exam=_EXAM.replace("{pass: 90%}", "{pass: 90%, audience: {managers: true}}"),
    ),
)  # fmt: skip
CODES: tuple[Code, ...] = (
    NO_OWNER, NO_REQUIREMENT, UNCLEAR, UNKNOWN_COURSE, UNKNOWN_QUIZ, UNKNOWN_PATH, UNKNOWN_PART, UNKNOWN_CERTIFICATION,
    CIRCLE, LONG_WINDOW, EARLY_REMINDER, NO_END, UNKNOWN_ROLE, UNKNOWN_RUBRIC,
    EXAM_FOR_EVERYBODY,
)  # fmt: skip
