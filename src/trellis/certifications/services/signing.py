"""Signing off what somebody has done: asked by the person, signed or refused by the manager or the holder of a role."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.certifications import rules, terms
from trellis.certifications.addresses import certification_address, sign_off_address
from trellis.certifications.definitions.certifications import Certification
from trellis.certifications.definitions.evidence import SIGN_OFF
from trellis.certifications.definitions.notices import SIGN
from trellis.certifications.definitions.requirements import MANAGER, Requirement, leaves
from trellis.certifications.events import SignOffAsked, SignOffDecided
from trellis.certifications.models import AskState, SignOff
from trellis.certifications.rules import Account, NotAllowedError
from trellis.certifications.services.errors import CertificationError
from trellis.core import defined, relations
from trellis.core.queries import holders_of
from trellis.core.services import notices
from trellis.core.services.events import publish
from trellis.people.days import today
from trellis.work.dues import due_after_working_days
from trellis.work.phrases import filled
from trellis.work.services import items

WORK = "sign-off"
WITHIN_WORKING_DAYS = 5
LONGEST = 2000


def ask(*, certification: Certification, name: str, note: str, by: Account) -> SignOff:
    """Ask to have something signed off that one has done; asked again while it waits, it is the same.

    Raises NotAllowedError, and CertificationError where it is not asked for, or nobody is there to sign.
    """
    if not rules.can_enter(by) or by.person is None:
        raise NotAllowedError(_("Sign-offs are for those who work here."))
    wanted = requirement_named(certification, name)
    if wanted is None:
        raise CertificationError(_("This certification does not ask for that."))
    with transaction.atomic():
        before = SignOff.objects.filter(
            person=by.person_id, certification=certification.key, name=name, state=AskState.ASKED
        ).first()
        if before is not None:
            return before
        signer = wanted.sign_off or MANAGER
        people = signers_of(by, signer)
        if not people:
            raise CertificationError(
                _("There is nobody who could sign this off."),
                hint=_("Ask whoever owns the certification to say who does."),
            )
        made = SignOff.objects.create(
            person=by.person, certification=certification.key[:120], name=name[:300], words=wanted.for_[:300],
            signer=signer[:200], note=note.strip()[:LONGEST], revision=defined.revision()[:200],
        )  # fmt: skip
        now = timezone.now()
        items.wait_on(
            WORK, "sign_off", made.pk, people, title=made.words, asked_by=by,
            due_at=lambda who: due_after_working_days(WITHIN_WORKING_DAYS, who, now),
        )  # fmt: skip
        notices.notify(
            SIGN, people, actor=by, address=sign_off_address(made.pk), about=("sign_off", made.pk),
            subject=filled(gettext_lazy("%(name)s asks you to sign off: %(title)s"), name=by.name, title=made.words),
        )  # fmt: skip
        publish(SignOffAsked(made.pk, by.pk, made.person_id, made.certification))
    return made


def sign(*, row: SignOff, answer: str, by: Account) -> SignOff:
    """Sign something off. Twice is once. Raises NotAllowedError, also for one's own; CertificationError."""
    return _decide(row, AskState.GRANTED, answer.strip()[:LONGEST], by)


def refuse(*, row: SignOff, answer: str, by: Account) -> SignOff:
    """Not sign something off, and say why; it can be asked for again. Raises as `sign`, and without a reason."""
    if not answer.strip():
        raise CertificationError(_("Say why, and what is missing."), field="answer")
    return _decide(row, AskState.REFUSED, answer.strip()[:LONGEST], by)


def withdraw(*, row: SignOff, by: Account) -> SignOff:
    """Ask no more. Twice is once. Raises NotAllowedError, CertificationError for what was decided."""
    with transaction.atomic():
        found = _locked(row.pk)
        if found is None or by.person_id != found.person_id:
            raise NotAllowedError(_("Whoever asked withdraws it."))
        if found.state == AskState.WITHDRAWN:
            return found
        _must_wait(found)
        found.state, found.decided_at = AskState.WITHDRAWN, timezone.now()
        found.save(update_fields=["state", "decided_at"])
        items.settle(WORK, found.pk)
        publish(SignOffDecided(found.pk, by.pk, found.person_id, found.certification))
    return found


def requirement_named(certification: Certification, name: str) -> Requirement | None:
    """What a certification wants signed off, by the key of the requirement."""
    every = (each for route in certification.routes for each in leaves(route))
    return next((each for each in every if (each.kind, each.key) == (SIGN_OFF, name) and each.is_whole), None)


def signers_of(account: Account, signer: str) -> list[Account]:
    """Who can be asked to sign something off for somebody; never themselves."""
    found = relations.nearest(relations.MANAGER, account) if signer == MANAGER else list(holders_of(signer))
    return [each for each in found if each.person_id != account.person_id]


def keep_waiting() -> int:
    """Have sign-offs that nobody has answered wait on those who sign today: managers and holders of roles change.

    Gives how many there are. For the night.
    """
    rows = list(SignOff.objects.filter(state=AskState.ASKED).select_related("person__account").order_by("pk"))
    for row in rows:
        account = getattr(row.person, "account", None)
        if account is not None:
            items.wait_on(
                WORK, "sign_off", row.pk, signers_of(account, row.signer), title=row.words, asked_by=account
            )
    return len(rows)


def _decide(row: SignOff, state: AskState, answer: str, by: Account) -> SignOff:
    with transaction.atomic():
        found = _locked(row.pk)
        if found is None or not rules.can_sign(by, found):
            raise NotAllowedError(_("You cannot sign this off."), hint=_("Nobody signs off their own work."))
        if found.state == state:
            return found
        _must_wait(found)
        found.state, found.answer, found.decided_by = state, answer, by
        found.decided_at, found.decided_on = timezone.now(), today()
        found.save(update_fields=["state", "answer", "decided_by", "decided_at", "decided_on"])
        items.settle(WORK, found.pk, done_by=by)
        publish(SignOffDecided(found.pk, by.pk, found.person_id, found.certification))
        _tell(found, by)
    return found


def _tell(row: SignOff, by: Account) -> None:
    said = (
        gettext_lazy("Signed off: %(title)s")
        if row.state == AskState.GRANTED
        else gettext_lazy("Not signed off: %(title)s")
    )
    made = terms.certification(row.certification)
    notices.notify(
        SIGN, list(Account.objects.filter(person=row.person_id, is_active=True)), actor=by, text=row.answer,
        subject=filled(said, title=row.words), about=("sign_off", row.pk),
        address=certification_address(row.certification) if made is not None else sign_off_address(row.pk),
    )  # fmt: skip


def _locked(key: UUID) -> SignOff | None:
    rows = SignOff.objects.select_for_update(of=("self",)).select_related("person")
    return rows.filter(pk=key).first()


def _must_wait(row: SignOff) -> None:
    if row.state != AskState.ASKED:
        raise CertificationError(_("This was answered already."))
