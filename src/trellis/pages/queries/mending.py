"""Safe mends: what the compiler can mend without changing the meaning, for one finding, a page, or a whole list."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.handbook import fixes
from trellis.handbook.diagnostics import Diagnostic, Edit
from trellis.handbook.errors import TrellisError
from trellis.handbook.owning import repository_of
from trellis.handbook.repositories import Repository
from trellis.handbook.source import MountedSources
from trellis.pages.codes import code_named
from trellis.pages.queries.current import Edition, try_out
from trellis.pages.queries.editing import LARGEST

MOST_FINDINGS, MOST_FILES = 5_000, 300
"""Findings, and files, that one proposal mends; what is left can be mended next."""

_MOST_TRIALS = 24
_MARK = b"\xef\xbb\xbf"


def key_of(found: Diagnostic) -> str:
    """What names a finding in a form, as long as its page stays as it is."""
    return f"{found.code}:{found.start.line}:{found.start.column}:{found.path}"


def mendable(edition: Edition, keys: Collection[str] | None = None) -> list[Diagnostic]:
    """The findings that can be mended safely: those that are named, or all."""
    pages = edition.handbook.pages
    fixable = (
        found for found in edition.handbook.diagnostics if found.fix is not None and found.path in pages
    )
    return [found for found in fixable if keys is None or key_of(found) in keys]


@dataclass(frozen=True, slots=True)
class Mend:
    """What is mended in one repository: the bytes of its files by their paths there, and the findings.

    `purpose` is the same for the same mends of the same text.
    """

    repository: Repository
    mount: str
    base: str
    changes: Mapping[str, bytes | None]
    findings: tuple[Diagnostic, ...]
    purpose: str


@dataclass(frozen=True, slots=True)
class Mends:
    """What can be proposed now, for each repository, and how many findings are left as they are."""

    parts: tuple[Mend, ...]
    left: int


def mends_of(edition: Edition, findings: Sequence[Diagnostic]) -> Mends:
    """The mends of some findings, made together in one pass.

    Left as they are: findings whose mends touch those of others, files that were changed without being committed or
    that cannot be changed here, and mends that would bring an error or a broken link. Compiles as an edit does, once
    where all is well.
    """
    chosen = _apart(findings)
    texts = {
        path: fixes.apply(
            edition.handbook.pages[path].text,
            [edit for each in several if each.fix for edit in each.fix.edits],
        )
        for path, several in chosen.items()
    }
    places = list(_writable(edition, texts))
    good = _harmless(edition, {path: texts[path] for place in places for path in place.paths})
    parts = tuple(
        _part(place, {path: texts[path] for path in place.paths if path in good}, chosen)
        for place in places
        if any(path in good for path in place.paths)
    )
    return Mends(parts, len(findings) - sum(len(part.findings) for part in parts))


def title_of(edition: Edition, mend: Mend) -> str:
    """What a proposal of these mends is called."""
    n = len(mend.findings)
    paths = {found.path for found in mend.findings}
    codes = {found.code for found in mend.findings}
    if len(paths) == 1:
        where = _("“%(title)s”") % {"title": edition.handbook.pages[next(iter(paths))].title}
    else:
        where = ngettext("%(n)d page", "%(n)d pages", len(paths)) % {"n": len(paths)}
    if len(codes) == 1:
        code = code_named(next(iter(codes)))
        what = code.name if code is not None else next(iter(codes))
        return ngettext(
            "Mend %(n)d finding in %(where)s (%(what)s)", "Mend %(n)d findings in %(where)s (%(what)s)", n
        ) % {"n": n, "where": where, "what": what}
    return ngettext("Mend %(n)d finding in %(where)s", "Mend %(n)d findings in %(where)s", n) % {
        "n": n,
        "where": where,
    }


def reason_of(mend: Mend) -> str:
    """Why: each code with how often it was mended and what was done."""
    counted: dict[str, list[Diagnostic]] = {}
    for found in mend.findings:
        counted.setdefault(found.code, []).append(found)
    lines = []
    for code, several in sorted(counted.items()):
        known = code_named(code)
        summary = known.summary if known is not None else code
        lines.append(f"- {code}, {len(several)}: {summary}")
    opening = _("These changes keep the meaning. Trellis made them, and nothing gets worse by them:")
    return "\n".join((opening, "", *lines))


# -- how


@dataclass(frozen=True, slots=True)
class _Place:
    """The files of one repository that are as they were committed, with its commit and their paths there."""

    repository: Repository
    mount: str
    base: str
    paths: Mapping[str, str]
    marked: frozenset[str]


def _apart(findings: Iterable[Diagnostic]) -> dict[str, list[Diagnostic]]:
    """The findings by page, without those whose mends touch the mend of one before them."""
    kept: dict[str, list[Diagnostic]] = {}
    taken: dict[str, list[Edit]] = {}
    count = 0
    for found in findings:
        if (
            found.fix is None
            or count >= MOST_FINDINGS
            or (found.path not in kept and len(kept) >= MOST_FILES)
        ):
            continue
        edits = taken.setdefault(found.path, [])
        if any(fixes.touches(mine, other) for mine in found.fix.edits for other in edits):
            continue
        edits.extend(found.fix.edits)
        kept.setdefault(found.path, []).append(found)
        count += 1
    return kept


def _writable(edition: Edition, texts: Mapping[str, str]) -> Iterator[_Place]:
    """The files by repository, without those whose readers see something else than what is committed."""
    source = edition.whole.handbook.source
    by_mount: dict[str, list[str]] = {}
    for path in texts:
        mount = source.owner(path)[0] if isinstance(source, MountedSources) else ""
        by_mount.setdefault(mount, []).append(path)
    for mount, paths in by_mount.items():
        try:
            found = [repository_of(source, path) for path in paths]
            repository = found[0][0]
            base = repository.tip()
        except TrellisError:
            continue
        if base is None:
            continue
        inner = dict(zip(paths, (each[1] for each in found), strict=True))
        committed = repository.read_all(base, inner.values(), LARGEST + 1)
        same = {}
        for path in paths:
            data = committed.get(inner[path], b"")
            if data.removeprefix(_MARK) == edition.handbook.pages[path].text.encode("utf-8", "surrogatepass"):
                same[path] = inner[path]
        marked = frozenset(path for path in same if committed[same[path]].startswith(_MARK))
        if same:
            yield _Place(repository, mount, base, same, marked)


def _harmless(edition: Edition, texts: Mapping[str, str]) -> set[str]:
    """The files whose mends bring no error and no broken link, in themselves or elsewhere."""
    before = edition.handbook
    good: list[str] = []
    trials = 0
    waiting = [list(texts)] if texts else []
    while waiting and trials < _MOST_TRIALS:
        paths = waiting.pop()
        trials += 1
        tried = try_out({path: texts[path].encode("utf-8", "surrogatepass") for path in (*good, *paths)})
        if not fixes.is_worse(before, tried):
            good += paths
        elif len(paths) > 1:
            half = len(paths) // 2
            waiting += [paths[half:], paths[:half]]
    return set(good)


def _part(place: _Place, texts: Mapping[str, str], chosen: Mapping[str, list[Diagnostic]]) -> Mend:
    changes: dict[str, bytes | None] = {}
    digest = hashlib.sha256(place.mount.encode())
    for path in sorted(texts):
        data = texts[path].encode("utf-8", "surrogatepass")
        changes[place.paths[path]] = _MARK + data if path in place.marked else data
        digest.update(f"\0{path}\0".encode("utf-8", "surrogatepass") + data)
    found = tuple(each for path in sorted(texts) for each in chosen[path])
    return Mend(place.repository, place.mount, place.base, changes, found, f"mend:{digest.hexdigest()}")
