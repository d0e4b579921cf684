"""The codes of quizzes, `QZ…`."""

from __future__ import annotations

from trellis.handbook.diagnostics import Code, Example, Severity

_FILE = "courses/feedback/quiz.md"
_GOOD = """\
---
title: Check yourself
quiz: {pass: 80%, pools: {basics: 1}}
---

## Which sentence describes? {#describes}

- [ ] “You were rude.”
- [x] “You interrupted Mina twice.”

Relies on: [How we give feedback](/people/conversations.md#feedback)

{: objective="describe" points="2" pool="basics"}

## Which belongs to which? (matching) {#match}

| Sentence | Kind |
|---|---|
| You were rude. | Judgment |
| You interrupted. | Description |

{: objective="describe"}

## What is the word? (cloze) {#word}

We give [[feedback|feed-back]] soon.

{: objective="describe"}

## How heavy is the crate? (numeric) {#crate}

A crate holds {count} bottles of 1.5 kg each.

- {= count * 1.5} ± 0.1 kg

{: objective="describe" parameters="count=2..6"}

## Where does the bearing run? (hotspot) {#bearing}

![A bearing cut open](/images/bearing.png)

- [x] rectangle 10,20 40x30 the outer ring
- [ ] circle 70,50 12 the shaft

{: objective="describe"}

## Write to Mina. (essay) {#write}

| Criterion | Points | Good |
|---|---|---|
| Describes | 2 | No judgment |

{: objective="describe" points="2"}
"""
_OTHERS: dict[str, str | bytes] = {
    "people/conversations.md": "# Conversations\n\n## Feedback\n\nSoon and often.\n",
}


def _quiz(before: str = "", after: str = "") -> Example:
    assert before in _GOOD
    return Example({_FILE: _GOOD.replace(before, after, 1) if before else _GOOD, **_OTHERS})  # type: ignore[dict-item]


_FINE = _quiz()


def _code(
    number: int, name: str, severity: Severity, summary: str, why: str, hint: str, bad: Example
) -> Code:
    return Code(f"QZ{number:03}", name, severity, summary, why, hint, bad, _FINE)


