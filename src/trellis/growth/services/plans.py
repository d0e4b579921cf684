"""Writes of development plans: beginning, assessing, evidence, actions, comments, taking over changes, ending."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core import defined
from trellis.core.rules import Account, NotAllowedError, Person
from trellis.core.services.events import publish
from trellis.growth import rules, terms
from trellis.growth.events import PlanMoved
from trellis.growth.models import (
    ActionKind,
    DevelopmentPlan,
    NoteKind,
    PlanAction,
    PlanEvidence,
    PlanItem,
    PlanNote,
    PlanState,
    Shown,
)
from trellis.growth.queries import plans as queries
from trellis.growth.queries.standing import standing_of
from trellis.growth.services.errors import GrowthError, StaleGrowthError
from trellis.people.days import today
from trellis.work.dues import due_by
from trellis.work.services import items as work

ACTION = "plan-action"
TITLE = "Something from a development plan"
"""How an action is written down in My work: its words are sealed."""
LONGEST = 10_000
LONGEST_LINK = 2000


def begin(*, person: Person, target: str, by: Account, review_on: date | None = None) -> DevelopmentPlan:
    """Begin a plan of a person towards a level, with everything that it asks for beyond their own.

    Begun again, it is the same one. Raises NotAllowedError, GrowthError.
    """
    if not rules.can_begin_plan(by, person):
        raise NotAllowedError(_("Development plans are begun by the person and those above them."))
    role = terms.role_at(target)
    if role is None:
        raise GrowthError(_("The handbook has no such level."))
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        before = DevelopmentPlan.objects.filter(person=person, target=target, state=PlanState.OPEN).first()
        if before is not None:
            return before
        standing = standing_of(person)
        if standing.position is None:
            raise GrowthError(_("%(name)s does not work here today.") % {"name": person.name})
        if standing.title == role.full_title:
            raise GrowthError(_("%(name)s has this level already.") % {"name": person.name})
        made = DevelopmentPlan.objects.create(
            person=person, target=target, target_title=role.full_title, source_title=standing.title,
            review_on=review_on, revision=defined.revision()[:200], begun_by=by,
        )  # fmt: skip
        PlanItem.objects.bulk_create(
            PlanItem(
                plan=made, key=each.key, part=each.part, place=place, text=each.text, revision=made.revision
            )
            for place, each in enumerate(terms.gap(standing.role, role), 1)
        )
        _note(made, NoteKind.BEGUN, by)
        publish(PlanMoved(made.pk, by.pk, NoteKind.BEGUN))
    return made


def assess(
    *, plan: DevelopmentPlan, says: Mapping[UUID, str], by: Account, seen: int | None = None
) -> DevelopmentPlan:
    """Say how far items are shown: the person for themselves, those above them as the manager.

    What is not in it stays as it is. Raises NotAllowedError, GrowthError, StaleGrowthError.
    """
    with transaction.atomic():
        found = _open(plan, by)
        field = _whose(found, by)
        _check_seen(found, seen)
        changed = []
        for item in found.items.filter(pk__in=list(says)):
            word = says[item.pk]
            if word not in ("", *Shown.values):
                raise GrowthError(_("Choose how far it is shown."))
            if getattr(item, field) != word:
                setattr(item, field, word)
                changed.append(item)
        if changed:
            PlanItem.objects.bulk_update(changed, [field])
            _grown(found)
            _note(found, NoteKind.ASSESSED, by)
            publish(PlanMoved(found.pk, by.pk, NoteKind.ASSESSED))
    return found


def add_evidence(
    *, plan: DevelopmentPlan, item: UUID, text: str, link: str, key: UUID, by: Account
) -> PlanEvidence:
    """Write down what shows an item; the same key again is the same. Raises NotAllowedError, GrowthError."""
    with transaction.atomic():
        found = _open(plan, by)
        before = PlanEvidence.objects.filter(pk=key, item__plan=found).first()
        if before is not None:
            return before
        of = found.items.filter(pk=item, dropped=False).first()
        if of is None:
            raise GrowthError(_("This plan has no such item."))
        made = PlanEvidence(pk=key, item=of, by=by)
        made.text, made.link = _words(text), _link(link)
        made.save(force_insert=True)
    return made


def remove_evidence(*, plan: DevelopmentPlan, evidence: UUID, by: Account) -> None:
    """Take back what one wrote oneself. Twice is once. Raises NotAllowedError, GrowthError."""
    with transaction.atomic():
        found = _open(plan, by)
        PlanEvidence.objects.filter(pk=evidence, item__plan=found, by=by).delete()


def add_action(
    *, plan: DevelopmentPlan, kind: str, text: str, owner: Person, due_on: date | None, key: UUID, by: Account
) -> PlanAction:
    """Write down who does what until when; it waits on them in My work. The same key again is the same action.

    It is done by somebody who sees the plan. Raises NotAllowedError, GrowthError.
    """
    with transaction.atomic():
        found = _open(plan, by)
        before = PlanAction.objects.filter(pk=key, plan=found).first()
        if before is not None:
            return before
        if kind not in ActionKind.values:
            raise GrowthError(_("Choose a kind."), field="kind")
        account = Account.objects.filter(person=owner, is_active=True).first()
        if account is None or not rules.can_see_plan(account, found):
            raise GrowthError(
                _("%(name)s does not see this plan.") % {"name": owner.name},
                hint=_("The person, those above them and the coach do."), field="owner",
            )  # fmt: skip
        made = PlanAction(pk=key, plan=found, kind=kind, owner=owner, due_on=due_on)
        made.text = _words(text)
        made.save(force_insert=True)
        _wait(made, account)
    return made


def finish_action(*, plan: DevelopmentPlan, action: UUID, by: Account, done: bool = True) -> None:
    """Say that something is done, or not after all. Twice is once. Raises NotAllowedError, GrowthError."""
    with transaction.atomic():
        found = _open(plan, by)
        row = found.actions.select_related("owner").filter(pk=action).first()
        if row is None or (row.done_at is not None) == done:
            return
        row.done_at = timezone.now() if done else None
        row.save(update_fields=["done_at"])
        account = Account.objects.filter(person=row.owner_id).first()
        if done:
            work.settle(ACTION, row.pk, done_by=by)
        elif account is not None:
            _wait(row, account)


def comment(*, plan: DevelopmentPlan, text: str, key: UUID, by: Account) -> PlanNote:
    """Write something to everybody who sees the plan. The same key again is the same."""
    with transaction.atomic():
        found = _open(plan, by)
        before = PlanNote.objects.filter(pk=key, plan=found).first()
        return before or _note(found, NoteKind.COMMENT, by, _words(text), key=key)


def arrange(
    *,
    plan: DevelopmentPlan,
    coach: Person | None,
    review_on: date | None,
    by: Account,
    seen: int | None = None,
) -> DevelopmentPlan:
    """Say who coaches, and when the plan is looked at again. Raises NotAllowedError, GrowthError, StaleGrowthError."""
    with transaction.atomic():
        found = _open(plan, by)
        if not rules.can_see_growth(by, found.person):
            raise NotAllowedError(_("The person and those above them change the plan."))
        if (found.coach_id, found.review_on) == (coach.pk if coach is not None else None, review_on):
            return found
        _check_seen(found, seen)
        if coach is not None and coach.pk == found.person_id:
            raise GrowthError(_("Nobody coaches themselves."), field="coach")
        if review_on is not None and review_on < today():
            raise GrowthError(_("Choose a day that is not over."), field="review_on")
        found.coach, found.review_on = coach, review_on
        _grown(found, "coach", "review_on")
        _note(found, NoteKind.CHANGED, by)
        publish(PlanMoved(found.pk, by.pk, NoteKind.CHANGED))
    return found


def adopt(*, plan: DevelopmentPlan, by: Account) -> DevelopmentPlan:
    """Take over what the handbook says now: other words, what came, what went. Assessments and evidence stay.

    Raises NotAllowedError, and GrowthError where the level is gone.
    """
    with transaction.atomic():
        found = _open(plan, by)
        held = list(found.items.all())
        rows = [each for each in held if not each.dropped]
        gone = {each.key for each in held if each.dropped}
        _changed, fresh, is_gone = queries.differences(found, rows, gone)
        target = terms.role_at(found.target)
        if is_gone or target is None:
            raise GrowthError(
                _("The handbook does not have this level any more."),
                hint=_("Close the plan and begin another."),
            )
        changes, _more = terms.rewordings([(each.key, each.part, each.text) for each in rows], target)
        revision, by_key = defined.revision()[:200], {each.key: each for each in rows}
        for change in changes:
            item = by_key[change.key]
            item.revision, item.dropped = revision, change.now is None
            if change.now is not None:
                item.key, item.text = change.now.key, change.now.text
        PlanItem.objects.bulk_update(rows, ["key", "text", "revision", "dropped"])
        last = max((each.place for each in held), default=0)
        PlanItem.objects.bulk_create(
            PlanItem(
                plan=found, key=each.key, part=each.part, place=last + at, text=each.text, revision=revision
            )
            for at, each in enumerate(fresh, 1)
        )
        if changes or fresh:
            found.revision, found.target_title = revision, target.full_title
            _grown(found, "revision", "target_title")
            _note(found, NoteKind.ADOPTED, by)
            publish(PlanMoved(found.pk, by.pk, NoteKind.ADOPTED))
    return found


def end(*, plan: DevelopmentPlan, state: str, reason: str, by: Account) -> DevelopmentPlan:
    """Close a plan: reached, or dropped with a reason. Twice is once. Raises NotAllowedError, GrowthError."""
    with transaction.atomic():
        found = _locked(plan, by)
        if found.state == state and state != PlanState.OPEN:
            return found
        if found.state != PlanState.OPEN or state not in (PlanState.REACHED, PlanState.DROPPED):
            raise GrowthError(_("This plan is closed."))
        if not rules.can_see_growth(by, found.person):
            raise NotAllowedError(_("The person and those above them close the plan."))
        words = reason.strip()[:LONGEST]
        if state == PlanState.DROPPED and not words:
            raise GrowthError(_("Say why."), field="reason")
        found.state, found.ended_at, found.reason = state, timezone.now(), words
        _grown(found, "state", "ended_at", "sealed_reason")
        _note(found, NoteKind.ENDED, by, words)
        for action in found.actions.filter(done_at=None):
            work.settle(ACTION, action.pk)
        publish(PlanMoved(found.pk, by.pk, state))
    return found


# -- parts


def _locked(plan: DevelopmentPlan, by: Account) -> DevelopmentPlan:
    rows = DevelopmentPlan.objects.select_for_update(of=("self",)).select_related("person", "coach")
    found = rows.filter(pk=plan.pk).first()
    if found is None or not rules.can_see_plan(by, found):
        raise NotAllowedError(_("There is no such plan for you."))
    return found


def _open(plan: DevelopmentPlan, by: Account) -> DevelopmentPlan:
    found = _locked(plan, by)
    if found.state != PlanState.OPEN:
        raise GrowthError(_("This plan is closed."), hint=_("Begin another one to go on."))
    return found


def _whose(plan: DevelopmentPlan, by: Account) -> str:
    if by.person_id == plan.person_id:
        return "own"
    if rules.can_assess_as_manager(by, plan):
        return "managers"
    raise NotAllowedError(_("The person and those above them assess; a coach comments."))


def _check_seen(plan: DevelopmentPlan, seen: int | None) -> None:
    if seen is not None and plan.version != seen:
        raise StaleGrowthError


def _grown(plan: DevelopmentPlan, *changed: str) -> None:
    plan.version += 1
    plan.save(update_fields=["version", *changed])


def _note(plan: DevelopmentPlan, kind: str, by: Account, text: str = "", key: UUID | None = None) -> PlanNote:
    made = (
        PlanNote(plan=plan, kind=kind, by=by)
        if key is None
        else PlanNote(pk=key, plan=plan, kind=kind, by=by)
    )
    made.text = text
    made.save(force_insert=True)
    return made


def _wait(action: PlanAction, account: Account) -> None:
    due = due_by(action.due_on, account) if action.due_on is not None else None
    work.wait_on(ACTION, ACTION, action.pk, [account], title=TITLE, due_at=due)


def _words(text: str) -> str:
    words = text.strip().replace("\r\n", "\n")
    if not words:
        raise GrowthError(_("Write something."), field="text")
    if len(words) > LONGEST:
        raise GrowthError(_("That is too long."), field="text")
    return words


def _link(text: str) -> str:
    link = text.strip()
    if link and (urlsplit(link).scheme not in ("http", "https") or len(link) > LONGEST_LINK):
        raise GrowthError(_("A link begins with https://."), field="link")
    return link
