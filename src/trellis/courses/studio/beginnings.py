"""What new things of a course begin with: the course itself, a lesson, a quiz, a question of each type."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from trellis.courses.studio import fronts, outlines
from trellis.courses.studio.cells import PLAIN, Cells
from trellis.courses.studio.making import markdown_of

LESSON = "Say what this lesson is about, in a sentence.\n"
_UNWRITTEN = (
    LESSON.strip(),
    "Ask for something that people write down from their own work.",
    "What do you want to know of all?",
    "- [ ] Something to do\n",
    "What holds here.",
    "Something to keep in mind.",
    "] The right answer\n",
    "] A right answer\n",
    "| One | Its match |",
)
"""What stands in new pages and questions so that somebody writes over it."""
_ASKED = {
    "single": "Which of these is right?",
    "multiple": "Which of these are right?",
    "true-false": "This statement is true.",
    "matching": "What belongs together?",
    "ordering": "What comes first?",
    "short": "What is it called?",
    "numeric": "How much is it?",
    "cloze": "Fill in the gaps.",
    "categorize": "Where does each of these belong?",
    "hotspot": "Where in the picture is it?",
    "file": "Hand in what you made.",
    "essay": "Describe it in your own words.",
}
_ROWS: Mapping[str, tuple[Mapping[str, str], ...]] = {
    "single": ({"text": "The right answer", "right": "1"}, {"text": "A wrong answer"}),
    "multiple": (
        {"text": "A right answer", "right": "1"},
        {"text": "Another right answer", "right": "1"},
        {"text": "A wrong answer"},
    ),
    "matching": ({"left": "One", "match": "Its match"}, {"left": "Another", "match": "The match of that"}),
    "ordering": ({"text": "First"}, {"text": "Then"}),
    "short": ({"text": "answer"},),
    "numeric": ({"text": "10 ± 1"},),
    "categorize": (
        {"text": "One group", "items": "Something\nSomething else"},
        {"text": "Another group", "items": "A third thing"},
    ),
    "hotspot": ({"text": "rectangle 10,10 20x20", "right": "1"},),
}


def is_unwritten(text: str) -> bool:
    """Whether something in a page still stands as it was begun, for somebody to write over."""
    return any(each in f"{text}\n" for each in _UNWRITTEN)


def quoted(text: str) -> str:
    """A text as YAML holds it in quotes."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)


def course(
    *,
    title: str,
    description: str,
    whom: str,
    owner: str,
    objectives: Sequence[str],
    lessons: Sequence[str],
    has_quiz: bool,
    audience: Any = "everybody",
) -> dict[str, str]:
    """The files of a new course by name within its folder; a lesson for each title, then a quiz.

    `audience` is as a text says it: `everybody`, or a mapping.
    """
    aims, keys = [], list[str]()
    for each in objectives:
        keys.append(outlines.free_key(" ".join(each.split()[:4]), keys))
        aims.append(f"- {' '.join(each.split())} {{#{keys[-1]}}}")
    files: dict[str, str] = {}
    parts = []
    for at, name in enumerate(lessons, 1):
        file = lesson_name(name, at, files)
        files[file] = lesson(name, keys[at - 1 : at] if len(keys) == len(lessons) else keys[:1])
        parts.append(f"{at}. {outlines.part(name, file)}")
    if has_quiz:
        files["quiz.md"] = quiz("Check yourself", keys[:1])
        parts.append(f"{len(parts) + 1}. {outlines.part('Check yourself', 'quiz.md')}")
    front = [f"title: {quoted(title)}", f"description: {quoted(description)}", "course:"]
    front += [f"  owner: {quoted(owner)}"] if owner else []
    front += ["  modality: self-paced", "  level: foundation", "  audience: everybody"]
    blocks = ["---\n" + "\n".join(front) + "\n---", whom.replace("\r\n", "\n").strip()]
    blocks += ["## Objectives", "\n".join(aims)] if aims else []
    blocks += ["## Outline", "\n".join(parts)] if parts else []
    page = "\n\n".join(filter(None, blocks)) + "\n"
    return {"course.md": fronts.with_values(page, {"audience": audience}, "course"), **files}


def lesson_name(title: str, at: int, taken: Mapping[str, object]) -> str:
    """The name of the file for a lesson, with its number in front."""
    name = outlines.free_key(title, [each.split("-", 1)[-1].removesuffix(".md") for each in taken])
    return f"{at:02d}-{name}.md"


def lesson(title: str, objectives: Sequence[str] = (), body: str = LESSON) -> str:
    """A lesson with nothing in it yet, or with a text to begin with."""
    serves = f"objectives: [{', '.join(objectives)}]\n" if objectives else ""
    return f"---\ntitle: {quoted(title)}\n{serves}---\n\n{body.strip()}\n"


def quiz(title: str, objectives: Sequence[str] = ()) -> str:
    """A quiz with one question to go on from."""
    first = question("single", objectives[0] if objectives else "")
    return f"---\ntitle: {quoted(title)}\nquiz:\n  pass: 80%\n---\n\n{first}\n"


def cells(
    kind: str, objective: str = "", taken: Sequence[str] = (), relies: str = "", stem: str = ""
) -> Cells:
    """A question of a type to go on from, as the cells of its form."""
    more: dict[str, str] = {}
    if kind == "cloze":
        more["text"] = "The [[right word|another right word]] goes here."
    if kind == "true-false":
        more["holds"] = "true"
    asked = stem or _ASKED.get(kind, "What do you ask?")
    plain = dict.fromkeys(PLAIN, "") | {"stem": asked, "objective": objective, "relies": relies}
    return Cells(kind, outlines.free_key(asked, taken), plain, more, tuple(_ROWS.get(kind, ())))


def question(kind: str, objective: str = "") -> str:
    """The same as Markdown. Of a hotspot, whose picture is still to be chosen, there is none."""
    return markdown_of(cells(kind, objective))
