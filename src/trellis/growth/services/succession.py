"""Writes of succession: marking key roles, and naming who could take them on."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core.rules import Account, NotAllowedError, Person
from trellis.core.services.events import publish
from trellis.growth import rules
from trellis.growth.events import KeyRoleMoved
from trellis.growth.models import KeyRole, Readiness, Risk, Successor
from trellis.growth.services.errors import GrowthError, StaleGrowthError
from trellis.people.days import today
from trellis.people.lines import people_above
from trellis.people.queries import directory

LONGEST = 10_000


def mark(*, person: Person, risk: str, reason: str, by: Account) -> KeyRole:
    """Mark the role that somebody holds as a key role; one that is marked already is given back as it is.

    Raises NotAllowedError for who is not above them, GrowthError.
    """
    if not rules.can_mark_key_role(by, person):
        raise NotAllowedError(
            _("You may not mark the role of %(name)s as a key role.") % {"name": person.name},
            hint=_("Those above somebody in the line do; nobody their own."),
        )
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        before = KeyRole.objects.filter(person=person, closed_at=None).first()
        if before is not None and rules.can_see_key_role(by, before):
            return before
        if before is not None:
            raise GrowthError(_("This role is marked already."))
        position = directory.position_on(person, today())
        if position is None or position.manager is None:
            raise GrowthError(_("%(name)s does not work here today.") % {"name": person.name}, field="holder")
        made = KeyRole(
            person=person, manager=position.manager, title=position.title, department=position.department,
            risk=_risk(risk), marked_by=by,
        )  # fmt: skip
        made.reason = _words(reason, "reason")
        made.save(force_insert=True)
        publish(KeyRoleMoved(made.pk, by.pk, "marked"))
    return made


def change(*, role: KeyRole, risk: str, reason: str, by: Account, seen: int | None = None) -> KeyRole:
    """Say anew how likely a key role falls vacant, and why it is one.

    Raises NotAllowedError, GrowthError, StaleGrowthError.
    """
    with transaction.atomic():
        found = _open(role, by)
        if seen is not None and found.version != seen:
            raise StaleGrowthError
        words = _words(reason, "reason")
        if (found.risk, found.reason) != (_risk(risk), words):
            found.risk, found.reason = risk, words
            found.version += 1
            found.save(update_fields=["risk", "sealed_reason", "version"])
            publish(KeyRoleMoved(found.pk, by.pk, "changed"))
    return found


def name_successor(
    *, role: KeyRole, person: Person, readiness: str, strengths: str, missing: str, by: Account
) -> Successor:
    """Say that somebody could take on a key role, and when; said again of the same person, it says that from now on.

    Nobody names themselves, nor the holder or somebody above them. Raises NotAllowedError, GrowthError.
    """
    with transaction.atomic():
        found = _open(role, by)
        if readiness not in Readiness.values:
            raise GrowthError(_("Say when they are ready."), field="readiness")
        _check_can_be_named(found, person, by)
        row = found.successors.filter(person=person).first() or Successor(
            role=found, person=person, named_by=by
        )
        row.readiness, row.named_by, row.named_at = readiness, by, timezone.now()
        row.strengths, row.missing = _clean(strengths), _clean(missing)
        row.save()
        publish(KeyRoleMoved(found.pk, by.pk, "named"))
    return row


def drop_successor(*, role: KeyRole, successor: UUID, by: Account) -> None:
    """Name somebody no more; what was said of them goes with it. Twice is once. Raises NotAllowedError, GrowthError."""
    with transaction.atomic():
        found = _open(role, by)
        gone, _each = found.successors.filter(pk=successor).delete()
        if gone:
            publish(KeyRoleMoved(found.pk, by.pk, "dropped"))


def close(*, role: KeyRole, outcome: str, by: Account) -> KeyRole:
    """Close a key role, saying why: it was filled, or is none any more. Twice is once.

    Raises NotAllowedError, GrowthError.
    """
    with transaction.atomic():
        found = _locked(role, by)
        if found.closed_at is not None:
            return found
        found.outcome = _words(outcome, "outcome")
        found.closed_at = timezone.now()
        found.version += 1
        found.save(update_fields=["sealed_outcome", "closed_at", "version"])
        publish(KeyRoleMoved(found.pk, by.pk, "closed"))
    return found


def _check_can_be_named(role: KeyRole, person: Person, by: Account) -> None:
    if person.pk == by.person_id:
        raise GrowthError(_("Nobody names themselves."), field="person")
    if person.pk == role.person_id and directory.position_on(person, today()) is not None:
        raise GrowthError(_("%(name)s holds this role.") % {"name": person.name}, field="person")
    if directory.position_on(person, today()) is None:
        raise GrowthError(_("%(name)s does not work here today.") % {"name": person.name}, field="person")
    if person.pk in (role.manager_id, *people_above(role.person_id, today())):
        raise GrowthError(
            _("%(name)s is above this role, and would not see it any more.") % {"name": person.name},
            field="person",
        )


def _locked(role: KeyRole, by: Account) -> KeyRole:
    rows = KeyRole.objects.select_for_update(of=("self",)).select_related("person", "manager")
    found = rows.filter(pk=role.pk).first()
    if found is None or not rules.can_change_key_role(by, found):
        raise NotAllowedError(_("Key roles are kept by those above whoever holds them."))
    return found


def _open(role: KeyRole, by: Account) -> KeyRole:
    found = _locked(role, by)
    if found.closed_at is not None:
        raise GrowthError(_("This key role is closed."))
    return found


def _risk(risk: str) -> str:
    if risk not in Risk.values:
        raise GrowthError(_("Say how likely it falls vacant."), field="risk")
    return risk


def _words(text: str, name: str) -> str:
    words = _clean(text)
    if not words:
        raise GrowthError(_("Say why."), field=name)
    return words


def _clean(text: str) -> str:
    words = text.strip().replace("\r\n", "\n")
    if len(words) > LONGEST:
        raise GrowthError(_("That is too long."))
    return words
