"""Writes of second factors: codes of an app, recovery codes, and taking them away."""

from __future__ import annotations

import base64
import secrets
import time

from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.core import queries, rules, totp
from trellis.core.models import Account, CodeApp, Passkey, RecoveryCode
from trellis.core.rules import NotAllowedError
from trellis.core.sealing import seal, unseal
from trellis.core.services import protecting, sessions
from trellis.core.services.access_log import Deed, note
from trellis.handbook.errors import TrellisError

RECOVERY_CODES = 10
RECOVERY_BYTES = 10  # 80 bits, 16 letters and digits


class CodeError(TrellisError):
    """The code is not the one that is shown now, or was used already."""

    code = "code"

    def __init__(self) -> None:
        super().__init__(
            _("This code is not right."),
            hint=_("Each code works once and for half a minute. Wait for the next one, then type it."),
        )


def add_code_app(*, account: Account, secret: str, code: str) -> tuple[str, ...]:
    """Take an app into use that has shown the right code, in place of a former one.

    Gives the recovery codes that are made with the first factor; none if there are some. Raises CodeError.
    """
    step = totp.step_of(secret, _typed(code), at=time.time())
    if step is None:
        raise CodeError
    with transaction.atomic():
        facts = {"sealed_secret": seal(secret), "last_step": step, "created_at": timezone.now()}
        CodeApp.objects.update_or_create(account=account, defaults=facts)
        protecting.tell(account, gettext_lazy("An app that shows codes was set up for your account"))
        return ensure_recovery_codes(account)


def remove_code_app(*, account: Account) -> None:
    """Do without the app; with the last factor the recovery codes go. Twice changes nothing."""
    with transaction.atomic():
        if CodeApp.objects.filter(account=account).delete()[0]:
            protecting.tell(account, gettext_lazy("The app that shows codes was taken off your account"))
        _drop_unneeded_codes(account)


def remove_passkey(*, account: Account, passkey: Passkey) -> None:
    """Do without a passkey; with the last factor the recovery codes go. Twice changes nothing."""
    with transaction.atomic():
        if Passkey.objects.filter(account=account, pk=passkey.pk).delete()[0]:
            what = gettext_lazy("The passkey “{name}” was taken off your account")
            protecting.tell(account, format_lazy(what, name=passkey.name))
        _drop_unneeded_codes(account)


def renew_recovery_codes(*, account: Account) -> tuple[str, ...]:
    """New recovery codes; the former ones stop working. Raises NotAllowedError without a second factor."""
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=account.pk)
        if not queries.has_second_factor(account):
            raise NotAllowedError(_("Recovery codes stand in for a second factor, and there is none."))
        RecoveryCode.objects.filter(account=account).delete()
        protecting.tell(account, gettext_lazy("New recovery codes were made for your account"))
        return ensure_recovery_codes(account)


def use_code(*, account: Account, code: str) -> None:
    """Accept a code of the app or a recovery code, each once. Raises CodeError."""
    typed = _typed(code)
    if len(typed) == totp.DIGITS and typed.isascii() and typed.isdigit():
        _use_app_code(account, typed)
    else:
        _use_recovery_code(account, typed)


def remove_all(*, account: Account, by: Account) -> None:
    """Take every second factor from somebody who has lost theirs, and end their sessions. Raises NotAllowedError."""
    if not rules.can_manage(by, account):
        raise NotAllowedError(_("Only administrators help others with their second factor."))
    with transaction.atomic():
        CodeApp.objects.filter(account=account).delete()
        Passkey.objects.filter(account=account).delete()
        RecoveryCode.objects.filter(account=account).delete()
        sessions.end_all(account)
        note(Deed.FACTOR_OFF, account, by=by)
        what = gettext_lazy("{name} took every second factor off your account")
        protecting.tell(account, format_lazy(what, name=by.name), by=by)


def ensure_recovery_codes(account: Account) -> tuple[str, ...]:
    """Recovery codes where there are none; what they are is known only now."""
    if RecoveryCode.objects.filter(account=account).exists():
        return ()
    codes = tuple(_new_code() for _number in range(RECOVERY_CODES))
    RecoveryCode.objects.bulk_create(
        RecoveryCode(account=account, digest=queries.digest_of(_typed(code))) for code in codes
    )
    return codes


def _use_app_code(account: Account, code: str) -> None:
    app = CodeApp.objects.filter(account=account).first()
    secret = unseal(app.sealed_secret) if app is not None else None
    if app is None or secret is None:
        raise CodeError
    step = totp.step_of(secret, code, at=time.time(), after=app.last_step)
    # Only one of two who type the same code at once moves the step on.
    if step is None or not CodeApp.objects.filter(pk=app.pk, last_step__lt=step).update(last_step=step):
        raise CodeError


def _use_recovery_code(account: Account, code: str) -> None:
    unused = RecoveryCode.objects.filter(account=account, digest=queries.digest_of(code), used_at=None)
    if not unused.update(used_at=timezone.now()):
        raise CodeError


def _drop_unneeded_codes(account: Account) -> None:
    if not queries.has_second_factor(account):
        RecoveryCode.objects.filter(account=account).delete()


def _new_code() -> str:
    letters = base64.b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode().lower()
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def _typed(code: str) -> str:
    """A code as people type it, without what only parts its groups."""
    return "".join(code.split()).replace("-", "").lower()