UNKNOWN_TYPE = _code(
    1,
    "question-of-a-type-that-there-is-not",
    Severity.ERROR,
    "A question says in parentheses that it is of a type that there is not.",
    "It is not asked.",
    "Write one of the types, such as (short) or (numeric), or nothing where the answers are a task list.",
    _quiz("(numeric)", "(numerical)"),
)
NO_ANSWERS = _code(
    2,
    "question-without-answers",
    Severity.ERROR,
    "A question has nothing to answer with, or not what its type needs.",
    "It is not asked.",
    "Write a list of answers below it, or say in parentheses behind it what it is: (essay), (short).",
    _quiz("- [ ] “You were rude.”\n- [x] “You interrupted Mina twice.”\n", "One of them.\n"),
)
NO_RIGHT_ANSWER = _code(
    3,
    "question-without-right-answer",
    Severity.ERROR,
    "No answer to a question earns all its points.",
    "It is not asked: nobody could get it right.",
    "Put an x between the brackets of the right answer, or take the credit away from an accepted one.",
    _quiz("- [x] “You interrupted", "- [ ] “You interrupted"),
)
SEVERAL_RIGHT = _code(
    4,
    "single-choice-with-several-right-answers",
    Severity.ERROR,
    "Only one answer may be chosen, and several are right.",
    "It is not asked.",
    "Leave the x with one of them, or write (multiple) behind the question.",
    _quiz(
        "## Which sentence describes? {#describes}\n\n- [ ]",
        "## Which sentence describes? (single) {#describes}\n\n- [x]",
    ),
)
WRONG_TABLE = _code(
    5,
    "table-with-other-columns",
    Severity.ERROR,
    "A table of a question does not have the columns that it needs.",
    "The question is not asked, or is graded without its rubric.",
    "What is matched stands in two columns; a rubric begins with the columns Criterion and Points.",
    _quiz("| Criterion | Points | Good |", "| Criterion | Good | Points |"),
)
NO_GAP = _code(
    6,
    "text-without-gap",
    Severity.ERROR,
    "A text with gaps has none.",
    "It is not asked.",
    "Write each gap as `[[word]]`, with other accepted words behind a bar: `[[word|variant]]`.",
    _quiz("[[feedback|feed-back]]", "feedback"),
)
WRONG_NUMBER = _code(
    7,
    "number-that-cannot-be-read",
    Severity.ERROR,
    "A number, a tolerance, points or a credit cannot be read.",
    "It does not count.",
    "Write numbers with a point: 9.81 ± 0.05 m/s², 3 to 4 m, ≥ 10; credits in per cent: (50%).",
    _quiz("± 0.1 kg", "± a bit"),
)
SAME_KEY = _code(
    8,
    "questions-under-the-same-identifier",
    Severity.ERROR,
    "Two questions of a quiz have the same identifier.",
    "The second one is not asked: answers to it would count for the first.",
    "Give one of them another identifier, behind its heading: {#another}.",
    _quiz("{#word}", "{#match}"),
)
UNKNOWN_ATTRIBUTE = _code(
    9,
    "attribute-that-there-is-not",
    Severity.ERROR,
    "The line of attributes below a question says something that there is not.",
    "It has no effect.",
    "Known are objective, points, difficulty (easy, medium, hard), pool, tags and parameters.",
    _quiz('points="2" pool', 'pionts="2" pool'),
)
NO_OBJECTIVE = _code(
    10,
    "question-without-objective",
    Severity.WARNING,
    "A question of a course serves none of its objectives.",
    "Nobody sees what it proves, and a change of the objective does not find it.",
    'Say which one in the line of attributes: {: objective="…"}.',
    _quiz('{: objective="describe" points="2" pool="basics"}', '{: points="2" pool="basics"}'),
)
TOO_FEW = _code(
    11,
    "more-questions-drawn-than-there-are",
    Severity.ERROR,
    "A quiz draws more questions than there are, in all or in a pool.",
    "Those that there are are asked.",
    "Draw fewer, or write more.",
    _quiz("{basics: 1}", "{basics: 3}"),
)
NO_QUESTIONS = _code(
    12,
    "quiz-without-questions",
    Severity.WARNING,
    "A quiz asks nothing.",
    "It cannot be taken.",
    "Write a heading of the second level for each question, with its answers below.",
    Example({_FILE: "---\ntitle: Check yourself\n---\n\nSoon.\n"}),
)
NO_IMAGE = _code(
    13,
    "hotspot-without-picture",
    Severity.ERROR,
    "A question asks for places in a picture and has none.",
    "It is not asked.",
    "Put the picture above the areas: `![What it shows](picture.png)`.",
    _quiz("![A bearing cut open](/images/bearing.png)", "A bearing cut open."),
)
WRONG_AREA = _code(
    14,
    "area-that-cannot-be-read",
    Severity.ERROR,
    "An area is no rectangle, circle or polygon within the picture.",
    "It does not count; without a right area the question is not asked.",
    "Write per cent of the picture: rectangle 10,20 40x30 (corner, size), circle 50,50 12, polygon 10,10 20,10 20,30.",
    _quiz("circle 70,50 12", "circle 170,50 12"),
)
WRONG_FORMULA = _code(
    15,
    "formula-that-cannot-be-read",
    Severity.ERROR,
    "Parameters of a question or a formula in it cannot be read, or have no result.",
    "It is not asked.",
    'Write parameters as "load=10..20 step 5; span=2,4,6" and formulas as {= load * span / 4}.',
    _quiz("{= count * 1.5}", "{= cuont * 1.5}"),
)
NO_LINK = _code(
    16,
    "relies-on-without-link",
    Severity.WARNING,
    "What a question relies on is no link.",
    "A change of the passage does not find the question.",
    "Write a link: `Relies on: [How we give feedback](/people/conversations.md#feedback)`.",
    _quiz("[How we give feedback](/people/conversations.md#feedback)", "how we give feedback"),
)
SAME_ANSWER = _code(
    17,
    "answer-that-stands-twice",
    Severity.WARNING,
    "An answer to a question stands there twice.",
    "Whoever sees both does not know which one counts.",
    "Take one of them away.",
    _quiz("- [ ] “You were rude.”\n", "- [ ] “You were rude.”\n- [ ] “You were rude.”\n"),
)
OTHER_POINTS = _code(
    18,
    "rubric-with-other-points",
    Severity.WARNING,
    "The points of a question are others than those of its rubric together.",
    "What is graded by the rubric is brought to the points of the question.",
    "Leave the points of the question out, or make them the sum.",
    _quiz("| Describes | 2 |", "| Describes | 3 |"),
)
CODES: tuple[Code, ...] = (
    UNKNOWN_TYPE, NO_ANSWERS, NO_RIGHT_ANSWER, SEVERAL_RIGHT, WRONG_TABLE, NO_GAP, WRONG_NUMBER, SAME_KEY,
    UNKNOWN_ATTRIBUTE, NO_OBJECTIVE, TOO_FEW, NO_QUESTIONS, NO_IMAGE, WRONG_AREA, WRONG_FORMULA, NO_LINK, SAME_ANSWER,
    OTHER_POINTS,
)  # fmt: skip
