"""What the compiler says about the handbook, filtered, grouped and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.handbook.diagnostics import Diagnostic, Severity
from trellis.pages.addresses import code_address, page_address, source_address
from trellis.pages.codes import code_named
from trellis.pages.definitions import owners
from trellis.pages.queries import ages
from trellis.pages.queries.ages import BUCKETS, UNKNOWN_AGE, Since
from trellis.pages.queries.current import Edition, current_edition
from trellis.pages.queries.mending import key_of
from trellis.web.filters import Chip, Choice, Filter, chips_for, filter_of

GROUPS = ("page", "code", "owner", "age")
NOBODY = "-"
"""Stands for "no owner" in an address."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader filters by; an empty text means everything."""

    severity: str = ""
    code: str = ""
    folder: str = ""
    file: str = ""
    owner: str = ""
    age: str = ""
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
    key: str


@dataclass(frozen=True, slots=True)
class Row:
    """An entry with what changes without it: since when it has been there, and who owns its page."""

    entry: Entry
    since: Since | None
    owners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that belong together, under a title that leads somewhere; `file` is set where they are one page's."""

    title: str
    note: str
    url: str
    entries: tuple[Entry, ...]
    file: str = ""

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
    return current_edition().derive(_build_errors)[0]


def _build_errors(edition: Edition) -> tuple[int]:
    # Asked for by every page, first of all after an edit: the counts of all severities take many times as long.
    return (sum(each.severity is Severity.ERROR for each in edition.handbook.diagnostics),)


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
    """The diagnostics that fit, in the order of what they are grouped by: see `GROUPS`."""
    tests = list(_tests(edition, wanted))
    entries: Iterable[Entry] = entries_of(edition)
    if wanted.group == "code":
        entries = edition.derive(_build_by_code)
    elif wanted.group == "owner":
        entries = edition.derive(_build_by_owner)
    elif wanted.group == "age":
        entries = edition.remember(("by age", *_moment(edition)), lambda: _build_by_age(edition))
    if not tests:
        return list(entries)
    return [entry for entry in entries if all(test(entry) for test in tests)]


def grouped(edition: Edition, entries: Sequence[Entry], by: str) -> list[Group]:
    """Neighbouring entries of one page, code, owner or age, under one title."""
    if by == "code":
        return [
            Group(_code_title(code), code, code_address(code), tuple(found))
            for code, found in groupby(entries, key=lambda entry: entry.code)
        ]
    if by == "owner":
        owned = edition.derive(owners_by_path)
        return [
            Group(owner or _("Nobody is named in owners.yml"), "", "", tuple(found))
            for owner, found in groupby(entries, key=lambda entry: next(iter(owned[entry.path]), ""))
        ]
    if by == "age":
        of = bucketed(edition)
        return [
            Group(_age_label(age), "", "", tuple(found))
            for age, found in groupby(entries, key=lambda entry: of[entry.key])
        ]
    groups = []
    for path, found in groupby(entries, key=lambda entry: entry.path):
        page = edition.handbook.pages.get(path)
        url = page_address(page.url) if page is not None else source_address(path)
        groups.append(Group(page.title if page is not None else path, path, url, tuple(found), path))
    return groups


def rows_of(edition: Edition, entries: Iterable[Entry]) -> dict[str, Row]:
    """What belongs to entries besides what the compiler says, by their keys: for the page that is shown."""
    owned = edition.derive(owners_by_path)
    return {
        entry.key: Row(entry, ages.since_line(edition, entry.path, entry.line), owned[entry.path])
        for entry in entries
    }


def owners_by_path(edition: Edition) -> dict[str, tuple[str, ...]]:
    """Who owns each page and each file that something is said of, in the order in which they approve."""
    rules = owners.rules_of(edition.whole.handbook)
    paths = dict.fromkeys([*edition.handbook.pages, *(found.path for found in edition.handbook.diagnostics)])
    return {path: owners.owners_of(rules, path) for path in paths}


def bucketed(edition: Edition) -> dict[str, str]:
    """The age of each finding as one of `ages.BUCKETS`, by its key."""
    return edition.remember(("ages", *_moment(edition)), lambda: _bucketed(edition))


