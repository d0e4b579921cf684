"""What the handbook says of quizzes: today, and at the revision that an attempt is pinned to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from trellis.assessments.definitions.kinds import KINDS
from trellis.assessments.definitions.quizzes import NAME, Quiz, QuizSettings, Quizzes
from trellis.core import defined
from trellis.handbook.diagnostics import Reporter
from trellis.handbook.files import read_page
from trellis.handbook.source import SourceError
from trellis.pages.queries.current import whole_edition
from trellis.pages.queries.revisions import past_of
from trellis.people.days import today
from trellis.people.definitions.audiences import EVERYBODY, Facts, fits
from trellis.people.queries import audiences

_COMMIT = re.compile(r"[0-9a-f]{40,64}")
FOLDER = "quizzes/"
"""Where quizzes stand that belong to no course: they are taken by themselves."""


def quizzes() -> Quizzes:
    """All quizzes of the current handbook."""
    found = defined.defined(NAME)
    return found if isinstance(found, Quizzes) else Quizzes({})


def quiz_at(path: str) -> Quiz | None:
    """A quiz of the current handbook by the path of its page."""
    return quizzes().by_path.get(path)


def quiz_in(path: str, revision: str = "") -> Quiz | None:
    """A quiz as it was at a revision; that of today where none is named, or it says the same.

    A revision may be several commits, one for each source of the handbook. `None` where there was no such quiz then.
    """
    if not revision or revision == defined.revision():
        return quiz_at(path)
    edition = whole_edition()
    found = edition.remember(("quiz", path, revision), lambda: _quiz_then(path, revision))
    return found if isinstance(found, Quiz) else None


def _quiz_then(path: str, revision: str) -> Quiz | bool:
    try:
        past = past_of(whole_edition(), path)
    except SourceError:
        past = None  # a plain folder: there is no other revision than that of today
    if past is None:
        return quiz_at(path) or False
    kind = next(each for each in KINDS if each.name == NAME)
    for commit in _COMMIT.findall(revision):
        try:
            data = past.bytes_at(commit)
        except SourceError:
            continue
        if data is not None:
            page = read_page(path, data).page
            settings = defined.edition().handbook.settings
            made = kind.parse(page, settings, Reporter(path, page.source))
            return made if isinstance(made, Quiz) else False
    return False


def quiz_key(path: str) -> UUID:
    """The identifier of a quiz as an object of the site: its path is all that it has."""
    return uuid5(NAMESPACE_URL, f"quiz:{path}")


def owner_of(path: str) -> str:
    """The title of the role that owns a quiz; empty where the page names none, or there is none any more."""
    return owners().get(path, "")


def owners() -> Mapping[str, str]:
    """The owner of each quiz that has one, by path; made once for each edition."""
    return defined.derive(_owners)


def _owners(edition: Any) -> dict[str, str]:
    found = edition.handbook.assembled.get(NAME)
    every = found.by_path.items() if isinstance(found, Quizzes) else ()
    return {path: each.owner for path, each in every if each.owner}


def on_their_own() -> dict[str, Quiz]:
    """The quizzes that people take by themselves, by path: those that stand outside of courses."""
    return {
        path: each for path, each in quizzes().by_path.items() if path.startswith(FOLDER) and each.questions
    }


def is_for(quiz: Quiz, person: UUID, facts: Facts | None = None) -> bool:
    """Whether somebody of the team belongs to the audience of a quiz. Two queries, unless it is for everybody."""
    audience = quiz.settings.audience
    if audience == EVERYBODY:
        return True
    known = facts or audiences.facts_on(today(), [person]).get(person)
    return known is not None and fits(audience, known)


def rules_of(settings: QuizSettings) -> dict[str, Any]:
    """The settings of a quiz as an attempt keeps them: JSON, numbers as texts, times in seconds."""
    return {
        "pass": str(settings.pass_mark * 100), "attempts": settings.attempts, "wait": settings.wait_minutes * 60,
        "time": (settings.time_minutes or 0) * 60, "review": settings.review, "penalty": str(settings.penalty),
        "integrity": list(settings.integrity), "blind": settings.blind, "second_marker": settings.second_marker,
    }  # fmt: skip


def percent(value: Any, usual: str = "80") -> Decimal:
    """A number out of kept rules."""
    return Decimal(str(value if value is not None else usual))
