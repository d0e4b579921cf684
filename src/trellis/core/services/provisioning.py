"""Writes of people whom an identity provider adds, changes, closes and removes, and of what it asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core import queries, rules
from trellis.core.models import NOWHERE, Account, Identity, Membership, ProvisioningCall
from trellis.core.rules import NotAllowedError
from trellis.core.services import accounts, groups, links, people, rights
from trellis.core.services.access_log import Deed, note
from trellis.handbook.errors import TrellisError

CALLS_KEPT = timedelta(days=30)
LONGEST_NAME = 200
LONGEST_USER_NAME = 254


class PersonError(TrellisError):
    """The facts given for a person are not usable."""

    code = "person"


class TakenError(PersonError):
    """Somebody else has this user name or address."""

    code = "taken"

    def __init__(self, user_name: str) -> None:
        super().__init__(
            _("Somebody with the user name %(name)s is here already.") % {"name": user_name},
            hint=_("Look for them with a filter on userName, and change them."),
        )


class PersonGoneError(TrellisError):
    """There is no such person any more."""

    code = "person-gone"

    def __init__(self) -> None:
        super().__init__(_("This user is no longer here."))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as an identity provider describes them.

    `is_active` is None where it says nothing: an account then stays as it is. `attributes` are given back unchanged.
    """

    user_name: str
    name: str
    is_active: bool | None = None
    external_id: str = ""
    addresses: tuple[str, ...] = ()
    attributes: dict[str, Any] = field(default_factory=dict)


def add(*, person: Person, by: Account) -> Account:
    """Make an account for somebody whom an identity provider sends. They read; more is given by groups and by hand.

    An address that somebody removed had is free again: it is theirs now. Raises NotAllowedError, TakenError and
    PersonError.
    """
    _check(by)
    with transaction.atomic():
        account = Account(name=_name(person), is_active=person.is_active is not False)
        account.set_unusable_password()
        _put(account, person, by)
        Identity.objects.create(account=account, attributes=person.attributes)
        note(Deed.ADDED, account, by=by)
    return account


def change(*, account: Account, person: Person, by: Account) -> Account:
    """Describe somebody anew, all of it; who is not active any more is closed and signed out everywhere, at once.

    Raises NotAllowedError where an owner would be closed, and as `add`; PersonGoneError for somebody removed.
    """
    _check(by)
    with transaction.atomic():
        locked = _locked(account)
        known = Identity.objects.filter(account=locked).first()
        former, was_called = locked.email, known.attributes if known is not None else None
        if was_called is None or _name_in(was_called) != _name_in(person.attributes):
            locked.name = _name(person)
        _put(locked, person, by)
        if locked.email != former:
            if rules.keeps_address(locked):
                raise NotAllowedError(
                    _("An identity provider does not change the address of an administrator.")
                )
            links.withdraw_all(locked)
            note(Deed.ADDRESS, locked, by=by, before=former, after=locked.email)
        without_active = person.is_active is None
        facts = {"attributes": person.attributes, "without_active": without_active}
        Identity.objects.update_or_create(account=locked, defaults=facts)
        if person.is_active is not None and person.is_active != locked.is_active:
            _switch(locked, is_active=person.is_active, by=by)
    return locked


def remove(*, account: Account, by: Account) -> None:
    """Close an account and hide it from identity providers. Nothing that they wrote goes.

    They leave their groups, with what these gave. Raises NotAllowedError for an owner, and PersonGoneError.
    """
    _check(by)
    with transaction.atomic():
        locked = _locked(account)
        if rules.is_beyond_provisioning(locked):
            raise NotAllowedError(_("An identity provider does not remove an owner."))
        if locked.is_active:
            _switch(locked, is_active=False, by=by)
        left = Membership.objects.filter(account=locked)
        groups.bump(left.values_list("group", flat=True))
        left.delete()
        rights.settle([locked.pk], by=by)
        locked.refresh_from_db(fields=["access", "own_access"])
        locked.removed_at = timezone.now()
        locked.user_name, locked.user_name_key, locked.external_id = "", None, ""
        locked.save(update_fields=["removed_at", "user_name", "user_name_key", "external_id"])
        note(Deed.REMOVED, locked, by=by)


def note_call(*, method: str, path: str, status: int, detail: str = "", by: Account | None = None) -> None:
    """Write down what an identity provider asked for, and what became of it."""
    ProvisioningCall.objects.create(
        method=method[:10], path=path[:200], status=status, detail=detail[:300], by=by
    )


def forget_calls(now: datetime) -> int:
    """Forget what was asked for long ago; gives how many these were."""
    gone, _counts = ProvisioningCall.objects.filter(at__lt=now - CALLS_KEPT).delete()
    return gone


def _check(by: Account) -> None:
    if not rules.can_provision(by):
        raise NotAllowedError(_("Only administrators let an identity provider change accounts."))


def _locked(account: Account) -> Account:
    locked = Account.objects.select_for_update().filter(pk=account.pk, removed_at=None).first()
    if locked is None:
        raise PersonGoneError
    return locked


def _switch(account: Account, *, is_active: bool, by: Account) -> None:
    if not is_active and rules.is_beyond_provisioning(account):
        raise NotAllowedError(_("An identity provider does not close the account of an owner."))
    account.is_active = is_active
    account.save(update_fields=["is_active"])
    if not is_active:
        accounts.shut_out(account)
    note(Deed.OPENED if is_active else Deed.CLOSED, account, by=by)


def _put(account: Account, person: Person, by: Account) -> None:
    """Write the facts that stand in the account itself. A new user name may bring another address."""
    user_name = person.user_name.strip()
    if not user_name or len(user_name) > LONGEST_USER_NAME:
        raise PersonError(_("A user name has one to %(most)d characters.") % {"most": LONGEST_USER_NAME})
    key = groups.key_of(user_name)
    account.email = _address(account, user_name, person)
    account.user_name, account.user_name_key, account.external_id = user_name, key, person.external_id
    try:
        account.full_clean(exclude=["password", "person"], validate_unique=False, validate_constraints=False)
        with transaction.atomic():
            people.belongs(account, by=by)
            account.save()
    except ValidationError as error:
        raise PersonError(" ".join(error.messages)) from None
    except IntegrityError:
        raise TakenError(user_name) from None


def _address(account: Account, user_name: str, person: Person) -> str:
    """The address for a user name: itself if it is one, else the first that is sent and free.

    Where none is sent, the present one stays; somebody new has one that goes nowhere.
    """
    if _is_address(user_name):
        _free(user_name, account)
        return user_name.lower()
    sent = [address.lower() for address in person.addresses if _is_address(address)]
    if account.email in sent:
        return account.email
    free = (address for address in sent if not _is_taken(address, account))
    return next(free, account.email or f"{account.pk.hex}@{NOWHERE}")


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _is_taken(address: str, account: Account) -> bool:
    holder = queries.account_by_email(address)
    return holder is not None and holder.pk != account.pk


def _free(address: str, account: Account) -> None:
    """Let somebody have an address that only somebody removed holds; theirs becomes one that goes nowhere."""
    holder = queries.account_by_email(address)
    if holder is None or holder.pk == account.pk or holder.removed_at is None:
        return
    former, holder.email = holder.email, f"{holder.pk.hex}@{NOWHERE}"
    holder.save(update_fields=["email"])
    note(Deed.ADDRESS, holder, by=None, before=former, after=holder.email)


def _name(person: Person) -> str:
    return " ".join((person.name or person.user_name).split())[:LONGEST_NAME]


def _name_in(attributes: dict[str, Any]) -> tuple[Any, Any]:
    return attributes.get("displayName"), attributes.get("name")
