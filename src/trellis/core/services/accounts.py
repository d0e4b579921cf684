"""Writes of accounts: who is here, what they may do, which roles they hold."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core import calendars, granted, privacy, queries, rules, stale
from trellis.core.definitions.calendars import is_zone
from trellis.core.models import Access, Account, Identity, Person, RoleHolding, SignInLink
from trellis.core.rules import NotAllowedError
from trellis.core.services import links, passwords, people, rights, search_index, sessions, tokens
from trellis.core.services.access_log import Deed, note
from trellis.core.services.links import IssuedLink
from trellis.handbook.errors import TrellisError

MOST_TITLES = 50
LONGEST_TITLE = 200


class AccountError(TrellisError):
    """The facts given for an account are not usable."""

    code = "account"


class StaleRolesError(AccountError):
    """Somebody else has said meanwhile which roles somebody holds."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody else has changed this meanwhile."),
            hint=_("What it says by now stands beside yours: decide, and save again."),
        )


def create_owner(*, email: str, name: str, by: Account | None) -> Account:
    """Make somebody an owner, with a new account or the one with this address; again changes nothing.

    `by` is None on the machine's own command line. Raises NotAllowedError, and AccountError for a wrong address.
    """
    with transaction.atomic():
        owner_exists = queries.first_owner() is not None
        existing = queries.account_by_email(email)
        if not rules.can_create_owner(by, owner_exists=owner_exists):
            raise NotAllowedError(_("Only an owner can make somebody an owner."))
        account = existing or Account(email=email.strip().lower(), name=name.strip() or email)
        was = account.is_owner
        if account.is_external:
            raise AccountError(
                _("Somebody external is no owner."), hint=_("Say first that the person is of the team.")
            )
        account.is_owner = True
        _save_checked(account, by=by)
        if not was:
            note(Deed.OWNER, account, by=by)
    return account


def invite(
    *,
    email: str,
    name: str,
    access: Access,
    titles: Iterable[str],
    by: Account,
    kind: Person.Kind = Person.Kind.TEAM,
    organisation: str = "",
    person: Person | None = None,
) -> IssuedLink:
    """Make an account for somebody new, and the link by which they join.

    With a `person`, it is the account of somebody who is known already; without, a person is made of this `kind`. Who
    is external gets no access but to what is public and what they are given, whatever `access` says.
    Raises NotAllowedError, and AccountError where the address is wrong or somebody has it already.
    """
    with transaction.atomic():
        _check_administrator(by)
        if queries.account_by_email(email) is not None:
            raise AccountError(
                _("Somebody with this address is here already."),
                hint=_("Find them in the list: a closed account can be opened again."),
            )
        if person is not None:
            person = _without_account(person)
            kind = Person.Kind(person.kind)
        if kind != Person.Kind.TEAM:
            access = Access.EXTERNAL
        elif access == Access.EXTERNAL:
            raise AccountError(_("Say in which way somebody external belongs to the organisation."))
        account = Account(email=email.strip().lower(), name=name.strip(), access=access, person=person)
        _save_checked(account, by=by, kind=kind, organisation=organisation)
        _hold(account, titles)
        note(Deed.INVITED, account, by=by, after=str(Access(access).label))
        return links.issue(account, SignInLink.Purpose.INVITATION, by=by)


def change_access(*, account: Account, access: Access, by: Account) -> Account:
    """Say what somebody may do; a group may still lift them above it.

    Raises NotAllowedError; nobody changes their own.
    """
    with transaction.atomic():
        account = _locked_for(account, by)
        if account.is_external or access == Access.EXTERNAL:
            if account.given == access:
                return account
            raise AccountError(
                _(
                    "What somebody external may do is not chosen: they read what is public and what they are given."
                ),
                hint=_("Change how the person belongs to the organisation."),
            )
        before = account.given
        account.access, account.own_access = access, None
        account.save(update_fields=["access", "own_access"])
        if before != access:
            note(Deed.ACCESS, account, by=by, before=str(before.label), after=str(Access(access).label))
        rights.settle([account.pk], by=by)
        account.refresh_from_db(fields=["access", "own_access"])
    return account


