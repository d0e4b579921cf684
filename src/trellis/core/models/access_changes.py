"""What was done with somebody's access."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.models.accounts import Account
from trellis.core.records import Record


class AccessChangeRows(models.QuerySet["AccessChange"]):
    """Rows that nobody changes or takes away."""

    def update(self, **values: object) -> int:
        """Refused."""
        raise TypeError("What was done with access is not changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refused."""
        raise TypeError("What was done with access is not taken away.")


class AccessChange(Record):
    """Something that was done with somebody's access: what, by whom, when. Only added to.

    Names and addresses are kept as they were. `by` is empty where somebody did it from the command line, or without
    having signed in.
    """

    class Deed(models.TextChoices):
        """What was done."""

        INVITED = "invited", _("invited")
        INVITED_AGAIN = "invited-again", _("invited again")
        WITHDRAWN = "withdrawn", _("invitation withdrawn")
        JOINED = "joined", _("joined")
        ACCESS = "access", _("access changed")
        ROLES = "roles", _("roles changed")
        OWNER = "owner", _("made an owner")
        CLOSED = "closed", _("account closed")
        ADDED = "added", _("added by an identity provider")
        ADDRESS = "address", _("address changed")
        GROUPS = "groups", _("groups changed")
        REMOVED = "removed", _("removed by an identity provider")
        OPENED = "opened", _("account opened again")
        LINK = "link", _("link for a new password made")
        ASKED = "asked", _("asked to recover the password")
        RECOVERED = "recovered", _("new password by a link")
        FACTOR_OFF = "factor-off", _("second factor taken off")
        SIGNED_OUT = "signed-out", _("signed out everywhere")
        KEY = "key", _("token made")
        KEY_REVOKED = "key-revoked", _("token revoked")
        DUTY = "duty", _("duty given")
        DUTY_EXTENDED = "duty-extended", _("end of a duty changed")
        DUTY_ENDED = "duty-ended", _("duty ended")

    deed = models.CharField(max_length=20, choices=Deed)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="access_changes")
    email = models.CharField(max_length=254)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by_email = models.CharField(max_length=254, blank=True)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AccessChangeRows.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-at"], name="access_change_newest_first"),
            models.Index(fields=["account", "-at"], name="access_change_of_account"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.deed} {self.email}"

    def save(self, *arguments: object, **options: object) -> None:
        """Write it down, once."""
        if not self._state.adding:
            raise TypeError("What was done with access is not changed.")
        super().save(*arguments, **options)  # type: ignore[arg-type]

    def delete(self, *arguments: object, **options: object) -> tuple[int, dict[str, int]]:
        """Refused."""
        raise TypeError("What was done with access is not taken away.")
