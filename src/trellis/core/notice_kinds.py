"""What this room tells people of: see `notifying`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from trellis.core.notifying import NoticeKind
from trellis.core.services import (
    assignments,
    chat,
    exports,
    files,
    leases,
    locks,
    protecting,
    support,
    tokens,
)

ALL = (
    NoticeKind(
        protecting.NOTICE,
        _("How my account is protected"),
        _(
            "A password, a second factor or a way to sign in was added, changed or taken off, or a link was made."
        ),
        mandatory=True,
        urgent=True,
    ),
    NoticeKind(
        tokens.NOTICE,
        _("Tokens of my account"),
        _("A token for programs was made, or somebody else revoked one."),
        mandatory=True,
        urgent=True,
    ),
    NoticeKind(
        chat.NOTICE,
        _("My chat"),
        _("The chat in which you are told takes nothing any more."),
        mandatory=True,
    ),
    NoticeKind(
        support.NOTICE,
        _("Acting as me"),
        _("Somebody asks to act as you to help you, begins or ends it; or answers when you asked."),
        mandatory=True,
    ),
    NoticeKind(
        locks.NOTICE,
        _("My account is locked"),
        _("Somebody tried too often to sign in as you."),
        mandatory=True,
    ),
    NoticeKind(
        assignments.NOTICE,
        _("Duties"),
        _("You have a new duty, it ends soon, or it has ended; or one ends that you gave."),
        mandatory=True,
    ),
    NoticeKind(
        leases.OWN,
        _("My jobs"),
        _("Something that you asked for, and that took longer than a page, is done or has failed."),
        usual="none",
    ),
    NoticeKind(
        leases.FAILURES,
        _("Regular jobs that failed"),
        _("For administrators: what begins by the clock did not come to its end."),
    ),
    NoticeKind(
        exports.NOTICE,
        _("Copies of my data"),
        _("A copy of what is kept of you is made, or an administrator asked for one."),
        mandatory=True,
    ),
    NoticeKind(
        files.INFECTED,
        _("Files of mine that hold something harmful"),
        _("A scanner found something in a file that you added."),
        mandatory=True,
    ),
)
