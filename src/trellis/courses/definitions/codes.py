"""The codes of courses, lessons and paths, `CO…`."""

from __future__ import annotations

from trellis.handbook.diagnostics import Code, Example, Severity

_COURSE = """\
---
title: Giving feedback
description: Say what you saw.
course:
  owner: Head of Learning
  duration: 30 minutes
---

What this is about.

## Objectives

- Describe what happened without judging it. {#describe}

## Outline

1. [Why feedback fails](01-why.md)
2. Practice in a group (class, 20 minutes) {#practice}
"""
_LESSON = """\
---
title: Why feedback fails
objectives: [describe]
minutes: 10
---

It judges.
"""
_PATH = """\
---
title: First weeks
description: Where to begin.
path:
  owner: Head of Learning
---

Introduction.

## Parts

1. [Giving feedback](/courses/giving-feedback/course.md)
2. A first talk, held (milestone) {#first-talk}
"""
_QUIZ = """\
---
title: Check yourself
---

## Which sentence describes?

- [ ] You were rude.
- [x] You interrupted Mina twice.

{: objective="describe"}
"""
_AT, _AT_LESSON, _AT_PATH = (
    "courses/giving-feedback/course.md", "courses/giving-feedback/01-why.md", "paths/first-weeks.md",
)  # fmt: skip
_FAMILY = "# Engineer\n\n## Levels\n\n### Senior Engineer\n\nThe Senior Engineer is a grade 7.\n"


def _with(changes: dict[str, tuple[str, str]] | None = None, **others: str) -> Example:
    """The small course with words replaced in its files, and with others beside it."""
    files = {_AT: _COURSE, _AT_LESSON: _LESSON, _AT_PATH: _PATH}
    for path, (before, after) in (changes or {}).items():
        assert before in files[path]
        files[path] = files[path].replace(before, after)
    return Example({**files, **others})


def _said(line: str) -> dict[str, tuple[str, str]]:
    return {_AT: ("  duration: 30 minutes\n", f"  duration: 30 minutes\n  {line}\n")}


def _other(line: str = "", key: str = "listening", folder: str = "courses") -> dict[str, str]:
    text = _COURSE.replace("Giving feedback", "Listening").replace(
        "(01-why.md)", "(/courses/giving-feedback/01-why.md)"
    )
    return {
        f"{folder}/{key}/course.md": text.replace(
            "  duration: 30 minutes\n", f"  duration: 30 minutes\n{line}"
        )
    }


_FINE = _with()
_AT_QUIZ = "courses/giving-feedback/quiz.md"
_WITH_QUIZ = {_AT: ("2. Practice", "2. [Check yourself](quiz.md)\n3. Practice")}

