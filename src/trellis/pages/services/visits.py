"""Writes about reading: counts, recent pages, stars."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db import Error as DatabaseTrouble
from django.db import close_old_connections, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core.rules import Account
from trellis.handbook.errors import TrellisError
from trellis.pages import visiting
from trellis.pages.models import PageViews, RecentPage, Star
from trellis.pages.queries.current import Edition
from trellis.pages.queries.visits import DAYS_OF_USE, KEPT_RECENT, MOST_STARS, learn_use

log = logging.getLogger(__name__)

SECONDS = 30
"""How long what is read waits in memory before it is stored."""

_LEARN_EACH = 20
"""After how many stores a process reads again how much every page is read."""


class StarError(TrellisError):
    """A page cannot be starred."""

    code = "star"


def star(edition: Edition, *, account: Account, path: str) -> None:
    """Keep a page at hand for somebody; twice is once. Raises StarError where they may not see it, or have too many."""
    page = edition.handbook.pages.get(path)
    if page is None or len(path) > visiting.LONGEST_PATH:
        raise StarError(
            _("There is no page %(path)s to star.") % {"path": path},
            hint=_("It may have been moved or deleted."),
        )
    with transaction.atomic():
        others = Star.objects.filter(account=account).exclude(path=path).count()
        if others >= MOST_STARS:
            raise StarError(
                _("“%(title)s” was not starred: you have %(most)s stars, which is the most.")
                % {"title": page.title, "most": MOST_STARS},
                hint=_("Take the star off a page that you no longer need at hand."),
            )
        Star.objects.get_or_create(account=account, path=path)


def unstar(*, account: Account, path: str) -> None:
    """Take somebody's star off a page, be the page still there or not; nothing where there is none."""
    Star.objects.filter(account=account, path=path).delete()


def forget_recent(*, account: Account) -> None:
    """Forget which pages somebody has read."""
    visiting.forget(account.pk)
    RecentPage.objects.filter(account=account).delete()


def store_visits() -> None:
    """Store what has been read since the last time, and remove what is too old or too much."""
    taken = visiting.take()
    if not taken.views:
        return
    with transaction.atomic():
        for (path, day), count in sorted(taken.views.items()):
            row, made = PageViews.objects.get_or_create(path=path, day=day, defaults={"count": count})
            if not made:
                PageViews.objects.filter(pk=row.pk).update(count=F("count") + count)
        oldest = timezone.now().date() - timedelta(days=DAYS_OF_USE)
        PageViews.objects.filter(day__lt=oldest).delete()
        known = set(
            Account.objects.filter(pk__in={who for who, _path in taken.recent}).values_list("pk", flat=True)
        )
        for (who, path), when in sorted(taken.recent.items()):
            if who in known:
                RecentPage.objects.update_or_create(account_id=who, path=path, defaults={"seen_at": when})
        _trim(known)


def keep_storing() -> None:
    """Store what is read from time to time, in a thread, and learn what is read much. Called by a server's process."""
    threading.Thread(target=_keep_storing, name="visits", daemon=True).start()


def _keep_storing() -> None:
    wait, turn = threading.Event(), 0
    while True:
        try:
            store_visits()
            if turn % _LEARN_EACH == 0:
                learn_use()
        except DatabaseTrouble as error:
            log.warning("What was read lately is not counted: %s", error)
        close_old_connections()
        turn += 1
        wait.wait(SECONDS)


def _trim(accounts: Iterable[UUID]) -> None:
    for account in accounts:
        mine = RecentPage.objects.filter(account_id=account).order_by("-seen_at", "path")
        last = mine.values_list("pk", flat=True)[KEPT_RECENT : KEPT_RECENT + 1000]
        RecentPage.objects.filter(pk__in=list(last)).delete()
