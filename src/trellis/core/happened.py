"""The events of people, of signing in through providers, of lock-outs, and of acting as somebody."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from trellis.core.events import recorded


@recorded("core.person-added", about="person", says=_("added a person"))
@dataclass(frozen=True, slots=True)
class PersonAdded:
    """Somebody is known now."""

    person: UUID
    by: UUID | None
    kind: str


@recorded("core.person-changed", about="person", says=_("changed what is known of a person"))
@dataclass(frozen=True, slots=True)
class PersonChanged:
    """Facts about somebody changed; `fields` names which."""

    person: UUID
    by: UUID | None
    fields: tuple[str, ...]
    kind: str


@recorded("core.person-linked", about="person", says=_("said whose account it is"))
@dataclass(frozen=True, slots=True)
class PersonLinked:
    """An account belongs to this person now, or, where not `linked`, no longer does."""

    person: UUID
    by: UUID | None
    account: UUID
    linked: bool


@recorded("core.person-merged", about="person", says=_("merged two records of one person"))
@dataclass(frozen=True, slots=True)
class PersonMerged:
    """`former` was the same person, and is read as this one from now on."""

    person: UUID
    by: UUID | None
    former: UUID


@recorded("core.provider-connected", about="account", says=_("connected an account with a provider"))
@dataclass(frozen=True, slots=True)
class ProviderConnected:
    """A provider signs an account in from now on; `rule` says why: by `address`, `invitation`, `own` or `created`."""

    account: UUID
    by: UUID | None
    provider: str
    rule: str


@recorded("core.provider-disconnected", about="account", says=_("disconnected an account from a provider"))
@dataclass(frozen=True, slots=True)
class ProviderDisconnected:
    """A provider signs an account in no more."""

    account: UUID
    by: UUID | None
    provider: str


@recorded("core.locked-out", about="account", says=_("locked an account out for a while"))
@dataclass(frozen=True, slots=True)
class LockedOut:
    """Somebody tried too often to be this account, by `password` or `code`."""

    account: UUID
    by: UUID | None
    way: str


@recorded("core.lock-lifted", about="account", says=_("let an account be tried again"))
@dataclass(frozen=True, slots=True)
class LockLifted:
    """An account that was locked out can be signed in to again before the time is over."""

    account: UUID
    by: UUID | None


@recorded("core.support-asked", about="account", says=_("asked to act as somebody, to help them"))
@dataclass(frozen=True, slots=True)
class SupportAsked:
    """An administrator asked to act as this account."""

    account: UUID
    by: UUID | None
    visit: UUID


@recorded("core.support-agreed", about="account", says=_("agreed that somebody acts as them"))
@dataclass(frozen=True, slots=True)
class SupportAgreed:
    """The person agreed."""

    account: UUID
    by: UUID | None
    visit: UUID


@recorded("core.support-begun", about="account", says=_("began to act as somebody"))
@dataclass(frozen=True, slots=True)
class SupportBegun:
    """From now on, what this account does is done by somebody else, for half an hour at most."""

    account: UUID
    by: UUID | None
    visit: UUID


@recorded("core.support-ended", about="account", says=_("ended that somebody acts as somebody else"))
@dataclass(frozen=True, slots=True)
class SupportEnded:
    """A visit is over, or was refused before it began."""

    account: UUID
    by: UUID | None
    visit: UUID
    agreed: bool
