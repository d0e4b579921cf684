"""Files that people attach to objects, and the bytes behind them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.models.accounts import Account
from trellis.core.records import Record


class StoredFile(Record):
    """Bytes that are kept once, however many files hold them; apart for what is confidential.

    Its key is its name in the store, so that a name is never written twice. `digest` is the SHA-256 of the bytes as
    they are read; of the confidential one, it is one that only this place can make. `key_print` says which key sealed
    them, empty where they are not sealed. `is_kept` is false while they are on the way to the store; what still is
    after a day, or is unused since `unused_at` for long, is taken away.
    """

    class Scan(models.TextChoices):
        """What a virus scanner said."""

        NONE = "none", _("not scanned")
        CLEAN = "clean", _("clean")
        INFECTED = "infected", _("infected")

    digest = models.CharField(max_length=64)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    family = models.CharField(max_length=12)
    is_confidential = models.BooleanField(default=False)
    key_print = models.CharField(max_length=16, blank=True, default="")
    is_kept = models.BooleanField(default=False)
    scan = models.CharField(max_length=8, choices=Scan, default=Scan.NONE)
    scan_found = models.CharField(max_length=200, blank=True, default="")
    scan_tries = models.PositiveSmallIntegerField(default=0)
    scan_next_at = models.DateTimeField(default=timezone.now)
    unused_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                "digest", "is_confidential", condition=Q(is_kept=True), name="stored_file_kept_once"
            ),
            models.CheckConstraint(condition=Q(size__gte=0), name="stored_file_has_size"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["unused_at"], condition=Q(unused_at__isnull=False), name="stored_file_unused"
            ),
            models.Index(fields=["created_at"], condition=Q(is_kept=False), name="stored_file_on_the_way"),
            models.Index(fields=["scan_next_at"], condition=Q(scan="none"), name="stored_file_to_scan"),
            models.Index(fields=["key_print"], condition=~Q(key_print=""), name="stored_file_by_key"),
        ]

    def __str__(self) -> str:
        return f"{self.media_type}, {self.size} bytes"

    @property
    def name(self) -> str:
        """What it is called in the store."""
        return self.pk.hex


class Attachment(Record):
    """A file that somebody attached to an object: its kind (see `core.attaching`) and identifier.

    One that is removed is shown to nobody, and is forgotten after a while.
    """

    about = models.CharField(max_length=40)
    object = models.UUIDField()
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=200)
    by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["about", "object", "created_at"], name="attachment_of_object"),
            models.Index(
                fields=["removed_at"], condition=Q(removed_at__isnull=False), name="attachment_removed"
            ),
        ]

    def __str__(self) -> str:
        return self.name
