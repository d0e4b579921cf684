"""Policies, changes and who has read what, as lists: columns, filters, files."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.core.rules import Account
from trellis.people import terms as people_terms
from trellis.policies import rules, terms
from trellis.policies.addresses import change_address, evidence_address, reading_address
from trellis.policies.models import Acknowledgement, AcknowledgementState, AskReason, Meaning, Version
from trellis.policies.queries import changes, progress, reading
from trellis.policies.queries.progress import OVERDUE, Progress, Wanted
from trellis.policies.queries.reading import Mine
from trellis.web.exporting import files_of
from trellis.web.filters import chips_for, filter_of
from trellis.web.saving import views_of
from trellis.web.tables import Action, Column, Table, table_of
from trellis.web.templatetags.pieces import avatar
from trellis.web.templatetags.shell import tag

PEOPLE = "policy-people"
"""Under this name views of the list of people are saved."""
TONES = {"asked": "attention", "done": "good", "exempt": "", "withdrawn": ""}
MEANINGS = {"open": "attention", "changed": "", "unchanged": "good"}


def table_of_mine(request: HttpRequest, who: Account) -> Table:
    """The policies that somebody has before them."""
    columns = (
        Column[Mine]("title", _("Policy"), lambda row: row.title, sort=lambda row: row.title.casefold()),
        Column[Mine]("state", _("State"), lambda row: state_of(row.row), sort=lambda row: row.order),
        Column[Mine]("due", _("Due"), _due_of, before=_("due")),
        Column[Mine]("read", _("Acknowledged"), _read_of, before=_("acknowledged")),
        Column[Mine]("owner", _("Owner"), lambda row: row.owner, before=_("owner")),
    )
    return table_of(
        request, "t-policies", _("Policies"), columns, reading.mine(who),
        row_url=lambda row: reading_address(row.path), row_key=lambda row: row.path,
    )  # fmt: skip


def state_of(row: Acknowledgement | None) -> str:
    """How it stands with somebody and a policy, as a list shows it."""
    if row is None:
        return format_html('<span class="faint">{}</span>', _("nothing to do"))
    if row.state == AcknowledgementState.ASKED:
        late = row.due_at < timezone.now()
        return tag(_("overdue") if late else _("to be read"), "problem" if late else "attention")
    return tag(AcknowledgementState(row.state).label, TONES[row.state])


def table_of_progress(request: HttpRequest, who: Account) -> Table:
    """How far each policy is, those furthest behind first."""
    columns = (
        Column[Progress]("title", _("Policy"), lambda row: row.title, sort=lambda row: row.title.casefold()),
        Column[Progress](
            "share", _("Acknowledged"), _share, sort=lambda row: row.share, numeric=True,
            after=lambda row: _("acknowledged"),
        ),
        Column[Progress]("waiting", _("Not yet"), lambda row: row.waiting or "",
                         sort=lambda row: row.waiting, numeric=True,
                         after=lambda row: _("not yet")),
        Column[Progress]("overdue", _("Overdue"), lambda row: row.overdue or "",
                         sort=lambda row: row.overdue, numeric=True,
                         after=lambda row: _("overdue")),
        Column[Progress]("exempt", _("Exempt"), lambda row: row.exempt or "", sort=lambda row: row.exempt, numeric=True,
                         after=lambda row: _("exempt")),
        Column[Progress]("owner", _("Owner"), lambda row: row.owner, sort=lambda row: row.owner, before=_("owner")),
    )  # fmt: skip
    return table_of(
        request, "t-progress", _("Progress"), columns, progress.by_policy(who),
        row_url=lambda row: people_address(policy=row.key), row_key=lambda row: row.key,
    )  # fmt: skip


def people_address(**params: str) -> str:
    """The list of people, narrowed."""
    return f"{reverse('policies:people')}?{urlencode(params)}"


def wanted_of(request: HttpRequest) -> Wanted:
    """What the address of the list of people asks for."""
    get = request.GET.get
    return Wanted(
        path=get("policy", "")[:300], state=get("state", "")[:20], reason=get("reason", "")[:20],
        department=get("department", "")[:60], text=get("q", "").strip()[:200],
    )  # fmt: skip


def listing_of_people(request: HttpRequest, who: Account) -> dict[str, Any]:
    """What the list of people shows."""
    wanted = wanted_of(request)
    titles = {each.path: each.title for each in terms.policies().asking()}
    departments = {name: each.title for name, each in people_terms.all_departments().by_name.items()}
    states = {str(value): str(label) for value, label in AcknowledgementState.choices} | {
        OVERDUE: _("overdue")
    }
    reasons = {str(value): str(label) for value, label in AskReason.choices}
    filters = (
        ("policy", "path", _("Policy"), wanted.path, titles),
        ("state", "state", _("State"), wanted.state, states),
        ("reason", "reason", _("Asked because"), wanted.reason, reasons),
        ("department", "department", _("Department"), wanted.department, departments),
    )
    counts = progress.counted(who, wanted, [field for _name, field, *_rest in filters])
    named = [("q", _("Text"), wanted.text)]
    named += [(name, label, labels.get(value, value)) for name, _field, label, value, labels in filters]
    return {
        "table": table_of(
            request, "t-people", _("People"), people_columns(), progress.rows_of(who, wanted),
            row_url=lambda row: evidence_address(row.pk), row_key=lambda row: str(row.pk),
            row_name=lambda row: row.person.name, actions=_actions(who),
            act_url=_with_query(request),
            can_pick=lambda row: row.state == AcknowledgementState.ASKED,
            exports=files_of("policies:people-export"), views=views_of(request, PEOPLE),
        ),
        "filters": tuple(
            filter_of(name, label, counts.get(field, {}), value, labels)
            for name, field, label, value, labels in filters
        ),
        "chips": chips_for(request.GET, tuple(named)),
        "text": wanted.text,
        "wanted": wanted,
        "title": titles.get(wanted.path, ""),
    }  # fmt: skip


def people_columns() -> tuple[Column[Acknowledgement], ...]:
    """What the list says of somebody and a policy."""
    return (
        Column(
            "name", _("Name"), lambda row: format_html("{} {}", avatar(row.person.name), row.person.name),
            sort=("person__name", "path"),
        ),
        Column("policy", _("Policy"), lambda row: row.asked.title, sort=("path", "person__name")),
        Column("state", _("State"), state_of, sort=("state", "due_at")),
        Column("due", _("Due"), lambda row: _day(row.due_at) if row.state == "asked" else "", sort=("due_at",),
               before=_("due")),
        Column("read", _("Acknowledged"), lambda row: _moment(row.acknowledged_at), sort=("acknowledged_at",),
               before=_("acknowledged")),
        Column("version", _("Version"), lambda row: row.read.number if row.read else "", sort=("read__number",),
               numeric=True, extra=True),
        Column("reason", _("Asked because"), lambda row: AskReason(row.reason).label, sort=("reason",), extra=True),
        Column("asked", _("Asked"), lambda row: _day(row.asked_at), sort=("asked_at",), extra=True),
        Column("reminded", _("Reminded"), lambda row: _day(row.reminded_at), sort=("reminded_at",), extra=True),
        Column("because", _("Exempt because"), lambda row: row.exempt_because, sort=("exempt_because",), extra=True),
    )  # fmt: skip


def table_of_changes(request: HttpRequest) -> Table:
    """The changes of policies: those that wait for a word first."""
    columns = (
        Column[Version]("title", _("Policy"), lambda row: row.title, sort=("title",)),
        Column[Version]("meaning", _("Meaning"), lambda row: tag(Meaning(row.meaning).label, MEANINGS[row.meaning]),
                        sort=("meaning",)),
        Column[Version]("sections", _("Sections"), lambda row: len(row.changed), numeric=True,
                        after=lambda row: ngettext("section", "sections", len(row.changed))),
        Column[Version]("at", _("Merged"), lambda row: _moment(row.created_at), sort=("created_at",),
                        before=_("merged")),
        Column[Version]("until", _("Decided until"),
                        lambda row: _moment(row.decide_until) if row.meaning == Meaning.OPEN else "",
                        sort=("decide_until",), before=_("to be decided until")),
        Column[Version]("by", _("Decided by"), lambda row: row.decision.decided_by.name if row.decision else "",
                        under=lambda row: row.decision.because if row.decision else ""),
    )  # fmt: skip
    return table_of(
        request, "t-changes", _("Changes of policies"), columns,
        changes.changes().defer("text", "parts", "before__text"),
        row_url=lambda row: change_address(row.pk),
    )  # fmt: skip


def _actions(who: Account) -> tuple[Action, ...]:
    remind = Action("remind", _("Remind"), "bell")
    return (remind, Action("exempt", _("Exempt…"))) if rules.can_keep(who) else (remind,)


def _with_query(request: HttpRequest) -> str:
    query = request.GET.urlencode()
    return f"{reverse('policies:people')}?{query}" if query else reverse("policies:people")


def _share(row: Progress) -> str:
    return format_html(
        '{} <span class="faint">{}</span>', f"{row.share:.0f} %",
        _("%(done)d of %(n)d") % {"done": row.done, "n": row.total - row.exempt}
    )  # fmt: skip


def _due_of(row: Mine) -> str:
    return _day(row.row.due_at) if row.row is not None and row.row.state == AcknowledgementState.ASKED else ""


def _read_of(row: Mine) -> str:
    return _day(row.row.acknowledged_at) if row.row is not None else ""


def _day(when: Any) -> str:
    return date_format(timezone.localtime(when), "DATE_FORMAT") if when is not None else ""


def _moment(when: Any) -> str:
    if when is None:
        return ""
    return format_html(
        '<span class="nowrap">{}</span>', date_format(timezone.localtime(when), "DATETIME_FORMAT")
    )
