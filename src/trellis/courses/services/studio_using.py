"""Making a section of the handbook a lesson, with a question that rests on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from trellis.core.rules import Account
from trellis.courses.services import steps
from trellis.courses.services import studio as services
from trellis.courses.studio import beginnings, inserting, outlines, sections
from trellis.courses.studio.making import markdown_of
from trellis.pages.fingerprints import fingerprint
from trellis.pages.queries import editing
from trellis.pages.queries.editing import Desk
from trellis.pages.queries.folders import Bench, plain


class Used(NamedTuple):
    """What became of a section: the lesson, and the quiz with the question that rests on it (empty: none)."""

    lesson: str
    quiz: str = ""
    question: str = ""


def use_section(
    bench: Bench,
    *,
    by: Account,
    path: str,
    anchor: str,
    title: str,
    with_question: bool,
    missing: tuple[str, ...] = (),
) -> Used:
    """Make a section of the handbook a lesson that includes it, and begin a question that relies on it.

    The question goes into the first quiz of the course, or into a new one. All of it is one act, which is undone at
    once. Raises as `studio.add_page` does.
    """
    services.require(by)
    title = " ".join(title.split())[:200]
    with transaction.atomic():
        act, names = steps.new_act(), _pages(bench)
        course = _course(bench, by)
        aims = [each.key for each in outlines.aims_of(plain(course.text), course.path)][:1]
        numbers = [int(each[:2]) for each in names if each[:2].isdecimal()]
        name = beginnings.lesson_name(title, max(numbers, default=0) + 1, names)
        body = f"{inserting.include(path, anchor)}\n\n{inserting.SNIPPETS['exercise']}"
        services.add_page(
            bench, course, by=by, seen=fingerprint(course.text), title=title, name=name, missing=missing, act=act,
            text=beginnings.lesson(title, aims, body),
        )  # fmt: skip
        if not with_question:
            return Used(name)
        relied = f"/{path}#{anchor}" if anchor else f"/{path}"
        quiz, question = _question(bench, by, names, title, relied, aims[0] if aims else "", act)
    return Used(name, quiz, question)


def _question(
    bench: Bench, by: Account, names: Mapping[str, str], title: str, relied: str, aim: str, act: UUID
) -> tuple[str, str]:
    """Begin a question in the first quiz of a course, or in a new one; gives the quiz and the key of the question."""
    quiz = next((each for each in names if each == "quiz.md" or each.endswith(".quiz.md")), "")
    desk = editing.desk(bench.edition, by, names[quiz], bench.proposal) if quiz else None
    taken = [each.key for each in sections.written(plain(desk.text), desk.path)] if desk is not None else []
    begun = beginnings.cells("single", aim, taken, relied, _("What does “%(title)s” say?") % {"title": title})
    body = markdown_of(begun)
    if desk is not None:
        there = desk.path
        services.change(
            desk,
            by=by,
            seen=fingerprint(desk.text),
            reshape=lambda old: sections.added(old, there, body),
            act=act,
        )
        return quiz, begun.key
    course, called = _course(bench, by), _("Check yourself")
    text = f"---\ntitle: {beginnings.quoted(called)}\nquiz:\n  pass: 80%\n---\n\n{body}\n"
    services.add_page(
        bench, course, by=by, seen=fingerprint(course.text), title=called, text=text, name="quiz.md", act=act
    )
    return "quiz.md", begun.key


def _course(bench: Bench, by: Account) -> Desk:
    return editing.desk(bench.edition, by, f"{bench.folder}/course.md", bench.proposal)


def _pages(bench: Bench) -> dict[str, str]:
    """The pages of a course besides its own, by name."""
    below = f"{bench.folder}/"
    return {
        path.rpartition("/")[2]: path
        for path in sorted(bench.handbook.pages)
        if path.startswith(below) and path != f"{below}course.md"
    }
