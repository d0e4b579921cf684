"""Attempts, what waits to be graded, appeals and results as lists: columns, filters, files."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from trellis.assessments.addresses import appeal_address, attempt_address, grading_address, results_address
from trellis.assessments.models import Appeal, Attempt, Grading
from trellis.assessments.queries import grading as queries
from trellis.assessments.queries.analysis import OfQuiz
from trellis.core.rules import Account
from trellis.web.filters import chips_for, filter_of
from trellis.web.tables import Column, Table, table_of
from trellis.web.templatetags.shell import tag

TONES = {"open": "info", "handed-in": "attention", "graded": "", "void": ""}
FILE = (
    "key",
    "question",
    "type",
    "current",
    "asked",
    "mean",
    "out_of",
    "facility",
    "discrimination",
    "correlation",
    "flags",
)


def shown_state(row: Attempt) -> Any:
    """Where an attempt stands, as a tag: of a graded one, whether it passed."""
    if row.state == Attempt.State.GRADED:
        return tag(_("passed"), "good", "check") if row.passed else tag(_("not passed"), "problem")
    return tag(row.get_state_display(), TONES[row.state])


def shown_score(row: Attempt) -> str:
    """The score of an attempt, as people write it."""
    return f"{row.score:.0f} %" if row.score is not None and row.state == Attempt.State.GRADED else "–"


def table_of_attempts(request: HttpRequest, rows: QuerySet[Attempt]) -> Table:
    """Attempts of one person, the newest first."""
    columns = (
        Column[Attempt]("title", _("Quiz"), lambda row: row.title, sort=("title",)),
        Column[Attempt]("state", _("State"), shown_state, sort=("state", "passed")),
        Column[Attempt]("score", _("Score"), shown_score, sort=("score",), numeric=True),
        Column[Attempt]("began", _("Begun"), lambda row: _moment(row.began_at), sort=("began_at",), before=_("begun")),
        Column[Attempt]("number", _("Attempt"), lambda row: row.number, sort=("number",), numeric=True,
                        before=_("attempt")),
    )  # fmt: skip
    return table_of(
        request, "t-attempts", _("Attempts"), columns, rows, row_url=lambda row: attempt_address(row.pk),
        row_key=lambda row: str(row.pk),
    )  # fmt: skip


def queue(request: HttpRequest, who: Account) -> dict[str, Any]:
    """What waits to be graded, of all quizzes or of one."""
    get = request.GET.get
    quiz, mine = get("quiz", "")[:300], get("whose", "") == "mine"
    counts = queries.counts_of_queue(who)
    titles = {path: title for path, (title, _n) in counts.items()}
    n_mine = queries.queue_for(who, mine=True).count()
    whose = {"mine": _("taken by me")}
    named = (
        ("quiz", _("Quiz"), titles.get(quiz, quiz)),
        ("whose", _("Whose"), whose["mine"] if mine else ""),
    )
    columns = (
        Column[Grading]("who", _("Learner"), _learner, under=lambda row: row.attempt.title),
        Column[Grading]("handed_in", _("Handed in"), lambda row: _moment(row.attempt.handed_in_at),
                        sort=("attempt__handed_in_at",), before=_("handed in")),
        Column[Grading]("round", _("Round"), lambda row: _round(row), sort=("round",)),
        Column[Grading]("grader", _("State"), lambda row: _taken(row, who), sort=("grader",)),
    )  # fmt: skip
    return {
        "table": table_of(
            request, "t-queue", _("To grade"), columns, queries.queue_for(who, quiz=quiz, mine=mine),
            row_url=lambda row: grading_address(row.pk), row_key=lambda row: str(row.pk),
        ),
        "filters": (
            filter_of("quiz", _("Quiz"), {path: n for path, (_t, n) in counts.items()}, quiz, titles),
            filter_of("whose", _("Whose"), {"mine": n_mine}, "mine" if mine else "", whose),
        ),
        "chips": chips_for(request.GET, named),
    }  # fmt: skip


def table_of_appeals(request: HttpRequest, rows: QuerySet[Appeal]) -> Table:
    """Appeals, those that wait first."""
    columns = (
        Column[Appeal]("title", _("Quiz"), lambda row: row.attempt.title, under=_appealing),
        Column[Appeal]("state", _("State"), _state_of_appeal, sort=("state",)),
        Column[Appeal]("asked", _("Made"), lambda row: _moment(row.asked_at), sort=("asked_at",), before=_("made")),
        Column[Appeal]("decided", _("Answered by"), lambda row: row.decided_by.name if row.decided_by else "–",
                       before=_("answered by")),
    )  # fmt: skip
    return table_of(
        request, "t-appeals", _("Appeals"), columns, rows, row_url=lambda row: appeal_address(row.pk),
        row_key=lambda row: str(row.pk),
    )  # fmt: skip


def table_of_quizzes(request: HttpRequest, rows: list[OfQuiz]) -> Table:
    """Quizzes with how they went."""
    columns = (
        Column[OfQuiz]("title", _("Quiz"), lambda row: row.title, sort=lambda row: row.title.casefold(),
                       under=lambda row: _("not in the handbook any more") if row.is_gone else row.path),
        Column[OfQuiz]("taken", _("Attempts"), lambda row: row.taken, sort=lambda row: row.taken, numeric=True,
                       after=lambda row: _("attempts")),
        Column[OfQuiz]("waiting", _("To grade"), lambda row: row.waiting, sort=lambda row: row.waiting, numeric=True,
                       after=lambda row: _("to grade")),
        Column[OfQuiz]("mean", _("Mean score"), lambda row: f"{row.mean:.0f} %" if row.mean is not None else "–",
                       sort=lambda row: row.mean or 0, numeric=True, after=lambda row: _("mean score")),
        Column[OfQuiz]("passed", _("Passed"), lambda row: f"{row.pass_rate} %" if row.pass_rate is not None else "–",
                       sort=lambda row: row.pass_rate or 0, numeric=True, after=lambda row: _("passed")),
    )  # fmt: skip
    return table_of(
        request, "t-quizzes", _("Quizzes"), columns, rows, row_url=lambda row: results_address(row.path),
        row_key=lambda row: row.path,
    )  # fmt: skip


def _moment(moment: Any) -> str:
    return date_format(localtime(moment), "DATETIME_FORMAT") if moment is not None else "–"


def _learner(row: Grading) -> str:
    return _("Somebody (blind)") if row.attempt.rule("blind") else row.attempt.person.name


def _round(row: Grading) -> str:
    return {1: _("first"), 2: _("second marker"), 3: _("third, who decides")}.get(row.round, str(row.round))


def _taken(row: Grading, who: Account) -> Any:
    if row.grader is None:
        return tag(_("waits"), "attention")
    if row.again:
        return tag(_("look again"), "problem")
    return tag(_("taken by me") if row.grader_id == who.person_id else row.grader.name, "info")


def _appealing(row: Appeal) -> str:
    return _("Somebody (blind)") if row.attempt.rule("blind") else row.attempt.person.name


def _state_of_appeal(row: Appeal) -> Any:
    tones = {"open": "attention", "upheld": "good", "rejected": ""}
    return tag(row.get_state_display(), tones[row.state])
