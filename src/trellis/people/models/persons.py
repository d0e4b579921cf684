"""What is known of a person beside their name: by themselves, by People Operations."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from trellis.core.records import Record


class Profile(Record):
    """More about a person. `Person.name` is what they want to be called; `legal_name` what contracts say.

    `custom` holds the values of the fields of person-fields.yml, by name. `birthday` is asked of nobody.
    """

    person = models.OneToOneField("core.Person", on_delete=models.CASCADE, related_name="profile")
    legal_name = models.CharField(max_length=200, blank=True, default="")
    pronunciation = models.CharField(max_length=200, blank=True, default="")
    pronouns = models.CharField(max_length=60, blank=True, default="")
    about = models.CharField(max_length=500, blank=True, default="")
    work_phone = models.CharField(max_length=60, blank=True, default="")
    private_phone = models.CharField(max_length=60, blank=True, default="")
    private_email = models.EmailField(max_length=254, blank=True, default="")
    private_address = models.CharField(max_length=500, blank=True, default="")
    languages = models.CharField(max_length=200, blank=True, default="")
    time_zone = models.CharField(max_length=60, blank=True, default="")
    photo = models.UUIDField(null=True, blank=True)
    custom = models.JSONField(default=dict, blank=True)
    is_example = models.BooleanField(default=False)
    """Made up by the generator, and shown as such."""
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"profile of {self.person_id}"


class EmergencyContact(Record):
    """Whom to call when something has happened to somebody at work."""

    confidential: ClassVar[bool] = True
    person = models.ForeignKey("core.Person", on_delete=models.CASCADE, related_name="emergency_contacts")
    name = models.CharField(max_length=200)
    relation = models.CharField(max_length=100, blank=True, default="")
    phone = models.CharField(max_length=60)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "order"], name="emergency_of_person")]

    def __str__(self) -> str:
        return f"emergency contact of {self.person_id}"
