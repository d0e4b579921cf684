"""Accounts, what they prove themselves with, and where they are signed in."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.records import Record

NOWHERE = "no-address.invalid"
"""The domain of accounts that have no address of their own (RFC 2606: mail to it goes nowhere)."""


class Access(models.TextChoices):
    """What an account may do; each includes those before it."""

    READER = "reader", _("reader")
    CONTRIBUTOR = "contributor", _("contributor")
    APPROVER = "approver", _("approver")
    ADMINISTRATOR = "administrator", _("administrator")


class Account(Record, AbstractBaseUser):
    """Somebody who can sign in, with what they may do. Which roles of the handbook they hold is in `RoleHolding`.

    An owner looks after this Trellis: is an administrator whatever `access` says, and the first to sign in.

    `own_access` is what an administrator gave, while a group lifts `access` above it. `user_name` and `external_id`
    are how an identity provider knows them; `user_name` is empty for somebody whom none has told of. Who is removed by
    an identity provider is closed, and hidden from it.
    """

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=200)
    access = models.CharField(max_length=13, choices=Access, default=Access.READER)
    own_access = models.CharField(max_length=13, choices=Access, null=True, blank=True)  # noqa: DJ001 - no level is empty
    language = models.CharField(max_length=20, blank=True, default="")
    """The language of the interface that they used last, for mails and notices."""
    is_owner = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    joined_at = models.DateTimeField(null=True, blank=True, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    user_name = models.CharField(max_length=254, blank=True, default="", editable=False)
    user_name_key = models.CharField(max_length=254, unique=True, null=True, editable=False)  # noqa: DJ001 - as unique
    external_id = models.CharField(max_length=255, blank=True, default="", editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = BaseUserManager["Account"]()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="account_email_unique_in_any_case"),
            models.CheckConstraint(condition=~Q(email=""), name="account_has_email"),
            models.CheckConstraint(
                condition=Q(removed_at=None) | Q(is_active=False), name="account_removed_is_closed"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["external_id"], name="account_by_external_id"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *arguments: Any, **options: Any) -> None:
        """Save, and note the moment if something changed that others see."""
        fields = options.get("update_fields")
        if fields is None:
            self.changed_at = self.created_at if self._state.adding else timezone.now()
        elif not {"email", "name", "access", "is_active", "user_name", "external_id"}.isdisjoint(fields):
            self.changed_at = timezone.now()
            options["update_fields"] = {*fields, "changed_at"}
        super().save(*arguments, **options)

    def has(self, access: Access) -> bool:
        """Whether the account is active and may do at least this much."""
        order = list(Access)
        return self.is_active and order.index(self.reach) >= order.index(access)

    @property
    def reach(self) -> Access:
        """What the account may do while it is active."""
        return Access.ADMINISTRATOR if self.is_owner else Access(self.access)

    @property
    def given(self) -> Access:
        """What an administrator gave them, whatever their groups give."""
        return Access(self.own_access or self.access)

    @property
    def has_password(self) -> bool:
        """Whether a password signs in; else only a link or a passkey does."""
        return bool(self.password) and self.has_usable_password()

    @property
    def has_address(self) -> bool:
        """Whether mail reaches them; an identity provider may have sent no address."""
        return not self.email.endswith(f"@{NOWHERE}")

    @property
    def is_waiting(self) -> bool:
        """Whether somebody is invited who has not come yet."""
        return self.is_active and self.joined_at is None


class RoleHolding(Record):
    """That somebody holds a role of the handbook, by its title as the job families write it.

    One that only a group gives (`by_group`) ends with the group.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="role_holdings")
    title = models.CharField(max_length=200)
    by_group = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("account", Lower("title"), name="role_holding_once_in_any_case"),
        ]
        indexes: ClassVar = [models.Index(Lower("title"), name="role_holding_by_title")]

    def __str__(self) -> str:
        return self.title


class Identity(Record):
    """What an identity provider says about an account beyond what Trellis uses. It is given back as it was sent.

    `attributes` is a resource of RFC 7643 without what stands in `Account`. Where the provider took `active` away,
    `without_active`: it was taken away, and so is not told until somebody says it again, or closes the account here.
    """

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="identity")
    attributes = models.JSONField(default=dict)
    without_active = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"identity of {self.account_id}"


class Group(Record):
    """People whom an identity provider puts together. It gives nothing until an administrator says what.

    `access` is empty where the group lifts nobody. A group that the provider removed gives nothing, and is hidden.
    `name_key` is what its name is looked for by, in any case.
    """

    name = models.CharField(max_length=255)
    name_key = models.CharField(max_length=255, editable=False)
    external_id = models.CharField(max_length=255, blank=True, default="")
    access = models.CharField(max_length=13, choices=Access, blank=True, default="")
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["name_key"], name="group_by_name"),
            models.Index(fields=["external_id"], name="group_by_external_id"),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(Record):
    """That somebody belongs to a group; `display` is what the identity provider calls them there."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="memberships")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="memberships")
    display = models.CharField(max_length=255, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "account"], name="membership_once_in_a_group"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} in {self.group_id}"


class GroupRole(Record):
    """A role of the handbook that everybody in a group holds, by its title."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="roles")
    title = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("group", Lower("title"), name="group_role_once_in_any_case"),
        ]

    def __str__(self) -> str:
        return self.title


