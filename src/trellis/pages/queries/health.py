"""What the compiler says about the handbook, filtered, put in order and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.handbook.diagnostics import Diagnostic, Severity
from trellis.pages.addresses import code_address, source_address
from trellis.pages.codes import code_named
from trellis.pages.definitions import owners
from trellis.pages.queries import ages
from trellis.pages.queries.ages import BUCKETS, UNKNOWN_AGE, Since
from trellis.pages.queries.current import Edition, current_edition
from trellis.pages.queries.mending import key_of
from trellis.web.filters import Chip, Choice, Filter, chips_for, filter_of

PLACE = "health"
"""Under this name views of the findings are saved."""
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
    sort: str = ""

    @property
    def by(self) -> str:
        """What the findings stand under: see `GROUPS`; empty where they are sorted instead."""
        return "" if self.sort.removeprefix("-") in ORDERS else self.group


@dataclass(frozen=True, slots=True)
class Entry:
    """A diagnostic as a line of the health page; `searched` is what a text is looked for in."""

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
    searched: str


@dataclass(frozen=True, slots=True)
class Row:
    """An entry with what changes without it: since when it has been there, and who owns its page."""

    entry: Entry
    since: Since | None
    owners: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """The health of the handbook as one reader asked for it."""

    entries: list[Entry]
    all: int
    pages: int
    counts: dict[str, int]
    filters: tuple[Filter, ...]
    chips: tuple[Chip, ...]
    fixable: int
    """How many of the entries `trellis check --fix` can mend."""


def errors_now(request: HttpRequest) -> int:
    """How many errors there are, for the side bar."""
    return current_edition().derive(_build_errors)[0]


def _build_errors(edition: Edition) -> tuple[int]:
    # Asked for by every page, first of all after an edit: the counts of all severities take many times as long.
    return (sum(each.severity is Severity.ERROR for each in edition.handbook.diagnostics),)


def report_for(edition: Edition, wanted: Wanted, params: QueryDict) -> Report:
    """The diagnostics that fit, with the filters that they can be narrowed by."""
    all_entries = entries_of(edition)
    entries = entries_for(edition, wanted)
    is_whole = len(entries) == len(all_entries)
    return Report(
        entries=entries,
        all=len(all_entries),
        pages=len(edition.handbook.pages),
        counts=dict(_counts(edition)),
        filters=tuple(_filters(edition, wanted)),
        chips=_chips(params, wanted),
        fixable=edition.derive(_fixable_of_all) if is_whole else _fixable(entries),
    )


def _fixable_of_all(edition: Edition) -> int:
    return _fixable(entries_of(edition))


def _fixable(entries: Iterable[Entry]) -> int:
    return sum(1 for entry in entries if entry.fix)


def entries_of(edition: Edition) -> tuple[Entry, ...]:
    """Every diagnostic, in the order of a report. Those that did not change keep their entries."""
    return edition.derive(_build_entries)


def entries_for(edition: Edition, wanted: Wanted) -> list[Entry]:
    """The diagnostics that fit, sorted as wanted, or in the order of what they are grouped by: see `GROUPS`.

    Each order is made once for an edition: sorting all findings takes longer than a page should.
    """
    entries = _in_order(edition, wanted)
    for test in _tests(edition, wanted):
        entries = [entry for entry in entries if test(entry)]
    return list(entries)


def _in_order(edition: Edition, wanted: Wanted) -> Sequence[Entry]:
    name = wanted.sort.removeprefix("-")
    if name in ORDERS:
        key = ("findings by", name, *(_moment(edition) if name == "since" else ()))
        entries = edition.remember(key, lambda: sorted(entries_of(edition), key=ORDERS[name](edition)))
        return entries[::-1] if wanted.sort.startswith("-") else entries
    if wanted.group == "code":
        return edition.derive(_build_by_code)
    if wanted.group == "owner":
        return edition.derive(_build_by_owner)
    if wanted.group == "age":
        return edition.remember(("by age", *_moment(edition)), lambda: _build_by_age(edition))
    return entries_of(edition)


def _owner_order(edition: Edition) -> Callable[[Entry], Any]:
    owned = edition.derive(owners_by_path)
    return lambda entry: (not owned[entry.path], owned[entry.path])


def _age_order(edition: Edition) -> Callable[[Entry], Any]:
    return lambda entry: ages.order_of(ages.since_line(edition, entry.path, entry.line))


ORDERS: dict[str, Callable[[Edition], Callable[[Entry], Any]]] = {
    "finding": lambda edition: attrgetter("searched"),
    "severity": lambda edition: attrgetter("rank"),
    "code": lambda edition: attrgetter("code"),
    "page": lambda edition: attrgetter("path", "line"),
    "owner": _owner_order,
    "since": _age_order,
}
"""What the findings can be sorted by."""


def rows_of(edition: Edition, entries: Iterable[Entry]) -> list[Row]:
    """Entries with what belongs to them besides what the compiler says: for those that are shown."""
    owned = edition.derive(owners_by_path)
    return [
        Row(entry, ages.since_line(edition, entry.path, entry.line), owned[entry.path]) for entry in entries
    ]


def has_owners(edition: Edition) -> bool:
    """Whether anybody owns a page."""
    return any(edition.derive(owners_by_path).values())


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


_OF_ENTRY = ("severity", "code", "path", "line", "column", "message", "hint", "fix")
EXPORT_COLUMNS = (*_OF_ENTRY, "owners", "since")


def exported(edition: Edition, entries: Iterable[Entry]) -> Iterable[dict[str, Any]]:
    """The entries as plain values for a file. `since` is empty where it is not known to the day."""
    for row in rows_of(edition, entries):
        yield {
            **{column: getattr(row.entry, column) for column in _OF_ENTRY},
            "owners": ", ".join(row.owners),
            "since": row.since.when if row.since is not None and not row.since.how else None,
        }


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
    name = _code_name(found.code)
    return Entry(
        severity=found.severity.value,
        rank=found.severity.rank,
        code=found.code,
        code_name=name,
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
        searched=f"{found.message}\n{found.path}\n{found.code} {name}".casefold(),
    )


def _folder(path: str) -> str:
    """The first two folders of a path: where people look for what is theirs."""
    return "/".join(path.split("/")[:-1][:2])


def _code_name(code: str) -> str:
    found = code_named(code)
    return found.name if found is not None else code


def _owned_by(edition: Edition, owner: str) -> set[str]:
    """The paths that somebody owns, or nobody does."""
    name = owner.casefold()
    return {
        path
        for path, several in edition.derive(owners_by_path).items()
        if (owner == NOBODY and not several) or any(name == each.casefold() for each in several)
    }


def age_label(age: str) -> str:
    """What an age is called."""
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
        yield lambda entry: text in entry.searched


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
    choices = (Choice(age, age_label(age), counted[age], age == selected) for age in shown)
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
        ("age", _("Age"), age_label(wanted.age)),
    )
    return chips_for(params, named)
