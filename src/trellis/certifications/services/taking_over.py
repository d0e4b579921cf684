"""Taking over certificates that were awarded before, such as in another system.

They rest on what is known here of their grounds. Nobody is told; from then on they end,
are renewed and are asked for as all others.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import zip_longest
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.certifications import facts, rules, terms
from trellis.certifications.definitions.certifications import Certification
from trellis.certifications.definitions.evidence import Evidence
from trellis.certifications.definitions.permissions import KEEP
from trellis.certifications.definitions.terms_of_awards import (
    ONE_DAY,
    last_day,
    renewed_from,
    window_opens,
)
from trellis.certifications.events import CertificateTakenOver
from trellis.certifications.models import Award, AwardChange, AwardEvidence, AwardState, Happening
from trellis.certifications.rules import Account, NotAllowedError, Person
from trellis.certifications.services import keeping
from trellis.certifications.services.awarding import TOKEN_BYTES, new_number, wording_of
from trellis.certifications.services.errors import CertificationError
from trellis.core import defined
from trellis.core.services.events import publish
from trellis.core.zones import organisation_zone
from trellis.people.days import today
from trellis.people.queries import audiences


@dataclass(frozen=True, slots=True)
class Held:
    """That somebody was awarded a certification on a day."""

    person: UUID
    certification: str
    awarded_on: date


def take_over(*, held: Sequence[Held], by: Account) -> list[Award]:
    """Write certificates down as they stand today, by the text of today. Who has one of a certification keeps that.

    They rest on what is known to have been shown until then, and their history stands on the days on which it happened.
    Of several of one certification, each renews the one before, unless that had lapsed. Raises NotAllowedError.
    """
    with transaction.atomic():
        known = {each.certification: terms.certification(each.certification) for each in held}
        for key in known:
            if not rules.can_keep(by, key):
                raise NotAllowedError(_("You may not write down who is certified."), permission=KEEP.name)
        has = set(
            Award.objects.filter(person__in=[each.person for each in held], is_current=True)
            .values_list("person", "certification")
        )  # fmt: skip
        about = audiences.facts_on(today(), [each.person for each in held])
        made: list[Award] = []
        for whose, theirs in _by_holder(held).items():
            said = known[whose[1]]
            if said is not None and whose not in has:
                facts_of = about.get(whose[0])
                made += _one_after_another(theirs, said, facts_of.entity if facts_of is not None else "", by)
    return made


def take_in(*, held: Held, by: Account) -> tuple[Award, bool]:
    """Write one certificate down that was awarded elsewhere; whether it was not known yet. Not one's own.

    It is told that it was taken over, and what asks for it is met. Raises NotAllowedError, CertificationError for a
    certification that there is not, a day to come, and where they hold one of another day.
    """
    if terms.certification(held.certification) is None:
        raise CertificationError(_("The handbook has no such certification."), field="certification")
    if held.awarded_on > today():
        raise CertificationError(_("This day lies ahead."), field="awarded_on")
    if by.person_id == held.person:
        raise NotAllowedError(_("Nobody certifies themselves."), hint=_("Ask a colleague to do it."))
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=held.person)
        rows = Award.objects.filter(person=held.person, certification=held.certification)
        same = rows.filter(awarded_on=held.awarded_on).order_by("-is_current", "pk").first()
        if same is not None and rules.can_keep(by, held.certification):
            return same, False
        now = rows.filter(is_current=True).first()
        if now is not None:
            raise CertificationError(
                _("They have a certificate of %(day)s already.") % {"day": date_format(now.awarded_on)},
                hint=_("Leave this row out: of each certification one certificate counts."), field="awarded_on",
            )  # fmt: skip
        made = take_over(held=[held], by=by)[0]
        publish(CertificateTakenOver(made.pk, by.pk, made.person_id, made.certification, made.valid_until))
    return made, True


def _by_holder(held: Sequence[Held]) -> dict[tuple[UUID, str], list[Held]]:
    """What is to be written down of each person and certification, the oldest first."""
    found: dict[tuple[UUID, str], list[Held]] = {}
    for each in sorted(held, key=lambda each: each.awarded_on):
        found.setdefault((each.person, each.certification), []).append(each)
    return found


def _one_after_another(held: Sequence[Held], said: Certification, entity: str, by: Account) -> list[Award]:
    made: list[Award] = []
    for each, following in zip_longest(held, held[1:]):
        follows = made[-1] if made and made[-1].state == AwardState.RENEWED else None
        made.append(_award(each, said, entity, follows, following.awarded_on if following else None))
        _write_history(made[-1], by)
        AwardEvidence.objects.bulk_create(_line(made[-1], one) for one in _shown(each, said))
    return made


def _award(
    each: Held, said: Certification, entity: str, follows: Award | None, replaced_on: date | None
) -> Award:
    """A certificate as it stands today, or stood on the day on which another took its place."""
    begins = each.awarded_on
    if follows is not None and follows.valid_until is not None:
        begins = renewed_from(follows.valid_until, each.awarded_on)
    ends = last_day(begins, said.months)
    opens = window_opens(ends, said.window_days)
    made = Award(
        person_id=each.person, certification=said.key[:120], wording=wording_of(said),
        number=new_number(each.awarded_on), token=secrets.token_urlsafe(TOKEN_BYTES), awarded_on=each.awarded_on,
        valid_until=ends, grace_until=ends + timedelta(days=said.grace_days) if ends is not None else None,
        renewable_from=max(opens, each.awarded_on + ONE_DAY) if opens is not None else None, ladder=list(said.ladder),
        issuer=defined.edition().handbook.settings.organisation[:200], entity=entity[:200], renews=follows,
        is_current=replaced_on is None,
    )  # fmt: skip
    made.state = keeping.state_on(made, replaced_on or today())
    if replaced_on is not None and made.state != AwardState.EXPIRED:
        made.state = AwardState.RENEWED
    made.save(force_insert=True)
    return made


def _write_history(award: Award, by: Account) -> None:
    """What became of a certificate, each on the day on which it did."""
    what = Happening.RENEWED if award.renews_id is not None else Happening.AWARDED
    rows: list[tuple[str, date, Account | None]] = [(what, award.awarded_on, by)]
    if award.state in (AwardState.GRACE, AwardState.EXPIRED) and award.valid_until is not None:
        last = award.grace_until or award.valid_until
        if last > award.valid_until:
            rows.append((Happening.GRACE, award.valid_until + ONE_DAY, None))
        if award.state == AwardState.EXPIRED:
            rows.append((Happening.EXPIRED, last + ONE_DAY, None))
    AwardChange.objects.bulk_create(
        AwardChange(award=award, what=each, valid_until=award.valid_until, by=whom, at=_moment(day))
        for each, day, whom in rows
    )


def _moment(day: date) -> datetime:
    """The noon of a day where the organisation is, and never later than now."""
    noon = datetime.combine(day, time(12), organisation_zone() or UTC)
    return min(noon, timezone.now())


def _shown(each: Held, said: Certification) -> list[Evidence]:
    """What is known to have been shown by then, the newest of each thing."""
    asked = terms.asked_by([said.requires])
    shown = facts.shown_by([each.person], asked, each.awarded_on)[each.person]
    newest: dict[tuple[str, str], Evidence] = {}
    for one in sorted(shown.evidence, key=lambda one: (one.on, one.source)):
        if one.on <= each.awarded_on:
            newest[one.kind, one.key] = one
    return list(newest.values())


def _line(award: Award, one: Evidence) -> AwardEvidence:
    return AwardEvidence(
        award=award, kind=one.kind, key=one.key[:300], title=one.title[:300], on=one.on, until=one.until,
        amount=one.amount, source=one.source[:120], revision=one.revision[:200],
    )  # fmt: skip
