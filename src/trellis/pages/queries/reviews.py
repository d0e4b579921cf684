"""Pages that are due for a look: because they name a day, or because nobody has changed them for long."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.handbook import reviews
from trellis.pages.addresses import page_address
from trellis.pages.models import Proposal
from trellis.pages.queries.current import Edition
from trellis.pages.queries.health import NOBODY, owners_by_path
from trellis.pages.queries.history import last_change, learnt
from trellis.pages.queries.proposals import review_purpose
from trellis.web.exporting import files_of
from trellis.web.filters import Chip, Filter, chips_for, filter_of
from trellis.web.saving import views_of
from trellis.web.tables import Column, Deed, Table, table_of
from trellis.web.templatetags.shell import tag

PLACE = "reviews"
"""Under this name views of the reviews are saved."""
SOON_DAYS = 30
OVERDUE, SOON, LATER = "overdue", "soon", "later"


@dataclass(frozen=True, slots=True)
class Due:
    """A page with the day by which somebody looks at it again; `changed` is the day of its last change, if known."""

    path: str
    title: str
    url: str
    owners: tuple[str, ...]
    due: date
    changed: date | None
    is_named: bool
    state: str
    days: int

    @property
    def days_over(self) -> int:
        """How many days ago it was due."""
        return max(0, -self.days)


@dataclass(frozen=True, slots=True)
class Reviews:
    """The pages that fit, the one longest overdue first, with what they can be filtered by."""

    rows: list[Due]
    all: int
    filters: tuple[Filter, ...]
    chips: tuple[Chip, ...]


def due_pages(edition: Edition, today: date) -> list[Due]:
    """Every page that somebody is to look at again, the one longest overdue first; remembered for the day."""
    return edition.remember(("due", today, learnt(edition)), lambda: _due_pages(edition, today))


def _due_pages(edition: Edition, today: date) -> list[Due]:
    settings, owned = edition.handbook.settings, edition.derive(owners_by_path)
    found = []
    for path, page in edition.handbook.pages.items():
        change = last_change(edition, path)
        changed = timezone.localdate(change.when) if change is not None else None
        due = reviews.due_on(page, settings, changed)
        if due is None:
            continue
        days = (due - today) // timedelta(days=1)
        state = OVERDUE if days < 0 else SOON if days <= SOON_DAYS else LATER
        is_named = page.front is not None and reviews.named_day(page.front.get(reviews.KEY)) is not None
        found.append(
            Due(path, page.title, page_address(page.url), owned[path], due, changed, is_named, state, days)
        )
    return sorted(found, key=lambda each: (each.due, each.path))


def reviews_for(edition: Edition, today: date, params: QueryDict) -> Reviews:
    """The pages that a reader asks for by `state`, `owner` and words (`q`); if by none of them, the overdue ones."""
    pages = due_pages(edition, today)
    state = params.get("state", "") if "state" in params or "q" in params or "owner" in params else OVERDUE
    owner, text = params.get("owner", ""), params.get("q", "").strip()[:200]
    labels = {OVERDUE: _("overdue"), SOON: _("due within a month"), LATER: _("later")}
    counts = Counter(each.state for each in pages)
    by_owner = Counter(owner for each in pages for owner in each.owners or (NOBODY,))
    filters = [filter_of("state", _("State"), counts, state, labels)]
    if set(by_owner) - {NOBODY} or owner:
        filters.append(filter_of("owner", _("Owner"), by_owner, owner, {NOBODY: _("nobody")}))
    rows = [each for each in pages if _fits(each, state, owner, text)]
    named = (
        ("q", _("Text"), text),
        ("state", _("State"), labels.get(state, state)),
        ("owner", _("Owner"), owner),
    )
    return Reviews(rows, len(pages), tuple(filters), chips_for(params, named))


def reviews_table(request: HttpRequest, found: Reviews, *, may_propose: bool) -> Table:
    """The pages that fit as a table; who may propose has a button that says that a page is still right."""
    return table_of(
        request,
        "t-reviews",
        _("Reviews"),
        columns(),
        found.rows,
        row_url=lambda due: due.url,
        row_key=lambda due: due.path,
        deeds=_deeds if may_propose else None,
        exports=files_of("pages:reviews-export"),
        views=views_of(request, PLACE),
    )


def columns() -> tuple[Column[Due], ...]:
    """What the list says of a page."""
    return (
        Column("page", _("Page"), lambda due: due.title, sort=lambda due: (due.title.casefold(), due.path)),
        Column("file", _("File"), lambda due: due.path, sort=lambda due: due.path, extra=True),
        Column(
            "owner",
            _("Owner"),
            lambda due: ", ".join(due.owners),
            sort=lambda due: (not due.owners, due.owners, due.path),
        ),
        Column("changed", _("Last change"), _changed, sort=lambda due: (due.changed or date.min, due.path)),
        Column("due", _("Due"), _due, sort=lambda due: (due.due, due.path)),
    )


def _changed(due: Due) -> str:
    if due.changed is None:
        return format_html('<span class="faint">{}</span>', _("not known yet"))
    day = date_format(due.changed, "DATE_FORMAT")
    return format_html(
        '<span class="only-folded">{}</span><span class="not-folded nowrap">{}</span>',
        _("changed %(day)s") % {"day": day},
        day,
    )


def _due(due: Due) -> str:
    day = date_format(due.due, "DATE_FORMAT")
    over = ""
    if due.state == OVERDUE:
        n = due.days_over
        over = tag(ngettext("%(n)s day over", "%(n)s days over", n) % {"n": n}, "attention")
    return format_html(
        '<span class="only-folded">{}</span><span class="not-folded nowrap">{}</span> {}',
        _("due %(day)s") % {"day": day},
        day,
        over,
    )


def _deeds(shown: Sequence[Due]) -> list[Deed]:
    proposed = proposed_reviews(due.path for due in shown)
    return [_deed(due, proposed.get(due.path)) for due in shown]


def _deed(due: Due, number: int | None) -> Deed:
    if number is None:
        url = reverse("pages:reviewed", args=[due.path])
        return Deed(_("Reviewed, still right"), url, of=due.title)
    url = reverse("pages:proposal", args=[number])
    return Deed(_("Proposed in #%(number)s") % {"number": number}, url, is_link=True)


def overdue_count(edition: Edition) -> int:
    """How many pages are overdue today."""
    return sum(each.state == OVERDUE for each in due_pages(edition, timezone.localdate()))


def proposed_reviews(paths: Iterable[str]) -> dict[str, int]:
    """The numbers of the open proposals that say of pages that they were looked at; one query."""
    purposes = {review_purpose(path): path for path in paths}
    found = Proposal.objects.filter(state=Proposal.State.OPEN, made_for__in=list(purposes))
    return {purposes[made_for]: number for made_for, number in found.values_list("made_for", "number")}


EXPORT_COLUMNS = ("path", "title", "owners", "due", "changed", "state")


def exported(rows: Iterable[Due]) -> Iterable[dict[str, Any]]:
    """The pages as plain values for a file."""
    for each in rows:
        yield {
            "path": each.path, "title": each.title, "owners": ", ".join(each.owners), "due": each.due,
            "changed": each.changed, "state": each.state,
        }  # fmt: skip


def _fits(each: Due, state: str, owner: str, text: str) -> bool:
    if state and each.state != state:
        return False
    if owner and not (
        owner.casefold() in (one.casefold() for one in each.owners) or (owner == NOBODY and not each.owners)
    ):
        return False
    return not text or text.casefold() in f"{each.title}\n{each.path}".casefold()
