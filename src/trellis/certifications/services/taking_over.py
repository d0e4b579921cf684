"""Taking over certificates that were awarded before, such as in another system.

They rest on what is known here of their grounds. Nobody is told; from then on they end,
are renewed and are asked for as all others.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.certifications import facts, rules, terms
from trellis.certifications.definitions.certifications import Certification
from trellis.certifications.definitions.evidence import Evidence
from trellis.certifications.definitions.permissions import KEEP
from trellis.certifications.definitions.terms_of_awards import ONE_DAY, last_day, window_opens
from trellis.certifications.events import CertificateTakenOver
from trellis.certifications.models import Award, AwardChange, AwardEvidence, AwardState, Happening
from trellis.certifications.rules import Account, NotAllowedError, Person
from trellis.certifications.services import keeping
from trellis.certifications.services.awarding import TOKEN_BYTES, new_number, wording_of
from trellis.certifications.services.errors import CertificationError
from trellis.core import defined
from trellis.core.services.events import publish
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

    They rest on what is known to have been shown until then. Raises NotAllowedError.
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
        made = []
        for each in held:
            said = known[each.certification]
            if said is not None and (each.person, each.certification) not in has:
                has.add((each.person, each.certification))
                facts_of = about.get(each.person)
                made.append(_award(each, said, facts_of.entity if facts_of is not None else "", by))
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


def _award(each: Held, said: Certification, entity: str, by: Account) -> Award:
    ends = last_day(each.awarded_on, said.months)
    opens = window_opens(ends, said.window_days)
    made = Award(
        person_id=each.person, certification=said.key[:120], wording=wording_of(said),
        number=new_number(each.awarded_on), token=secrets.token_urlsafe(TOKEN_BYTES), awarded_on=each.awarded_on,
        valid_until=ends, grace_until=ends + timedelta(days=said.grace_days) if ends is not None else None,
        renewable_from=max(opens, each.awarded_on + ONE_DAY) if opens is not None else None, ladder=list(said.ladder),
        issuer=defined.edition().handbook.settings.organisation[:200], entity=entity[:200],
    )  # fmt: skip
    made.state = keeping.state_on(made, today())
    made.save(force_insert=True)
    AwardChange.objects.create(award=made, what=Happening.AWARDED, valid_until=ends, by=by)
    if made.state in (AwardState.GRACE, AwardState.EXPIRED):
        what = Happening.GRACE if made.state == AwardState.GRACE else Happening.EXPIRED
        AwardChange.objects.create(award=made, what=what, valid_until=ends)
    AwardEvidence.objects.bulk_create(_line(made, one) for one in _shown(each, said))
    return made


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
