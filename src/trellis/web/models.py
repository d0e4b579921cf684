"""Views of lists that people saved, and to whom they are mailed by the clock."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.records import Record
from trellis.web.rhythms import LAST_DAY, Every, Rhythm

LONGEST_NAME = 60
LONGEST_QUERY = 2000


class SavedView(Record):
    """What somebody chose of a list, under a name: filters, order and columns, as the address says them."""

    account = models.ForeignKey("core.Account", on_delete=models.CASCADE, related_name="saved_views")
    place = models.CharField(max_length=40)
    name = models.CharField(max_length=LONGEST_NAME)
    query = models.CharField(max_length=LONGEST_QUERY)
    shared = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                "account", "place", Lower("name"), name="saved_view_name_once_in_any_case"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["place", "shared"], name="saved_view_by_place")]

    def __str__(self) -> str:
        return self.name


class FirstView(Record):
    """The view that a list opens with for somebody: one of their own, or one that is shared."""

    account = models.ForeignKey("core.Account", on_delete=models.CASCADE, related_name="first_views")
    place = models.CharField(max_length=40)
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="first_for")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "place"], name="first_view_once_for_a_place"),
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.view_id}"


class Often(models.TextChoices):
    """How often a view is mailed."""

    WEEK = str(Every.WEEK), _("every week")
    MONTH = str(Every.MONTH), _("every month")


class Form(models.TextChoices):
    """As what the list is enclosed."""

    CSV = "csv", _("CSV")
    XLSX = "xlsx", _("workbook (XLSX)")


class Why(models.TextChoices):
    """Why a view is no longer mailed to somebody."""

    SELF = "self", _("they stopped it")
    OWNER = "owner", _("whoever set it up stopped it")
    LOST = "lost", _("they may no longer see the list")


class MailedView(Record):
    """That a view is mailed to somebody by the clock, in their own zone, as they would see it then.

    `day` is a day of the week (1 is Monday) or of the month. `asked_by` set it up, mostly whoever gets it.
    """

    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="mailed")
    account = models.ForeignKey("core.Account", on_delete=models.CASCADE, related_name="mailed_views")
    asked_by = models.ForeignKey("core.Account", on_delete=models.SET_NULL, null=True, related_name="+")
    every = models.CharField(max_length=5, choices=Often)
    day = models.PositiveSmallIntegerField()
    at = models.TimeField()
    form = models.CharField(max_length=4, choices=Form)
    next_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_for = models.CharField(max_length=5, choices=Why, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["view", "account"], name="mailed_view_once_for_somebody"),
            models.CheckConstraint(
                condition=Q(every="week", day__gte=1, day__lte=LAST_DAY[Every.WEEK])
                | Q(every="month", day__gte=1, day__lte=LAST_DAY[Every.MONTH]),
                name="mailed_view_has_day",
            ),
            models.CheckConstraint(
                condition=Q(stopped_at=None, stopped_for="")
                | Q(stopped_at__isnull=False) & ~Q(stopped_for=""),
                name="mailed_view_stopped_for_a_reason",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["next_at"], condition=Q(stopped_at=None), name="mailed_view_due"),
        ]

    def __str__(self) -> str:
        return f"{self.view_id} to {self.account_id}"

    @property
    def rhythm(self) -> Rhythm:
        """When it is sent."""
        return Rhythm(Every(self.every), self.day, self.at)


class Mailing(Record):
    """That a view was mailed to somebody at one of its times.

    `lines` is how long the list was, none until it was made; it is not enclosed where it is too long for a mail.
    `kept_back` says why nothing was sent.
    """

    mailed = models.ForeignKey(MailedView, on_delete=models.CASCADE, related_name="mailings")
    due_at = models.DateTimeField()
    made_at = models.DateTimeField(default=timezone.now)
    mail = models.ForeignKey("core.Mail", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    lines = models.PositiveIntegerField(null=True, blank=True)
    is_enclosed = models.BooleanField(default=True)
    kept_back = models.CharField(max_length=5, choices=Why, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mailed", "due_at"], name="mailing_once_for_a_time"),
        ]
        indexes: ClassVar = [models.Index(fields=["mailed", "-due_at"], name="mailing_newest_first")]

    def __str__(self) -> str:
        return f"{self.mailed_id} at {self.due_at}"
