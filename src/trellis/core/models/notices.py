"""What people are told, and the mails that tell them."""

from __future__ import annotations

from datetime import time
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.models.accounts import Account
from trellis.core.records import Record


class How(models.TextChoices):
    """In which way somebody is told by mail. In the application everything stands in the list of notices."""

    NOW = "now", _("at once")
    DAILY = "daily", _("once a day")
    WEEKLY = "weekly", _("once a week")
    NONE = "none", _("not by mail")


class Notice(Record):
    """Something that somebody is told: in a line, with where it leads.

    `kind` is a name of `core.notifying`. `key` keeps one thing from being told twice; empty tells in any case. `how` is
    what the reader wished when it was made; `mailed_at` is set once it is on its way, or need not be mailed. `about`
    and `object` name what it tells of (`core.objects`), where only those read it who may still see that.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=300)
    text = models.TextField(blank=True, max_length=20_000)
    address = models.CharField(max_length=500, blank=True)
    actor = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    key = models.CharField(max_length=200, blank=True)
    about = models.CharField(max_length=40, blank=True, default="")
    object = models.UUIDField(null=True, blank=True)
    how = models.CharField(max_length=10, choices=How, default=How.NOW)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["account", "-created_at"], name="notice_newest_first"),
            models.Index(fields=["account"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(fields=["how"], condition=Q(mailed_at=None), name="notice_to_mail"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "key"], condition=~Q(key=""), name="notice_once"),
        ]

    def __str__(self) -> str:
        return self.subject


class NoticeWish(Record):
    """In which way somebody wants to be told of one kind of notice, where it is not the usual one."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="notice_wishes")
    kind = models.CharField(max_length=60)
    how = models.CharField(max_length=10, choices=How)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "kind"], name="notice_wish_once_for_a_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.how}"


class NoticeTimes(Record):
    """When somebody is not to be disturbed: from one time of day to another in their own zone, over midnight too.

    Where both are the same there is none. What `urgent` kinds tell comes in any case.
    """

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="notice_times")
    quiet_from = models.TimeField(default=time(20))
    quiet_until = models.TimeField(default=time(7))
    on_weekends = models.BooleanField(default=False)
    """Whether Saturdays and Sundays are quiet all day."""

    def __str__(self) -> str:
        return f"{self.quiet_from:%H:%M} to {self.quiet_until:%H:%M}"


class Mail(Record):
    """A mail that is to be sent, or was: it stays until a server has taken it. Never holds a link that signs in.

    `notice` is what it tells, where it tells one thing: it is not sent to who may no longer see that. `html` is the
    same as `text` for programs that show it; empty where it is made of the text. `encloses` and `enclosed` name what is
    made when it is sent, and goes with it (`core.enclosing`).
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="mails")
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True, default="")
    notice = models.ForeignKey(Notice, on_delete=models.SET_NULL, null=True, blank=True, related_name="mails")
    encloses = models.CharField(max_length=40, blank=True, default="", db_default="")
    enclosed = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    next_try_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["next_try_at"], condition=Q(sent_at=None), name="mail_to_send"),
            models.Index(fields=["-created_at"], name="mail_newest_first"),
        ]

    def __str__(self) -> str:
        return self.subject


class Run(models.Model):
    """That something which is done once (a digest of a day, a summary of a week) was done, by whichever process."""

    name = models.CharField(max_length=120, primary_key=True)
    at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return self.name


class ChatHook(Record):
    """An address by which somebody is told in a chat as well: an incoming webhook of Slack, or of what speaks like it.

    The address lets anybody write there, so that it is kept sealed; `host` is what is shown of it. Without `account` it
    is a channel, which administrators look after, and `events` are what it hears of; else `kinds` are what its person
    is told of there (none: all). `failures` counts what failed since something was taken; a hook that fails too often
    is turned off (`off_at`).
    """

    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, null=True, blank=True, related_name="chat_hooks"
    )
    name = models.CharField(max_length=100)
    sealed_address = models.TextField()
    host = models.CharField(max_length=255)
    kinds = models.JSONField(default=list)
    events = models.JSONField(default=list)
    follows_from = models.BigIntegerField(default=0, editable=False)
    failures = models.PositiveIntegerField(default=0)
    off_at = models.DateTimeField(null=True, blank=True)
    tested_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(account__isnull=False), name="chat_hook_one_for_a_person"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ChatMessage(Record):
    """Something on its way to a chat: told once `done_at` is set, given up once `dead_at` is.

    `notice` is what it tells of, where it is for one person: it is not sent to who may no longer see that.
    """

    hook = models.ForeignKey(ChatHook, on_delete=models.CASCADE, related_name="messages")
    notice = models.ForeignKey(Notice, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=60, blank=True)
    text = models.TextField(max_length=4_000)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    next_try_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveIntegerField(default=0)
    status = models.PositiveIntegerField(null=True)
    answer = models.CharField(max_length=300, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    dead_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["next_try_at"], condition=Q(done_at=None, dead_at=None), name="chat_to_send"
            ),
            models.Index(fields=["hook", "-id"], name="chat_newest_first"),
            models.Index(fields=["done_at"], name="chat_by_end"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(done_at=None) | Q(dead_at=None), name="chat_done_or_dead"),
        ]

    def __str__(self) -> str:
        return f"{self.hook_id}: {self.text[:40]}"
