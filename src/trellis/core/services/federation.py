"""Writes of signing in through providers: whose account it is, and requests that are answered once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.core import queries, rules
from trellis.core.federation.providers import FederationError, Provider, Told
from trellis.core.happened import ProviderConnected, ProviderDisconnected
from trellis.core.models import Access, Account, ProviderLink, SamlRequest, SignInLink
from trellis.core.rules import NotAllowedError
from trellis.core.services import groups, links, people, protecting, sessions
from trellis.core.services.access_log import Deed, note
from trellis.core.services.events import publish

PATIENCE = timedelta(minutes=10)
"""How long somebody may take at the provider."""


def provider_named(name: str) -> Provider | None:
    """The provider of the settings with this name."""
    found: tuple[Provider, ...] = settings.SIGN_IN_PROVIDERS
    return next((each for each in found if each.name == name), None)


def account_for(
    *, provider: Provider, told: Told, invitation: str = "", own: Account | None = None
) -> Account:
    """The account of whom a provider tells, connected with it for good the first time.

    In this order: who is connected already; whoever is signed in and wants to be (`own`); whom an `invitation` is for;
    the account with the address, where the provider is trusted with it and may join accounts; a new account, where it
    may create them. Raises FederationError, and SignInLinkError for an invitation that does not work.
    """
    if provider.domains and not (told.verified and provider.admits(told.email)):
        raise _refused(
            provider, _("People with your address do not sign in here."), "the domain is not admitted"
        )
    try:
        with transaction.atomic():
            account = _connected(provider, told, own) or _connect(provider, told, invitation, own)
            if provider.groups:
                groups.follow(account=account, provider=provider.name, names=told.groups)
    except IntegrityError:  # the same person in two windows, for the first time
        raise _refused(
            provider, _("This did not work."), "a connection was made at the same moment"
        ) from None
    return account


def disconnect(*, account: Account, link: ProviderLink) -> None:
    """Sign in through a provider no more. Raises NotAllowedError where nothing else would sign in. Twice is once."""
    with transaction.atomic():
        mine = ProviderLink.objects.select_for_update().filter(account=account)
        if not mine.filter(pk=link.pk).exists():
            return
        others = mine.exclude(pk=link.pk).exists()
        own_ways = account.has_password or bool(queries.factors_of(account).passkeys)
        by_itself = own_ways and rules.signs_in_here(account)
        if not others and not by_itself:
            raise NotAllowedError(
                _("Nothing else would sign you in."), hint=_("Choose a password or add a passkey first.")
            )
        mine.filter(pk=link.pk).delete()
        protecting.tell(account, gettext_lazy("A provider no longer signs you in to your account"))
        publish(ProviderDisconnected(account.pk, account.pk, link.provider))


def leave(*, provider: Provider, subject: str, names: Collection[str]) -> tuple[str, ...]:
    """End the sessions of whom a provider says that they have left it; gives their keys. Twice changes nothing.

    `names` are the provider's own of these sessions; without any, all that began through it end.
    """
    link = (
        ProviderLink.objects.filter(issuer=provider.issuer, subject=subject).select_related("account").first()
    )
    if link is None:
        return ()
    return sessions.end_through(account=link.account, provider=provider.name, names=names)


def ask(*, provider: Provider, name: str) -> None:
    """Remember a request to a provider, and forget those that nobody came back for."""
    now = timezone.now()
    with transaction.atomic():
        SamlRequest.objects.filter(expires_at__lt=now - PATIENCE).delete()
        SamlRequest.objects.create(
            name=name, provider=provider.name, created_at=now, expires_at=now + PATIENCE
        )


def answer(*, provider: Provider, request: str, told: Told, now: datetime) -> None:
    """Keep what a provider said to a request of ours, once. Raises FederationError: unknown, too late, or again."""
    waiting = SamlRequest.objects.filter(
        name=request, provider=provider.name, answered_at=None, expires_at__gt=now
    )
    if not waiting.update(answered_at=now, told=asdict(told)):
        raise FederationError(
            _("What came back does not belong to this sign-in."),
            hint=_("Begin again from the sign-in page."),
            why="the answer is to no request of ours, comes too late, or came before",
        )


def take(*, provider: Provider, request: str, now: datetime) -> Told:
    """What was said to a request, for the browser that began it, once. Raises FederationError."""
    with transaction.atomic():
        row = (
            SamlRequest.objects.select_for_update()
            .filter(
                name=request,
                provider=provider.name,
                answered_at__isnull=False,
                taken_at=None,
                expires_at__gt=now,
            )
            .first()
        )
        if row is None:
            raise FederationError(
                _("What came back does not belong to this sign-in."),
                hint=_("Begin again from the sign-in page."),
                why="nothing was answered, or it was taken before",
            )
        row.taken_at, told = now, row.told or {}
        row.told = None
        row.save(update_fields=["taken_at", "told"])
    return Told(**{**told, "groups": tuple(told["groups"])})


def _connected(provider: Provider, told: Told, own: Account | None) -> Account | None:
    link = (
        ProviderLink.objects.select_for_update(of=("self",))
        .select_related("account")
        .filter(issuer=provider.issuer, subject=told.subject)
        .first()
    )
    if link is None:
        return None
    if own is not None and link.account_id != own.pk:
        raise _refused(provider, _("Another account is connected with this sign-in."), "connected elsewhere")
    _check_open(provider, link.account)
    link.used_at = timezone.now()
    link.save(update_fields=["used_at"])
    return link.account


def _connect(provider: Provider, told: Told, invitation: str, own: Account | None) -> Account:
    account, rule = _found(provider, told, invitation, own)
    _check_open(provider, account)
    if ProviderLink.objects.filter(account=account, issuer=provider.issuer).exists():
        raise _refused(
            provider,
            _("Your account is connected with another sign-in there."),
            "the subject is another than before",
        )
    now = timezone.now()
    ProviderLink.objects.create(
        account=account, provider=provider.name, issuer=provider.issuer, subject=told.subject, used_at=now
    )
    if account.joined_at is None:
        account.joined_at = now
        account.save(update_fields=["joined_at"])
        links.withdraw_all(account, SignInLink.Purpose.INVITATION)
        note(Deed.JOINED, account, by=account)
    publish(ProviderConnected(account.pk, account.pk, provider.name, rule))
    if rule in ("own", "address"):  # who has just come needs not be told how
        what = gettext_lazy("{provider} signs you in to your account from now on")
        protecting.tell(account, format_lazy(what, provider=provider.title))
    return account


def _found(provider: Provider, told: Told, invitation: str, own: Account | None) -> tuple[Account, str]:
    if own is not None:
        return Account.objects.select_for_update().get(pk=own.pk), "own"
    if invitation:
        return links.use(invitation, SignInLink.Purpose.INVITATION), "invitation"
    trusted = bool(told.email) and told.verified and provider.vouches_for(told.email)
    existing = queries.account_by_email(told.email) if trusted else None
    if existing is not None:
        _check_open(provider, existing)
        if not provider.joins or not rules.can_be_joined_by_address(existing):
            raise FederationError(
                _("Your account is not connected with %(provider)s yet.") % {"provider": provider.title},
                hint=_("Sign in as before, and connect it under “My account”."),
                why=f"the account {existing.pk} is not joined by its address",
            )
        return existing, "address"
    if not trusted or not provider.creates:
        raise _refused(provider, _("You have no account here."), "no account, and none is created")
    return _created(told), "created"


def _created(told: Told) -> Account:
    account = Account(email=told.email, name=told.name or told.email.partition("@")[0], access=Access.READER)
    account.set_unusable_password()
    people.belongs(account, by=None)
    account.save()
    note(Deed.ADDED, account, by=None)
    return account


def _check_open(provider: Provider, account: Account) -> None:
    if not account.is_active:
        raise _refused(provider, _("Your account is closed."), f"the account {account.pk} is closed")


def _refused(provider: Provider, message: str, why: str) -> FederationError:
    return FederationError(
        message, hint=_("Ask an administrator. You may have to sign in to %(provider)s as somebody else.")
        % {"provider": provider.title}, why=why,
    )  # fmt: skip
