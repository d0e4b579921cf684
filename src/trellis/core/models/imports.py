"""Imports: a file that somebody brought, what its columns mean, and what became of each of its rows."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.models.accounts import Account
from trellis.core.models.jobs import Job
from trellis.core.records import Record


class ImportState(models.TextChoices):
    """How far an import is. The last two are final."""

    BROUGHT = "brought", _("to be matched")
    LOOKING = "looking", _("dry run")
    LOOKED = "looked", _("looked through")
    RUNNING = "running", _("under way")
    DONE = "done", _("imported")
    REFUSED = "refused", _("nothing imported")


class ImportWay(models.TextChoices):
    """What is done about bad rows."""

    SKIP = "skip", _("skip the bad rows")
    WHOLE = "whole", _("all or nothing")


class Fate(models.TextChoices):
    """What becomes of a row."""

    NEW = "new", _("new")
    CHANGED = "changed", _("changed")
    SAME = "same", _("as it is already")
    BAD = "bad", _("bad")


class Import(Record):
    """A file of records that somebody brought. `mapping` says for columns of the importer which heading they have.

    `sample` holds the first rows, for the page that asks what the columns mean. `looked` and `made` count the fates of
    rows, in the dry run and in earnest; they are empty until that came to its end.
    """

    by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, related_name="imports")
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    form = models.CharField(max_length=5)
    headings = models.JSONField(default=list)
    sample = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=ImportState, default=ImportState.BROUGHT)
    way = models.CharField(max_length=5, choices=ImportWay, blank=True, default="")
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    looked = models.JSONField(default=dict)
    made = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-created_at", "-id"], name="import_newest_first"),
            models.Index(fields=["kind", "digest", "state"], name="import_of_file"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="import_has_state"),
            models.CheckConstraint(
                condition=Q(state__in=["done", "refused"], finished_at__isnull=False)
                | (~Q(state__in=["done", "refused"]) & Q(finished_at=None)),
                name="import_finished_or_not",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["running", "done", "refused"], way__in=ImportWay.values)
                | (~Q(state__in=["running", "done", "refused"]) & Q(way="")),
                name="import_runs_in_a_way",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_finished(self) -> bool:
        """Whether nothing more happens to it."""
        return self.finished_at is not None


class ImportRow(Record):
    """What became of a row: in the dry run, or (`is_real`) in earnest. `number` is its line in the file.

    `changes` are triples of what was changed, from what, to what; `faults` say of a bad row what is wrong.
    """

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    is_real = models.BooleanField()
    number = models.PositiveIntegerField()
    fate = models.CharField(max_length=7, choices=Fate)
    what = models.CharField(max_length=200, blank=True)
    changes = models.JSONField(default=list)
    faults = models.JSONField(default=list)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["of", "is_real", "fate", "number"], name="import_row_by_fate"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["of", "is_real", "number"], name="import_row_once"),
            models.CheckConstraint(condition=Q(fate__in=Fate.values), name="import_row_has_fate"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.fate}"


class ImportMapping(Record):
    """What somebody said last that the headings of their files mean: for a column of the importer, the heading."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="import_mappings")
    kind = models.CharField(max_length=40)
    headings = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "kind"], name="import_mapping_once_of_a_kind"),
        ]

    def __str__(self) -> str:
        return self.kind
