"""The list of proposals: what its address asks for, its columns, its files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from trellis.core.rules import Account
from trellis.pages.models import Proposal
from trellis.pages.queries import proposals as queries
from trellis.web.exporting import files_of
from trellis.web.filters import chips_for, filter_of
from trellis.web.saving import views_of
from trellis.web.tables import Column, table_of
from trellis.web.templatetags.shell import stamp, tag

PLACE = "proposals"
"""Under this name views of the proposals are saved."""
MINE = "me"
_NARROWING = ("state", "q")
_TONES = {Proposal.State.OPEN: "info", Proposal.State.MERGED: "good"}
EXPORT_COLUMNS = (
    "number", "title", "author", "state", "open_remarks", "proposed", "changed", "ended", "ended_by",
)  # fmt: skip


class Wanted(NamedTuple):
    """What the address asks for; `by` is the identifier of an author, or `MINE`."""

    state: str
    text: str
    by: str


def wanted_by(request: HttpRequest) -> Wanted:
    """The open proposals, unless something else is asked for."""
    get = request.GET
    state = get.get("state", "") if any(name in get for name in _NARROWING) else Proposal.State.OPEN.value
    return Wanted(state, get.get("q", "").strip()[:200], get.get("by", ""))


def proposals_for(request: HttpRequest, wanted: Wanted) -> QuerySet[Proposal]:
    """The proposals that fit and that whoever asks may see."""
    author = wanted.by
    if author == MINE:
        author = str(request.user.pk) if isinstance(request.user, Account) else ""
    return queries.proposals(state=wanted.state, author=author, text=wanted.text)


def listing(request: HttpRequest, wanted: Wanted) -> dict[str, Any]:
    """What the list shows: the table, what it can be narrowed by and what it is narrowed by now."""
    states = {value: str(label) for value, label in Proposal.State.choices}
    authors = queries.counts_by_author()
    names = {str(key): name for key, name, _count in authors} | {MINE: _("me")}
    counted = {str(key): count for key, _name, count in authors}
    mine = counted.get(str(request.user.pk), 0)
    if mine or wanted.by == MINE:
        counted[MINE] = mine
    named = (
        ("q", _("Words"), wanted.text),
        ("state", _("State"), states.get(wanted.state, wanted.state)),
        ("by", _("By"), names.get(wanted.by, wanted.by)),
    )
    return {
        "table": table_of(
            request,
            "t-proposals",
            _("Proposals"),
            columns(),
            proposals_for(request, wanted),
            row_url=lambda proposal: reverse("pages:proposal", args=[proposal.number]),
            exports=files_of("pages:proposals-export"),
            views=views_of(request, PLACE),
        ),
        "filters": (
            filter_of("state", _("State"), queries.counts_by_state(), wanted.state, states),
            filter_of("by", _("By"), counted, wanted.by, names),
        ),
        "chips": chips_for(request.GET, named),
        "text": wanted.text,
        "is_first": not wanted.text and not wanted.by and wanted.state == Proposal.State.OPEN,
    }


def columns() -> tuple[Column[Proposal], ...]:
    """What the list says of a proposal."""
    return (
        Column("proposal", _("Proposal"), _title, sort=("number",)),
        Column("by", _("By"), lambda proposal: proposal.author.name, sort=("author__name",), before=_("by")),
        Column(
            "state",
            _("State"),
            lambda proposal: tag(proposal.get_state_display(), _TONES.get(proposal.state, "")),
            sort=("state",),
        ),
        Column(
            "remarks",
            _("Open remarks"),
            lambda proposal: proposal.said or "",
            sort=("said",),
            numeric=True,
            before=_("open remarks:"),
        ),
        Column("changed", _("Changed"), lambda proposal: _moment(proposal.updated_at), sort=("updated_at",)),
        Column(
            "proposed",
            _("Proposed on"),
            lambda proposal: _moment(proposal.created_at),
            sort=("created_at",),
            extra=True,
            before=_("proposed"),
        ),
        Column(
            "ended",
            _("Ended on"),
            lambda proposal: _moment(proposal.ended_at),
            sort=("ended_at",),
            extra=True,
            before=_("ended"),
        ),
    )


def exported(proposals: Iterable[Any]) -> Iterable[dict[str, Any]]:
    """Proposals as plain values for a file."""
    for proposal in proposals:
        yield {
            "number": proposal.number,
            "title": proposal.title,
            "author": proposal.author.name,
            "state": proposal.state,
            "open_remarks": proposal.said,
            "proposed": proposal.created_at,
            "changed": proposal.updated_at,
            "ended": proposal.ended_at,
            "ended_by": proposal.ended_by.name if proposal.ended_by is not None else None,
        }


def _title(proposal: Proposal) -> str:
    return format_html('<span class="faint">#{}</span> {}', proposal.number, proposal.title)


def _moment(when: Any) -> str:
    if when is None:
        return ""
    return format_html('<span class="nowrap">{}</span>', stamp(when))
