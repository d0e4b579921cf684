"""Reads of accounts, links, sessions and second factors."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from trellis.core import calendars, granted, positions, quiet
from trellis.core.models import (
    Access,
    AccessChange,
    Account,
    ApiKey,
    CodeApp,
    Mail,
    Notice,
    NoticeTimes,
    NoticeWish,
    Passkey,
    RecoveryCode,
    RoleHolding,
    SignIn,
    SignInLink,
)
from trellis.core.prepared import Prepared

STATES = ("active", "invited", "closed")


def first_owner() -> Account | None:
    """The owner who has been here longest and is still active."""
    return Account.objects.filter(is_owner=True, is_active=True).order_by("created_at", "pk").first()


def account_by_email(email: str) -> Account | None:
    """The account with this address, however it is capitalised."""
    return Account.objects.filter(email__iexact=email.strip()).first()


def holders_of(title: str) -> QuerySet[Account]:
    """The active people who hold a role of the handbook, or whose address this is."""
    words = " ".join(title.split())
    found = Account.objects.filter(positions.titled(words) | Q(email__iexact=words), is_active=True)
    return found.order_by("name", "pk")


def holders_of_each(titles: Sequence[str], able: Q) -> dict[str, list[Account]]:
    """The active people who hold each of several roles, and of whom something else is true too, by name. One query."""
    rows = [
        holders_of(title).filter(able).annotate(at=Value(at, IntegerField())).order_by()
        for at, title in enumerate(titles)
    ]
    found: dict[str, list[Account]] = {title: [] for title in titles}
    every = rows[0].union(*rows[1:], all=True) if rows else ()
    for each in sorted(every, key=lambda each: (each.name, each.pk)):
        found[titles[each.at]].append(each)
    return found


def titles_of(account: Account) -> tuple[str, ...]:
    """The titles of the roles that administrators and groups gave somebody; `titles_held` are all."""
    return tuple(
        RoleHolding.objects.filter(account=account).order_by("title").values_list("title", flat=True)
    )


def titles_held(who: Account) -> tuple[str, ...]:
    """The titles of the roles that somebody holds, by employment too; asked once for each loaded account.

    `granted.forget` has it asked anew.
    """
    return granted.titles_held(who)


def titles_by_hand(account: Account) -> tuple[str, ...]:
    """The titles of the roles that an administrator gave, without those that only a group gives.

    In the same order on each database, for a mark of them.
    """
    held = RoleHolding.objects.filter(account=account, by_group=False)
    return tuple(sorted(held.values_list("title", flat=True)))


def active() -> QuerySet[Account]:
    """Everybody whose account is open."""
    return Account.objects.filter(is_active=True)


def team() -> QuerySet[Account]:
    """Everybody of the team whose account is open; who is external is not among them."""
    return active().exclude(access=Access.EXTERNAL)


def nobody() -> QuerySet[Account]:
    """No account at all; costs no query."""
    return Account.objects.none()


class People(NamedTuple):
    """The accounts that fit a search, and how many there would be with each value of a filter."""

    accounts: QuerySet[Account]
    by_access: Counter[str]
    by_state: Counter[str]


def people(*, text: str = "", access: str = "", state: str = "") -> People:
    """Accounts by name. `text` is looked for in names, addresses and roles held. Four queries count, and one more
    where positions give access.

    `access` is one of `Access`, `state` one of `active`, `invited`, `closed`; anything else leaves all. Accounts come
    with `access_rank`, the place of their access in `Access` with owners last, positions included, and `state_rank`;
    these sort them by how much they may do, and as `STATES` are in order.
    """
    found: QuerySet[Any] = Account.objects.annotate(access_rank=_access_rank())
    for word in text.split():
        fits = Q(name__icontains=word) | Q(email__icontains=word)
        found = found.filter(
            fits | Q(pk__in=RoleHolding.objects.filter(title__icontains=word).values("account"))
        )
    by_access: Counter[str] = Counter()
    for rank, count in (
        _in_state(found, state).values_list("access_rank").annotate(count=Count("pk")).order_by()
    ):
        by_access[access_at(rank).value] += count
    counted = _with_access(found, access)
    by_state = Counter(
        counted.aggregate(**{name: Count("pk", filter=condition) for name, condition in _CONDITIONS.items()})
    )
    shown = _with_access(_in_state(found, state), access).annotate(
        state_rank=Case(
            When(is_active=False, then=Value(2)), When(joined_at=None, then=Value(1)), default=Value(0)
        ),
    )
    return People(shown.prefetch_related("role_holdings").order_by("name", "pk"), by_access, by_state)


def state_of(account: Account) -> str:
    """Which of `STATES` an account is in."""
    if not account.is_active:
        return "closed"
    return "invited" if account.is_waiting else "active"


def account_of(identifier: UUID) -> Account | None:
    """The account with this identifier."""
    return Account.objects.filter(pk=identifier).first()


def open_link(account: Account, purpose: SignInLink.Purpose) -> SignInLink | None:
    """The newest link of a kind that still works."""
    return _open_links(account, purpose).first()


def _open_links(account: Account, purpose: SignInLink.Purpose) -> QuerySet[SignInLink]:
    links = SignInLink.objects.filter(
        account=account, purpose=purpose, used_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
    )
    return links.order_by("-created_at")


def working_link(
    token: str,
    *,
    at: datetime,
    purpose: SignInLink.Purpose = SignInLink.Purpose.SIGN_IN,
    locked: bool = False,
) -> SignInLink | None:
    """The link with this token, with its account, if it still lets somebody in; `locked` inside a transaction."""
    asked = _LOCKED_LINK if locked else _LINK
    link = asked.first(digest=digest_of(token), purpose=str(purpose))
    return link if link is not None and link.works_at(at) and link.account.is_active else None


def _link(digest: str, purpose: str) -> QuerySet[SignInLink]:
    return SignInLink.objects.select_related("account").filter(digest=digest, purpose=purpose)


_LINK = Prepared(_link, digest=str, purpose=str)
# Of two that use it at once one waits; what only refers to the account (work that waits) holds nobody up.
_LOCKED_LINK = Prepared(
    lambda digest, purpose: _link(digest, purpose).select_for_update(no_key=True), digest=str, purpose=str
)


def sign_ins_of(account: Account) -> QuerySet[SignIn]:
    """Where somebody is signed in now, the last seen first."""
    living = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return SignIn.objects.filter(account=account, session_key__in=living).order_by("-seen_at", "pk")


class Factors(NamedTuple):
    """What an account can prove itself with besides its password."""

    code_app: CodeApp | None
    passkeys: tuple[Passkey, ...]
    recovery_codes_left: int

    @property
    def any(self) -> bool:
        """Whether a password alone does not sign in."""
        return self.code_app is not None or bool(self.passkeys)


def factors_of(account: Account) -> Factors:
    """The second factors of an account; three queries."""
    return Factors(
        CodeApp.objects.filter(account=account).first(),
        tuple(Passkey.objects.filter(account=account).order_by("created_at", "pk")),
        RecoveryCode.objects.filter(account=account, used_at=None).count(),
    )


class WaysIn(NamedTuple):
    """How somebody can sign in, and where they are: as an administrator needs to know it."""

    has_second_factor: bool
    devices: int
    invited_until: datetime | None


def ways_in(account: Account) -> WaysIn:
    """Whether a password alone does not sign in, on how many devices they are signed in now, and until when an
    invitation works. One query.
    """
    own = {"account": OuterRef("pk")}
    signed_in = sign_ins_of(account).order_by().values("account").annotate(n=Count("pk")).values("n")
    found = Account.objects.filter(pk=account.pk).values_list(
        Case(
            When(
                Exists(CodeApp.objects.filter(**own)) | Exists(Passkey.objects.filter(**own)),
                then=Value(True),
            ),
            default=Value(False),
        ),
        Coalesce(Subquery(signed_in), 0),
        Subquery(_open_links(account, SignInLink.Purpose.INVITATION).values("expires_at")[:1]),
    )
    return WaysIn(*found.get())


def has_second_factor(account: Account) -> bool:
    """Whether a password alone does not sign in."""
    own = {"account": account}
    return CodeApp.objects.filter(**own).exists() or Passkey.objects.filter(**own).exists()


def digest_of(token: str) -> str:
    """What is kept of a token. It has so much chance (80 bits at least) that a plain digest cannot be searched."""
    return hashlib.sha256(token.encode()).hexdigest()


_CONDITIONS = {
    "active": Q(is_active=True, joined_at__isnull=False),
    "invited": Q(is_active=True, joined_at=None),
    "closed": Q(is_active=False),
}


def _in_state(accounts: QuerySet[Any], state: str) -> QuerySet[Any]:
    return accounts.filter(_CONDITIONS[state]) if state in _CONDITIONS else accounts


def _with_access(accounts: QuerySet[Any], access: str) -> QuerySet[Any]:
    """Of accounts with their rank."""
    if access not in Access.values:
        return accounts
    rank = Access.values.index(access)
    if access == Access.ADMINISTRATOR:  # owners stand above
        return accounts.filter(access_rank__gte=rank)
    return accounts.filter(access_rank=rank)


def _access_rank() -> Case:
    """The place of somebody's access in `Access`, the highest that anything gives; owners come after the last."""
    by_access = granted.by_access()
    levels = [level for level in reversed(Access) if level != Access.EXTERNAL]
    return Case(
        When(is_owner=True, then=Value(len(Access.values))),
        *(When(by_access[level], then=Value(Access.values.index(level))) for level in levels),
        default=Value(0),
    )


