"""What an owner is told once a week: what is new on their pages, what is overdue, what waits for their review."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.core import queries as accounts
from trellis.core.rules import Account
from trellis.handbook.errors import TrellisError
from trellis.handbook.settings import Settings
from trellis.pages.audience import audience_of
from trellis.pages.models import Proposal
from trellis.pages.queries import proposals as proposal_queries
from trellis.pages.queries import standings
from trellis.pages.queries.ages import NEW, since_line
from trellis.pages.queries.current import Edition
from trellis.pages.queries.health import Entry, entries_of, owners_by_path
from trellis.pages.queries.reviews import OVERDUE, Due, due_pages
from trellis.pages.rules import reader_for

MOST_LINES = 10
"""Lines of each part; a last one says how many there are besides."""
MOST_PROPOSALS = 200
WEEK = timedelta(days=7)


@dataclass(slots=True)
class Summary:
    """What one owner is told: new findings, overdue pages, proposals that wait for them, and the roles it is for."""

    account: Account
    owners: list[str] = field(default_factory=list)
    findings: list[Entry] = field(default_factory=list)
    overdue: list[Due] = field(default_factory=list)
    waiting: list[Proposal] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.findings or self.overdue or self.waiting)

    @property
    def text(self) -> str:
        """All of it in lines."""
        parts = (
            (
                ngettext("%(n)d new finding:", "%(n)d new findings:", len(self.findings)),
                [f"{each.path}, {each.line}: {each.message}" for each in self.findings],
            ),
            (
                ngettext("%(n)d page is overdue:", "%(n)d pages are overdue:", len(self.overdue)),
                [
                    _("%(title)s, since %(day)s")
                    % {"title": each.title, "day": date_format(each.due, "DATE_FORMAT")}
                    for each in self.overdue
                ],
            ),
            (
                ngettext(
                    "%(n)d proposal waits for your review:",
                    "%(n)d proposals wait for your review:",
                    len(self.waiting),
                ),
                [f"#{each.number} {each.title}" for each in self.waiting],
            ),
        )
        return "\n\n".join(_listed(head, lines) for head, lines in parts if lines)


def summaries(edition: Edition, now: datetime) -> list[Summary]:
    """A summary for everybody who owns a page by `owners.yml`, with what there is to tell, also if that is nothing.

    Two queries for each owner that is named, some for each open proposal; the ages of findings must be known.
    """
    owned = edition.derive(owners_by_path)
    found: dict[UUID, Summary] = {}
    by_owner: dict[str, list[UUID]] = {}
    for owner in dict.fromkeys(owner for several in owned.values() for owner in several):
        holders = list(accounts.holders_of(owner))
        by_owner[owner] = [holder.pk for holder in holders]
        for holder in holders:
            found.setdefault(holder.pk, Summary(holder)).owners.append(owner)
    for entry in entries_of(edition):
        if _is_new(edition, entry, now):
            for pk in _whose(owned[entry.path], by_owner):
                found[pk].findings.append(entry)
    for due in due_pages(edition, timezone.localdate(now)):
        if due.state == OVERDUE:
            for pk in _whose(due.owners, by_owner):
                found[pk].overdue.append(due)
    for proposal, reviewer in _asked(edition):
        if reviewer.pk in found:
            found[reviewer.pk].waiting.append(proposal)
    _hide(found.values(), edition.handbook.settings)
    return sorted(found.values(), key=lambda summary: summary.account.pk)


def _hide(found: Iterable[Summary], settings: Settings) -> None:
    """Take out what their readers may not see: to own a page is not to be let in."""
    for summary in found if settings.visibility else ():
        audience = audience_of(settings, reader_for(summary.account))
        summary.findings = [each for each in summary.findings if audience.sees(each.path)]
        summary.overdue = [each for each in summary.overdue if audience.sees(each.path)]


def _is_new(edition: Edition, entry: Entry, now: datetime) -> bool:
    since = since_line(edition, entry.path, entry.line)
    if since is None or since.how:
        return since is not None and since.how == NEW
    return since.when is not None and now - since.when <= WEEK


def _whose(owners: tuple[str, ...], by_owner: dict[str, list[UUID]]) -> Iterator[UUID]:
    yield from dict.fromkeys(pk for owner in owners for pk in by_owner[owner])


def _asked(edition: Edition) -> Iterator[tuple[Proposal, Account]]:
    for proposal in proposal_queries.open_proposals()[:MOST_PROPOSALS]:
        try:
            reviewers = standings.asked_next(edition, proposal)
        except TrellisError:  # its branch is gone; the page of the proposal says so
            continue
        for reviewer in standings.who_may_see(edition, proposal, reviewers):
            yield proposal, reviewer


def _listed(head: str, lines: list[str]) -> str:
    shown = [f"- {line}" for line in lines[:MOST_LINES]]
    if len(lines) > MOST_LINES:
        shown.append(_("- and %(n)d more") % {"n": len(lines) - MOST_LINES})
    return "\n".join((head % {"n": len(lines)}, *shown))
