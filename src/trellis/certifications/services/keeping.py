"""What becomes of certificates by people: suspended, reinstated, extended, revoked, shared with strangers."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.certifications import rules, terms
from trellis.certifications.addresses import award_address
from trellis.certifications.definitions.notices import NEWS
from trellis.certifications.definitions.permissions import KEEP
from trellis.certifications.definitions.terms_of_awards import window_opens
from trellis.certifications.events import CertificateMoved, ChangeAsked, ChangeRefused, SharingChanged
from trellis.certifications.models import (
    AskState,
    Award,
    AwardChange,
    AwardRequest,
    AwardState,
    Deed,
    Happening,
)
from trellis.certifications.rules import Account, NotAllowedError
from trellis.certifications.services.errors import CertificationError
from trellis.core import granted
from trellis.core.keepable import keepable
from trellis.core.queries import holders_of
from trellis.core.services import notices
from trellis.core.services.events import publish
from trellis.people.days import today
from trellis.work.events import ApprovalGranted
from trellis.work.phrases import filled
from trellis.work.queries.approvals import rule_named
from trellis.work.services import approvals, items
from trellis.work.services.requested import Requested

ABOUT = "certificate"
WORK = "certificate-extension"
RULES = {Deed.EXTEND: "certificate-extension", Deed.REVOKE: "certificate-revocation"}
"""The rules of approval that are followed where the handbook has them."""
LONGEST = 1000


def suspend(*, award: Award, because: str, by: Account) -> Award:
    """Have a certificate not count until it is reinstated. Twice is once.

    Raises NotAllowedError, CertificationError.
    """
    with transaction.atomic():
        found, why = for_keeping(award, by), reason_of(because)
        if found.state == AwardState.SUSPENDED:
            return found
        _must_be(found, AwardState.VALID, AwardState.GRACE)
        return move(found, AwardState.SUSPENDED, Happening.SUSPENDED, by=by, because=why)


def reinstate(*, award: Award, because: str, by: Account) -> Award:
    """Have a suspended or revoked certificate count again for as long as it would have.

    Twice is once. Raises NotAllowedError, and CertificationError where a later certificate has taken its place.
    """
    with transaction.atomic():
        found, why = for_keeping(award, by), reason_of(because)
        if found.counts:
            return found
        _must_be(found, AwardState.SUSPENDED, AwardState.REVOKED)
        if not found.is_current:
            raise CertificationError(_("A later certificate has taken the place of this one."))
        return move(found, state_on(found, today()), Happening.REINSTATED, by=by, because=why)


def revoke(*, award: Award, because: str, by: Account) -> AwardRequest | Award:
    """Take a certificate back for good: at once, or, where approvals.yml has a rule for it, once others approve.

    Twice is once. Raises NotAllowedError, CertificationError.
    """
    with transaction.atomic():
        found, why = for_keeping(award, by), reason_of(because)
        if found.state == AwardState.REVOKED:
            return found
        if rule_named(RULES[Deed.REVOKE]) is None:
            return move(found, AwardState.REVOKED, Happening.REVOKED, by=by, because=why)
        return _ask(found, Deed.REVOKE, why, None, by)


def ask_extension(*, award: Award, until: date, because: str, by: Account) -> AwardRequest:
    """Ask to have one's certificate count until a later day. Asked again, it is changed.

    Raises NotAllowedError for who does not hold it, and CertificationError for a day that is too far.
    """
    with transaction.atomic():
        found = locked(award.pk)
        if found is None or not rules.can_ask_extension(by, found):
            raise NotAllowedError(_("Only the holder asks for more time."))
        why = reason_of(because)
        _must_be(found, AwardState.VALID, AwardState.GRACE)
        last = latest_extension(found)
        if found.valid_until is None or last is None:
            raise CertificationError(_("This certificate counts for good."))
        if not max(found.valid_until, today()) < until <= last:
            raise CertificationError(
                _("Choose a day after the end of the certificate, and %(last)s at the latest.") % {"last": last},
                hint=_("All extensions of a certificate together are bounded by the handbook."), field="until",
            )  # fmt: skip
        return _ask(found, Deed.EXTEND, why, until, by)


def decide(*, request: AwardRequest, grant: bool, answer: str, by: Account) -> AwardRequest:
    """Grant or refuse more time, where no rule of approval does. Twice is once.

    Raises NotAllowedError for the holder and who keeps no certificates, CertificationError without a reason to refuse.
    """
    with transaction.atomic():
        found = _request(request.pk)
        if found is None or not rules.can_decide_request(by, found):
            raise NotAllowedError(
                _("Whoever keeps the certificates of a certification decides, and nobody about their own."),
                permission=KEEP.name,
            )
        wanted = AskState.GRANTED if grant else AskState.REFUSED
        if found.state == wanted:
            return found
        if found.state != AskState.ASKED:
            raise CertificationError(_("Somebody else has decided about this meanwhile."))
        if not grant and not answer.strip():
            raise CertificationError(_("Say why."), hint=_("A sentence is enough."), field="answer")
        return _settle(found, wanted, by.pk, keepable(answer).strip()[:LONGEST])


def withdraw(*, request: AwardRequest, by: Account) -> AwardRequest:
    """Ask no more. Twice is once. Raises NotAllowedError, CertificationError for what was decided."""
    with transaction.atomic():
        found = _request(request.pk)
        if found is None or found.asked_by_id != by.pk:
            raise NotAllowedError(_("Whoever asked withdraws it."))
        if found.state == AskState.WITHDRAWN:
            return found
        if found.state != AskState.ASKED:
            raise CertificationError(_("Somebody else has decided about this meanwhile."))
        if REQUESTED.withdraw(found, by=by):
            return found
        return _settle(found, AskState.WITHDRAWN, by.pk, "")


def share(*, award: Award, shared: bool, name: str, by: Account) -> Award:
    """Say whether strangers who verify a certificate read whose it is, and under which name.

    The same again changes nothing. Raises NotAllowedError for anybody but the holder.
    """
    with transaction.atomic():
        found = locked(award.pk)
        if found is None or not rules.can_share(by, found):
            raise NotAllowedError(_("Only the holder says what strangers see."))
        words = " ".join(name.split())[:200]
        chosen = "" if words == found.person.name else words
        if (found.is_shared, found.shown_name) != (shared, chosen):
            found.is_shared, found.shown_name = shared, chosen
            found.save(update_fields=["is_shared", "shown_name"])
            publish(SharingChanged(found.pk, by.pk, shared))
    return found


# -- for this room


def locked(key: UUID) -> Award | None:
    """A certificate that nobody else changes meanwhile."""
    rows = (
        Award.objects.select_for_update(of=("self",))
        .select_related("person", "wording")
        .defer("wording__text")
    )
    return rows.filter(pk=key).first()


def for_keeping(award: Award, by: Account) -> Award:
    """A certificate under its lock, for whoever keeps it. Raises NotAllowedError."""
    found = locked(award.pk)
    if found is None or not rules.can_keep_award(by, found):
        raise NotAllowedError(
            _("Whoever keeps the certificates of a certification does this, and nobody with their own."),
            permission=KEEP.name,
        )
    return found


def reason_of(because: str) -> str:
    """Why somebody does something, tidied. Raises CertificationError where nothing is said."""
    why = " ".join(keepable(because).split())[:LONGEST]
    if not why:
        raise CertificationError(
            _("Say why."), hint=_("It stands in the history of the certificate."), field="because"
        )
    return why


def state_on(award: Award, day: date) -> AwardState:
    """The state that a certificate has by its days alone."""
    if award.valid_until is None or day <= award.valid_until:
        return AwardState.VALID
    is_grace = award.grace_until is not None and day <= award.grace_until
    return AwardState.GRACE if is_grace else AwardState.EXPIRED


def move(award: Award, state: str, what: str, *, by: Account | None, because: str = "") -> Award:
    """Have a certificate be in another state, write it down, and tell of it. Under its lock."""
    award.state = state
    award.save(update_fields=["state"])
    note(award, what, by=by, because=because)
    return award


def note(award: Award, what: str, *, by: Account | None, because: str = "", text: str | Promise = "") -> None:
    """Write down what became of a certificate, and tell other rooms and the holder, who reads `text` as well."""
    AwardChange.objects.create(award=award, what=what, because=because, valid_until=award.valid_until, by=by)
    publish(
        CertificateMoved(
            award.pk, by.pk if by is not None else None, award.person_id, award.certification, str(what),
            award.valid_until,
        )
    )  # fmt: skip
    _tell_holder(award, str(what), by, text)


def latest_extension(award: Award) -> date | None:
    """The last day until which a certificate can be extended; `None` for one that counts for good."""
    said = terms.certification(award.certification)
    most = said.extension_days if said is not None else 0
    if award.valid_until is None:
        return None
    return award.valid_until + timedelta(days=max(0, most - award.extended_days))


def keepers_of(key: str, *, but: UUID | None = None) -> list[Account]:
    """Who keeps the certificates of a certification: who owns it, else who keeps all; `but` is a person."""
    said = terms.certification(key)
    owners = list(holders_of(said.owner)) if said is not None and said.owner else []
    owners = [each for each in owners if each.person_id != but]
    return owners or list(Account.objects.filter(granted.whom_may(KEEP.name)).exclude(person=but))


_TOLD = {
    "extended": gettext_lazy("Your certificate was extended: %(title)s"),
    "suspended": gettext_lazy("Your certificate is suspended: %(title)s"),
    "reinstated": gettext_lazy("Your certificate counts again: %(title)s"),
    "revoked": gettext_lazy("Your certificate was revoked: %(title)s"),
    "grace": gettext_lazy("Your certificate has ended, and can still be renewed: %(title)s"),
    "expired": gettext_lazy("Your certificate has expired: %(title)s"),
    "doubted": gettext_lazy("Your certificate is looked at again: %(title)s"),
    "confirmed": gettext_lazy("Your certificate stays as it is: %(title)s"),
    "regained": gettext_lazy("All that your certificate asks for is shown again: %(title)s"),
}


def _tell_holder(award: Award, what: str, by: Account | None, text: str | Promise) -> None:
    if what in _TOLD:
        notices.notify(
            NEWS, list(Account.objects.filter(person=award.person_id, is_active=True)), actor=by, text=text,
            subject=filled(_TOLD[what], title=award.title), address=award_address(award.pk), about=(ABOUT, award.pk),
        )  # fmt: skip


def _ask(award: Award, deed: Deed, because: str, until: date | None, by: Account) -> AwardRequest:
    row = (
        AwardRequest.objects.select_for_update().filter(award=award, deed=deed, state=AskState.ASKED).first()
    )
    if row is not None and row.asked_by_id != by.pk:
        raise CertificationError(_("Somebody else has asked for this already."))
    if row is not None and (row.because, row.until) == (because, until):
        return row
    row = row or AwardRequest(award=award, deed=deed, asked_by=by)
    row.because, row.until = because, until
    row.digest = approvals.digest_of(str(award.pk), str(deed), because, str(until))
    row.save()
    row.award = award
    rule = RULES[deed]
    if rule_named(rule) is not None:
        title = _("Extend: %(title)s") if deed == Deed.EXTEND else _("Revoke: %(title)s")
        REQUESTED.ask(
            row, rule, approvals.Content(
                title=title % {"title": award.title}, text=because,
                facts={"days": str((until - award.valid_until).days) if until and award.valid_until else "0"},
                digest=row.digest,
            ), by=by, subject=Account.objects.filter(person=award.person_id).first(),
        )  # fmt: skip
    else:
        people = keepers_of(award.certification, but=award.person_id)
        items.wait_on(WORK, ABOUT, award.pk, people, title=award.title, asked_by=by)
    publish(ChangeAsked(award.pk, by.pk, str(deed)))
    return row


def _settle(row: AwardRequest, state: AskState, by: UUID | None, answer: str) -> AwardRequest:
    award = locked(row.award_id)
    assert award is not None  # never deleted
    who = Account.objects.filter(pk=by).first() if by is not None else None
    row.state, row.decided_by, row.decided_at, row.answer = state, who, timezone.now(), answer
    row.save(update_fields=["state", "decided_by", "decided_at", "answer"])
    if row.deed == Deed.EXTEND:
        items.settle(WORK, row.award_id, done_by=who if state != AskState.WITHDRAWN else None)
    if state == AskState.GRANTED:
        _do(row, award, who)
        return row
    publish(ChangeRefused(row.award_id, by, str(row.deed), str(state)))
    if state == AskState.REFUSED:
        notices.notify(
            NEWS, [row.asked_by], actor=who, address=award_address(row.award_id), about=(ABOUT, row.award_id),
            subject=filled(gettext_lazy("Not agreed to: %(title)s"), title=award.title), text=answer,
        )  # fmt: skip
    return row


def _do(row: AwardRequest, award: Award, by: Account | None) -> None:
    if row.deed == Deed.REVOKE:
        if award.state != AwardState.REVOKED:
            move(award, AwardState.REVOKED, Happening.REVOKED, by=row.asked_by, because=row.because)
        return
    if (
        award.valid_until is None
        or row.until is None
        or row.until <= award.valid_until
        or not award.is_current
    ):
        return
    more = row.until - award.valid_until
    said = terms.certification(award.certification)
    award.extended_days += more.days
    award.valid_until = row.until
    award.grace_until = row.until + timedelta(days=said.grace_days if said is not None else 0)
    # The window stays open from the day on which it would have opened: what was shown in it goes on counting.
    if award.renewable_from is None:
        award.renewable_from = window_opens(row.until, said.window_days if said is not None else 0)
    if award.counts:
        award.state = state_on(award, today())
    award.save(update_fields=["extended_days", "valid_until", "grace_until", "renewable_from", "state"])
    note(award, Happening.EXTENDED, by=by, because=row.because)


def _must_be(award: Award, *states: str) -> None:
    if award.state not in states:
        said = {"state": AwardState(award.state).label}
        raise CertificationError(_("The certificate is %(state)s.") % said)


def _request(key: UUID) -> AwardRequest | None:
    rows = AwardRequest.objects.select_for_update(of=("self",)).select_related("award__person", "asked_by")
    return rows.filter(pk=key).first()


def _waiting(key: UUID) -> AwardRequest | None:
    found = _request(key)
    return found if found is not None and found.state == AskState.ASKED else None


def _grant(row: AwardRequest, event: ApprovalGranted) -> None:
    _settle(row, AskState.GRANTED, event.by, "")


def _move(row: AwardRequest, state: str, by: UUID | None) -> None:
    """What was rejected changes nothing; why stands with the approval."""
    _settle(row, AskState(state), by, "")


REQUESTED = Requested(
    kind="certificate_request",
    waiting=_waiting,
    grant=_grant,
    move=_move,
    rejected=AskState.REFUSED,
    withdrawn=AskState.WITHDRAWN,
)