def hold_titles(*, account: Account, titles: Iterable[str], by: Account, seen: str | None = None) -> None:
    """Say which roles of the handbook somebody holds, besides those that their groups give.

    With `seen`, only while that is the mark of `queries.titles_by_hand`; where it is not, StaleRolesError.
    Raises NotAllowedError and AccountError. Administrators may, for themselves too where it gives them nothing new.
    """
    loaded = account
    with transaction.atomic():
        if account.pk == by.pk:
            _check_administrator(by)
        else:
            account = _locked_for(account, by)
        before = "\n".join(queries.titles_of(account))
        if seen is not None and seen != stale.mark_of(queries.titles_by_hand(account)):
            raise StaleRolesError
        with rights.nothing_for(by):
            _hold(account, titles)
        after = "\n".join(queries.titles_of(account))
        if before != after:
            note(Deed.ROLES, account, by=by, before=before, after=after)
    granted.forget(loaded)


def rename(*, account: Account, name: str) -> None:
    """Write one's own name differently. Raises AccountError for an empty one."""
    with transaction.atomic():
        account.name = " ".join(name.split())
        _save_checked(account, "name", by=account)


def speak(*, account: Account, language: str) -> None:
    """Note the language that somebody uses, for mails and notices; the same again writes nothing."""
    if account.language != language:
        account.language = language
        account.save(update_fields=["language"])


def keep_time(*, account: Account, time_zone: str, calendar: str) -> None:
    """Say in which time zone somebody reads, and by which calendar of the handbook they work; empty is the usual one.

    Raises AccountError for a zone or a calendar that there is not.
    """
    if time_zone and not is_zone(time_zone):
        raise AccountError(_("There is no such time zone."), hint=_("Choose one of the list."))
    if calendar:
        calendars.calendar_named(calendar)
    if (account.time_zone, account.calendar) != (time_zone, calendar):
        account.time_zone, account.calendar = time_zone, calendar
        account.save(update_fields=["time_zone", "calendar"])


def say_address(*, account: Account, email: str) -> None:
    """Give the first owner their real address, once. Raises NotAllowedError, and AccountError for one that is taken."""
    with transaction.atomic():
        if not rules.can_change_address(account):
            raise NotAllowedError(_("An address stays as it is."))
        if queries.account_by_email(email) is not None:
            raise AccountError(_("Somebody with this address is here already."))
        former, account.email = account.email, email.strip().lower()
        try:
            _save_checked(account, "email", by=account)
        except AccountError:
            account.email = former
            raise


def close(*, account: Account, by: Account) -> None:
    """Let somebody in no more, neither them nor their programs. What they wrote stays. Raises NotAllowedError."""
    with transaction.atomic():
        account = _locked_for(account, by)
        account.is_active = False
        account.save(update_fields=["is_active"])
        Identity.objects.filter(account=account).update(without_active=False)  # its provider is to see this
        shut_out(account)
        note(Deed.CLOSED, account, by=by)


def shut_out(account: Account) -> None:
    """End everything that lets somebody in: inside the transaction that closes their account."""
    links.withdraw_all(account)
    sessions.end_all(account)
    tokens.revoke_all(account)


def reopen(*, account: Account, by: Account) -> None:
    """Let somebody in again whose account was closed, by whomever.

    Raises NotAllowedError, and AccountError for somebody who was erased.
    """
    with transaction.atomic():
        account = _locked_for(account, by)
        if privacy.is_erased(account):
            raise AccountError(
                _("This person was erased, and nobody can be who they were."),
                hint=_("Invite them as somebody new."),
            )
        account.is_active, account.removed_at = True, None
        account.save(update_fields=["is_active", "removed_at"])
        note(Deed.OPENED, account, by=by)


def _check_administrator(by: Account) -> None:
    """The actor as the database has them now, locked: somebody else may have taken their access a moment ago."""
    now = Account.objects.select_for_update().filter(pk=by.pk).first()
    if not rules.can_administer(now):
        raise NotAllowedError(_("Only administrators invite people and say what they may do."))


