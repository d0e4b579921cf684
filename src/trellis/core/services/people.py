"""Writes of people: who is known, what is known of them, which account is theirs, and who is the same as whom."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from trellis.core import rules, stale
from trellis.core.happened import PersonAdded, PersonChanged, PersonLinked, PersonMerged
from trellis.core.models import Access, Account, Person
from trellis.core.rules import NotAllowedError
from trellis.core.services import rights
from trellis.core.services.access_log import Deed, note
from trellis.core.services.events import publish
from trellis.handbook.errors import TrellisError

FIELDS = ("name", "email", "kind", "organisation", "external_reference")


class PersonFactsError(TrellisError):
    """What was said of a person cannot be."""

    code = "person-facts"


class SamePersonError(TrellisError):
    """Two people cannot be linked or merged in this way; the message says why."""

    code = "same-person"


class StalePersonError(TrellisError):
    """Somebody else has changed what is known of a person while a form was open."""

    code = "stale"

    def __init__(self) -> None:
        super().__init__(
            _("Somebody else has changed this meanwhile."),
            hint=_("What it says by now stands beside yours: decide, and save again."),
        )


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of somebody. `external_reference` is how another system calls them."""

    name: str
    email: str = ""
    kind: Person.Kind = Person.Kind.TEAM
    organisation: str = ""
    external_reference: str = ""

    def clean(self) -> Facts:
        """Without needless space, and with the address in small letters."""
        return replace(
            self,
            name=" ".join(self.name.split()),
            email=self.email.strip().lower(),
            organisation=" ".join(self.organisation.split()),
            external_reference=self.external_reference.strip(),
        )


def add(*, facts: Facts, by: Account) -> Person:
    """Keep somebody new, who has no account. Raises NotAllowedError and PersonFactsError."""
    _check(by)
    return make(facts, by=by)


def make(facts: Facts, *, by: Account | None) -> Person:
    """Keep somebody new, for services that have checked who asks. Raises PersonFactsError."""
    with transaction.atomic():
        person = Person()
        _put(person, facts)
        publish(PersonAdded(person.pk, by.pk if by is not None else None, person.kind))
    return person


def mark_of(person: Person) -> str:
    """A mark of what is known of somebody, for `change`."""
    return stale.mark_of(getattr(person, name) for name in FIELDS)


def change(*, person: Person, facts: Facts, by: Account, seen: str | None = None) -> Person:
    """Say anew what is known of somebody; the same again writes nothing. With `seen`, only while its mark is that one.

    Who leaves the team keeps their account, which gives nothing any more but what is public; who joins it reads.
    Raises NotAllowedError, also where the account is one that the actor may not change, PersonFactsError,
    SamePersonError for somebody merged, and StalePersonError.
    """
    with transaction.atomic():
        _check(by)
        account = (
            Account.objects.select_for_update().filter(person=person).first()
        )  # locked before its person is
        person = _locked(person)
        before = tuple(getattr(person, name) for name in FIELDS)
        if seen is not None and seen != mark_of(person) and facts.clean() != Facts(*before):
            raise StalePersonError
        _put(person, facts)
        changed = tuple(
            name for name, was in zip(FIELDS, before, strict=True) if getattr(person, name) != was
        )
        if not changed:
            return person
        if account is not None:
            _follow(account, person, by)
        publish(PersonChanged(person.pk, by.pk, changed, person.kind))
    return person


def link(*, person: Person, account: Account, by: Account) -> Person:
    """Say that an account is this person's; the same again writes nothing.

    What the account belonged to before is kept. Raises NotAllowedError, and SamePersonError where the person has
    another account.
    """
    with transaction.atomic():
        _check(by)
        account = _managed(account, by)
        person = _locked(person)
        if account.person_id == person.pk:
            return person
        if Account.objects.filter(person=person).exists():
            raise SamePersonError(
                _("%(name)s has an account already.") % {"name": person.name},
                hint=_("Unlink that one first."),
            )
        former = account.person_id
        account.person = person
        account.save(update_fields=["person"])
        _follow(account, person, by)
        if former is not None:
            publish(PersonLinked(former, by.pk, account.pk, linked=False))
        publish(PersonLinked(person.pk, by.pk, account.pk, linked=True))
    return person


def unlink(*, person: Person, by: Account) -> Person | None:
    """Say that somebody's account is not theirs: it gets a person of its own, who is given back.

    None where there was no account: that writes nothing. Raises NotAllowedError.
    """
    with transaction.atomic():
        _check(by)
        person = _locked(person)
        account = Account.objects.filter(person=person).first()
        if account is None:
            return None
        account = _managed(account, by)
        own = make(
            Facts(account.name, account.email if account.has_address else "", Person.Kind(person.kind)), by=by
        )
        account.person = own
        account.save(update_fields=["person"])
        publish(PersonLinked(person.pk, by.pk, account.pk, linked=False))
        publish(PersonLinked(own.pk, by.pk, account.pk, linked=True))
    return own


