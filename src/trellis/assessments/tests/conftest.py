"""The cast takes quizzes: Ada and Ben answer, Pia grades everything, Mia owns the written one."""

from __future__ import annotations

import pytest

from trellis.assessments.models import Answer, Attempt
from trellis.assessments.services import attempts
from trellis.core import kept
from trellis.core.tests.remembered import remembered
from trellis.pages.queries.current import whole_edition
from trellis.pages.tests.served import serve
from trellis.people.tests.conftest import FILES, Cast

__all__ = ["serve"]

BASICS = """\
---
title: Basics
description: What everybody should know.
quiz: {pass: 50%, attempts: 2}
---

Take your time.

## Two and two? {#sum}

- [ ] three
  > That is too few.
- [x] four

Hint: Count.

Explanation: Two and two is four.

Relies on: [Home](/index.md)

## The capital of France? (short) {#capital}

- Paris
"""
WRITTEN = """\
---
title: Written
quiz: {pass: 60%, owner: "Manager, IT", blind: true, second-marker: true}
---

## What went well? (essay) {#well}

Write some sentences.

{: points="10"}

## The sky is blue. {#sky}

- [x] True
- [ ] False
"""
TIMED = """\
---
title: Timed
quiz: {time: 20 minutes, integrity: [one-at-a-time, no-back, honor-code], review: passed}
---

## One? {#one}

- [x] yes
- [ ] no

## Two? {#two}

- [x] yes
- [ ] no
"""
EVERY = """\
---
title: Every type
quiz: {review: answer}
---

## One? {#single}

- [x] yes
- [ ] no

## Some? {#multiple}

- [x] a
- [x] b
- [ ] c

## True? {#true}

- [x] True
- [ ] False

## Pair (matching) {#matching}

| Country | Capital |
|---|---|
| France | Paris |
| Spain | Madrid |

## Order (ordering) {#ordering}

1. first
2. second
3. third

## Word (short) {#short}

- yes

## Number (numeric) {#numeric}

- 9.81 ± 0.05 m/s²

## Gaps (cloze) {#cloze}

The [[sky]] is [[*blue / green]].

## Sort (categorize) {#categorize}

- Fruit
  - Apple
- Animal
  - Dog

## Where? (hotspot) {#hotspot}

![A map of two towns](map.png)

- [x] rectangle 10,20 40x30
- [ ] circle 80,80 12

## Hand in (file) {#file}

A file, please.

## Say (essay) {#essay}

| Criterion | Points | Weak | Strong |
|---|---|---|---|
| Clear | 2 | unclear | clear |
"""
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc33"
    "0000000049454e44ae426082"
)
QUIZ_FILES = {
    **FILES,
    "quizzes/basics.quiz.md": BASICS,
    "quizzes/written.quiz.md": WRITTEN,
    "quizzes/timed.quiz.md": TIMED,
    "quizzes/every.quiz.md": EVERY,
    "quizzes/map.png": PNG,
    "rights.yml": "grants:\n  - {to: {roles: [People Generalist]}, workspaces: [people, assessments]}\n",
}
BASICS_AT, WRITTEN_AT, TIMED_AT, EVERY_AT = (
    f"quizzes/{name}.quiz.md" for name in ("basics", "written", "timed", "every")
)


class School:
    """The cast, and shortcuts to take quizzes."""

    def __init__(self) -> None:
        self.cast = Cast()

    def begin(self, name: str = "ada", path: str = BASICS_AT, **options) -> Attempt:
        """Somebody begins a quiz."""
        return attempts.begin_own(path, by=getattr(self.cast, name), **options)

    def key(self, attempt: Attempt, question: str, text: str) -> str:
        """The key of an option by its words."""
        item = next(each for each in attempt.paper if each["question"]["key"] == question)
        return next(each["key"] for each in item["question"]["options"] if each["text"] == text)

    def save(self, attempt: Attempt, question: str, value, name: str = "ada", **options):
        """Somebody answers a question."""
        return attempts.save_answer(attempt.pk, question, value, by=getattr(self.cast, name), **options)

    def hand_in(self, attempt: Attempt, name: str = "ada") -> Attempt:
        """Somebody hands in."""
        return attempts.submit(attempt.pk, by=getattr(self.cast, name))

    def take(self, name: str = "ada", right: int = 2) -> Attempt:
        """Somebody takes the basics with so many right answers."""
        made = self.begin(name)
        self.save(made, "sum", self.key(made, "sum", "four" if right > 0 else "three"), name)
        self.save(made, "capital", "Paris" if right > 1 else "Rome", name)
        return self.hand_in(made, name)

    def written(self, name: str = "ada", words: str = "Much.") -> Attempt:
        """Somebody hands in the written quiz."""
        made = self.begin(name, WRITTEN_AT)
        self.save(made, "well", words, name)
        self.save(made, "sky", "true", name)
        return self.hand_in(made, name)

    def answer(self, attempt: Attempt, question: str) -> Answer:
        """An answer as it is kept."""
        return Answer.objects.get(attempt=attempt, key=question)


@pytest.fixture
def school(db, serve):
    serve(QUIZ_FILES)
    kept.forget_everything()
    return remembered((School, whole_edition().handbook), School)
