"""The records of this room that can be searched: people, webhooks, tokens."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from trellis.core.models import Access, Account, ApiKey, RoleHolding, Webhook
from trellis.core.rules import can_administer
from trellis.core.searching import Asker, FoundRecord, Noted, SearchKind, has_access, is_account

ADMINISTRATORS = has_access(Access.ADMINISTRATOR)


def people_noted(accounts: Sequence[Account]) -> Iterable[Noted]:
    """Everybody by name, address and roles, for administrators, who alone see the list of people."""
    titles = defaultdict(list)
    held = RoleHolding.objects.filter(account__in=accounts).order_by("title")
    for key, title in held.values_list("account", "title"):
        titles[key].append(title)
    for account in accounts:
        yield Noted(
            object=account.pk,
            title=account.name or account.email,
            detail=account.email if account.has_address else "",
            text=" · ".join(titles[account.pk]),
            audiences=(ADMINISTRATORS,),
            facets={"state": "active" if account.is_active else "closed"},
            changed_at=account.created_at,
        )


def people_seen(asker: Asker, keys: Collection[UUID]) -> QuerySet[Account]:
    """Administrators see everybody."""
    found = Account.objects.filter(pk__in=keys)
    return found if can_administer(asker.account) else found.none()


def webhooks_noted(webhooks: Sequence[Webhook]) -> Iterable[Noted]:
    """Webhooks by name alone: an address may hold a secret."""
    for webhook in webhooks:
        yield Noted(
            webhook.pk, webhook.name, (ADMINISTRATORS,),
            facets={"state": "on" if webhook.is_active else "off"}, changed_at=webhook.created_at,
        )  # fmt: skip


def webhooks_seen(asker: Asker, keys: Collection[UUID]) -> QuerySet[Webhook]:
    """Administrators see to webhooks."""
    found = Webhook.objects.filter(pk__in=keys)
    return found if can_administer(asker.account) else found.none()


def tokens_noted(keys: Sequence[ApiKey]) -> Iterable[Noted]:
    """Tokens by name, for whose they are and for administrators; those that were revoked are not found."""
    for key in keys:
        if key.revoked_at is None:
            yield Noted(
                key.pk, key.name, (ADMINISTRATORS, is_account(key.account_id)), changed_at=key.created_at
            )


def tokens_seen(asker: Asker, keys: Collection[UUID]) -> QuerySet[ApiKey]:
    """Everybody sees their own, administrators all."""
    found = ApiKey.objects.filter(pk__in=keys, revoked_at=None)
    if can_administer(asker.account):
        return found
    return found.filter(account=asker.account) if asker.account is not None else found.none()


def token_address(asker: Asker, hit: FoundRecord) -> str:
    """Administrators see a token among everybody's, others among their own."""
    if can_administer(asker.account):
        return f"{reverse('core:all-tokens')}?{urlencode({'q': hit.title})}"
    return reverse("core:tokens")


KINDS = (
    SearchKind(
        key="account", title=_("Person"), plural=_("People"), icon="people", model=Account,
        noted=people_noted, visible=people_seen,
        address=lambda asker, hit: reverse("core:person", args=[hit.object]),
        fields=frozenset({"name", "email", "is_active"}), scope="accounts:read",
    ),
    SearchKind(
        key="webhook", title=_("Webhook"), plural=_("Webhooks"), icon="arrow", model=Webhook,
        noted=webhooks_noted, visible=webhooks_seen,
        address=lambda asker, hit: reverse("core:webhook", kwargs={"key": hit.object}),
        fields=frozenset({"name", "is_active"}),
    ),
    SearchKind(
        key="token", title=_("Token"), plural=_("Tokens"), icon="key", model=ApiKey,
        noted=tokens_noted, visible=tokens_seen, address=token_address,
        fields=frozenset({"name", "revoked_at"}),
    ),
)  # fmt: skip
