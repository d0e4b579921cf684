"""Writes of requests for approval: asking, deciding, changing what is asked for, withdrawing, and what time does.

A room asks with `ask`, and hears of the end by the events `ApprovalGranted` and `ApprovalRejected`. Before it acts on
an approval it asks `queries.approvals.is_granted` with the digest of what it is about to do.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.core import defined, rounds
from trellis.core.happened import PersonMerged
from trellis.core.rules import Account, NotAllowedError, Person
from trellis.core.services import notices
from trellis.core.services.events import publish
from trellis.handbook.errors import TrellisError
from trellis.work import dues, rules
from trellis.work.definitions.approvals import Approver, Step
from trellis.work.definitions.notices import DECIDE, NEWS
from trellis.work.events import (
    ApprovalAsked,
    ApprovalChanged,
    ApprovalDecided,
    ApprovalEscalated,
    ApprovalGranted,
    ApprovalRejected,
    ApprovalWithdrawn,
)
from trellis.work.models import ApprovalDecision, ApprovalRequest, ApprovalStep
from trellis.work.phrases import filled
from trellis.work.queries import approvals as queries
from trellis.work.queries.approvals import APPROVAL, Standing
from trellis.work.services import items

LOOK_AGAIN = timedelta(hours=1)
MOST_AT_ONCE = 200
LONGEST = 20_000
Deed = ApprovalDecision.Deed
State = ApprovalRequest.State


class ApprovalError(TrellisError):
    """What somebody wants to do cannot be done with a request for approval."""

    code = "approval"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What is to be approved: title and words for those who decide, facts for the rule, digest of all that counts."""

    title: str
    text: str = ""
    facts: Mapping[str, Any]
    digest: str = ""

    @property
    def known_by(self) -> str:
        """The digest of the room, or that of title, words and facts."""
        return self.digest or digest_of(self.title, self.text, self.facts)


