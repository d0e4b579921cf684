"""Undoing acts of the studio: what a draft said before is kept with each act, and put back the last first."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core.records import uuid7
from trellis.core.rules import Account
from trellis.courses.models import StudioStep
from trellis.handbook.errors import TrellisError
from trellis.pages.fingerprints import fingerprint
from trellis.pages.queries import editing
from trellis.pages.queries.editing import Desk
from trellis.pages.queries.folders import Bench
from trellis.pages.services import drafts

MOST = 100
"""Steps that are kept of somebody: the oldest are forgotten."""


class UndoError(TrellisError):
    """The last act cannot be undone."""

    code = "studio.undo"


def new_act() -> UUID:
    """What the steps of one act are known by."""
    return uuid7()


def keep(desk: Desk, *, by: Account, text: str, act: UUID) -> None:
    """Make a text the draft of a page, and remember what it took the place of. Raises what `save_draft` raises."""
    with transaction.atomic():
        drafts.save_draft(
            author=by, path=desk.path, text=text, started_from=desk.commit, proposal=desk.proposal,
            instead_of=desk.text,
        )  # fmt: skip
        StudioStep.objects.create(
            author=by, proposal=desk.proposal, path=desk.path, act=act, before=desk.text,
            was_draft=desk.draft is not None, started_from=desk.commit, after=fingerprint(text), at=timezone.now(),
        )  # fmt: skip
        old = StudioStep.objects.filter(author=by).order_by("-at", "-id").values("pk")[MOST : 2 * MOST]
        StudioStep.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()


def undo(bench: Bench, *, by: Account) -> int:
    """Put back what the drafts of a course said before the last act; gives how many pages that are.

    A page that had no draft before has none again, unless files are kept with it. Raises UndoError where there is
    nothing to undo, and where a draft was written elsewhere since: those words would be lost.
    """
    with transaction.atomic():
        steps = _last(bench, by)
        if not steps:
            raise UndoError(_("There is nothing to undo."))
        for step in reversed(steps):
            _put_back(bench, step, by)
        StudioStep.objects.filter(pk__in=[each.pk for each in steps]).delete()
    return len({each.path for each in steps})


def forget(bench: Bench, *, by: Account, name: str = "") -> None:
    """Forget how drafts came about that have gone: those of one page of a course, or of all of it."""
    mine = StudioStep.objects.filter(author=by, proposal=bench.proposal)
    if name:
        mine.filter(path=f"{bench.folder}/{name}").delete()
    else:
        mine.filter(path__startswith=f"{bench.folder}/").delete()


def _last(bench: Bench, by: Account) -> list[StudioStep]:
    """The steps of the last act in a course, locked, in their order."""
    rows = StudioStep.objects.select_for_update(of=("self",)).filter(
        author=by, proposal=bench.proposal, path__startswith=f"{bench.folder}/"
    )
    last = rows.order_by("-at", "-id").first()
    return list(rows.filter(act=last.act).order_by("at", "id")) if last is not None else []


def _put_back(bench: Bench, step: StudioStep, by: Account) -> None:
    found = editing.draft_of(by, step.path, bench.proposal)
    if found is None or fingerprint(found.text) != step.after:
        raise UndoError(
            _("“%(path)s” was written elsewhere since.") % {"path": step.path},
            hint=_("Undoing would lose that. Change it in the editor of its text."),
        )
    if step.was_draft or any(each.draft == step.path for each in bench.files):
        drafts.save_draft(
            author=by, path=step.path, text=step.before, started_from=step.started_from, proposal=bench.proposal,
            instead_of=found.text,
        )  # fmt: skip
    else:
        drafts.discard_draft(author=by, path=step.path, proposal=bench.proposal)