class ProvisioningCall(Record):
    """Something that an identity provider asked for, and what became of it: each change, and whatever was refused."""

    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    method = models.CharField(max_length=10)
    path = models.CharField(max_length=200)
    status = models.PositiveSmallIntegerField()
    detail = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-at"], name="provisioning_newest_first")]

    def __str__(self) -> str:
        return f"{self.method} {self.path}: {self.status}"


class SignInLink(Record):
    """A link that lets its account in, once and soon. Only a digest of its token is kept."""

    class Purpose(models.TextChoices):
        """What the link is for: sign in at once, come for the first time, or choose a new password."""

        SIGN_IN = "sign-in", _("sign in")
        INVITATION = "invitation", _("invitation")
        RESET = "reset", _("new password")

    digest = models.CharField(max_length=64, unique=True, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sign_in_links")
    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.SIGN_IN)
    issued_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="sign_in_link_has_a_life"
            ),
        ]

    def __str__(self) -> str:
        return f"link of {self.account_id} until {self.expires_at:%Y-%m-%d %H:%M}"

    def works_at(self, moment: datetime) -> bool:
        """Whether the link still lets somebody in at this moment."""
        return self.used_at is None and self.withdrawn_at is None and moment < self.expires_at


class SignIn(Record):
    """A session of an account: on which device, from where, since when. It lives as long as its session."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True, editable=False)
    device = models.CharField(max_length=100)
    address = models.CharField(max_length=45)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    seen_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.device}, {self.address}"


class CodeApp(Record):
    """An app that shows one-time codes (TOTP, RFC 6238). The secret is sealed, see `core.sealing`.

    `last_step` is the time step of the newest code that was accepted: that one and older ones are refused.
    """

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="code_app")
    sealed_secret = models.CharField(max_length=255, editable=False)
    last_step = models.BigIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"code app of {self.account_id}"


class RecoveryCode(Record):
    """A code on paper that stands in for a second factor, once. Only a digest of it is kept."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64, editable=False)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "digest"], name="recovery_code_once_for_an_account"),
        ]

    def __str__(self) -> str:
        return f"recovery code of {self.account_id}"


class Passkey(Record):
    """A key pair on somebody's device (WebAuthn). Bytes are kept as base64url text, as browsers send them."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=60)
    credential_id = models.CharField(max_length=1400, unique=True, editable=False)
    public_key = models.TextField(editable=False)
    sign_count = models.BigIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class ApiKey(Record):
    """What a program proves itself with: somebody's own token, or the secret of a machine client.

    A program may do what its scopes (names of `core.scopes`) and its account allow, both. A client gets short-lived
    access tokens for its secret (RFC 6749, 4.4); a personal token is sent as it is. Only a digest is kept, with the
    first characters, by which its owner knows it again.
    """

    class Kind(models.TextChoices):
        """What the key is: a token that is sent itself, or a client's secret."""

        PERSONAL = "personal", _("personal token")
        CLIENT = "client", _("machine client")

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PERSONAL)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    start = models.CharField(max_length=20, editable=False)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["account", "-created_at"], name="api_key_newest_first")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="api_key_has_a_life"),
        ]

    def __str__(self) -> str:
        return self.name

    def works_at(self, moment: datetime) -> bool:
        """Whether the key still proves anything at this moment."""
        return self.revoked_at is None and moment < self.expires_at

    @property
    def is_client(self) -> bool:
        """Whether it is the secret of a machine client."""
        return self.kind == self.Kind.CLIENT

    @property
    def client_id(self) -> str:
        """The name by which a client asks for access tokens."""
        return str(self.pk)

    @property
    def state(self) -> str:
        """Where it stands now: `active`, `revoked` or `expired`."""
        if self.revoked_at is not None:
            return "revoked"
        return "active" if self.works_at(timezone.now()) else "expired"


class AccessToken(Record):
    """A token of a machine client, for an hour at most. It ends with its client."""

    key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="access_tokens")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"access of {self.key_id} until {self.expires_at:%Y-%m-%d %H:%M}"


class Reply(models.Model):
    """What a call was answered that must not be done twice; see `services.replies`.

    `key` is a digest of the caller and the key that they chose, `fingerprint` one of what they asked for. `status` is
    empty while the call is answered. The answer is sealed: it may hold what is told only once.
    """

    key = models.CharField(max_length=64, primary_key=True)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    sealed_body = models.TextField(blank=True)
    begun_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.status} until {self.until:%Y-%m-%d %H:%M}"