def _locked_for(account: Account, by: Account) -> Account:
    """The account to change, with the actor checked as they are now.

    Both rows are locked, in one order: of two administrators who take each other's access at once, one keeps it. That,
    and that nobody changes their own, leaves one administrator at least.
    """
    rows = Account.objects.select_for_update().filter(pk__in=(account.pk, by.pk)).order_by("pk")
    now = {row.pk: row for row in rows}
    actor, target = now.get(by.pk), now.get(account.pk)
    if target is None or not rules.can_manage(actor, target):
        raise NotAllowedError(_refusal(actor, account))
    return target


def _refusal(actor: Account | None, account: Account) -> str:
    if actor is not None and rules.can_administer(actor):
        if actor.pk == account.pk:
            return _("Nobody changes their own access. Ask another administrator.")
        return _("Only an owner changes the account of an owner.")
    return _("Only administrators invite people and say what they may do.")


def _hold(account: Account, titles: Iterable[str]) -> None:
    wanted = {clean.casefold(): clean for title in titles if (clean := " ".join(title.split()))}
    if len(wanted) > MOST_TITLES or any(len(title) > LONGEST_TITLE for title in wanted.values()):
        raise AccountError(
            _("These are not titles of roles."),
            hint=_("Write one title on each line, as the job family has it."),
        )
    given = rights.titles_given(account)
    held = {holding.title.casefold(): holding for holding in RoleHolding.objects.filter(account=account)}
    titles_now = {**given, **wanted}
    gone = [holding.pk for key, holding in held.items() if titles_now.get(key) != holding.title]
    RoleHolding.objects.filter(pk__in=gone).delete()
    RoleHolding.objects.filter(account=account, title__in=wanted.values()).update(by_group=False)
    left = [title for key, title in given.items() if key not in wanted]
    RoleHolding.objects.filter(account=account, title__in=left).update(by_group=True)
    RoleHolding.objects.bulk_create(
        RoleHolding(account=account, title=title, by_group=key not in wanted)
        for key, title in titles_now.items()
        if key not in held or held[key].title != title
    )
    search_index.note_objects("account", [account.pk])


def _without_account(person: Person) -> Person:
    found = Person.objects.select_for_update().filter(pk=person.pk, merged_into=None).first()
    if found is None or Account.objects.filter(person=found).exists():
        raise AccountError(_("This person has an account already."))
    return found


def _save_checked(
    account: Account,
    *fields: str,
    by: Account | None,
    kind: Person.Kind = Person.Kind.TEAM,
    organisation: str = "",
) -> None:
    """Save these fields, or all, with the person: what somebody else changes meanwhile must not be undone."""
    if account._state.adding:
        account.set_unusable_password()
    try:
        # What must hold between rows is of the address and of access: a name need not ask the database about it.
        between = not fields or "email" in fields
        account.full_clean(
            exclude=["password", "person"], validate_unique=between, validate_constraints=between
        )
        with transaction.atomic():
            people.belongs(account, by=by, kind=kind, organisation=organisation)
            account.save(update_fields=(*fields, "person") if fields else None)
    except ValidationError as error:
        raise AccountError(
            _("This account cannot be made: %(why)s") % {"why": " ".join(error.messages)}
        ) from None
    except IntegrityError:  # two invited the same address at once
        raise AccountError(_("Somebody with this address is here already.")) from None


def join(*, token: str, name: str, password: str) -> Account:
    """Accept an invitation: choose a name and a password. Raises LinkError, PasswordError and AccountError.

    Nothing is used up by an answer that is refused.
    """
    invited = links.account_of(token, SignInLink.Purpose.INVITATION)
    if not rules.signs_in_here(invited):
        raise passwords.ProvidersOnlyError
    invited.name = " ".join(name.split())
    hashed = passwords.hash_of(password, invited)
    with transaction.atomic():
        account = links.use(token, SignInLink.Purpose.INVITATION)
        account.name, account.password = invited.name, hashed
        account.joined_at = timezone.now()
        _save_checked(account, "name", "password", "joined_at", by=account)
        note(Deed.JOINED, account, by=account)
    return account
