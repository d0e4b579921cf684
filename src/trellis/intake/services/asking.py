"""Writes of those who need a course: asking, saying it better, answering, withdrawing, needing it, too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from trellis.core.rules import Account
from trellis.core.services.events import publish
from trellis.intake import rules
from trellis.intake.definitions import stages
from trellis.intake.events import RequestAsked, RequestChanged, RequestVoted
from trellis.intake.models import CourseRequest, Kind, MoveKind, Stage, Vote
from trellis.intake.services.errors import IntakeError
from trellis.intake.services.writing import LONGEST, locked, must, needed, note, step, wait

MOST_PEOPLE = 1_000_000


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for: what people should be able to do that they cannot now, who, how many, by when.

    `otherwise` is what happens without it; `pages` and `links` hold a path or an address on each line.
    """

    title: str
    need: str
    audience: str
    kind: str = Kind.COURSE
    people: int | None = None
    wanted_by: date | None = None
    otherwise: str = ""
    pages: str = ""
    links: str = ""


def ask(*, wish: Wish, by: Account, key: UUID | None = None) -> CourseRequest:
    """Ask for a course. With the same `key` again it is the same request. Raises NotAllowedError, IntakeError."""
    must(rules.can_enter(by))
    with transaction.atomic():
        before = CourseRequest.objects.filter(pk=key).first() if key is not None else None
        if before is not None:
            must(before.asked_by_id == by.pk)
            return before
        row = CourseRequest(asked_by=by) if key is None else CourseRequest(pk=key, asked_by=by)
        _write(row, wish)
        row.save(force_insert=True)
        note(row, MoveKind.STAGE, by, after=Stage.ASKED)
        publish(RequestAsked(row.pk, by.pk, row.kind))
        wait(row, by)
    return row


def change(*, request: CourseRequest, wish: Wish, by: Account, seen: int | None = None) -> CourseRequest:
    """Say better what is asked for. The same again writes nothing. Raises NotAllowedError, IntakeError."""
    with transaction.atomic():
        row = locked(request, seen)
        must(rules.can_change(by, row))
        before = _said(row)
        _write(row, wish)
        if _said(row) != before:
            row.version += 1
            row.save()
            publish(RequestChanged(row.pk, by.pk, "words"))
    return row


def answer(*, request: CourseRequest, text: str, by: Account) -> CourseRequest:
    """Answer what was asked back: it is to be decided again. Raises NotAllowedError, IntakeError."""
    with transaction.atomic():
        row = locked(request)
        must(rules.can_answer(by, row))
        words = needed(text, _("Write an answer."))
        note(row, MoveKind.ANSWER, by, text=words)
        step(row, Stage.ASKED, by)
    return row


def withdraw(*, request: CourseRequest, by: Account) -> CourseRequest:
    """Ask no more. Twice is once. Raises NotAllowedError."""
    with transaction.atomic():
        row = locked(request)
        if row.stage == Stage.WITHDRAWN and row.asked_by_id == by.pk:
            return row
        must(rules.can_withdraw(by, row))
        step(row, Stage.WITHDRAWN, by)
    return row


def vote(*, request: CourseRequest, by: Account, team: str = "", people: int = 1, why: str = "") -> Vote:
    """Say that one needs it, too: for a team and a number of people; said again, it says that from now on.

    Raises NotAllowedError, IntakeError.
    """
    must(rules.can_enter(by))
    with transaction.atomic():
        row = locked(request)
        if row.asked_by_id == by.pk:
            raise IntakeError(_("You asked for it yourself."))
        if row.stage in (*stages.REFUSED, Stage.RETIRED):
            raise IntakeError(_("This request has ended."))
        if not 1 <= people <= MOST_PEOPLE:
            raise IntakeError(_("Say for how many people."), field="people")
        made, _new = Vote.objects.update_or_create(
            request=row, account=by,
            defaults={"team": " ".join(team.split())[:100], "people": people, "why": why.strip()[:500]},
        )  # fmt: skip
        publish(RequestVoted(row.pk, by.pk, True))
    return made


def take_vote_back(*, request: CourseRequest, by: Account) -> bool:
    """Need it no more; gives whether something changed."""
    with transaction.atomic():
        row = locked(request)
        gone, _kinds = Vote.objects.filter(request=row, account=by).delete()
        if gone:
            publish(RequestVoted(row.pk, by.pk, False))
    return bool(gone)


def _write(row: CourseRequest, wish: Wish) -> None:
    row.title = " ".join(wish.title.split())
    if not row.title or len(row.title) > 200:
        raise IntakeError(_("Say in a few words what it is about."), field="title")
    row.need = needed(wish.need, _("Say what people should be able to do that they cannot now."), "need")
    row.audience = " ".join(wish.audience.split())
    if not row.audience or len(row.audience) > 300:
        raise IntakeError(_("Say who should be able to do it."), field="audience")
    if wish.kind not in Kind.values:
        raise IntakeError(_("Choose one of the kinds."), field="kind")
    if wish.people is not None and not 1 <= wish.people <= MOST_PEOPLE:
        raise IntakeError(_("Say for how many people."), field="people")
    row.kind, row.people, row.wanted_by = wish.kind, wish.people, wish.wanted_by
    for name in ("otherwise", "pages", "links"):
        text = getattr(wish, name).strip()
        if len(text) > LONGEST:
            raise IntakeError(_("Say it in fewer words."), field=name)
        setattr(row, name, text)


def _said(row: CourseRequest) -> tuple[object, ...]:
    return (
        row.title, row.need, row.audience, row.kind, row.people, row.wanted_by, row.otherwise, row.pages, row.links,
    )  # fmt: skip
