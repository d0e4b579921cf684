"""What is read: how much of everybody, lately by somebody, and what they have starred."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from math import log

from django.db.models import Sum
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.rules import Account
from trellis.handbook.page import Page
from trellis.pages import visiting
from trellis.pages.addresses import page_address
from trellis.pages.models import PageViews, RecentPage, Star
from trellis.pages.queries.current import Edition, current_edition
from trellis.web.finding import Candidate, fold

DAYS_OF_USE = 90
"""How far back reading makes a page rank higher; older counts are removed."""

MOST_RECENT = 12
KEPT_RECENT = 40
MOST_STARS = 200

_use: dict[str, float] = {}


def use_of(path: str) -> float:
    """How much a page is read, between 0 (never) and 1 (the most), as `learn_use` found it last."""
    return _use.get(path, 0.0)


def learn_use() -> None:
    """Read how much every page was read. One query over the counts of ninety days: not for a request."""
    since = timezone.now().date() - timedelta(days=DAYS_OF_USE)
    counts: Mapping[str, int] = dict(
        PageViews.objects.filter(day__gte=since).values_list("path").annotate(views=Sum("count"))
    )
    most = max(counts.values(), default=1)
    fresh = {path: log(1 + count) / log(1 + most) for path, count in counts.items()}
    _use.update(fresh)
    for path in _use.keys() - fresh.keys():
        del _use[path]


def recent_pages(edition: Edition, account: Account, limit: int = MOST_RECENT) -> list[Page]:
    """The pages that somebody has read last, of those that they may see. One query."""
    stored = RecentPage.objects.filter(account=account).order_by("-seen_at", "path")
    seen = dict(stored.values_list("path", "seen_at")[:KEPT_RECENT])
    seen.update(visiting.recent_of(account.pk))
    newest = sorted(seen, key=lambda path: (-seen[path].timestamp(), path))
    return _pages(edition, newest)[:limit]


def starred_pages(edition: Edition, account: Account) -> list[Page]:
    """The pages that somebody has starred, of those that they may see, the newest star first. One query."""
    stars = Star.objects.filter(account=account).order_by("-starred_at", "path")
    return _pages(edition, stars.values_list("path", flat=True)[:MOST_STARS])


def is_starred(account: object, path: str) -> bool:
    """Whether somebody has starred a page. One query for those who have signed in."""
    return isinstance(account, Account) and Star.objects.filter(account=account, path=path).exists()


def linked(pages: Iterable[Page]) -> list[tuple[str, str]]:
    """Pages as pairs of a title and an address, for a list of links."""
    return [(page.title, page_address(page.url)) for page in pages]


def recent_candidates(request: HttpRequest) -> Iterable[Candidate]:
    """The same as the palette shows them before anything is typed."""
    user = request.user
    return _candidates(recent_pages(current_edition(), user, 6), "clock") if isinstance(user, Account) else ()


def starred_candidates(request: HttpRequest) -> Iterable[Candidate]:
    """The starred pages as the palette shows them."""
    user = request.user
    return (
        _candidates(starred_pages(current_edition(), user)[:8], "star") if isinstance(user, Account) else ()
    )


def _pages(edition: Edition, paths: Iterable[str]) -> list[Page]:
    pages = edition.handbook.pages
    return [pages[path] for path in paths if path in pages]


def _candidates(pages: Iterable[Page], icon: str) -> list[Candidate]:
    return [
        Candidate(
            page.title,
            fold(page.title),
            page.url.strip("/").rpartition("/")[0].replace("/", " / "),
            page_address(page.url),
            icon,
            _("Page"),
            group="pages",
            path=page.path,
        )
        for page in pages
    ]