def access_at(rank: int) -> Access:
    """The access of an account by its `access_rank`."""
    return list(Access)[min(rank, len(Access.values) - 1)]


def unread_count(account: Account) -> int:
    """How many notices somebody has not read; one query."""
    return sum(n for _kind, n in UNREAD.all(account=account.pk))


UNREAD = Prepared(
    lambda account: (
        Notice.objects.filter(account=account, read_at=None)
        .order_by()
        .values_list("kind")
        .annotate(n=Count("pk"))
    ),
    account=UUID,
)
"""The notices that somebody has not read, by kind."""


def notices_of(account: Account, *, state: str = "", kind: str = "") -> QuerySet[Notice]:
    """What somebody was told, the newest first: all, the `unread` or the `read`, of one kind or of all."""
    found = Notice.objects.filter(account=account).select_related("actor")
    if state in {"unread", "read"}:
        found = found.filter(read_at__isnull=state == "unread")
    if kind:
        found = found.filter(kind=kind)
    return found.order_by("-created_at", "-pk")


def wishes_of(account: Account) -> dict[str, str]:
    """In which way somebody wants to be told, by kind, where they said so."""
    return dict(NoticeWish.objects.filter(account=account).values_list("kind", "how"))


def quiet_until(times: NoticeTimes, now: datetime) -> datetime | None:
    """When the quiet hours end in which somebody is now; `None` where they may be disturbed."""
    hours = quiet.Quiet(times.quiet_from, times.quiet_until, times.on_weekends)
    return quiet.quiet_until(hours, calendars.zone_of(times.account), now)


