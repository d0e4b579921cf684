"""Awarding certificates: whoever has shown all that is asked for has one, whatever brought it about.

An event, a night and a second try all call this: what is shown decides, and done again it is nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from trellis.certifications import terms
from trellis.certifications.addresses import award_address
from trellis.certifications.definitions.certifications import Certification
from trellis.certifications.definitions.evaluating import Result
from trellis.certifications.definitions.notices import NEWS
from trellis.certifications.definitions.terms_of_awards import ONE_DAY, last_day, renewed_from, window_opens
from trellis.certifications.events import CertificateAwarded
from trellis.certifications.models import Award, AwardChange, AwardEvidence, AwardState, Happening, Wording
from trellis.certifications.queries import standing as queries
from trellis.certifications.queries.standing import Standing
from trellis.core import defined
from trellis.core.rules import Account, Person
from trellis.core.services import notices
from trellis.core.services.events import publish
from trellis.pages.queries.current import whole_edition
from trellis.pages.queries.history import last_change
from trellis.people.days import today
from trellis.people.queries import audiences
from trellis.work.phrases import filled

AT_ONCE = 50
"""People to whom certificates are awarded in one transaction."""
LOOKED_AT_ONCE = 500
"""People whose evidence is read at once, before anything is written."""
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Of what numbers are made: nothing that is easily taken for another."""
TOKEN_BYTES = 24
Step = Callable[[], AbstractContextManager[object]]


def evaluate(person: UUID, asked: Collection[terms.Asked] | None = None) -> list[Award]:
    """Award one person whatever they have shown by now; `asked` narrows to what counts for one of these things.

    A certificate may be what another one asks for, so it goes on until nothing new comes of it.
    """
    made: list[Award] = []
    every = tuple(terms.certifications().by_key.values())
    wanted = every if asked is None else _counting(every, asked)
    while wanted:
        with transaction.atomic():
            new = _award_met(person, wanted)
        made += new
        wanted = _counting(every, {("certification", each.certification) for each in new})
    return made


def evaluate_some(people: Collection[UUID]) -> None:
    """Award some people whatever they have shown by now: a few queries, and more only for those who have shown it."""
    found = queries.standings(people, terms.certifications().by_key.values(), today())
    for person in sorted({person for (person, _key), one in found.items() if one.is_met}):
        evaluate(person)


def evaluate_all(step: Step = transaction.atomic) -> int:
    """Award everybody whatever they have shown by now; how many certificates were made. For the night."""
    day = today()
    about = audiences.facts_on(day)
    n = 0
    for each in _in_order(terms.certifications().by_key.values()):
        people = queries.those_who_may_earn(each, about)
        for start in range(0, len(people), LOOKED_AT_ONCE):
            some = people[start : start + LOOKED_AT_ONCE]
            found = queries.standings(some, [each], day, {key: about[key] for key in some})
            due = [person for (person, _key), one in found.items() if one.is_met]
            for first in range(0, len(due), AT_ONCE):
                with step():
                    n += sum(len(_award_met(person, (each,))) for person in due[first : first + AT_ONCE])
    return n


def wording_of(certification: Certification) -> Wording:
    """The text of a certification as it stands now, kept once."""
    text = terms.text_of(certification)
    change = last_change(whole_edition(), text.path)
    made, _created = Wording.objects.get_or_create(
        path=text.path[:300], digest=text.digest,
        defaults={
            "title": text.title[:300], "description": text.description[:1000], "text": text.text,
            "revision": defined.revision()[:200], "commit": change.commit[:64] if change is not None else "",
        },
    )  # fmt: skip
    return made


def new_number(day: date) -> str:
    """A number that tells nothing but the year: how many were awarded, and to whom, cannot be guessed from it."""
    said = "".join(secrets.choice(ALPHABET) for _at in range(8))
    return f"{day.year}-{said[:4]}-{said[4:]}"


def _award_met(person: UUID, certifications: Iterable[Certification]) -> list[Award]:
    """Award what is met now, asked under the lock of the person: two events at once award it once."""
    who = Person.objects.select_for_update().filter(pk=person, merged_into=None, erased_at=None).first()
    if who is None:
        return []
    found = queries.standings([person], tuple(certifications), today())
    return [_award(who, each) for each in found.values() if each.is_met]


