"""Following the editions of the handbook: each new text of a policy becomes a version, once.

Every process looks in each round whether it serves another revision than before. A process that lags behind looks at
nothing: only one that has just come to another revision than the one that was looked at last keeps versions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from trellis.core import rounds
from trellis.core.rules import Account
from trellis.core.services import notices
from trellis.core.services.events import publish
from trellis.handbook.meaning import compare
from trellis.pages.queries.current import whole_edition
from trellis.pages.queries.history import last_change
from trellis.policies import terms
from trellis.policies.addresses import change_address
from trellis.policies.definitions.notices import CHANGES
from trellis.policies.events import VersionKept
from trellis.policies.models import Followed, Meaning, Version
from trellis.policies.queries import changes as queries
from trellis.policies.services.soon import ask_soon
from trellis.policies.terms import Text
from trellis.work.phrases import filled


@dataclass
class _Seen:
    """What this process looked at last."""

    revision: str = ""


_seen = _Seen()
AT_ONCE = 20
"""So many versions are kept in one transaction, which others may wait for."""


def follow(now: datetime) -> int:
    """Keep the versions of a new edition, and end the time in which changes can be decided about; how many did so.

    In each round: without news it costs one query.
    """
    edition = whole_edition()
    kept = 0
    if edition.handbook.revision != _seen.revision:
        kept = rounds.by_steps(_kept(now))
    return kept + end_grace(now)


def keep_versions(now: datetime) -> int:
    """Keep a version of every policy whose text is another than that of its last one; how many there were."""
    return sum(_kept(now))


def _kept(now: datetime) -> Iterator[int]:
    """Keep some versions at a time, each time in a transaction; the edition is noted with the last of them.

    So whoever is killed in between, or has no more time in this round, leaves what is missing to the next call. The
    same edition again writes nothing.
    """
    is_last = False
    while not is_last:
        revision, found = whole_edition().handbook.revision, terms.texts()
        with transaction.atomic():
            Followed.objects.get_or_create(pk=1, defaults={"revision": ""})
            followed = Followed.objects.select_for_update().get(pk=1)
            if followed.revision == revision[:200]:
                break
            newest = queries.newest_versions()
            new = [t for path, t in found.items() if path not in newest or newest[path].digest != t.digest]
            for text in new[:AT_ONCE]:
                _keep(text, newest.get(text.path), now)
            is_last = len(new) <= AT_ONCE
            if is_last:
                followed.revision, followed.at = revision[:200], now
                followed.save(update_fields=["revision", "at"])
            if new or (is_last and set(newest) - set(found)):
                ask_soon()
        yield len(new[:AT_ONCE])
    _seen.revision = revision


def end_grace(now: datetime) -> int:
    """Have changes ask people again about which nobody has decided in time; how many there were."""
    keys = list(
        Version.objects.filter(meaning=Meaning.OPEN, decide_until__lte=now).values_list("pk", flat=True)
    )
    if not keys:
        return 0
    with transaction.atomic():
        n = Version.objects.filter(pk__in=keys, meaning=Meaning.OPEN).update(meaning=Meaning.CHANGED)
        if n:
            ask_soon()
    return n


def _keep(text: Text, before: Version | None, now: datetime) -> Version:
    """Keep a text as the next version of its policy. Under the lock of `Followed`."""
    change = last_change(whole_edition(), text.path)
    made = Version(
        path=text.path, number=before.number + 1 if before is not None else 1, title=text.title[:300],
        revision=whole_edition().handbook.revision[:200], commit=change.commit[:64] if change is not None else "",
        text=text.text, digest=text.digest, parts=[[*each[:3], each.fingerprint] for each in text.parts],
        before=before, created_at=now, meaning=Meaning.FIRST,
    )  # fmt: skip
    if before is not None:
        _judge(made, before, text, now)
    made.save()
    publish(VersionKept(made.pk, None, made.path, made.number, made.meaning))
    if made.meaning == Meaning.OPEN:
        _tell(made)
    return made


def _judge(made: Version, before: Version, text: Text, now: datetime) -> None:
    """Say whether a version asks people again: by its words, else by what was decided before it was merged."""
    old = queries.parts_of_version(before)
    found = compare(old, text.parts)
    above = {each.key: list(each.above) for each in (*old, *text.parts)}
    made.changed = {each.key: above[each.key] for each in found}
    if not found:
        made.meaning = Meaning.SAME
        return
    made.decision = queries.decision_about(made.path, before.digest, made.digest)
    if made.decision is not None:
        made.meaning = Meaning.CHANGED if made.decision.asks else Meaning.UNCHANGED
    else:
        made.meaning = Meaning.OPEN
        made.decide_until = now + timedelta(hours=settings.TRELLIS_POLICY_GRACE)


def _tell(version: Version) -> None:
    """Tell those who answer for a policy that a change of it waits for their word."""
    said = _("Does this change ask people again? %(title)s")
    people: list[Account] = queries.deciders_of(version.path)
    notices.notify(
        CHANGES, people, subject=filled(said, title=version.title), address=change_address(version.pk),
        key=f"policy change {version.pk}",
    )  # fmt: skip
