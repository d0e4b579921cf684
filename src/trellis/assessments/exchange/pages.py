"""Questions from elsewhere as a page of the handbook, proved by reading the page again."""

from __future__ import annotations

import re
from dataclasses import fields, replace

from trellis.assessments.definitions import writing
from trellis.assessments.definitions.kinds import KINDS
from trellis.assessments.definitions.questions import Question, SingleChoice, TrueFalse, true_false_options
from trellis.assessments.definitions.quizzes import NAME, Quiz
from trellis.assessments.exchange import markup
from trellis.assessments.exchange.results import Imported
from trellis.handbook.compiler import compile_handbook
from trellis.handbook.diagnostics import Diagnostic
from trellis.handbook.source import MemorySource

_PATH = "quizzes/read.quiz.md"
_BLOCK = re.compile(r"```|~~~|[-*+]\s|\d+[.)]\s|[>|#<]|!\[|\s|\{:")


def quiz_of(text: str, path: str = _PATH) -> tuple[Quiz, list[Diagnostic]]:
    """The quiz that a page asks, and what is wrong with it as one."""
    handbook = compile_handbook(MemorySource({path: text}), kinds=KINDS)
    told = [each for each in handbook.diagnostics if each.code.startswith("QZ")]
    quiz: Quiz = handbook.assembled[NAME].by_path[path]
    return quiz, told


def page_of(found: Imported, title: str) -> tuple[str, tuple[Question, ...]]:
    """The text of a page with all questions that were taken, and the questions as they are read from it.

    A question that would be read as another one is noted; one that would not be read at all is left out.
    """
    found.questions = several = [plainly(each) for each in found.questions]
    text = writing.page(title, several)
    quiz, told = quiz_of(text)
    there = quiz.by_key
    for each in several:
        read = there.get(each.key)
        if read is None:
            why = next(
                (d.message for d in told if d.start.line >= _line(text, each)), "It cannot be written here."
            )
            found.left_out(each.key, why)
        elif read.fingerprint != each.fingerprint:
            found.note(each.key, "Look at it: its words or numbers are not quite as they were.")
    kept = [each for each in several if each.key in there]
    if len(kept) < len(several):
        found.questions = kept
        text = writing.page(title, kept)
        quiz, _told = quiz_of(text)
    return text, quiz.questions


def _line(text: str, question: Question) -> int:
    at = text.find(f"{{#{question.key}}}")
    return text.count("\n", 0, max(at, 0)) + 1


def plainly(question: Question) -> Question:
    """The question as a page would have it: one that asks for True or False is of that type."""
    if isinstance(question, SingleChoice) and not any(each.credit for each in question.options):
        words = [each.text.strip(" .").casefold() for each in question.options]
        if words == ["true", "false"]:
            first, second = question.options
            said = {each.name: getattr(question, each.name) for each in fields(Question)}
            options = true_false_options(first.is_right, first.feedback, second.feedback)
            question = TrueFalse(**said, options=options)
    return headed(question)


def headed(question: Question) -> Question:
    """The question with a stem whose first line can be a heading: a paragraph is one line, a block has one above it."""
    stem = question.stem.strip()
    if not stem:
        return question
    if _BLOCK.match(stem):
        title = " ".join(question.key.replace("-", " ").replace("_", " ").split()).capitalize()
        return replace(question, stem=f"{title}\n\n{stem}")
    first, gap, rest = stem.partition("\n\n")
    return replace(question, stem=markup.one_line(first) + gap + rest)