def digest_of(*values: object) -> str:
    """A digest of plain values: the same for the same, another for others."""
    text = json.dumps(values, sort_keys=True, ensure_ascii=False, default=str, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def ask(
    rule: str,
    content: Content,
    *,
    by: Account,
    about: tuple[str, UUID] | None = None,
    subject: Account | Person | None = None,
) -> ApprovalRequest:
    """Ask for the approval of something, of `about` or (without) of the request itself; `subject` is whom it is about,
    with or without an account.

    Asked again for the same object, the open request is the answer; where the content is another, as `change` does.
    Raises NotAllowedError, and ApprovalError for an empty title.
    """
    if not rules.can_ask(by):
        raise NotAllowedError(_("Only people whose account is open ask for approvals."))
    title = " ".join(content.title.split())[:200]
    if not title:
        raise ApprovalError(_("Say in a few words what is to be approved."))
    with transaction.atomic():
        if about is not None:
            before = queries.open_request(rule, about[1])
            if before is not None:
                return change(before, content, by=by)
        while isinstance(subject, Person) and subject.merged_into is not None:
            subject = subject.merged_into
        account = Account.objects.filter(person=subject).first() if isinstance(subject, Person) else subject
        made = ApprovalRequest(
            rule=rule, title=title, text=content.text.strip()[:LONGEST], digest=content.known_by,
            facts=dict(content.facts), requested_by_id=by.pk, subject_id=(account or by).pk, revision=_revision(),
            about_person=subject if account is None and isinstance(subject, Person) else None,
        )  # fmt: skip
        made.about_kind, made.about = about or (APPROVAL, made.pk)
        made.save(force_insert=True)
        _note(made, Deed.ASKED, by=by)
        publish(ApprovalAsked(made.pk, by.pk, rule, made.digest, made.revision))
        _begin(made)
    return made


def change(request: ApprovalRequest, content: Content, *, by: Account) -> ApprovalRequest:
    """Say that what is to be approved is something else now: what was approved before falls, by the rule as it is now.

    The same content changes nothing. Raises NotAllowedError, ApprovalError for a request that has ended.
    """
    with transaction.atomic():
        request = _locked(request)
        if by.pk != request.requested_by_id:
            raise NotAllowedError(_("Only who asked can change what they ask for."))
        if content.known_by == request.digest and dict(content.facts) == request.facts:
            return request
        _require_open(request)
        request.title = " ".join(content.title.split())[:200] or request.title
        request.text, request.facts = content.text.strip()[:LONGEST], dict(content.facts)
        request.digest, request.revision = content.known_by, _revision()
        request.round += 1
        request.save(update_fields=["title", "text", "facts", "digest", "revision", "round"])
        request.steps.filter(state=ApprovalStep.State.CURRENT).update(state=ApprovalStep.State.WAITING)
        items.settle(APPROVAL, request.pk)
        _note(request, Deed.CHANGED, by=by)
        publish(ApprovalChanged(request.pk, by.pk, request.digest, request.revision))
        _begin(request)
    return request


def approve(
    request: ApprovalRequest, *, by: Account, digest: str, step: int, text: str = ""
) -> ApprovalRequest:
    """Approve what has this digest at a step, for oneself or for who is away. A second time changes nothing.

    Raises NotAllowedError for who is not asked, and for one's own; ApprovalError where the content is another by now.
    """
    with transaction.atomic():
        request = _locked(request)
        if _has_approved(request, by, digest, step):
            return request
        standing = _standing_for(request, by, digest, step)
        slots, away = standing.given_as(by)
        _note(request, Deed.APPROVED, by=by, step=standing.step, text=text, in_place_of=away, slots=slots)
        publish(
            ApprovalDecided(
                request.pk, by.pk, "approved", away.pk if away else None, standing.step.position, digest
            )
        )
        items.finish_for(APPROVAL, request.pk, away or by)
        _go_on(request, by)
    return request


def reject(request: ApprovalRequest, *, by: Account, digest: str, step: int, text: str) -> ApprovalRequest:
    """Reject a request, which ends it, with the reason. Raises as `approve`, and ApprovalError without a reason."""
    if not text.strip():
        raise ApprovalError(_("Say why."), hint=_("A sentence is enough."))
    with transaction.atomic():
        request = _locked(request)
        standing = _standing_for(request, by, digest, step)
        _slots, away = standing.given_as(by)
        _note(request, Deed.REJECTED, by=by, step=standing.step, text=text, in_place_of=away)
        publish(
            ApprovalDecided(
                request.pk, by.pk, "rejected", away.pk if away else None, standing.step.position, digest
            )
        )
        _end(request, State.REJECTED, done_by=away or by)
        publish(ApprovalRejected(request.pk, by.pk, request.rule, request.about_kind, request.about))
        _tell_asker(request, gettext_lazy("%(name)s rejected: %(title)s"), by, text)
    return request


def comment(request: ApprovalRequest, *, by: Account, text: str) -> ApprovalDecision:
    """Say something about a request. Whoever asked is told, or those who are asked. Raises NotAllowedError."""
    if not text.strip():
        raise ApprovalError(_("The comment is empty."), hint=_("Write what you want to say."))
    with transaction.atomic():
        request = _locked(request)
        standing = queries.standing_of(request)
        if not rules.can_see_approval(by, request, queries.asked_ever(request, standing)):
            raise NotAllowedError(_("Only those who take part can say something about this request."))
        made = _note(request, Deed.COMMENTED, by=by, text=text)
        told = [request.requested_by, *(standing.waiting if standing else ())]
        _tell(NEWS, told, request, gettext_lazy("%(name)s said something about: %(title)s"), by, text)
    return made


def withdraw(request: ApprovalRequest, *, by: Account, text: str = "") -> ApprovalRequest:
    """Ask no more. A second time changes nothing. Raises NotAllowedError, ApprovalError for one that has ended."""
    with transaction.atomic():
        request = _locked(request)
        if request.state == State.WITHDRAWN:
            return request
        _require_open(request)
        if not rules.can_withdraw(by, request):
            raise NotAllowedError(_("Only who asked can withdraw a request."))
        _note(request, Deed.WITHDRAWN, by=by, text=text)
        _end(request, State.WITHDRAWN)
        publish(ApprovalWithdrawn(request.pk, by.pk, request.rule, request.about_kind, request.about))
        _tell_asker(request, gettext_lazy("%(name)s withdrew: %(title)s"), by, text)
    return request


def look_again(now: datetime) -> int:
    """Ask whom the rules name by now, since people come, go and change roles. In the rounds."""
    due = ApprovalRequest.objects.filter(state=State.OPEN, looked_at__lt=now - LOOK_AGAIN)
    keys = list(due.order_by("looked_at").values_list("pk", flat=True)[:MOST_AT_ONCE])
    return rounds.one_by_one(keys, lambda key: _look_again(key, now), MOST_AT_ONCE)


def _look_again(key: UUID, now: datetime) -> bool:
    with transaction.atomic():
        request = ApprovalRequest.objects.select_for_update().get(pk=key)
        if not request.is_open or request.looked_at >= now - LOOK_AGAIN:
            return False
        ApprovalRequest.objects.filter(pk=key).update(looked_at=now)
        _go_on(request, None)
    return True


def person_merged(event: PersonMerged) -> None:
    """What is asked about somebody's former record is about the one that stays: who is now known to be them is barred.

    In the transaction of the merge, so that nobody decides about themselves in between.
    """
    about = ApprovalRequest.objects.filter(about_person=event.former)
    keys = list(about.filter(state=State.OPEN).order_by("pk").values_list("pk", flat=True))
    about.update(about_person=event.person)
    for key in keys:
        request = _locked(ApprovalRequest(pk=key))
        if request.is_open:
            _go_on(request, None)


def escalate(now: datetime) -> int:
    """Ask others, or ask again, where the time for a step is over. In the rounds."""
    over = ApprovalStep.objects.filter(state=ApprovalStep.State.CURRENT, escalated_at=None, due_at__lt=now)
    keys = list(over.order_by("due_at").values_list("pk", flat=True)[:MOST_AT_ONCE])
    return rounds.one_by_one(keys, lambda key: _escalate(key, now), MOST_AT_ONCE)


def _escalate(key: UUID, now: datetime) -> bool:
    with transaction.atomic():
        step = ApprovalStep.objects.select_for_update().select_related("request").get(pk=key)
        request = _locked(step.request)
        if step.escalated_at is not None or not request.is_open or step.round != request.round:
            return False
        before = queries.standing_of(request)
        step.escalated_at = now
        step.save(update_fields=["escalated_at"])
        _note(request, Deed.ESCALATED, by=None, step=step)
        publish(ApprovalEscalated(request.pk, None, step.position, step.then))
        _go_on(request, None)
        if before is not None:
            said = gettext_lazy("Still waits for your approval: %(title)s")
            _tell(DECIDE, before.waiting, request, said, None, key=f"late {step.pk}")
    return True


# -- how


def _locked(request: ApprovalRequest) -> ApprovalRequest:
    ApprovalRequest.objects.select_for_update().get(pk=request.pk)
    return ApprovalRequest.objects.select_related("requested_by", "subject", "about_person").get(
        pk=request.pk
    )


def _revision() -> str:
    return defined.revision()[:200]


def _require_open(request: ApprovalRequest) -> None:
    if not request.is_open:
        raise ApprovalError(
            _("This request is %(state)s already.") % {"state": request.get_state_display()},
            hint=_("Ask anew if you still need it."),
        )


def _standing_for(request: ApprovalRequest, by: Account, digest: str, step: int) -> Standing:
    """Where a request stands that somebody is about to decide; raises for who may not, and for what is not the same."""
    if rules.is_barred(by, request):
        raise NotAllowedError(
            _("Nobody decides about their own request, nor about what concerns themselves.")
        )
    standing = queries.standing_of(request)
    if standing is None:
        _require_open(request)
        raise ApprovalError(_("This request waits for nobody."))
    if not rules.can_decide(by, request, standing.may_decide()):
        raise NotAllowedError(_("This does not wait for your decision."))
    if digest != request.digest or step != standing.step.position:
        raise ApprovalError(
            _("What is to be approved has changed since you looked."), hint=_("Look at it as it is now.")
        )
    return standing


def _has_approved(request: ApprovalRequest, by: Account, digest: str, step: int) -> bool:
    """Whether somebody sends again what they have just approved."""
    mine = request.trace.filter(deed=Deed.APPROVED, by=by, round=request.round, digest=digest)
    return digest == request.digest and mine.filter(step__position=step).exists()


def _begin(request: ApprovalRequest) -> None:
    """Lay out the steps of a round by the rule as it is now, and ask for the first."""
    rule = queries.rule_named(request.rule)
    steps = list(rule.steps) if rule is not None else []
    taken = [step for step in steps if step.is_taken(request.facts)]
    if not taken and not (rule is not None and rule.free and steps):
        steps = taken = [Step(title=_("Administrators"))]
    for position, step in enumerate(steps):
        is_taken = any(step is each for each in taken)
        made = ApprovalStep.objects.create(
            request=request, round=request.round, position=position, title=step.title[:200], need=step.need,
            by=[_plain(each) for each in step.by], days=step.within_working_days, then=step.then,
            state=ApprovalStep.State.WAITING if is_taken else ApprovalStep.State.SKIPPED,
        )  # fmt: skip
        if not is_taken:
            _note(request, Deed.SKIPPED, by=None, step=made)
    _go_on(request, None)


def _plain(each: Approver) -> dict[str, Any]:
    return {
        "role": each.role, "duty": each.duty, "permission": each.permission, "relation": each.relation,
        "of": each.of, "up": each.up,
    }  # fmt: skip


def _go_on(request: ApprovalRequest, by: Account | None) -> None:
    """Close the current step if it has what it needs, open the next, or grant; have it wait on the right people."""
    while True:
        standing = queries.standing_of(request)
        if standing is not None and not standing.is_complete:
            _have_wait(request, standing)
            break
        if standing is not None:
            standing.step.state = ApprovalStep.State.GRANTED
            standing.step.save(update_fields=["state"])
            items.settle(APPROVAL, request.pk)
        following = request.steps.filter(round=request.round, state=ApprovalStep.State.WAITING)
        step = following.order_by("position").first()
        if step is None:
            _grant(request, by)
            break
        now = timezone.now()
        step.state, step.since = ApprovalStep.State.CURRENT, now
        if step.days is not None:
            step.due_at = dues.due_after_working_days(step.days, request.requested_by, now)
        step.save(update_fields=["state", "since", "due_at"])
        _note_passed(request)
    request.updated_at = timezone.now()
    request.save(update_fields=["updated_at"])


def _note_passed(request: ApprovalRequest) -> None:
    """Write down why others than the rule names are asked."""
    standing = queries.standing_of(request)
    for slot in standing.slots if standing is not None else ():
        if slot.why and standing is not None:
            _note(request, Deed.PASSED, by=None, step=standing.step, text=slot.why)


def _have_wait(request: ApprovalRequest, standing: Standing) -> None:
    """Put the request into the lists of those who can bring it on, and tell those who have it anew."""
    people = [each for each in standing.waiting if each.pk not in standing.done]
    days, since = standing.step.days, standing.step.since or timezone.now()
    new = items.wait_on(
        APPROVAL, APPROVAL, request.pk, people, title=request.title, asked_by=request.requested_by,
        due_at=(lambda account: dues.due_after_working_days(days, account, since)) if days is not None else None,
    )  # fmt: skip
    instead = [standing.stand_ins[each.pk] for each in new if each.pk in standing.stand_ins]
    said = gettext_lazy("%(name)s asks for your approval: %(title)s")
    _tell(
        DECIDE, [*new, *instead], request, said, request.requested_by, request.text,
        key=f"approval {standing.step.pk}",
    )  # fmt: skip


def _grant(request: ApprovalRequest, by: Account | None) -> None:
    _note(request, Deed.GRANTED, by=None)
    _end(request, State.GRANTED)
    by_key = by.pk if by is not None else None
    publish(
        ApprovalGranted(request.pk, by_key, request.rule, request.about_kind, request.about, request.digest)
    )
    _tell_asker(request, gettext_lazy("Approved: %(title)s"), by, "")


def _end(request: ApprovalRequest, state: str, done_by: Account | None = None) -> None:
    request.state = state
    request.ended_at = request.updated_at = timezone.now()
    request.save(update_fields=["state", "ended_at", "updated_at"])
    items.settle(APPROVAL, request.pk, done_by=done_by)


def _note(
    request: ApprovalRequest,
    deed: str,
    *,
    by: Account | None,
    step: ApprovalStep | None = None,
    text: str = "",
    in_place_of: Account | None = None,
    slots: Iterable[int] = (),
) -> ApprovalDecision:
    return ApprovalDecision.objects.create(
        request=request, step=step, round=request.round, deed=deed, by_id=by.pk if by is not None else None,
        in_place_of=in_place_of, asker_id=request.requested_by_id, subject_id=request.subject_id,
        text=text.strip()[:LONGEST], slots=list(slots), digest=request.digest, revision=request.revision,
    )  # fmt: skip


def _tell_asker(request: ApprovalRequest, said: Promise | str, by: Account | None, text: str) -> None:
    _tell(NEWS, [request.requested_by], request, said, by, text)


def _tell(
    kind: str,
    people: Iterable[Account],
    request: ApprovalRequest,
    said: Promise | str,
    by: Account | None,
    text: str = "",
    key: str = "",
) -> None:
    notices.notify(
        kind, people, actor=by, text=text[:2_000], key=key, address=reverse("work:approval", args=[request.pk]),
        subject=filled(said, name=by.name if by is not None else "Trellis", title=request.title),
    )  # fmt: skip
