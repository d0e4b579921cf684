"""Sessions and cohorts in the search: found by those who see their pages. Coaching is not in it, for anybody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from trellis.classes import rules
from trellis.classes.models import Cohort, Facilitator, Session
from trellis.core import searching
from trellis.core.searching import MEMBERS, Asker, FoundRecord, Noted, SearchKind, is_account

KEEPERS = "classes:cohorts"
"""The audience of those who see how all cohorts are going."""


def of_cohort(key: UUID) -> str:
    """The audience of those who are in a cohort."""
    return f"cohort:{key}"


def audiences(asker: Asker) -> Iterable[str]:
    """The cohorts that somebody is in, and whether they keep all of them. One query."""
    me = rules.myself(asker.account)
    if me is None:
        return
    yield from map(of_cohort, rules.cohorts_of(me).values_list("cohort", flat=True))
    if rules.can_keep_cohorts(asker.account):
        yield KEEPERS


def register() -> None:
    """Let sessions and cohorts be found. Called when Django starts."""
    searching.register_audiences(audiences)
    searching.register(_SESSIONS)
    searching.register(_COHORTS)


def _sessions_noted(sessions: Sequence[Session]) -> Iterable[Noted]:
    """What the index knows of sessions. Those of a cohort are for it, and for who else runs them: one query more."""
    shown = [each for each in sessions if each.kind != Session.Kind.COACHING]
    closed = [each.pk for each in shown if each.cohort_id is not None]
    runs: dict[UUID, list[str]] = defaultdict(list)
    if closed:
        rows = Facilitator.objects.filter(session__in=closed, person__account__isnull=False)
        for key, account in rows.values_list("session", "person__account"):
            runs[key].append(is_account(account))
    for each in shown:
        found: tuple[str, ...] = (MEMBERS,)
        if each.cohort_id is not None:
            found = (of_cohort(each.cohort_id), KEEPERS, *sorted(runs[each.pk]))
        yield Noted(
            each.pk, each.title, found, detail=f"{each.starts_at:%Y-%m-%d}", text=each.words, language=each.language,
            facets={"state": each.state}, changed_at=each.scheduled_at,
        )  # fmt: skip


def _sessions_seen(asker: Asker, keys: Collection[UUID]) -> QuerySet[Session]:
    if asker.account is None:
        return Session.objects.none()
    return rules.seen_by(asker.account).filter(pk__in=keys).exclude(kind=Session.Kind.COACHING)


def _session_address(_asker: Asker, found: FoundRecord) -> str:
    return reverse("classes:session", args=[found.object])


def _cohorts_noted(cohorts: Sequence[Cohort]) -> Iterable[Noted]:
    """What the index knows of cohorts; nothing of how far anybody is, or what is said in them."""
    for each in cohorts:
        yield Noted(
            each.pk, each.title, (of_cohort(each.pk), KEEPERS), detail=f"{each.starts_on:%Y-%m-%d}",
            text="\n".join(filter(None, (each.goal, each.words))), facets={"state": each.state},
            changed_at=each.made_at,
        )  # fmt: skip


def _cohorts_seen(asker: Asker, keys: Collection[UUID]) -> QuerySet[Cohort]:
    if asker.account is None:
        return Cohort.objects.none()
    return rules.cohorts_seen(asker.account).filter(pk__in=keys)


def _cohort_address(_asker: Asker, found: FoundRecord) -> str:
    return reverse("classes:cohort", args=[found.object])


_SESSIONS = SearchKind(
    key="class_session", title=_("Session"), plural=_("Sessions"), icon="calendar", model=Session,
    noted=_sessions_noted, visible=_sessions_seen, address=_session_address, scope="classes:read",
    fields=frozenset({"title", "words", "kind", "state", "starts_at", "language"}),
)  # fmt: skip
_COHORTS = SearchKind(
    key="cohort", title=_("Cohort"), plural=_("Cohorts"), icon="person", model=Cohort, noted=_cohorts_noted,
    visible=_cohorts_seen, address=_cohort_address, scope="classes:read",
    fields=frozenset({"title", "words", "goal", "state", "starts_on"}),
)  # fmt: skip
