"""Running the campaigns of the handbook: whom they are for, mails in batches, and ending them early.

A round can be cut off anywhere and run again: what each person has got stands in their row of `Reach`, written together
with what they are told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core import defined
from trellis.core.rules import Account, NotAllowedError
from trellis.core.services import notices
from trellis.core.services.events import publish
from trellis.learning import rules, terms
from trellis.learning.addresses import campaign_address
from trellis.learning.definitions.campaigns import Campaign as Said
from trellis.learning.definitions.notices import PROMOTED
from trellis.learning.definitions.permissions import KEEP
from trellis.learning.events import CampaignBegan, CampaignStopped
from trellis.learning.models import Campaign, Reach
from trellis.learning.queries.campaigns import need_no_word
from trellis.learning.services.assigning import AT_ONCE, Step
from trellis.learning.services.errors import LearningError
from trellis.people.days import today
from trellis.people.queries import audiences


def run_all(now: datetime, step: Step = transaction.atomic) -> int:
    """Run the campaigns of today; how many people were written to. Again on the same day, nobody hears twice."""
    day = today()
    return sum(_run(each, day, now, step) for each in terms.campaigns().running(day))


def stop(*, campaign: Campaign, by: Account) -> Campaign:
    """End a campaign before its day: its banner goes and nobody is written to. Again, nothing changes.

    Raises NotAllowedError, and LearningError where it is over.
    """
    said = terms.campaigns().by_key.get(campaign.key)
    if not rules.can_stop(by, said.owner if said is not None else ""):
        raise NotAllowedError(_("Whoever owns the campaign stops it."), permission=KEEP.name)
    with transaction.atomic():
        row = Campaign.objects.select_for_update().get(pk=campaign.pk)
        if row.stopped_at is not None:
            return row
        if row.ends_on < today():
            raise LearningError(_("This campaign is over."))
        row.stopped_at, row.stopped_by = timezone.now(), by
        row.save(update_fields=["stopped_at", "stopped_by"])
        publish(CampaignStopped(row.pk, by.pk, row.key))
    return row


def looked(*, reach: Reach, by_banner: bool) -> None:
    """Note that somebody opened the page of a campaign, the first time; and whether its banner led there."""
    names = ("opened_at", "clicked_at") if by_banner else ("opened_at",)
    for name in names:
        if getattr(reach, name) is None:
            Reach.objects.filter(pk=reach.pk, **{name: None}).update(**{name: timezone.now()})


def dismiss(*, key: str, by: Account) -> int:
    """Show somebody the banner of a campaign no more; how many banners that was."""
    rows = Reach.objects.filter(person=by.person_id, campaign__key=key, dismissed_at=None)
    return rows.update(dismissed_at=timezone.now()) if by.person_id is not None else 0


def _run(said: Said, day: date, now: datetime, step: Step) -> int:
    with step():
        row = _begun(said)
    if row.stopped_at is not None:
        return 0
    _follow_audience(said, row, day, step)
    number = said.step_on(day)
    if number is None:
        return 0
    waiting = Reach.objects.filter(_waits_for(number), campaign=row, person__account__is_active=True)
    told = 0
    for some in _batches(list(waiting.order_by("pk").values_list("pk", flat=True))):
        with step():
            told += _tell(said, row, number, some, now)
    return told


def _begun(said: Said) -> Campaign:
    """The record of a campaign, which says what the handbook says now; its first day is what it is known by."""
    values = {
        "title": said.title[:300], "revision": defined.revision()[:200], "ends_on": said.until, "days": said.days,
        "courses": list(said.courses), "paths": list(said.paths),
    }  # fmt: skip
    row, is_new = Campaign.objects.get_or_create(key=said.key, begins_on=said.from_, defaults=values)
    if is_new:
        publish(CampaignBegan(row.pk, None, row.key, row.revision))
    elif any(getattr(row, name) != value for name, value in values.items()):
        Campaign.objects.filter(pk=row.pk).update(**values)
        row.refresh_from_db()
    return row


def _follow_audience(said: Said, row: Campaign, day: date, step: Step) -> None:
    """Who has come into the audience, and who has left it. Three queries, and one for each batch of who is new."""
    assert said.audience is not None, "no campaign runs without one"
    people = audiences.people_of(said.audience, day).order_by()
    rows = Reach.objects.filter(campaign=row)
    new = people.exclude(pk__in=rows.values("person")).values_list("pk", flat=True)
    for some in _batches(sorted(new)):
        with step():
            made = [Reach(campaign=row, person_id=each) for each in some]
            Reach.objects.bulk_create(made, ignore_conflicts=True)
    with step():
        rows.filter(is_in=True).exclude(person__in=people.values("pk")).update(is_in=False)
        rows.filter(is_in=False, person__in=people.values("pk")).update(is_in=True)


def _tell(said: Said, row: Campaign, number: int, keys: Sequence[UUID], now: datetime) -> int:
    """Write to some people, but for those who need it no more; all of them are past this mail afterwards."""
    assert said.mail is not None, "it has a step"
    if Campaign.objects.select_for_update().get(pk=row.pk).stopped_at is not None:
        return 0
    found = Reach.objects.select_for_update(of=("self",)).filter(_waits_for(number), pk__in=keys, is_in=True)
    some = list(found.order_by("pk"))
    people = [each.person_id for each in some]
    past = need_no_word(said, people)
    accounts = [
        each
        for each in Account.objects.filter(person__in=people, is_active=True)
        if each.person_id not in past
    ]
    notices.notify(
        PROMOTED, accounts, subject=said.mail.subject, text=_words(said), address=campaign_address(said.key),
        key=f"learning campaign {row.pk} {number}", about=("campaign", row.pk),
    )  # fmt: skip
    rows = Reach.objects.filter(pk__in=[each.pk for each in some])
    rows.update(step=number)
    rows.filter(told_at=None, person__in=[each.person_id for each in accounts]).update(told_at=now)
    return len(accounts)


def _words(said: Said) -> str:
    return f"{said.text}\n\n{said.channel}".strip() if said.channel else said.text


def _waits_for(number: int) -> Q:
    return Q(step=None) | Q(step__lt=number)


def _batches(keys: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    for start in range(0, len(keys), AT_ONCE):
        yield keys[start : start + AT_ONCE]
