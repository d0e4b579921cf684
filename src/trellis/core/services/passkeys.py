"""Writes of passkeys (Web Authentication, level 2): adding one, and signing in with one.

A passkey must have checked its owner (user verification), so that it alone stands for password and second factor.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from trellis.core import rules
from trellis.core.models import Account, Passkey
from trellis.core.services import factors, protecting
from trellis.handbook.errors import TrellisError

NAME_OF_SITE = "Trellis"
MOST_PASSKEYS = 20


class PasskeyError(TrellisError):
    """The passkey does not prove what it should."""

    code = "passkey"

    def __init__(self, message: str = "") -> None:
        super().__init__(
            message or _("This passkey was not accepted."), hint=_("Try again, or sign in another way.")
        )


class Site(NamedTuple):
    """The site as a browser knows it: its name, and its origin with scheme and port."""

    name: str
    origin: str


class Question(NamedTuple):
    """What the browser is asked, as JSON, and the challenge (base64url) that its answer must hold."""

    options: str
    challenge: str


def ask_for_new(*, account: Account, site: Site) -> Question:
    """Ask a browser to make a passkey; not on a device that has one of this account."""
    options = generate_registration_options(
        rp_id=site.name,
        rp_name=NAME_OF_SITE,
        user_id=account.pk.bytes,
        user_name=account.email,
        user_display_name=account.name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(base64url_to_bytes(known))
            for known in Passkey.objects.filter(account=account).values_list("credential_id", flat=True)
        ],
    )
    return Question(options_to_json(options), bytes_to_base64url(options.challenge))


def add_passkey(
    *, account: Account, answer: dict[str, Any], challenge: str, site: Site, name: str
) -> tuple[str, ...]:
    """Take a new passkey into use; gives the recovery codes made with the first factor. Raises PasskeyError."""
    _check_asked(challenge)
    try:
        made = verify_registration_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.name,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise PasskeyError from error
    identifier = bytes_to_base64url(made.credential_id)
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=account.pk)
        if Passkey.objects.filter(credential_id=identifier).exists():
            raise PasskeyError(_("This passkey is known already."))
        if Passkey.objects.filter(account=account).count() >= MOST_PASSKEYS:
            raise PasskeyError(_("You have as many passkeys as an account can hold."))
        Passkey.objects.create(
            account=account,
            name=" ".join(name.split())[:60] or _("Passkey"),
            credential_id=identifier,
            public_key=bytes_to_base64url(made.credential_public_key),
            sign_count=made.sign_count,
        )
        protecting.tell(account, gettext_lazy("A passkey was added to your account"))
        return factors.ensure_recovery_codes(account)


def ask_for_known(*, site: Site) -> Question:
    """Ask a browser for any passkey that it has for this site."""
    options = generate_authentication_options(
        rp_id=site.name, user_verification=UserVerificationRequirement.REQUIRED
    )
    return Question(options_to_json(options), bytes_to_base64url(options.challenge))


def account_with(*, answer: dict[str, Any], challenge: str, site: Site) -> Account:
    """The account that a passkey opens. Raises PasskeyError, also for a closed account.

    A counter that goes back tells of a copied key and is refused (section 6.1.1).
    """
    _check_asked(challenge)
    identifier = answer.get("id")
    with transaction.atomic():
        known = (
            Passkey.objects.select_for_update(of=("self",))
            .select_related("account")
            .filter(credential_id=identifier if isinstance(identifier, str) else "")
            .first()
        )
        if known is None or not known.account.is_active or not rules.signs_in_here(known.account):
            raise PasskeyError
        try:
            proof = verify_authentication_response(
                credential=answer,
                expected_challenge=base64url_to_bytes(challenge),
                expected_rp_id=site.name,
                expected_origin=site.origin,
                credential_public_key=base64url_to_bytes(known.public_key),
                credential_current_sign_count=known.sign_count,
                require_user_verification=True,
            )
        except (WebAuthnException, ValueError, KeyError, TypeError) as error:
            raise PasskeyError from error
        known.sign_count, known.used_at = proof.new_sign_count, timezone.now()
        known.save(update_fields=["sign_count", "used_at"])
    return known.account


def _check_asked(challenge: str) -> None:
    """Refuse an answer to no question: one that was signed for none would be right again and again."""
    if not challenge:
        raise PasskeyError