NOT_MEASURABLE = Code(
    "CO001",
    "objective-not-measurable",
    Severity.WARNING,
    "An objective begins with a verb that nobody can see somebody do, such as “understand”.",
    "No question can test it, and nobody can say whether the course reaches it.",
    "Say what somebody does who understands it: describe, choose, calculate, compare.",
    _with({_AT: ("- Describe what", "- Understand what")}),
    _FINE,
)
NO_OBJECTIVES = Code(
    "CO002",
    "course-without-objectives",
    Severity.WARNING,
    "A course does not say what people can do after it.",
    "Nobody knows whether it is for them, and nothing tells whether it works.",
    "Add “## Objectives” with a list, each beginning with what somebody does.",
    _with({_AT: ("## Objectives", "## Why")}),
    _FINE,
)
NO_OWNER = Code(
    "CO003",
    "course-without-owner",
    Severity.WARNING,
    "A course or a path has no owner.",
    "Nobody answers questions about it, and nobody looks whether it is still right.",
    "Add `owner:` with the title of a role, below `course:` or to the page.",
    _with({_AT: ("  owner: Head of Learning\n", "")}),
    _FINE,
)
NO_DESCRIPTION = Code(
    "CO004",
    "course-without-description",
    Severity.WARNING,
    "A course has no description.",
    "The catalogue shows its title alone.",
    "Add `description:` with one sentence that says what it is good for.",
    _with({_AT: ("description: Say what you saw.\n", "")}),
    _FINE,
)
NO_PARTS = Code(
    "CO005",
    "course-without-parts",
    Severity.ERROR,
    "A course has no part that somebody could take.",
    "Nobody can complete it.",
    "Add a lesson to its folder, and list it under “## Outline”.",
    Example({_AT: _COURSE.partition("1. [")[0]}),
    _FINE,
)
UNKNOWN_COURSE = Code(
    "CO006",
    "unknown-course",
    Severity.ERROR,
    "A course names a course that there is not, as a prerequisite, an equivalent or its original.",
    "Nobody can fulfil it, so that nobody may begin; or nothing counts in its place.",
    "Write the key of the course: the name of its folder.",
    _with(_said("prerequisites: [lisstening]"), **_other()),
    _with(_said("prerequisites: [listening]"), **_other()),
)
CIRCLE = Code(
    "CO007",
    "circle-of-prerequisites",
    Severity.ERROR,
    "Courses ask for each other before they can be begun.",
    "Nobody can ever begin any of them.",
    "Take out one of the prerequisites.",
    _with(_said("prerequisites: [listening]"), **_other("  prerequisites: [giving-feedback]\n")),
    _with(_said("prerequisites: [listening]"), **_other()),
)
UNKNOWN_COMPETENCY = Code(
    "CO008",
    "unknown-competency",
    Severity.ERROR,
    "A course or a path names a competency that there is not.",
    "It serves nothing: no gap leads to it.",
    "Write the name of a page in the folder competencies, without its ending.",
    _with(
        _said("competencies: [feedbak]"),
        **{"competencies/feedback.md": "# Feedback\n\nWe say what we saw.\n"},
    ),
    _with(
        _said("competencies: [feedback]"),
        **{"competencies/feedback.md": "# Feedback\n\nWe say what we saw.\n"},
    ),
)
UNKNOWN_LEVEL = Code(
    "CO009",
    "unknown-level",
    Severity.ERROR,
    "A course names a level that no job family has.",
    "It is recommended to nobody.",
    "Write the title of a level or of a job family, letter for letter.",
    _with(_said("levels: [Senior Enginer]"), **{"job-families/engineering/engineer.md": _FAMILY}),
    _with(_said("levels: [Senior Engineer]"), **{"job-families/engineering/engineer.md": _FAMILY}),
)
LEADS_NOWHERE = Code(
    "CO010",
    "part-that-leads-nowhere",
    Severity.ERROR,
    "A part of a course leads to no page, and says no kind that needs none.",
    "It is left out: nobody takes it.",
    "Link it to a page of the course; or write (class), (practical), or (external) with a link, at its end.",
    _with({_AT: ("(01-why.md)", "(01-wy.md)")}),
    _FINE,
)
SAME_PART_KEY = Code(
    "CO011",
    "two-parts-under-one-key",
    Severity.WARNING,
    "Two parts of a course have the same key.",
    "The second gets a number, which changes when the parts are put into another order, and progress with it.",
    "Give one of them a key of its own at its end: {#another}.",
    _with({_AT: ("{#practice}", "{#why}")}),
    _FINE,
)
SAME_KEY = Code(
    "CO012",
    "two-courses-under-one-key",
    Severity.ERROR,
    "Two folders of courses have the same name.",
    "Only the first is a course.",
    "Rename one of the folders before anybody has taken it.",
    _with(None, **_other(key="giving-feedback", folder="sales/courses")),
    _with(None, **_other(folder="sales/courses")),
)
LOST_LESSON = Code(
    "CO013",
    "lesson-outside-the-outline",
    Severity.WARNING,
    "A lesson stands in no outline, and no page of its course links to it.",
    "Nobody finds it.",
    "List it under “## Outline”, link to it, or delete it.",
    _with(None, **{"courses/giving-feedback/09-old.md": "---\ntitle: Old\n---\n\nText.\n"}),
    _with({_AT: ("2. Practice", "2. [Old](09-old.md)\n3. Practice")},
          **{"courses/giving-feedback/09-old.md": "---\ntitle: Old\n---\n\nText.\n"}),
)  # fmt: skip
UNKNOWN_OBJECTIVE = Code(
    "CO014",
    "unknown-objective",
    Severity.ERROR,
    "A lesson or a question names an objective that its course does not have.",
    "It serves none, and the objective that is meant looks as if nothing served it.",
    "Write the key of one of the objectives; the message lists them.",
    _with({_AT_LESSON: ("[describe]", "[decide]")}),
    _FINE,
)
LENGTH_DIFFERS = Code(
    "CO015",
    "length-that-does-not-fit",
    Severity.NOTE,
    "The parts of a course take much longer than it says, or much shorter.",
    "People plan by what it says.",
    "Correct `duration`, or the lengths of the parts.",
    _with({_AT: ("duration: 30 minutes", "duration: 2 hours")}),
    _FINE,
)
HARD_TO_READ = Code(
    "CO016",
    "lesson-that-reads-very-hard",
    Severity.NOTE,
    "The sentences and words of a lesson are very long.",
    "Those who read in a second language, or in a hurry, give up.",
    "Part long sentences; write who does what.",
    _with({_AT_LESSON: ("It judges.", "Organizational communication necessitates individualized "
           "considerations regarding interpersonal accountability, institutional responsibilities, "
           "developmental opportunities and administrative documentation requirements. " * 8)}),
    _FINE,
)  # fmt: skip
MEDIA_UNCAPTIONED = Code(
    "CO017",
    "media-without-captions",
    Severity.WARNING,
    "A video or a recording has neither captions nor a transcript.",
    "Whoever does not hear, or must not be loud, learns nothing from it (WCAG 2.2, 1.2.1 and 1.2.2).",
    "Put a list below it: `- [Captions, English](media/….vtt)` or `- [Transcript](media/….md)`.",
    _with({_AT_LESSON: ("It judges.", "![How it sounds](media/talk.mp4)")}),
    _with({_AT_LESSON: ("It judges.", "![How it sounds](media/talk.mp4)\n\n- [Transcript](media/talk.txt)")}),
)
PATH_UNKNOWN_COURSE = Code(
    "CO020",
    "part-of-a-path-that-is-no-course",
    Severity.ERROR,
    "A part of a path leads to no course.",
    "It is left out of the path.",
    "Link to the page course.md of a course, or write (milestone) at its end.",
    _with({_AT_PATH: ("/giving-feedback/", "/giving-fedback/")}),
    _FINE,
)
PATH_CIRCLE = Code(
    "CO021",
    "path-that-cannot-be-walked",
    Severity.ERROR,
    "A path that is taken in order has a course before another that it asks for.",
    "Nobody gets through: the first cannot be begun before the second, which opens after it.",
    "Put the course that is asked for before the other, or say `order: free`.",
    _with({**_said("prerequisites: [listening]"),
           _AT_PATH: ("2. A first", "2. [Listening](/courses/listening/course.md)\n3. A first")}, **_other()),
    _with({**_said("prerequisites: [listening]"),
           _AT_PATH: ("1. [Giving", "1. [Listening](/courses/listening/course.md)\n2. [Giving")}, **_other()),
)  # fmt: skip
UNTESTED = Code(
    "CO018",
    "objective-that-no-question-tests",
    Severity.NOTE,
    "A course has a quiz, and no question of it is for one of the objectives.",
    "Whoever passes may well not be able to do it.",
    'Write a question with {: objective="…" }, or test it in a class or on the job, and waive this.',
    _with(_WITH_QUIZ, **{_AT_QUIZ: _QUIZ.replace('\n{: objective="describe"}\n', "")}),
    _with(_WITH_QUIZ, **{_AT_QUIZ: _QUIZ}),
)
RESERVED_KEY = Code(
    "CO019",
    "course-under-a-reserved-key",
    Severity.ERROR,
    "The folder of a course has the name of a page of the catalogue.",
    "Its own page cannot be opened.",
    "Rename the folder: care, paths and export are taken.",
    _with(None, **_other(key="care")),
    _with(None, **_other(key="caring")),
)
UNKNOWN_OWNER = Code(
    "CO022",
    "owner-that-is-no-role",
    Severity.WARNING,
    "The owner of a course or a path is the title of no role.",
    "It belongs to nobody: nobody sees how it stands, and nobody gets the work that it needs.",
    "Write the title of a role of the job families, not a name or an address of a person.",
    _with({_AT: ("owner: Head of Learning", "owner: mina@example.com")},
          **{"job-families/learning.md": _FAMILY.replace("Senior Engineer", "Head of Learning")}),
    _with(None, **{"job-families/learning.md": _FAMILY.replace("Senior Engineer", "Head of Learning")}),
)  # fmt: skip
SLIDE_TOO_FULL = Code(
    "CO023",
    "slide-that-is-too-full",
    Severity.NOTE,
    "A slide has more words than anybody reads while somebody speaks.",
    "People read it instead of listening, and remember neither.",
    "Part it with a line (`---`), or move words into a quote that begins with **Facilitator:** or **Handout:**.",
    _with({_AT_LESSON: ("minutes: 10\n---\n\nIt judges.", "minutes: 10\nslides: true\n---\n\n" + "It judges. " * 50)}),
    _with({_AT_LESSON: ("minutes: 10\n---\n\nIt judges.", "minutes: 10\nslides: true\n---\n\nIt judges.\n\n"
           "> **Facilitator (5 minutes):** " + "It judges. " * 50)}),
)  # fmt: skip
COURSES: tuple[Code, ...] = (
    NOT_MEASURABLE, NO_OBJECTIVES, NO_OWNER, NO_DESCRIPTION, NO_PARTS, UNKNOWN_COURSE, CIRCLE, UNKNOWN_COMPETENCY,
    UNKNOWN_LEVEL, LEADS_NOWHERE, SAME_PART_KEY, SAME_KEY, LOST_LESSON, UNKNOWN_OBJECTIVE, LENGTH_DIFFERS,
    HARD_TO_READ, UNTESTED, RESERVED_KEY, UNKNOWN_OWNER,
)  # fmt: skip
PATHS: tuple[Code, ...] = (
    PATH_UNKNOWN_COURSE, PATH_CIRCLE, NO_OWNER, NO_DESCRIPTION, UNKNOWN_COMPETENCY, UNKNOWN_OWNER,
)  # fmt: skip
_AT_RELEASE = "releases/november.md"
_RELEASE = "---\ntitle: November\nrelease: {topics: [talking]}\n---\n\nWe write it down now.\n"
_TALKING = _said("topics: [talking]")
RELEASE_WITHOUT_TOPICS = Code(
    "CO024",
    "release-note-without-topics",
    Severity.WARNING,
    "A release note names no topic.",
    "No course is looked at for it, and people go on learning what was before.",
    "Add `topics:` below `release:`, with topics of courses.",
    _with(_TALKING, **{_AT_RELEASE: _RELEASE.replace("[talking]", "[]")}),
    _with(_TALKING, **{_AT_RELEASE: _RELEASE}),
)
TOPIC_OF_NO_COURSE = Code(
    "CO025",
    "release-note-about-no-course",
    Severity.NOTE,
    "A topic of a release note is a topic or tag of no course and of no lesson.",
    "It may be spelled in another way, and then nobody looks at the courses.",
    "Write the topic as the courses do, or leave it out.",
    _with(_TALKING, **{_AT_RELEASE: _RELEASE.replace("[talking]", "[talkng]")}),
    _with(_TALKING, **{_AT_RELEASE: _RELEASE}),
)
RELEASES: tuple[Code, ...] = (RELEASE_WITHOUT_TOPICS, TOPIC_OF_NO_COURSE)
CODES: tuple[Code, ...] = (
    *COURSES,
    MEDIA_UNCAPTIONED,
    SLIDE_TOO_FULL,
    *RELEASES,
    PATH_UNKNOWN_COURSE,
    PATH_CIRCLE,
)
