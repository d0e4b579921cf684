"""What time does with certificates: they end, people are reminded, and whoever lacks one that they need is asked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trellis.certifications import terms
from trellis.certifications.addresses import award_address, certification_address, lacking_address
from trellis.certifications.definitions.certifications import Certification
from trellis.certifications.definitions.notices import ENDING, LAPSING
from trellis.certifications.definitions.terms_of_awards import goes_to_manager, reminder_due
from trellis.certifications.events import CertificateLacked
from trellis.certifications.models import HELD, Award, AwardState, Happening, Lack, Must
from trellis.certifications.services import keeping
from trellis.core import relations
from trellis.core.rules import Account
from trellis.core.services import notices
from trellis.core.services.events import publish
from trellis.people.definitions.audiences import Facts, fits
from trellis.people.queries import audiences
from trellis.work.phrases import filled
from trellis.work.services import items

AT_ONCE, MANY = 50, 250
"""So many are told or moved in one transaction, and so many rows written where nothing else hangs on each."""
LACK = "certificate-lacked"
"""The kind of work of who has to hold a certification and does not."""
RENEW = "certificate-renewal"
"""The kind of work of who can renew theirs now."""
Step = Callable[[], AbstractContextManager[object]]


def end_due(day: date, step: Step = transaction.atomic) -> int:
    """Have certificates be over whose last day has passed; how many moved. Again on the same day, none."""
    late = Q(state=AwardState.VALID, valid_until__lt=day) | Q(state=AwardState.GRACE, grace_until__lt=day)
    keys = list(Award.objects.filter(late, is_current=True).order_by("pk").values_list("pk", flat=True))
    n = 0
    for start in range(0, len(keys), AT_ONCE):
        with step():
            n += sum(_end(key, day) for key in keys[start : start + AT_ONCE])
    return n


def remind_due(day: date, step: Step = transaction.atomic) -> int:
    """Remind holders whose certificate ends soon, the last two times their managers as well; how many were told.

    Every step of the ladder tells once: the key of the notice is that of the certificate, its end and the step.
    """
    rows = Award.objects.filter(is_current=True, state=AwardState.VALID, valid_until__gte=day).exclude(
        ladder=[]
    )
    rows = rows.select_related("wording", "person__account").defer("wording__text").order_by("pk")
    due = [
        (each, step_)
        for each in rows.iterator()
        if (step_ := reminder_due(each.valid_until, each.ladder, day)) is not None
    ]
    n = 0
    for start in range(0, len(due), AT_ONCE):
        with step():
            n += sum(_remind(award, left, day) for award, left in due[start : start + AT_ONCE])
    return n


def ask_to_renew(day: date, step: Step = transaction.atomic) -> int:
    """Have renewals wait in the work of those whose window is open; how many wait."""
    held = Award.objects.filter(is_current=True, state__in=HELD, renewable_from__lte=day)
    rows = list(held.select_related("wording", "person__account").defer("wording__text").order_by("pk"))
    waiting = [
        items.Waiting(each.pk, account, each.title)
        for each in rows
        if (account := getattr(each.person, "account", None)) is not None
    ]
    for start in range(0, len(waiting), MANY):
        with step():
            items.wait_on_each(RENEW, keeping.ABOUT, waiting[start : start + MANY])
    return len(rows)


def settle_renewals(keys: Collection[UUID]) -> None:
    """Have renewals of certificates that were renewed, or have ended, wait on nobody."""
    for key in keys:
        items.settle(RENEW, key)


def look_for_lacks(day: date, step: Step = transaction.atomic, people: Collection[UUID] | None = None) -> int:
    """Find who has to hold a certification and does not, and who no longer lacks it; how many changed."""
    about = audiences.facts_on(day, people)
    every = [each for each in terms.certifications().by_key.values() if each.required_for is not None]
    n = sum(_look_at(each, about, people, day, step) for each in every)
    with step():
        Must.objects.exclude(certification__in=[each.key[:120] for each in every]).delete()
    gone = Lack.objects.filter(ended_on=None).exclude(certification__in=[each.key for each in every])
    rows = list(gone if people is None else gone.filter(person__in=people))
    for start in range(0, len(rows), AT_ONCE):
        with step():
            for row in rows[start : start + AT_ONCE]:
                _end_lack(row, day)
    return n + len(rows)


def _end(key: UUID, day: date) -> int:
    found = keeping.locked(key)
    if found is None or not found.is_current or found.state not in HELD:
        return 0
    state = keeping.state_on(found, day)
    if state == found.state:
        return 0
    what = Happening.GRACE if state == AwardState.GRACE else Happening.EXPIRED
    keeping.move(found, state, what, by=None)
    if state == AwardState.EXPIRED:
        settle_renewals([found.pk])
    return 1


def _remind(award: Award, left: int, day: date) -> int:
    key = f"certificate {award.pk} {award.valid_until} {left}"
    account = getattr(award.person, "account", None)
    if account is None or not account.is_active:
        return 0
    n = notices.notify(
        ENDING, [account], key=key, address=award_address(award.pk), about=(keeping.ABOUT, award.pk),
        subject=filled(_("Your certificate ends on %(day)s: %(title)s"), day=award.valid_until, title=award.title),
    )  # fmt: skip
    if goes_to_manager(award.ladder, left):
        n += notices.notify(
            LAPSING, relations.nearest(relations.MANAGER, account), key=f"{key} manager",
            address=award_address(award.pk), about=(keeping.ABOUT, award.pk),
            subject=filled(
                _("The certificate of %(name)s ends on %(day)s: %(title)s"), name=award.person.name,
                day=award.valid_until, title=award.title,
            ),
        )  # fmt: skip
    return n


def _look_at(
    made: Certification, about: dict[UUID, Facts], people: Collection[UUID] | None, day: date, step: Step
) -> int:
    audience = made.required_for
    assert audience is not None  # looked at by `look_for_lacks`
    must = {person for person, known in about.items() if fits(audience, known)}
    held = set(
        Award.objects.filter(
            certification=made.key, is_current=True, state__in=HELD, person__in=must
        ).values_list("person", flat=True)
    )
    _keep_required(made, must, people, day, step)
    rows = Lack.objects.filter(certification=made.key, ended_on=None)
    before = {each.person_id: each for each in (rows if people is None else rows.filter(person__in=people))}
    lacking = must - held
    new = sorted(lacking - set(before))
    over = [row for person, row in before.items() if person not in lacking]
    late = [row for person, row in before.items() if person in lacking and not row.waits]
    for start in range(0, len(new), AT_ONCE):
        with step():
            for person in new[start : start + AT_ONCE]:
                row, created = Lack.objects.get_or_create(
                    person_id=person, certification=made.key[:120], ended_on=None, defaults={"since": day}
                )
                if created:
                    publish(CertificateLacked(row.pk, None, person, made.key, ended=False))
                    late.append(row)
    for start in range(0, len(over), AT_ONCE):
        with step():
            for row in over[start : start + AT_ONCE]:
                _end_lack(row, day)
    waiting = _with_accounts(late)
    for start in range(0, len(waiting), AT_ONCE):
        with step():
            for row, account in waiting[start : start + AT_ONCE]:
                _wait(row, made, account)
    return len(new) + len(over)


def _with_accounts(rows: Sequence[Lack]) -> list[tuple[Lack, Account]]:
    """What is lacked by those who have an account, with it: nobody else has work in which it could wait."""
    found: dict[UUID | None, Account] = {}
    for start in range(0, len(rows), AT_ONCE):
        people = [each.person_id for each in rows[start : start + AT_ONCE]]
        found |= {each.person_id: each for each in Account.objects.filter(person__in=people, is_active=True)}
    return [(each, found[each.person_id]) for each in rows if each.person_id in found]


def _keep_required(
    made: Certification, must: set[UUID], people: Collection[UUID] | None, day: date, step: Step
) -> None:
    """Write down of whom a certification is asked today, of some people or of everybody."""
    rows = Must.objects.filter(certification=made.key[:120])
    known = set((rows if people is None else rows.filter(person__in=people)).values_list("person", flat=True))
    new = sorted(must - known)
    with step():
        rows.filter(person__in=known - must).delete()
        Must.objects.bulk_create(
            [Must(person_id=each, certification=made.key[:120], since=day) for each in new],
            batch_size=500, ignore_conflicts=True,
        )  # fmt: skip


def _wait(row: Lack, made: Certification, account: Account) -> None:
    """Have it stand in the work of the person."""
    items.wait_on(LACK, "certificate_lack", row.pk, [account], title=made.title)
    notices.notify(
        ENDING, [account], address=certification_address(made.key), key=f"certificate lacked {row.pk}",
        subject=filled(_("Your role asks for a certificate: %(title)s"), title=made.title),
    )  # fmt: skip
    notices.notify(
        LAPSING, relations.nearest(relations.MANAGER, account), key=f"certificate lacked {row.pk} manager",
        address=lacking_address(made.key),
        subject=filled(
            _("The role of %(name)s asks for a certificate: %(title)s"), name=account.name, title=made.title
        ),
    )  # fmt: skip
    row.waits = True
    row.save(update_fields=["waits"])


def _end_lack(row: Lack, day: date) -> None:
    row.ended_on, row.waits = day, False
    row.save(update_fields=["ended_on", "waits"])
    items.settle(LACK, row.pk)
    publish(CertificateLacked(row.pk, None, row.person_id, row.certification, ended=True))