def _moment(edition: Edition) -> tuple[object, ...]:
    """What ages depend on: how much of them is known, and the day."""
    return (ages.learnt(edition), timezone.localdate())


def _bucketed(edition: Edition) -> dict[str, str]:
    now = timezone.now()
    return {
        entry.key: ages.bucket_of(ages.since_line(edition, entry.path, entry.line), now)
        for entry in entries_of(edition)
    }


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


def _build_by_owner(edition: Edition) -> tuple[Entry, ...]:
    """The entries by the first owner of their pages; those that nobody owns come last."""
    owned = edition.derive(owners_by_path)
    return tuple(
        sorted(entries_of(edition), key=lambda entry: (not owned[entry.path], owned[entry.path][:1]))
    )


def _build_by_age(edition: Edition) -> tuple[Entry, ...]:
    """The entries by age, the youngest first."""
    order = {age: at for at, age in enumerate((*BUCKETS, UNKNOWN_AGE))}
    of = bucketed(edition)
    return tuple(sorted(entries_of(edition), key=lambda entry: order[of[entry.key]]))


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
        key=key_of(found),
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


def _owned_by(edition: Edition, owner: str) -> set[str]:
    """The paths that somebody owns, or nobody does."""
    name = owner.casefold()
    return {
        path
        for path, several in edition.derive(owners_by_path).items()
        if (owner == NOBODY and not several) or any(name == each.casefold() for each in several)
    }


def _age_label(age: str) -> str:
    return str(BUCKETS[age][0]) if age in BUCKETS else _("Not known yet")


def _tests(edition: Edition, wanted: Wanted) -> Iterable[Callable[[Entry], bool]]:
    if wanted.severity:
        yield lambda entry: entry.severity == wanted.severity
    if wanted.code:
        yield lambda entry: entry.code == wanted.code
    if wanted.folder:
        yield lambda entry: entry.folder == wanted.folder
    if wanted.file:
        yield lambda entry: entry.path == wanted.file
    if wanted.owner:
        paths = _owned_by(edition, wanted.owner)
        yield lambda entry: entry.path in paths
    if wanted.age:
        of = bucketed(edition)
        yield lambda entry: of[entry.key] == wanted.age
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
    by_owner = edition.remember(("owners", wanted.severity), lambda: _by_owner(edition, wanted.severity))
    if set(by_owner) - {NOBODY} or wanted.owner:
        yield filter_of("owner", _("Owner"), by_owner, wanted.owner, {NOBODY: _("nobody")})
    key = ("ages counted", wanted.severity, *_moment(edition))
    by_age = edition.remember(key, lambda: _by_age(edition, wanted.severity))
    if set(by_age) - {UNKNOWN_AGE} or wanted.age:
        yield _age_filter(by_age, wanted.age)


def _by_owner(edition: Edition, severity: str) -> Counter[str]:
    owned = edition.derive(owners_by_path)
    fitting = (entry for entry in entries_of(edition) if severity in {"", entry.severity})
    return Counter(owner for entry in fitting for owner in owned[entry.path] or (NOBODY,))


def _by_age(edition: Edition, severity: str) -> Counter[str]:
    of = bucketed(edition)
    return Counter(of[entry.key] for entry in entries_of(edition) if severity in {"", entry.severity})


def counted_by_code(edition: Edition) -> Counter[str]:
    """How many findings there are of each code."""
    return _summed(edition.derive(_build_places), 1, "")


def code_filter(counted: Counter[str], selected: str) -> Filter:
    """The codes that somebody can choose from."""
    names = {code: f"{code} {_code_name(code)}" for code in (*counted, selected) if code}
    return filter_of("code", _("Code"), counted, selected, names)


def _age_filter(counted: Counter[str], selected: str) -> Filter:
    """The ages from the youngest to the oldest: their order says more than that of their letters."""
    shown = [age for age in (*BUCKETS, UNKNOWN_AGE) if counted[age] or age == selected]
    choices = (Choice(age, _age_label(age), counted[age], age == selected) for age in shown)
    return Filter("age", _("Age"), tuple(choices))


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
        ("owner", _("Owner"), _("nobody") if wanted.owner == NOBODY else wanted.owner),
        ("age", _("Age"), _age_label(wanted.age)),
    )
    return chips_for(params, named)
