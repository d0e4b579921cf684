"""The findings of the health page as a table: its columns, what rows stand under, what can be mended."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.pages.addresses import code_address, page_address, source_address
from trellis.pages.codes import code_named
from trellis.pages.queries import ages
from trellis.pages.queries.ages import Since
from trellis.pages.queries.current import Edition
from trellis.pages.queries.health import (
    PLACE,
    Report,
    Row,
    Wanted,
    age_label,
    bucketed,
    has_owners,
    rows_of,
)
from trellis.web.exporting import files_of
from trellis.web.paging import page_of
from trellis.web.saving import views_of
from trellis.web.tables import Action, Column, Deed, Group, Table, table_of
from trellis.web.templatetags.shell import tag, with_code

_TONES = {"error": "problem", "warning": "attention", "note": "info"}


def findings_table(
    request: HttpRequest, edition: Edition, report: Report, wanted: Wanted, *, may_mend: bool
) -> Table:
    """What a reader asked for of the findings; who may propose can select what can be mended safely.

    Everything beyond the filters is made for the rows of one page only.
    """
    paged = page_of(report.entries, request)
    rows = rows_of(edition, paged.rows)
    mends = may_mend and report.fixable > 0
    return table_of(
        request,
        "t-findings",
        _("Findings"),
        _columns(edition, wanted.by),
        paged.made_of(rows),
        row_url=lambda row: row.entry.url,
        row_key=lambda row: row.entry.key,
        row_name=lambda row: (
            _("line %(n)s: %(message)s") % {"n": row.entry.line, "message": row.entry.message}
        ),
        can_pick=lambda row: bool(row.entry.fix),
        group=_Groups(edition, wanted.by, rows, mends) if wanted.by else None,
        deeds=(lambda shown: [_mend(row) for row in shown]) if mends else None,
        actions=_actions(report) if mends else (),
        act_url=f"{reverse('pages:health-mend')}?{request.GET.urlencode()}",
        act_note=_("Only what keeps the meaning. You see every change before it is merged."),
        exports=files_of("pages:health-export"),
        views=views_of(request, PLACE),
        keep=("group",),
    )


def _columns(edition: Edition, by: str) -> tuple[Column[Row], ...]:
    """What can be said of a finding; what the headings over the rows say already shows only when it is chosen."""
    severities = {"error": _("error"), "warning": _("warning"), "note": _("note")}
    return (
        Column(
            "finding",
            _("Finding"),
            lambda row: format_html('<span lang="en">{}</span>', with_code(row.entry.message)),
            sort=_sorted,
            under=_hint if by == "page" else None,
        ),
        Column(
            "severity",
            _("Severity"),
            lambda row: tag(severities[row.entry.severity], _TONES[row.entry.severity]),
            sort=_sorted,
        ),
        Column("code", _("Code"), _code, sort=_sorted, extra=by == "code"),
        Column("page", _("Page"), lambda row: row.entry.path, sort=_sorted, extra=by == "page"),
        Column("line", _("Line"), lambda row: row.entry.line, numeric=True, before=_("line")),
        Column(
            "owner",
            _("Owner"),
            lambda row: ", ".join(row.owners),
            sort=_sorted,
            extra=by == "owner" or not edition.derive(has_owners),
        ),
        Column("since", _("Since"), lambda row: _since(row.since), sort=_sorted),
        Column("hint", _("What to do"), lambda row: _hint(row), extra=True),
        Column("fix", _("Safe mend"), lambda row: row.entry.fix, extra=True),
    )


def _sorted(row: Row) -> None:
    """Marks a column that sorts; `health.ORDERS` does it, for all findings and not for these rows."""


def _hint(row: Row) -> str:
    return format_html('<span lang="en">{}</span>', with_code(row.entry.hint)) if row.entry.hint else ""


def _code(row: Row) -> str:
    return format_html(
        '<a href="{}" title="{}">{}</a>', row.entry.code_url, row.entry.code_name, row.entry.code
    )


def _since(since: Since | None) -> str:
    if since is None:
        return ""
    if since.when is None:
        return _("not committed yet") if since.how == ages.NEW else _("older than what Git knows")
    day = date_format(timezone.localtime(since.when), "DATE_FORMAT")
    if since.how == ages.OLDER:
        return _("older than %(day)s") % {"day": day}
    return format_html('<span class="nowrap"><span class="only-folded">{} </span>{}</span>', _("since"), day)


def _mend(row: Row) -> Deed | None:
    if not row.entry.fix:
        return None
    of = format_html('<span lang="en">{}</span>', row.entry.message)
    return Deed(_("Mend"), name="only", value=row.entry.key, of=of, help=row.entry.fix)


def _actions(report: Report) -> tuple[Action, ...]:
    shown = number_format(report.fixable, force_grouping=True)
    whole = ngettext(
        "Propose to mend the %(shown)s of this list",
        "Propose to mend all %(shown)s of this list",
        report.fixable,
    )
    return (
        Action("selected", _("Propose to mend the selected"), "check"),
        Action("all", whole % {"shown": shown}, whole=True),
    )


class _Groups:
    """The headings over the rows of a page, by `health.GROUPS`."""

    def __init__(self, edition: Edition, by: str, rows: Sequence[Row], mends: bool) -> None:
        self.edition = edition
        self.make = {"code": self._code, "owner": self._owner, "age": self._age}.get(by, self._page)
        self.mendable = {row.entry.path for row in rows if row.entry.fix} if mends else set()
        self.ages = bucketed(edition) if by == "age" else {}
        keys: dict[str, Callable[[Row], str]] = {
            "code": lambda row: row.entry.code,
            "owner": lambda row: next(iter(row.owners), ""),
            "age": lambda row: self.ages[row.entry.key],
        }
        self.key: Callable[[Row], str] = keys.get(by) or (lambda row: row.entry.path)
        self.made: dict[str, Group] = {}

    def __call__(self, row: Row) -> Group:
        key = self.key(row)
        if key not in self.made:
            self.made[key] = self.make(key)
        return self.made[key]

    def _code(self, code: str) -> Group:
        found = code_named(code)
        title = format_html('<span lang="en">{}</span>', found.summary if found is not None else code)
        return Group(code, title, code_address(code), code)

    def _owner(self, owner: str) -> Group:
        return Group(owner, owner or _("Nobody is named in owners.yml"))

    def _age(self, age: str) -> Group:
        return Group(age, age_label(age))

    def _page(self, path: str) -> Group:
        page = self.edition.handbook.pages.get(path)
        if page is None:
            return Group(path, path, source_address(path))
        return Group(path, page.title, page_address(page.url), path, self._mends(path))

    def _mends(self, path: str) -> tuple[Deed, ...]:
        if path not in self.mendable:
            return ()
        all_of_page = f"{reverse('pages:health-mend')}?{urlencode({'file': path})}"
        return (
            Deed(_("Propose to mend this page"), all_of_page, "action", "all"),
            Deed(_("Mend in the editor"), reverse("pages:mend", args=[path])),
        )
