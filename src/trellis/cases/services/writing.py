"""Writing into a case: notes, decisions, documents, deadlines, messages, its stages, its end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from pathlib import PurePath
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.cases import rules, terms
from trellis.cases.attached import ATTACHED
from trellis.cases.definitions.notices import ANSWER
from trellis.cases.definitions.types import Stage
from trellis.cases.models import (
    Case,
    CaseDeadline,
    CaseDecision,
    CaseDocument,
    CaseMessage,
    CaseMove,
    CaseNote,
    CaseParty,
)
from trellis.cases.services import opening, watching
from trellis.cases.services.errors import CaseError, NoCaseError
from trellis.cases.services.locking import changed, clean, locked
from trellis.core.rules import Account
from trellis.core.services import files, notices
from trellis.people.days import today
from trellis.people.definitions.spans import add
from trellis.work.services import items


def note(*, case: UUID, key: UUID, text: str, by: Account) -> CaseNote:
    """Write a note down; the same key again is the same note. Raises NoCaseError, CaseError."""
    with transaction.atomic():
        found = locked(case, by)
        before = CaseNote.objects.filter(pk=key, case=found).first()
        if before is not None:
            return before
        made = CaseNote(pk=key, case=found, by=by)
        made.text = clean(text, "text")
        made.save(force_insert=True)
        changed(found, by.pk, "note")
    return made


def decide(
    *, case: UUID, key: UUID, text: str, why: str, decided_by: str, effective_on: date, by: Account
) -> CaseDecision:
    """Write down who decided what, why and from when; the same key again is the same. Raises NoCaseError, CaseError."""
    with transaction.atomic():
        found = locked(case, by)
        before = CaseDecision.objects.filter(pk=key, case=found).first()
        if before is not None:
            return before
        made = CaseDecision(pk=key, case=found, by=by, effective_on=effective_on)
        made.text, made.why, made.decided_by = (
            clean(text, "text"),
            clean(why, "why"),
            decided_by.strip()[:200],
        )
        made.save(force_insert=True)
        changed(found, by.pk, "decision")
    return made


def keep_document(*, case: UUID, name: str, pieces: Iterable[bytes], by: Account) -> CaseDocument:
    """Keep a file, sealed, under a name that says nothing. Raises NoCaseError, CaseError, and what `files.put` does."""
    with transaction.atomic():
        found = locked(case, by)
        told = name.strip()[:200] or _("document")
        number = CaseDocument.objects.filter(case=found).count() + 1
    ending = PurePath(told).suffix.lower()[:10]
    made = files.put(kind=ATTACHED, key=case, name=f"document-{number}{ending}", pieces=pieces, by=by)
    with transaction.atomic():
        found = locked(case, by)
        row = CaseDocument.objects.filter(file=made.pk).first()
        if row is None:
            row = CaseDocument(case=found, file=made.pk, by=by)
            row.name = told
            row.save(force_insert=True)
            changed(found, by.pk, "document")
    return row


def add_deadline(*, case: UUID, key: UUID, title: str, due_on: date, by: Account) -> CaseDeadline:
    """Set a deadline by hand; the same key again is the same. Raises NoCaseError, CaseError."""
    with transaction.atomic():
        found = locked(case, by)
        before = CaseDeadline.objects.filter(pk=key, case=found).first()
        if before is not None:
            return before
        made = CaseDeadline(pk=key, case=found, due_on=due_on)
        made.title = clean(title, "title")
        made.save(force_insert=True)
        changed(found, by.pk, "deadline")
        watching.keep(found)
    return made


def finish_deadline(*, case: UUID, deadline: UUID, by: Account) -> None:
    """Say that what was due is done; again changes nothing. Raises NoCaseError, CaseError."""
    with transaction.atomic():
        found = locked(case, by)
        row = CaseDeadline.objects.filter(case=found, pk=deadline, done_at=None).first()
        if row is not None:
            row.done_at, row.done_by = timezone.now(), by
            row.save(update_fields=["done_at", "done_by"])
            items.settle(watching.DEADLINE, row.pk, done_by=by)
            changed(found, by.pk, "deadline")


def mark_replied(*, case: UUID, by: Account) -> None:
    """Say that whoever waited has had a first answer; again changes nothing. Raises NoCaseError, CaseError."""
    with transaction.atomic():
        _replied(locked(case, by), by)


def answer(*, case: UUID, party: UUID, key: UUID, text: str, by: Account) -> CaseMessage:
    """Write to somebody who asked in confidence; they are told of it. Raises NoCaseError, CaseError."""
    with transaction.atomic():
        found = locked(case, by)
        thread = CaseParty.objects.filter(pk=party, case=found).select_related("person__account").first()
        if thread is None or not found.is_asked:
            raise NoCaseError
        before = CaseMessage.objects.filter(pk=key, party=thread).first()
        if before is not None:
            return before
        made = _said(thread, key, clean(text, "text"), by, is_theirs=False)
        _replied(found, by)
        account = getattr(thread.person, "account", None)
        if account is not None:
            notices.notify(
                ANSWER, [account], subject=_("There is an answer to what you asked"), actor=by,
                address=reverse("cases:thread", args=[thread.pk]),
            )  # fmt: skip
        changed(found, by.pk, "message")
    return made


def say(*, thread: UUID, key: UUID, text: str, by: Account) -> CaseMessage:
    """Write as whoever asked. A case that was closed waits on its handlers again. Raises NoCaseError, CaseError."""
    with transaction.atomic():
        own = rules.threads(by).filter(pk=thread).first()
        if own is None:
            raise NoCaseError
        before = CaseMessage.objects.filter(pk=key, party=own).first()
        if before is not None:
            return before
        case = Case.objects.select_for_update().get(pk=own.case_id)
        if case.closed_at is not None:
            raise CaseError(_("This was brought to an end."), hint=_("Ask anew if something is still open."))
        made = _said(own, key, clean(text, "text"), by, is_theirs=True)
        changed(case, None, "message")
        watching.tell(case, watching.keep(case), by=by)
    return made


def move_on(*, case: UUID, seen: int, by: Account) -> Case:
    """Let the next stage begin, with its deadlines. Raises NoCaseError, StaleCaseError, CaseError."""
    with transaction.atomic():
        found = locked(case, by, seen=seen)
        kind = terms.type_named(found.type)
        now = kind.stage(found.stage) if kind is not None else None
        following = kind.after(found.stage) if kind is not None else None
        if following is None:
            raise CaseError(_("This is the last stage: the case can be closed."))
        missing = missing_in(found, now) if now is not None else []
        if missing:
            raise CaseError(
                _("Before the next stage there must be: %(what)s.") % {"what": ", ".join(missing)}
            )
        found.stage, found.stage_since = following.name, timezone.now()
        changed(found, by.pk, "moved", fields=("stage", "stage_since"))
        CaseMove.objects.create(case=found, deed=CaseMove.Deed.MOVED, stage=found.stage, by=by)
        opening.deadlines_of(found, following.name, today())
        watching.keep(found)
    return found


def close(*, case: UUID, outcome: str, seen: int, by: Account) -> Case:
    """Close a case with its outcome; from now on it is kept for as long as its type says. Raises as `move_on`."""
    with transaction.atomic():
        found = locked(case, by, seen=seen)
        found.outcome = clean(outcome, "outcome")
        found.closed_at, found.kept_until = timezone.now(), _kept_until(found.type)
        changed(found, by.pk, "closed", fields=("sealed_outcome", "closed_at", "kept_until"))
        made = CaseMove(case=found, deed=CaseMove.Deed.CLOSED, stage=found.stage, by=by)
        made.outcome = found.outcome
        made.save()
        watching.settle(found)
    return found


def reopen(*, case: UUID, seen: int, by: Account) -> Case:
    """Open a closed case again; what its outcome was stays in its history. Raises as `move_on`."""
    with transaction.atomic():
        found = locked(case, by, seen=seen, open_only=False)
        if found.closed_at is None:
            return found
        found.closed_at = found.kept_until = None
        found.outcome = ""
        changed(found, by.pk, "reopened", fields=("sealed_outcome", "closed_at", "kept_until"))
        CaseMove.objects.create(case=found, deed=CaseMove.Deed.REOPENED, stage=found.stage, by=by)
        watching.keep(found)
    return found


def missing_in(case: Case, stage: Stage) -> list[str]:
    """What a stage still needs before the next one begins, in words."""
    words = _words()
    there = {
        "note": case.notes.filter(at__gte=case.stage_since).exists,
        "decision": case.decisions.filter(at__gte=case.stage_since).exists,
        "document": case.documents.filter(at__gte=case.stage_since).exists,
        "deadlines-done": case.deadlines.filter(done_at=None).exists,
    }
    return [words[need] for need in stage.needs if there[need]() == (need == "deadlines-done")]


def _words() -> dict[str, str]:
    return {
        "note": _("a note"), "decision": _("a decision"), "document": _("a document"),
        "deadlines-done": _("every deadline done"),
    }  # fmt: skip


def _said(thread: CaseParty, key: UUID, text: str, by: Account, *, is_theirs: bool) -> CaseMessage:
    made = CaseMessage(pk=key, party=thread, by=by, is_theirs=is_theirs)
    made.text = text
    made.save(force_insert=True)
    return made


def _replied(case: Case, by: Account) -> None:
    if case.replied_at is None:
        case.replied_at = timezone.now()
        changed(case, by.pk, "replied", fields=("replied_at",))
        items.settle(watching.REPLY, case.pk, done_by=by)


def _kept_until(type_name: str) -> datetime:
    kind = terms.type_named(type_name)
    return datetime.combine(
        add(today(), kind.keep if kind is not None else "3 years"), time(), timezone.get_current_timezone()
    )
