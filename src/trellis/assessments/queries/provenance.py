"""Where a question comes from: who wrote it, by which proposal, who approved it, and in which words it was asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min

from trellis.assessments.definitions.questions import Question
from trellis.assessments.definitions.quizzes import Quiz
from trellis.assessments.models import Answer
from trellis.handbook.errors import TrellisError
from trellis.pages.queries.authorship import UNKNOWN, writers_of
from trellis.pages.queries.brought import Brought, brought
from trellis.pages.queries.current import whole_edition
from trellis.pages.queries.revisions import past_of, served_bytes

MOST = 5
"""Commits of a question that are told: the newest."""


@dataclass(frozen=True, slots=True)
class Written:
    """A commit that lines of a question come from; `brought` is the proposal of it, where there was one."""

    author: str
    when: datetime
    commit: str
    brought: Brought | None


@dataclass(frozen=True, slots=True)
class Version:
    """The words in which a question was asked, by their fingerprint: of how many, and from when until when."""

    fingerprint: str
    asked: int
    first: datetime
    last: datetime


def written(quiz: Quiz, question: Question) -> list[Written]:
    """The commits that the lines of a question come from, the newest first; nothing where Git knows nothing of it."""
    edition = whole_edition()
    try:
        past = past_of(edition, quiz.path)
        data = served_bytes(past) if past is not None else None
        if past is None or data is None or not question.line:
            return []
        text = data.decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n")
        later = [each.line for each in quiz.questions if each.line > question.line]
        lines = writers_of(past, text)[question.line - 1 : min(later) - 1 if later else None]
        ids = [each for each in dict.fromkeys(lines) if each and each != UNKNOWN]
        commits = sorted(past.commits(ids).values(), key=lambda each: each.when, reverse=True)[:MOST]
        found = brought(edition, quiz.path, [each.id for each in commits])
    except TrellisError:
        return []
    return [Written(each.author, each.when, each.id, found.get(each.id)) for each in commits]


def versions(path: str, key: str) -> list[Version]:
    """The words in which a question was asked, the newest first. One query."""
    rows = Answer.objects.filter(attempt__quiz=path, key=key).order_by().values("fingerprint")
    counted = rows.annotate(n=Count("pk"), first=Min("attempt__began_at"), last=Max("attempt__began_at"))
    found = [Version(each["fingerprint"], each["n"], each["first"], each["last"]) for each in counted]
    return sorted(found, key=lambda each: each.last, reverse=True)
