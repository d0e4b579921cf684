"""Reads of privacy: whose data is meant, what would become of it, who is on hold, who looked at the confidential."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core import signing
from django.db.models import Count, Q, QuerySet, Value
from django.urls import reverse
from django.utils import timezone

from trellis.core import defined, personal
from trellis.core.definitions import retention
from trellis.core.definitions.retention import Retention, Rule
from trellis.core.models import AccessNote, Account, Attachment, Erasure, LegalHold, Person, PersonExport
from trellis.core.personal import Declaration, Fate, Subject
from trellis.core.rules import Somebody, can_keep_people

EXPORT = "person-export"
"""What exports are as objects that hold files."""
_SALT = "trellis.person-export"


@dataclass(frozen=True, slots=True)
class Part:
    """What is kept of somebody in one model: how many rows, and what erasure makes of them."""

    declaration: Declaration
    count: int

    @property
    def fate(self) -> str:
        """What becomes of it, in words."""
        return str(Fate(self.declaration.fate).label)


@dataclass(frozen=True, slots=True)
class Due:
    """What retention takes away of a model: by which rule, what is older than a moment, and how many that are now."""

    declaration: Declaration
    rule: Rule
    before: datetime
    count: int


def subject_of(person: Person) -> Subject:
    """Somebody with the records that were merged into them, and their account."""
    keys, newest = [person.pk], [person.pk]
    while newest:
        newest = list(
            Person.objects.filter(merged_into__in=newest).exclude(pk__in=keys).values_list("pk", flat=True)
        )
        keys += newest
    accounts = Account.objects.filter(person__in=keys).order_by("pk").values_list("pk", flat=True)
    return Subject(tuple(keys), tuple(accounts))


def parts_of(subject: Subject) -> list[Part]:
    """What is kept of somebody, without what is empty. One query, however many models hold data of people."""
    declared = {each.label: each for each in personal.declared() if each.is_personal}
    counted = _counted({label: each.of(subject) for label, each in declared.items()})
    return [Part(each, counted[label]) for label, each in declared.items() if counted.get(label)]


def hold_of(person: Person) -> LegalHold | None:
    """The hold that keeps somebody's data from being taken away."""
    return LegalHold.objects.filter(person=person, ended_at=None).select_related("placed_by").first()


def held() -> Subject:
    """Everybody on hold, with who was merged into them."""
    people = [hold.person for hold in LegalHold.objects.filter(ended_at=None).select_related("person")]
    subjects = [subject_of(person) for person in people]
    return Subject(
        tuple(key for each in subjects for key in each.people),
        tuple(key for each in subjects for key in each.accounts),
    )


def rules() -> Retention:
    """What `retention.yml` says now."""
    found: Retention | None = defined.defined(retention.NAME)
    return found or Retention()


def lapsed(declaration: Declaration, before: datetime, held: Subject) -> QuerySet[Any]:
    """The rows of a model that retention takes away: older than a moment, and of nobody on hold."""
    assert declaration.lapse is not None
    rows = declaration.rows.filter(declaration.lapse.only, **{f"{declaration.lapse.since}__lt": before})
    if not declaration.is_personal or not held.people:
        return rows
    return rows.exclude(pk__in=declaration.rows.filter(declaration.condition(held)).values("pk"))


def due(now: datetime) -> list[Due]:
    """What retention would take away now. One query, however many rules there are, and one for those on hold."""
    known, on_hold, found = rules(), held(), []
    for each in personal.declared():
        rule = known.rules.get(each.lapse.key) if each.lapse is not None else None
        before = rule.before(now) if rule is not None else None
        if rule is not None and before is not None:
            found.append((each, rule, before))
    counted = _counted({each.label: lapsed(each, before, on_hold) for each, _rule, before in found})
    return [Due(each, rule, before, counted.get(each.label, 0)) for each, rule, before in found]


def _counted(rows: Mapping[str, QuerySet[Any]]) -> dict[str, int]:
    """How many rows there are of each of several models, without those of which there are none; one query."""
    parts = [
        each.order_by().values(model=Value(label)).annotate(rows=Count("pk")) for label, each in rows.items()
    ]
    if not parts:
        return {}
    return {row["model"]: row["rows"] for row in parts[0].union(*parts[1:], all=True)}


def exports_of(person: Person) -> QuerySet[PersonExport]:
    """The copies that were made for somebody, the newest first."""
    return PersonExport.objects.filter(person=person).select_related("asked_by").order_by("-asked_at", "-pk")


def link_to(export: PersonExport) -> str:
    """The signed path of a copy; it works for whom it was made, until it ends."""
    return reverse("core:export-file", args=[signing.dumps(export.pk.hex, salt=_SALT)])


def linked(token: str, who: Account) -> Attachment | None:
    """The file of a copy that somebody may have now; `None` for a link that is none, not theirs, or over."""
    try:
        key = UUID(signing.loads(token, salt=_SALT))
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if not may_have(who, key):
        return None
    return (
        Attachment.objects.filter(about=EXPORT, object=key, removed_at=None).select_related("stored").first()
    )


def may_have(who: Somebody, key: UUID) -> bool:
    """The person of whom a copy is, and the administrator who had it made; while it can be had."""
    export = PersonExport.objects.filter(pk=key).first()
    if export is None or not isinstance(who, Account) or not who.is_active:
        return False
    if not export.can_be_had_at(timezone.now()):
        return False
    return export.person_id == who.person_id or (export.asked_by_id == who.pk and can_keep_people(who))


def erasures() -> QuerySet[Erasure]:
    """Who was or is to be erased: what waits first, then the newest."""
    return Erasure.objects.select_related("person", "asked_by", "decided_by").order_by("-asked_at", "-pk")


def open_erasure(person: Person) -> Erasure | None:
    """The erasure of somebody that waits or is being done."""
    return erasures().filter(person=person, state__in=(Erasure.State.ASKED, Erasure.State.AGREED)).first()


def is_erased(account: Account) -> bool:
    """Whether somebody was erased, who comes back as somebody new alone."""
    return Person.objects.filter(Q(account=account), erased_at__isnull=False).exists()


def access_notes(*, text: str = "", about: str = "") -> QuerySet[AccessNote]:
    """Who looked at what is confidential, the newest first."""
    found = AccessNote.objects.select_related("account")
    if about:
        found = found.filter(about=about)
    if text:
        found = found.filter(
            Q(account__name__icontains=text) | Q(account__email__icontains=text) | Q(why__icontains=text)
        )
    return found.order_by("-at", "-pk")


def kinds_looked_at() -> Collection[str]:
    """The kinds of objects that somebody has looked at."""
    return sorted(AccessNote.objects.order_by().values_list("about", flat=True).distinct())
