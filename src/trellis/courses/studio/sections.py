"""The questions of a quiz as sections of its page: cut apart, so that only the one that is meant is written anew."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from trellis.assessments.definitions.kinds import KINDS
from trellis.assessments.definitions.questions import Question
from trellis.assessments.definitions.quizzes import Quiz, QuizKind
from trellis.courses.studio.lists import page_of
from trellis.courses.studio.outlines import free_key
from trellis.handbook.diagnostics import Diagnostic, Reporter
from trellis.handbook.errors import TrellisError
from trellis.handbook.settings import Settings
from trellis.handbook.slugs import anchors_of

_NAMED = re.compile(r"[ \t]*\{:?[ \t]*#(?P<key>[^{}\s]+)[ \t]*\}[ \t]*$")


class QuestionError(TrellisError):
    """A question that is not there, or that cannot be written so."""

    code = "question"


@dataclass(frozen=True, slots=True)
class Written:
    """A question as it stands in its page; `question` is `None` where nobody can be asked it."""

    at: int
    key: str
    title: str
    text: str
    question: Question | None
    told: tuple[Diagnostic, ...]


_TYPE = re.compile(r"\s*\([a-z-]+\)$")


def _without_type(heading: str, question: Question | None) -> str:
    """A heading without the type of question that is said behind it, as far as it was taken for one."""
    said = _TYPE.search(heading)
    if said is None or question is None or question.title.rstrip().endswith(said[0].strip()):
        return heading
    return heading[: said.start()]


@dataclass(frozen=True, slots=True)
class Cut:
    """The page of a quiz in pieces: what stands before the questions, and each of them with the space behind it."""

    intro: str
    bodies: tuple[str, ...]
    gaps: tuple[str, ...]

    def text(self, order: Sequence[int] | None = None) -> str:
        """Put together, in another order if one is given. What stands between two questions stays in its place."""
        bodies = self.bodies if order is None else tuple(self.bodies[at] for at in order)
        gaps = (*self.gaps[: max(0, len(bodies) - 1)], self.gaps[-1]) if bodies else ()
        pieces = [part for pair in zip(bodies, gaps, strict=True) for part in pair]
        return "".join([self.intro, *pieces]) if bodies else f"{self.intro.rstrip()}\n"


def quiz_of(text: str, path: str) -> tuple[Quiz, tuple[Diagnostic, ...]]:
    """The quiz that a text asks, with what is wrong with it. What a question relies on is as it is written."""
    page = page_of(text, path)
    reporter = Reporter(path, page.source)
    kind: QuizKind = KINDS[0]
    return kind.parse(page, Settings(), reporter), tuple(reporter.found)


def written(text: str, path: str) -> tuple[Written, ...]:
    """The questions of a text in order, also those that cannot be read."""
    page = page_of(text, path)
    quiz, told = quiz_of(text, path)
    by_line = {each.line: each for each in quiz.questions}
    names = anchors_of(page, Settings().slugs).names
    found, cuts = [], cut(text, path)
    sections = [each for each in page.sections if each.level == 2 and each.heading is not None]
    line = page.text[: len(cuts.intro)].count("\n") + 1
    for at, section in enumerate(sections):
        assert section.heading is not None
        name = names[section.index - 1] if section.index - 1 < len(names) else f"question-{section.index}"
        last = line + cuts.bodies[at].count("\n") + cuts.gaps[at].count("\n")
        own = tuple(each for each in told if line <= each.start.line < max(last, line + 1))
        question = by_line.get(line)
        title = _without_type(section.heading.text, question) or name
        found.append(Written(at, section.heading.identifier or name, title, cuts.bodies[at], question, own))
        line = last
    return tuple(found)


def cut(text: str, path: str) -> Cut:
    """The pieces of a page."""
    page = page_of(text, path)
    starts = [page.text.rfind("\n", 0, each.span.start) + 1 for each in page.headings if each.level == 2]
    if not starts:
        return Cut(page.text, (), ())
    borders = [*starts[1:], len(page.text)]
    pieces = [page.text[start:end] for start, end in zip(starts, borders, strict=True)]
    bodies = tuple(each.rstrip() for each in pieces)
    gaps = tuple(each[len(body) :] for each, body in zip(pieces, bodies, strict=True))
    return Cut(page.text[: starts[0]], bodies, gaps)


def replaced(text: str, path: str, at: int, body: str) -> str:
    """With one question in other words."""
    cuts = _checked(text, path, at)
    bodies = (*cuts.bodies[:at], body.strip("\n"), *cuts.bodies[at + 1 :])
    return Cut(cuts.intro, bodies, cuts.gaps).text()


def added(text: str, path: str, body: str, after: int | None = None) -> str:
    """With one more question behind another, or at the end."""
    cuts = cut(text, path)
    if not cuts.bodies:
        return f"{text.rstrip()}\n\n{body.strip()}\n"
    to = len(cuts.bodies) if after is None else max(0, min(after + 1, len(cuts.bodies)))
    bodies = (*cuts.bodies[:to], body.strip("\n"), *cuts.bodies[to:])
    gaps = (*cuts.gaps[:-1], "\n\n", cuts.gaps[-1] or "\n")
    return Cut(cuts.intro, bodies, gaps).text()


def copied(text: str, path: str, at: int) -> str:
    """With a copy of a question behind it, under an identifier of its own."""
    cuts = _checked(text, path, at)
    several = written(text, path)
    key = free_key(several[at].key, [each.key for each in several])
    heading, _line, rest = cuts.bodies[at].partition("\n")
    plain = _NAMED.sub("", heading)
    return added(text, path, f"{plain} {{#{key}}}\n{rest}".rstrip(), at)


def moved(text: str, path: str, at: int, by: int) -> str:
    """With a question so many places further down, or up."""
    cuts = _checked(text, path, at)
    to = max(0, min(at + by, len(cuts.bodies) - 1))
    order = [each for each in range(len(cuts.bodies)) if each != at]
    order.insert(to, at)
    return cuts.text(order) if to != at else text


def removed(text: str, path: str, at: int) -> str:
    """Without a question."""
    cuts = _checked(text, path, at)
    return cuts.text([each for each in range(len(cuts.bodies)) if each != at])


def one(body: str) -> tuple[Question | None, tuple[Diagnostic, ...]]:
    """A single question as it is read from its Markdown, and what is wrong with it."""
    path = "courses/one/quiz.md"
    quiz, told = quiz_of(f"---\ntitle: One\n---\n\n{body}\n", path)
    found = quiz.questions[0] if len(quiz.questions) == 1 else None
    return found, told


def _checked(text: str, path: str, at: int) -> Cut:
    cuts = cut(text, path)
    if not 0 <= at < len(cuts.bodies):
        raise QuestionError(_("This question is no longer there."), hint=_("Look at the list as it is now."))
    return cuts
