"""What the compiler says about the handbook, filtered, grouped and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from trellis.handbook.diagnostics import Diagnostic, Severity
from trellis.pages.addresses import code_address, page_address, source_address
from trellis.pages.codes import code_named
from trellis.pages.queries.current import Edition, current_edition
from trellis.web.filters import Chip, Filter, chips_for, filter_of

GROUPS = ("page", "code")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader filters by; an empty text means everything."""

    severity: str = ""
    code: str = ""
    folder: str = ""
    file: str = ""
    text: str = ""
    group: str = "page"


@dataclass(frozen=True, slots=True)
class Entry:
    """A diagnostic as a line of the health page."""

    severity: str
    rank: int
    code: str
    code_name: str
    code_url: str
    message: str
    hint: str
    fix: str
    path: str
    line: int
    column: int
    url: str
    folder: str


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that belong together, under a title that leads somewhere."""

    title: str
    note: str
    url: str
    entries: tuple[Entry, ...]

    @property
    def fixable(self) -> int:
        """How many of them can be mended safely."""
        return sum(bool(entry.fix) for entry in self.entries)


@dataclass(frozen=True)
class Report:
    """The health of the handbook as one reader asked for it."""

    entries: list[Entry]
    all: int
    pages: int
    counts: dict[str, int]
    filters: tuple[Filter, ...]
    chips: tuple[Chip, ...]
    query: str

    @cached_property
    def fixable(self) -> int:
        """How many of the entries `trellis check --fix` can mend."""
        return sum(bool(entry.fix) for entry in self.entries)


def errors_now(request: HttpRequest) -> int:
    """How many errors there are, for the side bar."""
    return _counts(current_edition())[Severity.ERROR.value]


def report_for(edition: Edition, wanted: Wanted, params: QueryDict) -> Report:
    """The diagnostics that fit, with the filters that they can be narrowed by."""
    entries = entries_of(edition)
    kept = params.copy()
    kept.pop("page", None)
    return Report(
        entries=entries_for(edition, wanted),
        all=len(entries),
        pages=len(edition.handbook.pages),
        counts=dict(_counts(edition)),
        filters=tuple(_filters(edition, wanted)),
        chips=_chips(params, wanted),
        query=kept.urlencode(),
    )


def entries_of(edition: Edition) -> tuple[Entry, ...]:
    """Every diagnostic, in the order of a report. Those that did not change keep their entries."""
    return edition.derive(_build_entries)


def entries_for(edition: Edition, wanted: Wanted) -> list[Entry]:
    """The diagnostics that fit, grouped as wanted: by page in the order of lines, or by code."""
    tests = list(_tests(wanted))
    entries = edition.derive(_build_by_code) if wanted.group == "code" else entries_of(edition)
    return [entry for entry in entries if all(test(entry) for test in tests)] if tests else list(entries)


def grouped(edition: Edition, entries: Sequence[Entry], by: str) -> list[Group]:
    """Neighbouring entries of one page, or of one code, under one title."""
    if by == "code":
        return [
            Group(_code_title(code), code, code_address(code), tuple(found))
            for code, found in groupby(entries, key=lambda entry: entry.code)
        ]
    groups = []
    for path, found in groupby(entries, key=lambda entry: entry.path):
        page = edition.handbook.pages.get(path)
        url = page_address(page.url) if page is not None else source_address(path)
        groups.append(Group(page.title if page is not None else path, path, url, tuple(found)))
    return groups


EXPORT_COLUMNS = ("severity", "code", "path", "line", "column", "message", "hint", "fix")


def exported(entries: Iterable[Entry]) -> Iterable[dict[str, Any]]:
    """The entries as plain values for a file."""
    for entry in entries:
        yield {column: getattr(entry, column) for column in EXPORT_COLUMNS}


def _build_entries(edition: Edition) -> tuple[Entry, ...]:
    known: dict[int, tuple[Diagnostic, Entry]] = edition.kept("entries")
    made: dict[int, tuple[Diagnostic, Entry]] = {}
    for found in edition.handbook.diagnostics:
        before = known.get(id(found))
        made[id(found)] = before if before is not None and before[0] is found else (found, _entry(found))
    known.clear()
    known.update(made)
    return tuple(entry for _found, entry in made.values())


def _build_by_code(edition: Edition) -> tuple[Entry, ...]:
    """The entries by code: the gravest first, then the most frequent."""
    entries = entries_of(edition)
    sizes = Counter(entry.code for entry in entries)
    return tuple(sorted(entries, key=lambda entry: (entry.rank, -sizes[entry.code], entry.code)))


def _counts(edition: Edition) -> Counter[str]:
    return edition.derive(_build_counts)


def _build_counts(edition: Edition) -> Counter[str]:
    return Counter(diagnostic.severity.value for diagnostic in edition.handbook.diagnostics)


def _entry(found: Diagnostic) -> Entry:
    return Entry(
        severity=found.severity.value,
        rank=found.severity.rank,
        code=found.code,
        code_name=_code_name(found.code),
        code_url=code_address(found.code),
        message=found.message,
        hint=found.hint,
        fix=found.fix.description if found.fix is not None else "",
        path=found.path,
        line=found.start.line,
        column=found.start.column,
        url=source_address(found.path, found.start.line),
        folder=_folder(found.path),
    )


def _folder(path: str) -> str:
    """The first two folders of a path: where people look for what is theirs."""
    return "/".join(path.split("/")[:-1][:2])


def _code_name(code: str) -> str:
    found = code_named(code)
    return found.name if found is not None else code


def _code_title(code: str) -> str:
    found = code_named(code)
    return found.summary if found is not None else code


def _tests(wanted: Wanted) -> Iterable[Callable[[Entry], bool]]:
    if wanted.severity:
        yield lambda entry: entry.severity == wanted.severity
    if wanted.code:
        yield lambda entry: entry.code == wanted.code
    if wanted.folder:
        yield lambda entry: entry.folder == wanted.folder
    if wanted.file:
        yield lambda entry: entry.path == wanted.file
    if wanted.text:
        text = wanted.text.casefold()
        yield (
            lambda entry: text in f"{entry.message}\n{entry.path}\n{entry.code} {entry.code_name}".casefold()
        )


def _filters(edition: Edition, wanted: Wanted) -> Iterable[Filter]:
    names = {"error": _("errors"), "warning": _("warnings"), "note": _("notes")}
    counts = edition.derive(_build_places)
    yield filter_of("severity", _("Severity"), _summed(counts, 0, ""), wanted.severity, names)
    codes = _summed(counts, 1, wanted.severity)
    yield filter_of(
        "code", _("Code"), codes, wanted.code, {code: f"{code} {_code_name(code)}" for code in codes}
    )
    yield filter_of("folder", _("Folder"), _summed(counts, 2, wanted.severity), wanted.folder)


def _build_places(edition: Edition) -> Counter[tuple[str, str, str]]:
    """How many diagnostics there are of each severity, code and folder together."""
    return Counter((entry.severity, entry.code, entry.folder) for entry in entries_of(edition))


def _summed(counts: Counter[tuple[str, str, str]], part: int, severity: str) -> Counter[str]:
    summed: Counter[str] = Counter()
    for place, count in counts.items():
        if not severity or place[0] == severity:
            summed[place[part]] += count
    return summed


def _chips(params: QueryDict, wanted: Wanted) -> tuple[Chip, ...]:
    named = (
        ("q", _("Text"), wanted.text),
        ("severity", _("Severity"), wanted.severity),
        ("code", _("Code"), wanted.code),
        ("folder", _("Folder"), wanted.folder),
        ("file", _("Page"), wanted.file),
    )
    return chips_for(params, named)