def quiet_hours_of(account: Account) -> NoticeTimes | None:
    """When somebody is not to be disturbed, where they said so."""
    return NoticeTimes.objects.filter(account=account).select_related("account").first()


MAIL_STATES = ("waiting", "failed", "sent")


def mails(*, state: str = "") -> QuerySet[Mail]:
    """The outbox, the newest first. A mail that was tried and not taken is `failed`, and may be tried again."""
    found = Mail.objects.select_related("account")
    if state == "sent":
        found = found.filter(sent_at__isnull=False)
    elif state in MAIL_STATES:
        found = found.filter(sent_at=None)
        found = found.exclude(trouble="") if state == "failed" else found.filter(trouble="")
    return found.order_by("-created_at", "-pk")


def mail_counts() -> dict[str, int]:
    """How many mails there are in each state; three queries."""
    return {state: mails(state=state).count() for state in MAIL_STATES}


def access_deeds() -> dict[str, str]:
    """What can be done with access, as the list calls it."""
    return {value: str(label) for value, label in AccessChange.Deed.choices}


def access_changes_by_deed(*, text: str = "") -> Counter[str]:
    """How many changes of access of each kind there are that a text fits; one query."""
    counted = access_changes(text=text).order_by().values_list("deed").annotate(count=Count("pk"))
    return Counter(dict(counted))


def access_changes(*, deed: str = "", text: str = "") -> QuerySet[AccessChange]:
    """What was done with access, the newest first; `text` is looked for in the addresses of both sides.

    A `deed` that there is none of leaves all.
    """
    found = AccessChange.objects.all()
    if deed in AccessChange.Deed.values:
        found = found.filter(deed=deed)
    if text:
        found = found.filter(Q(email__icontains=text) | Q(by_email__icontains=text))
    return found.order_by("-at", "-pk")


KEY_STATES = ("active", "expired", "revoked")


def keys_of(account: Account) -> QuerySet[ApiKey]:
    """Somebody's tokens and clients, the newest first; those that no longer work too."""
    return ApiKey.objects.filter(account=account).order_by("-created_at", "-pk")


def all_keys(*, text: str = "", state: str = "") -> QuerySet[ApiKey]:
    """Everybody's tokens and clients, the newest first; `text` is looked for in their names and those of people."""
    found = ApiKey.objects.select_related("account")
    for word in text.split():
        found = found.filter(
            Q(name__icontains=word) | Q(account__name__icontains=word) | Q(account__email__icontains=word)
        )
    now = timezone.now()
    if state == "revoked":
        found = found.filter(revoked_at__isnull=False)
    elif state in KEY_STATES:
        found = found.filter(revoked_at=None)
        found = found.filter(expires_at__gt=now) if state == "active" else found.filter(expires_at__lte=now)
    return found.order_by("-created_at", "-pk")


def key_of(identifier: UUID) -> ApiKey | None:
    """The token or client of this identifier, with its account."""
    return ApiKey.objects.select_related("account").filter(pk=identifier).first()
