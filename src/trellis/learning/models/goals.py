"""What somebody wants to learn, and paths that were made for somebody from a template and items of one's own."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.records import Record, uuid7


class GoalKind(models.TextChoices):
    """What a goal is about."""

    COURSE = "course", _("course")
    PATH = "path", _("path")
    COMPETENCY = "competency", _("competency")
    WORDS = "words", _("in own words")
    ABOUT = "about", _("from elsewhere")


class GoalState(models.TextChoices):
    """How a goal stands."""

    OPEN = "open", _("open")
    REACHED = "reached", _("reached")
    DROPPED = "dropped", _("dropped")


class Goal(Record):
    """Something that somebody wants to learn by a day: seen by them, and by those above them if they say so.

    `key` names a course, path or competency, `words` are their own. A goal `about` something of another room holds no
    words of it: `source` is the name under which that room says what it is (`learning.suggesting`), `object` which one.
    `told` is how many reminders there were of this day.
    """

    confidential: ClassVar[bool] = True
    person = models.ForeignKey("core.Person", on_delete=models.CASCADE, related_name="learning_goals")
    kind = models.CharField(max_length=10, choices=GoalKind)
    key = models.CharField(max_length=200, blank=True, default="")
    words = models.CharField(max_length=300, blank=True, default="")
    source = models.CharField(max_length=40, blank=True, default="")
    object = models.UUIDField(null=True, blank=True)
    by_when = models.DateField()
    is_shared = models.BooleanField(default=False)
    state = models.CharField(max_length=7, choices=GoalState, default=GoalState.OPEN)
    reached_on = models.DateField(null=True, blank=True)
    by_itself = models.BooleanField(default=False)
    told = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "kind", "key"],
                condition=Q(state="open") & ~Q(key=""),
                name="learning_goal_once",
            ),
            models.UniqueConstraint(
                fields=["person", "object"], condition=Q(state="open"), name="learning_goal_once_about"
            ),
            models.CheckConstraint(
                condition=~Q(state="reached") | Q(reached_on__isnull=False), name="learning_goal_has_day"
            ),
            models.CheckConstraint(
                condition=~Q(key="") | ~Q(words="") | Q(object__isnull=False),
                name="learning_goal_of_something",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "state", "by_when"], name="learning_goal_of_person"),
            models.Index(fields=["by_when"], condition=Q(state="open"), name="learning_goal_by_day"),
        ]

    def __str__(self) -> str:
        return f"goal {self.pk}"


class MadeState(models.TextChoices):
    """How a path that was made for somebody stands."""

    ACTIVE = "active", _("in progress")
    COMPLETED = "completed", _("completed")
    WITHDRAWN = "withdrawn", _("withdrawn")


class MadePath(Record):
    """A path for one person, made from a template of the handbook by what they have already, and of items added to it.

    `group` is the same for all that were made together. The text of the template may change: the path stays.
    """

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="made_paths")
    group = models.UUIDField(default=uuid7)
    title = models.CharField(max_length=300)
    why = models.CharField(max_length=500, blank=True, default="")
    template = models.CharField(max_length=100, blank=True, default="")
    revision = models.CharField(max_length=200, blank=True, default="")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=9, choices=MadeState, default=MadeState.ACTIVE)
    completed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "person"], name="learning_made_once_of_a_group"),
            models.CheckConstraint(
                condition=~Q(state="completed") | Q(completed_on__isnull=False), name="learning_made_has_day"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["person", "state"], name="learning_made_of_person")]

    def __str__(self) -> str:
        return self.title


class ItemKind(models.TextChoices):
    """What an item of such a path is."""

    COURSE = "course", _("course")
    READING = "reading", _("page of the handbook")
    LINK = "link", _("link")
    MEETING = "meeting", _("meeting")
    TASK = "task", _("something to do")


class MadeItem(Record):
    """An item of a path that was made for somebody. Courses are done by their completion, all else is ticked.

    `key` is that of a course, or the path of a page; `why` says why it is there for this person.
    """

    path = models.ForeignKey(MadePath, on_delete=models.CASCADE, related_name="items")
    place = models.PositiveIntegerField()
    kind = models.CharField(max_length=7, choices=ItemKind)
    key = models.CharField(max_length=300, blank=True, default="")
    title = models.CharField(max_length=300)
    url = models.URLField(max_length=500, blank=True, default="")
    why = models.CharField(max_length=300, blank=True, default="")
    is_own = models.BooleanField(default=False)
    """Whether it was added by hand, and is not of the template."""
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["path", "kind", "key"], condition=~Q(key=""), name="learning_made_item_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["path", "place"], name="learning_made_item_place")]

    def __str__(self) -> str:
        return self.title
