"""Who may do what with accounts."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from trellis.core import granted
from trellis.core.acting import acting_now
from trellis.core.definitions.granting import ACCESS, Right
from trellis.core.definitions.permissions import ADMINISTER, AUDIT
from trellis.core.granted import Somebody
from trellis.core.models import (
    Access,
    Account,
    ApiKey,
    Assignment,
    Fate,
    Import,
    ImportRow,
    ImportState,
    ImportWay,
    Job,
    JobState,
    Person,
)
from trellis.handbook.errors import TrellisError

__all__ = [
    "FIRST_ADDRESS",
    "Access",
    "Account",
    "ActingError",
    "Fate",
    "Import",
    "ImportRow",
    "ImportState",
    "ImportWay",
    "Job",
    "JobState",
    "NotAllowedError",
    "Person",
    "Somebody",
    "can_act_as",
    "can_administer",
    "can_assign",
    "can_be_joined_by_address",
    "can_change_address",
    "can_create_owner",
    "can_create_sign_in_link",
    "can_end",
    "can_have_key",
    "can_keep_people",
    "can_manage",
    "can_provision",
    "can_read",
    "can_read_audit",
    "can_revoke_key",
    "can_see_assignment",
    "can_see_job",
    "can_steer_job",
    "is_beyond_provisioning",
    "keeps_address",
    "require_oneself",
    "signs_in_here",
]


class NotAllowedError(TrellisError):
    """The actor may not do this. `permission` names what they lack, where that is what they lack."""

    code = "not-allowed"

    def __init__(self, message: str, *, hint: str = "", permission: str = "") -> None:
        super().__init__(message, hint=hint)
        self.permission = permission


class ActingError(NotAllowedError):
    """Whoever acts as somebody else may not do this: it is for the person alone."""

    def __init__(self) -> None:
        super().__init__(
            _("This is not for whoever acts as somebody else."),
            hint=_("Be yourself again, or ask the person to do it themselves."),
        )


def require_oneself() -> None:
    """Let nobody on who acts as somebody else: what is need-to-know, what counts as somebody's word, and what would
    let them in later is not lent with a visit. Raises ActingError.
    """
    if acting_now() is not None:
        raise ActingError


FIRST_ADDRESS = "owner@localhost.localdomain"
"""The address of the owner whom the first start makes, until they say their own."""


def can_read(who: Somebody) -> bool:
    """Everybody of the team may read what no rule hides.

    Who is external reads what is public and what they are given.
    """
    return granted.has_access(who, Access.READER)


def can_administer(who: Somebody) -> bool:
    """Administrators may invite people and say what they may do."""
    return granted.may(who, ADMINISTER.name)


def can_read_audit(who: Somebody) -> bool:
    """Administrators, and those whose position or duty is to look at what happened."""
    return granted.may(who, AUDIT.name)


def can_assign(who: Somebody, account: Account) -> bool:
    """Administrators may give duties to others whose accounts are open; nobody to themselves."""
    return can_administer(who) and isinstance(who, Account) and who.pk != account.pk and account.is_active


def can_end(who: Somebody, assignment: Assignment) -> bool:
    """Administrators may end what others have; whoever has a duty may lay it down."""
    if not isinstance(who, Account) or not who.is_active:
        return False
    return assignment.account_id == who.pk or can_administer(who)


def can_see_assignment(who: Somebody, assignment: Assignment) -> bool:
    """Administrators see who was given which duty, and whoever has it."""
    return can_end(who, assignment)


def can_change_address(who: Somebody) -> bool:
    """The first owner may say their address, once. An address is otherwise for ever: changes are signed with it."""
    return isinstance(who, Account) and who.is_active and who.email == FIRST_ADDRESS


def can_manage(who: Somebody, account: Account) -> bool:
    """Administrators may change, close and help other accounts, but an owner's only owners may; nobody their own."""
    if not isinstance(who, Account) or not can_administer(who) or who.pk == account.pk:
        return False
    return who.is_owner or not account.is_owner


def can_create_owner(by: Account | None, *, owner_exists: bool) -> bool:
    """Owners may; and whoever starts Trellis on its own machine (`by` is None), while there is no owner yet."""
    if by is None:
        return not owner_exists
    return by.is_active and by.is_owner


def can_create_sign_in_link(by: Account, account: Account) -> bool:
    """Owners may, for everybody who is active; others for themselves."""
    return by.is_active and account.is_active and (by.is_owner or by.pk == account.pk)


def can_have_key(who: Somebody) -> bool:
    """Everybody whose account is open may make tokens for programs of theirs: these do no more than they may."""
    return isinstance(who, Account) and who.is_active


def can_revoke_key(who: Somebody, key: ApiKey) -> bool:
    """Whose token it is, and administrators, may revoke it."""
    return isinstance(who, Account) and who.is_active and (key.account_id == who.pk or can_administer(who))


def can_provision(who: Somebody) -> bool:
    """Administrators may let an identity provider speak for them, and say what its groups give."""
    return can_administer(who)


def is_beyond_provisioning(account: Account) -> bool:
    """An identity provider neither closes nor removes an owner, nor gives them another address."""
    return account.is_owner


def keeps_address(account: Account) -> bool:
    """An identity provider gives no other address to owners, and to those whom an administrator made administrators.

    Whoever has the address has the account: a token that creates people must not become an administrator by it.
    """
    return account.is_owner or account.given == Access.ADMINISTRATOR or _administers_by_title(account)


def can_see_job(who: Somebody, job: Job) -> bool:
    """Whose job it is, and administrators, see how far it is and what came of it."""
    return isinstance(who, Account) and who.is_active and (job.by_id == who.pk or can_administer(who))


def can_steer_job(who: Somebody, job: Job) -> bool:
    """Whoever sees a job may cancel it, and have it tried again."""
    return can_see_job(who, job)


def _administers_by_title(account: Account) -> bool:
    """Whether a role that an administrator gave them makes them one."""
    rules = granted.granting()
    if not rules.rights.grants:
        return False
    titles = account.role_holdings.filter(by_group=False).values_list("title", flat=True)
    return any(Right(ACCESS, Access.ADMINISTRATOR) in rules.by_title(title) for title in titles)


def can_keep_people(who: Somebody) -> bool:
    """Administrators may keep the records of people: who is known, and which account is theirs."""
    return can_administer(who)


def can_act_as(who: Somebody, account: Account) -> bool:
    """Administrators may act as others to help them, once these have agreed; never as an administrator or an owner.

    So nobody gets more by it than they have.
    """
    return can_manage(who, account) and account.is_active and not can_administer(account)


def can_be_joined_by_address(account: Account) -> bool:
    """A provider may sign in, by an address that it vouches for, whoever is neither an owner nor an administrator.

    These connect their account themselves: whoever keeps the provider must not become an administrator by an address.
    """
    return account.is_active and not keeps_address(account) and not can_administer(account)


def signs_in_here(account: Account) -> bool:
    """Whether somebody may sign in by a password or passkey of ours: everybody, or owners alone where providers do it.

    Owners always may: else nobody could mend a provider that signs in nobody.
    """
    return settings.TRELLIS_SIGN_IN != "providers" or account.is_owner


def can_export_everything(who: Somebody) -> bool:
    """Owners alone may take out all that Trellis keeps of the organisation."""
    return isinstance(who, Account) and who.is_active and who.is_owner