def _award(person: Person, standing: Standing) -> Award:
    made = _made(person, standing)
    result = standing.result
    assert result is not None  # it is met
    _pin(made, result)
    renews = made.renews_id is not None
    what = Happening.RENEWED if renews else Happening.AWARDED
    AwardChange.objects.create(award=made, what=what, valid_until=made.valid_until)
    publish(
        CertificateAwarded(made.pk, None, person.pk, made.certification, made.valid_until, made.renews_id)
    )
    said = _("Your certificate was renewed: %(title)s") if renews else _("You are certified: %(title)s")
    account = Account.objects.filter(person=person, is_active=True).first()
    notices.notify(
        NEWS, [account] if account is not None else [], subject=filled(said, title=made.title),
        address=award_address(made.pk), key=f"certificate {made.pk}", about=("certificate", made.pk),
    )  # fmt: skip
    return made


def _made(person: Person, standing: Standing) -> Award:
    said, before, day = standing.certification, standing.award, today()
    follows = before if standing.route is not None and standing.route.renews else None
    begins = day
    if follows is not None and follows.valid_until is not None:
        begins = renewed_from(follows.valid_until, day)
    ends = last_day(begins, said.months)
    opens = window_opens(ends, said.window_days)
    facts = audiences.facts_on(day, [person.pk]).get(person.pk)
    if before is not None:
        before.is_current = False
        if follows is not None:
            before.state = AwardState.RENEWED
        before.save(update_fields=["is_current", "state"])
    return Award.objects.create(
        person=person, certification=said.key[:120], wording=wording_of(said), number=new_number(day),
        token=secrets.token_urlsafe(TOKEN_BYTES), awarded_on=day, valid_until=ends,
        grace_until=ends + timedelta(days=said.grace_days) if ends is not None else None,
        # Never on the day itself: what has earned it must not renew it.
        renewable_from=max(opens, day + ONE_DAY) if opens is not None else None,
        ladder=list(said.ladder), renews=follows, issuer=defined.edition().handbook.settings.organisation[:200],
        entity=facts.entity[:200] if facts is not None else "",
        # Who let strangers read their name on the former one goes on doing so.
        shown_name=before.shown_name if before is not None else "",
        is_shared=follows.is_shared if follows is not None else False,
    )  # fmt: skip


def _pin(award: Award, result: Result) -> None:
    """Write down what the certificate rests on, with the revisions; never changed again."""
    places = {one: leaf.place for leaf in _met_leaves(result) for one in leaf.evidence}
    AwardEvidence.objects.bulk_create(
        AwardEvidence(
            award=award, place=places.get(each, "")[:40], kind=each.kind, key=each.key[:300], title=each.title[:300],
            on=each.on, until=each.until, amount=each.amount, source=each.source[:120], revision=each.revision[:200],
        )
        for each in result.evidence
    )  # fmt: skip


def _met_leaves(result: Result) -> Iterable[Result]:
    if not result.parts:
        return [result] if result.is_met else []
    return [leaf for each in result.parts for leaf in _met_leaves(each)]


def _counting(every: Iterable[Certification], asked: Collection[terms.Asked]) -> tuple[Certification, ...]:
    """The certifications for which one of some things counts; hours about anything count for every topic of theirs."""
    wanted = set(asked)
    kinds = {kind for kind, key in wanted if key == "*"}
    return tuple(
        each for each in every if any(one in wanted or one[0] in kinds for one in terms.asked_by(each.routes))
    )


def _in_order(every: Iterable[Certification]) -> list[Certification]:
    """Certifications with those first that others ask for."""
    left = {each.key: each for each in every}
    done: list[Certification] = []
    while left:
        ready = [
            each
            for each in left.values()
            if not any(
                kind == "certification" and key in left and key != each.key
                for kind, key in terms.asked_by(each.routes)
            )
        ]
        for each in ready or list(left.values()):
            done.append(left.pop(each.key))
    return done
