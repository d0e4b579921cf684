"""What people are told of requests: sentences that each reads in their own language (see `work.phrases`)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ACCEPTED = _("Accepted: %(title)s")
ASKED_BACK = _("A question about: %(title)s")
MERGED = _("“%(title)s” goes on as “%(other)s”")
DECLINED = _("Declined: %(title)s")
MOVED = _("%(title)s is now at: %(stage)s")
REPLANNED = _("%(title)s is planned anew")
PUBLISHED = _("Published: %(title)s")
LOOK = _("“%(course)s” is to be looked at: %(title)s")
