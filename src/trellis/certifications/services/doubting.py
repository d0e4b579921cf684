"""Looking again at certificates when what they rest on is taken back. A person decides: no machine takes one away.

The records decide whether there is anything to look at, and not which event came first: so events may come twice, late
and in any order, and a night looks at all once more. What is shown again ends a doubt by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.certifications.addresses import award_address
from trellis.certifications.definitions.notices import NEWS
from trellis.certifications.events import CertificateAwarded, CertificateMoved
from trellis.certifications.models import DECIDED, Award, AwardState, Doubt, DoubtState, Happening
from trellis.certifications.queries import doubting as queries
from trellis.certifications.queries.doubting import LOOKED_AT, Finding
from trellis.certifications.rules import Account
from trellis.certifications.services import keeping
from trellis.certifications.services.errors import CertificationError
from trellis.core.rules import Person
from trellis.core.services import notices
from trellis.people.days import today
from trellis.work.phrases import filled
from trellis.work.services import items

WORK = "certificate-doubt"
"""The kind of work of who decides about a certificate that rests on something that was taken back."""
AT_ONCE = 250
_ENDS = {
    Happening.SUSPENDED: DoubtState.SUSPENDED, Happening.REVOKED: DoubtState.REVOKED,
    Happening.EXPIRED: DoubtState.OVER,
}  # fmt: skip
Step = Callable[[], AbstractContextManager[object]]


def look_again(person: UUID) -> int:
    """Find which certificates of somebody rest on what was taken back, and which do again; how many changed.

    Again it is nothing. Nobody is asked twice about evidence that somebody has decided about.
    """
    with transaction.atomic():
        # Under the lock under which certificates are awarded: none is made of what is taken back meanwhile.
        who = Person.objects.select_for_update().filter(pk=person, merged_into=None, erased_at=None).first()
        return sum(_apply(each) for each in queries.findings([person], today())) if who is not None else 0


def look_at_all(step: Step = transaction.atomic) -> int:
    """The same for everybody who holds a certificate, for the night; what waits waits on those who decide today.

    Gives how many changed.
    """
    held = Award.objects.filter(is_current=True, state__in=LOOKED_AT).order_by("person")
    people = list(held.values_list("person", flat=True).distinct())
    doubted = set(Doubt.objects.filter(state=DoubtState.OPEN).values_list("award__person", flat=True))
    n = 0
    for start in range(0, len(people), AT_ONCE):
        some = people[start : start + AT_ONCE]
        for person in sorted(queries.suspected(some) | doubted.intersection(some)):
            with step():
                n += look_again(person)
    for each in Doubt.objects.filter(state=DoubtState.OPEN).select_related("award__wording"):
        with step():
            _wait(each.award)
    return n


def confirm(*, award: Award, because: str, by: Account) -> Award:
    """Decide that a certificate stays as it is although something it rests on was taken back. Twice is once.

    Raises NotAllowedError, CertificationError without a reason, or where nothing is in doubt.
    """
    with transaction.atomic():
        found, why = keeping.for_keeping(award, by), keeping.reason_of(because)
        doubt = _locked(found)
        if doubt is None:
            if found.doubts.filter(state=DoubtState.CONFIRMED, ended_by=by).exists():
                return found
            raise CertificationError(_("Nothing of this certificate is in doubt."))
        _end(found, doubt, DoubtState.CONFIRMED, by)
        keeping.note(found, Happening.CONFIRMED, by=by, because=why)
        return found


def when_moved(event: CertificateMoved) -> None:
    """Whoever suspends or revokes a certificate has decided; of one that has expired nothing is to be decided."""
    if event.what in _ENDS:
        _end_of(event.certificate, _ENDS[Happening(event.what)], event.by)


def when_awarded(event: CertificateAwarded) -> None:
    """Another certificate has taken the place of one in doubt: that one is looked at from now on."""
    if event.renews is not None:
        _end_of(event.renews, DoubtState.OVER, None)


def _end_of(key: UUID, state: DoubtState, by: UUID | None) -> None:
    award = keeping.locked(key)
    doubt = _locked(award) if award is not None else None
    if award is not None and doubt is not None:
        _end(award, doubt, state, Account.objects.filter(pk=by).first() if by is not None else None)


def _apply(found: Finding) -> int:
    award = keeping.locked(found.award.pk)
    if award is None or not award.is_current or award.state not in LOOKED_AT:
        return 0
    doubt = _locked(award)
    lost = sorted(str(each.pk) for each in found.lost)
    if doubt is not None and not lost:
        _end(award, doubt, DoubtState.REGAINED, None)
        keeping.note(award, Happening.REGAINED, by=None)
        return 1
    if doubt is not None:
        changed = doubt.lost != lost
        Doubt.objects.filter(pk=doubt.pk).update(lost=lost)
        return int(changed)
    if award.state == AwardState.SUSPENDED:
        return _regained(award) if not lost else 0
    if not set(lost) - _decided(award):
        return 0
    Doubt.objects.create(award=award, lost=lost)
    Award.objects.filter(pk=award.pk).update(in_doubt=True)
    award.in_doubt = True
    titles = ", ".join(dict.fromkeys(each.title or each.key for each in found.lost))
    keeping.note(award, Happening.DOUBTED, by=None, because=titles[:1000], text=filled(_WAITS, what=titles))
    _wait(award)
    return 1


_WAITS = gettext_lazy(
    "Taken back: %(what)s. It counts until somebody has decided, and stays if you show it again."
)


def _decided(award: Award) -> set[str]:
    """The evidence about which a person has decided, for a certificate or for those that it renews."""
    found: set[str] = set()
    link: Award | None = award
    while link is not None:
        for lost in link.doubts.filter(state__in=DECIDED).values_list("lost", flat=True):
            found |= set(lost)
        link = link.renews
    return found


def _regained(award: Award) -> int:
    """Tell those who keep a suspended certificate that what it was suspended for was shown again. Once."""
    rows = award.doubts.filter(state=DoubtState.SUSPENDED)
    if not rows.update(state=DoubtState.REGAINED):
        return 0
    keeping.note(award, Happening.REGAINED, by=None)
    notices.notify(
        NEWS, keeping.keepers_of(award.certification, but=award.person_id), about=(keeping.ABOUT, award.pk),
        subject=filled(gettext_lazy("It can be reinstated, all is shown again: %(title)s"), title=award.title),
        address=award_address(award.pk),
    )  # fmt: skip
    return 1


def _end(award: Award, doubt: Doubt, state: DoubtState, by: Account | None) -> None:
    doubt.state, doubt.ended_at, doubt.ended_by = state, timezone.now(), by
    doubt.save(update_fields=["state", "ended_at", "ended_by"])
    Award.objects.filter(pk=award.pk).update(in_doubt=False)
    award.in_doubt = False
    items.settle(WORK, award.pk, done_by=by)


def _wait(award: Award) -> None:
    people = keeping.keepers_of(award.certification, but=award.person_id)
    items.wait_on(WORK, keeping.ABOUT, award.pk, people, title=award.title)


def _locked(award: Award) -> Doubt | None:
    return Doubt.objects.select_for_update().filter(award=award, state=DoubtState.OPEN).first()
