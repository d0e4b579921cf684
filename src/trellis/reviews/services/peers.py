"""Colleagues who give feedback: who nominates them, who approves."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.core.rules import Account
from trellis.people.days import today
from trellis.people.queries.directory import Wanted, found
from trellis.reviews import rules
from trellis.reviews.models import Review, Writing
from trellis.reviews.services import waits
from trellis.reviews.services.errors import NoReviewError, ReviewError
from trellis.work.services import items

LONGEST = 500
_COUNTING = (Writing.State.NOMINATED, Writing.State.ASKED, Writing.State.SUBMITTED)


def nominate(*, review: UUID, people: Collection[UUID], by: Account) -> list[Writing]:
    """Name colleagues. By the person they wait for the manager; by the manager they are asked at once.

    Raises NoReviewError, ReviewError where somebody cannot be asked, or too many would be.
    """
    with transaction.atomic():
        row = _locked(review, by)
        setting = _setting(row)
        is_manager = row.manager_id == by.person_id
        if not is_manager and setting["nominated_by"] == "manager":
            raise ReviewError(_("The manager names colleagues in this cycle."))
        wanted = set(people) - set(
            row.writings.filter(kind=Writing.Kind.PEER, state__in=_COUNTING).values_list("writer", flat=True)
        )
        _check(row, wanted, setting["most"])
        state = Writing.State.ASKED if is_manager else Writing.State.NOMINATED
        made = []
        for each in sorted(wanted):
            writing, is_new = Writing.objects.get_or_create(
                review=row, kind=Writing.Kind.PEER, writer_id=each, defaults={"state": state}
            )
            if not is_new:
                writing.state = state
                writing.save(update_fields=["state"])
            writing.review = row
            made.append(writing)
            if state == Writing.State.ASKED:
                waits.piece(writing)
        waits.approve(row)
    return made


def approve(*, review: UUID, keys: Collection[UUID], by: Account, because: str = "") -> int:
    """Ask those whom the manager approves; the others who wait are asked no more.

    Raises as `nominate`, and ReviewError where fewer would be asked than the cycle wants and nothing says why.
    """
    with transaction.atomic():
        row = _locked(review, by)
        if row.manager_id != by.person_id:
            raise NoReviewError
        least = _setting(row)["least"]
        waiting = list(row.writings.filter(kind=Writing.Kind.PEER, state=Writing.State.NOMINATED))
        n = 0
        for each in waiting:
            each.review = row
            each.state = Writing.State.ASKED if each.pk in keys else Writing.State.DROPPED
            each.save(update_fields=["state"])
            if each.state == Writing.State.ASKED:
                waits.piece(each)
                n += 1
        if because.strip():
            row.fewer = because.strip()[:LONGEST]
        if counting(row) < least and not row.sealed_fewer:
            said = ngettext(
                "This cycle asks for %(n)d colleague or more.",
                "This cycle asks for %(n)d colleagues or more.",
                least,
            )
            raise ReviewError(
                said % {"n": least},
                hint=_("Ask somebody else too, or say why fewer are enough."),
                field="because",
            )
        row.peers_approved_at = timezone.now()
        row.save(update_fields=["peers_approved_at", "sealed_fewer"])
        waits.approve(row)
    return n


def go_on(*, review: UUID, because: str, by: Account) -> Review:
    """Write down why fewer colleagues are asked than the cycle wants. By the manager. Raises as `nominate`."""
    with transaction.atomic():
        row = _locked(review, by)
        _setting(row)
        if row.manager_id != by.person_id:
            raise NoReviewError
        if not because.strip():
            raise ReviewError(_("Say in a few words why fewer are enough."), field="because")
        row.fewer = because.strip()[:LONGEST]
        row.save(update_fields=["sealed_fewer"])
    return row


def counting(row: Review) -> int:
    """How many colleagues are named or asked and have not declined."""
    return row.writings.filter(kind=Writing.Kind.PEER, state__in=_COUNTING).count()


def withdraw(*, review: UUID, writing: UUID, by: Account) -> None:
    """Take a colleague off who has not handed anything in. By whoever names them. Raises as `nominate`."""
    with transaction.atomic():
        row = _locked(review, by)
        found = row.writings.filter(kind=Writing.Kind.PEER, pk=writing)
        states = [Writing.State.NOMINATED]
        if row.manager_id == by.person_id:
            states.append(Writing.State.ASKED)
        if found.filter(state__in=states).update(state=Writing.State.DROPPED):
            items.settle(waits.PEER, writing)
            waits.approve(row)


def _locked(key: UUID, by: Account) -> Review:
    row = (
        Review.objects.select_for_update(of=("self",)).select_related("cycle", "board").filter(pk=key).first()
    )
    if row is None or not rules.can_enter(by) or by.person_id not in (row.person_id, row.manager_id):
        raise NoReviewError
    if row.state != Review.State.WRITING or not row.cycle.is_open:
        raise ReviewError(_("This review is no longer being written."))
    return row


def _setting(row: Review) -> dict[str, Any]:
    found: dict[str, Any] | None = row.cycle.form.get("peers")
    if not found:
        raise ReviewError(_("Colleagues are not asked in this cycle."))
    return found


def _check(row: Review, wanted: Collection[UUID], most: int) -> None:
    if {row.person_id, row.manager_id} & set(wanted):
        raise ReviewError(_("Colleagues are neither the person nor the manager."), field="people")
    here = set(found(Wanted(today())).filter(person__in=wanted).values_list("person", flat=True))
    if set(wanted) - here:
        raise ReviewError(_("Only people who work here today can be asked."), field="people")
    if counting(row) + len(wanted) > most:
        said = ngettext("At most %(n)d colleague is asked.", "At most %(n)d colleagues are asked.", most)
        raise ReviewError(said % {"n": most}, field="people")