class Tries(models.Model):
    """How often somebody tried something in one window of time; see `core.throttling`."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.count} until {self.until:%H:%M}"


class How(models.TextChoices):
    """In which way somebody is told by mail. In the application everything stands in the list of notices."""

    NOW = "now", _("at once")
    DAILY = "daily", _("once a day")
    NONE = "none", _("not by mail")


class Notice(Record):
    """Something that somebody is told: in a line, with where it leads.

    `kind` is a name of `core.notifying`. `key` keeps one thing from being told twice; empty tells in any case. `how` is
    what the reader wished when it was made; `mailed_at` is set once it is on its way, or need not be mailed.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=300)
    text = models.TextField(blank=True, max_length=20_000)
    address = models.CharField(max_length=500, blank=True)
    actor = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    key = models.CharField(max_length=200, blank=True)
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


class Mail(Record):
    """A mail that is to be sent, or was: it stays until a server has taken it. Never holds a link that signs in."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="mails")
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=300)
    text = models.TextField()
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


class Event(Record):
    """Something that happened, as `core.events` declares it. Only added to; see `core.services.events.publish`.

    `position` is its place in the sealed log, given once by the sealer: events that are committed later may have been
    made earlier. `data` is JSON in one form only, because its hash is sealed.
    """

    name = models.CharField(max_length=80)
    about = models.CharField(max_length=40)
    object = models.UUIDField()
    by = models.UUIDField(null=True)
    at = models.DateTimeField(default=timezone.now)
    data = models.TextField()
    position = models.BigIntegerField(null=True, unique=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["about", "object", "-at"], name="event_of_object"),
            models.Index(fields=["-at", "-id"], name="event_newest_first"),
            models.Index(fields=["name", "-at"], name="event_of_name"),
            models.Index(fields=["by", "-at"], name="event_of_actor"),
            models.Index(fields=["id"], condition=Q(position=None), name="event_to_seal"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.object}"


class TreeHead(Record):
    """The log of events up to a size, sealed: the root of its tree of hashes, signed, with the head before it."""

    size = models.BigIntegerField(unique=True)
    root = models.CharField(max_length=64)
    peaks = models.TextField()
    previous = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)
    signature = models.CharField(max_length=128)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(size__gt=0), name="tree_head_has_entries")
        ]

    def __str__(self) -> str:
        return f"{self.size}: {self.root[:12]}"


class Delivery(Record):
    """That a reaction after the transaction is owed to an event, and how far it is.

    It is done once `done_at` is set, and given up once `dead_at` is; else `next_try_at` says when it is tried.
    """

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="deliveries")
    reaction = models.CharField(max_length=80)
    tries = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    trouble = models.CharField(max_length=500, blank=True)
    done_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["next_try_at"], condition=Q(done_at=None, dead_at=None), name="delivery_to_make"
            ),
            models.Index(fields=["-dead_at"], condition=Q(dead_at__isnull=False), name="delivery_dead"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "reaction"], name="delivery_once"),
            models.CheckConstraint(condition=Q(done_at=None) | Q(dead_at=None), name="delivery_done_or_dead"),
        ]

    def __str__(self) -> str:
        return f"{self.reaction} of {self.event_id}"


class Webhook(Record):
    """An address of another machine that is told of events, signed with a secret that both know.

    `follows_from` is the place in the sealed log of the next event to be looked at. `events` are names; none means all.
    """

    name = models.CharField(max_length=100)
    address = models.URLField(max_length=500)
    events = models.JSONField(default=list)
    sealed_secret = models.CharField(max_length=255, editable=False)
    follows_from = models.BigIntegerField(default=0, editable=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(Lower("name"), name="webhook_name_once_in_any_case")]

    def __str__(self) -> str:
        return self.name


class Message(Record):
    """An event on its way to a webhook: told once `done_at` is set, given up once `dead_at` is."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="messages")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="messages")
    tries = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    status = models.PositiveIntegerField(null=True)
    answer = models.CharField(max_length=1000, blank=True)
    milliseconds = models.PositiveIntegerField(null=True)
    done_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["next_try_at"], condition=Q(done_at=None, dead_at=None), name="message_to_send"
            ),
            models.Index(fields=["webhook", "-id"], name="message_newest_first"),
            models.Index(fields=["done_at"], name="message_by_end"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["webhook", "event"], name="message_once"),
            models.CheckConstraint(condition=Q(done_at=None) | Q(dead_at=None), name="message_done_or_dead"),
        ]

    def __str__(self) -> str:
        return f"{self.webhook_id}: {self.event_id}"

    @property
    def state(self) -> str:
        """How it stands: `done`, `dead`, `failing` or `waiting`."""
        if self.done_at is not None:
            return "done"
        if self.dead_at is not None:
            return "dead"
        return "failing" if self.tries else "waiting"