def merge(*, person: Person, former: Person, by: Account) -> Person:
    """Say that `former` is the same as `person`, who stays. What is not known of the one is taken from the other.

    An account goes along. Raises NotAllowedError, and SamePersonError where both have one, and for one and the same.
    """
    if person.pk == former.pk:
        raise SamePersonError(_("This is one and the same record."))
    with transaction.atomic():
        _check(by)
        accounts = list(
            Account.objects.select_for_update().filter(person__in=(person, former)).order_by("pk")
        )
        first, second = sorted(
            (person, former), key=lambda each: each.pk
        )  # in one order: no two wait for each other
        rows = {each.pk: each for each in (_locked(first), _locked(second))}
        person, former = rows[person.pk], rows[former.pk]
        if len(accounts) > 1:
            raise SamePersonError(
                _("Both have an account, and a person has one at most."),
                hint=_("Close the one that is not used, and unlink it; then merge."),
            )
        reference, former.merged_into = former.external_reference, person
        former.save(update_fields=["merged_into"])
        taken = {
            name: getattr(former, name)
            for name in ("email", "organisation")
            if getattr(former, name) and not getattr(person, name)
        }
        if reference and not person.external_reference and person.kind == former.kind:
            taken["external_reference"] = reference
        if taken:
            for name, value in taken.items():
                setattr(person, name, value)
            person.save(update_fields=list(taken))
        if accounts and accounts[0].person_id == former.pk:
            account = _managed(accounts[0], by)
            account.person = person
            account.save(update_fields=["person"])
            _follow(account, person, by)
        publish(PersonMerged(person.pk, by.pk, former.pk))
    return person


def belongs(
    account: Account, *, by: Account | None, kind: Person.Kind = Person.Kind.TEAM, organisation: str = ""
) -> None:
    """Give an account that has none its person, unsaved in the account; or tell the person what the account says.

    For services that make and change accounts, in their transaction.
    """
    address = account.email if account.has_address else ""
    if account.person_id is None:
        account.person = make(Facts(account.name, address, kind, organisation), by=by)
        return
    person = Person.objects.select_for_update(no_key=True).get(pk=account.person_id)
    changed = []
    for name, value in (("name", account.name), ("email", address)):
        if value and getattr(person, name) != value:
            setattr(person, name, value)
            changed.append(name)
    if changed:
        person.save(update_fields=changed)
        publish(PersonChanged(person.pk, by.pk if by is not None else None, tuple(changed), person.kind))


def _follow(account: Account, person: Person, by: Account) -> None:
    """Bring an account in line with the person it belongs to: its name, and whether it is external."""
    if account.name != person.name:
        account.name = person.name
        account.save(update_fields=["name"])
    if account.is_external == person.is_external:
        return
    account = _managed(account, by)
    if account.is_owner:
        raise NotAllowedError(_("An owner is of the team. Somebody else must be the owner first."))
    before, after = account.given, Access.EXTERNAL if person.is_external else Access.READER
    account.access, account.own_access = after, None
    account.save(update_fields=["access", "own_access"])
    note(Deed.ACCESS, account, by=by, before=str(before.label), after=str(after.label))
    rights.settle([account.pk], by=by)


def _managed(account: Account, by: Account) -> Account:
    rows = Account.objects.select_for_update().filter(pk__in=(account.pk, by.pk)).order_by("pk")
    now = {row.pk: row for row in rows}
    if account.pk not in now or not rules.can_manage(now.get(by.pk), now[account.pk]):
        raise NotAllowedError(
            _("You may not change this account."),
            hint=_("Nobody changes their own, and only an owner that of an owner."),
        )
    return now[account.pk]


def _check(by: Account) -> None:
    if not rules.can_keep_people(by):
        raise NotAllowedError(_("Only administrators keep the records of people."))


def _locked(person: Person) -> Person:
    found = Person.objects.select_for_update().get(pk=person.pk)
    if found.merged_into_id is not None:
        raise SamePersonError(_("This record was merged into another, which is the one to change."))
    return found


def _put(person: Person, facts: Facts) -> None:
    """Save what is said of somebody. What cannot be undoes the transaction of the service that says it."""
    clean = facts.clean()
    for name in FIELDS:
        setattr(person, name, getattr(clean, name))
    try:
        person.full_clean(validate_unique=False, validate_constraints=False)
        person.save()
    except ValidationError as error:
        raise PersonFactsError(
            _("This cannot be said of a person: %(why)s") % {"why": " ".join(error.messages)}
        ) from None
    except IntegrityError:
        raise PersonFactsError(
            _("Somebody of this kind has the reference %(reference)s already.")
            % {"reference": clean.external_reference},
            hint=_("If it is the same person, change or merge the one that is here."),
        ) from None
