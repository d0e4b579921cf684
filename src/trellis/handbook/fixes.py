"""Safe fixes: applied together, checked by compiling again, written only when the handbook is no worse for
them.

Each round takes the fixes that do not touch each other, changes the files in memory and compiles what that
touches. If something new is wrong then, the round is tried again with half of the fixes, down to the single
one that is to blame, which is refused. Rounds go on until nothing is left to fix, so that a second run
changes nothing.
"""

from __future__ import annotations

import codecs
import difflib
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from trellis.handbook.checks import linkcodes
from trellis.handbook.compiler import Compiler
from trellis.handbook.decode import decode, is_exact
from trellis.handbook.diagnostics import Code, Diagnostic, Edit, Severity
from trellis.handbook.directory import DirectorySource
from trellis.handbook.errors import TrellisError
from trellis.handbook.handbook import Handbook
from trellis.handbook.source import File, Listing, MountedSources, Source, content_id

MAX_ROUNDS = 200
"""More than any handbook needs: a round that refuses nothing leaves only fixes that touched others, or that
it revealed.
"""

_WORSE = frozenset({linkcodes.PAGE.id, linkcodes.ANCHOR.id})


class CannotFix(TrellisError):
    """Files that cannot be written: a revision in Git, or a file that has changed or may not be written."""

    code = "handbook.cannot-fix"


@dataclass(frozen=True, slots=True)
class Change:
    """A file before and after its fixes, as text without a byte-order mark."""

    path: str
    before: str
    after: str

    def diff(self, name: str) -> str:
        """The change as a unified diff; `name` is how the file is called in it."""
        name = name.lstrip("/")
        lines = difflib.unified_diff(
            self.before.splitlines(keepends=True),
            self.after.splitlines(keepends=True),
            f"a/{name}",
            f"b/{name}",
        )
        return "".join(
            line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
        )


@dataclass(slots=True)
class Fixed:
    """What came of fixing: the files that change, the fixes made by code, those refused, the handbook
    afterwards.
    """

    handbook: Handbook
    changes: tuple[Change, ...] = ()
    made: Counter[str] = field(default_factory=Counter)
    refused: tuple[Diagnostic, ...] = ()


class Overlay:
    """A source with some files in other words than on the disk."""

    def __init__(self, base: Source) -> None:
        self.base = base
        self.name = base.name
        self.identity = base.identity
        self.mounts = base.mounts
        self.folder = base.folder
        self.changed: dict[str, bytes] = {}
        self._listing: Listing | None = None

    def list(self) -> Listing:
        """The files as they were when first asked for, with the changed ones."""
        if self._listing is None:
            self._listing = self.base.list()
        files = dict(self._listing.files)
        for path, data in self.changed.items():
            content = content_id(data)
            files[path] = File(path, len(data), f"changed {content}", content)
        return Listing(files, self._listing.skipped, None if self.changed else self._listing.commit)

    def read(self, paths: Iterable[str], limit: int) -> Mapping[str, bytes | None]:
        """The bytes of files, at most `limit` of each."""
        wanted = list(paths)
        found = dict(self.base.read([path for path in wanted if path not in self.changed], limit))
        found.update({path: self.changed[path][:limit] for path in wanted if path in self.changed})
        return found

    def revision(self, contents: Mapping[str, str]) -> str:
        """As the source itself would call it."""
        return self.base.revision(contents)


def fix(
    source: Source,
    compiler: Compiler,
    codes: Mapping[str, Code],
    wanted: Callable[[Diagnostic], bool] = lambda _: True,
) -> Fixed:
    """Work out all safe fixes of a handbook; nothing is written.

    `codes` are all codes by identifier: only fixes of those that are `fixable` are made, and of these only
    those of `wanted` diagnostics. Raises SourceError where the source cannot be read.
    """
    return _Fixer(source, compiler, codes, wanted).run()


class _Fixer:
    """One run of fixing."""

    def __init__(
        self,
        source: Source,
        compiler: Compiler,
        codes: Mapping[str, Code],
        wanted: Callable[[Diagnostic], bool],
    ) -> None:
        self.overlay = Overlay(source)
        self.compiler = compiler
        self.codes = codes
        self.wanted = wanted
        self.build = compiler.compile(self.overlay)
        self.before: dict[str, str] = {}
        self.marks: dict[str, bytes] = {}
        self.seen: dict[str, set[str]] = {}
        self.made: Counter[str] = Counter()
        self.refused: dict[tuple[str, str, str], Diagnostic] = {}

    def run(self) -> Fixed:
        for _ in range(MAX_ROUNDS):
            # Links are mended last, when headings and with them anchors no longer change.
            fixes = list(self.applicable(of_links=False)) or list(self.applicable(of_links=True))
            if not fixes:
                break
            self.admit(fixes)
        pages = self.build.handbook.pages
        changes = [Change(path, text, pages[path].text) for path, text in self.before.items()]
        refused = tuple(sorted(self.refused.values(), key=lambda found: found.sort_key))
        return Fixed(
            self.build.handbook, tuple(c for c in changes if c.before != c.after), self.made, refused
        )

    def applicable(self, *, of_links: bool) -> Iterator[Diagnostic]:
        """The diagnostics whose fixes can be made together in one round."""
        taken: dict[str, list[Edit]] = {}
        for found in self.build.handbook.diagnostics:
            code = self.codes.get(found.code)
            if found.fix is None or code is None or not code.fixable or not self.wanted(found):
                continue
            if (code in linkcodes.CODES) is not of_links:
                continue
            if _key(found, self.build.handbook) in self.refused or not self.is_writable(found.path):
                continue
            edits = taken.setdefault(found.path, [])
            if not any(touches(mine, other) for mine in found.fix.edits for other in edits):
                edits.extend(found.fix.edits)
                yield found

    def is_writable(self, path: str) -> bool:
        """Whether the text of a file can be written back without loss; its first text and its mark are kept."""
        if path in self.before:
            return True
        page = self.build.handbook.pages.get(path)
        limit = self.build.handbook.settings.page_bytes + 1
        data = self.overlay.read([path], limit).get(path) if page is not None else None
        if page is None or data is None or not is_exact(data, page.text):
            return False
        self.before[path] = page.text
        self.marks[path] = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
        self.seen[path] = {page.text}
        return True

    def admit(self, fixes: Sequence[Diagnostic]) -> None:
        """Make some fixes if nothing gets worse by them; else the first half of them; else refuse the single
        one.
        """
        while True:
            if self.try_to_make(fixes):
                return
            if len(fixes) == 1:
                self.refused[_key(fixes[0], self.build.handbook)] = fixes[0]
                return
            fixes = fixes[: len(fixes) // 2]

    def try_to_make(self, fixes: Sequence[Diagnostic]) -> bool:
        pages = self.build.handbook.pages
        edits: dict[str, list[Edit]] = {}
        for found in fixes:
            edits.setdefault(found.path, []).extend(found.fix.edits if found.fix else ())
        texts = {path: apply(pages[path].text, several) for path, several in edits.items()}
        if any(text in self.seen[path] for path, text in texts.items()):
            return False
        kept = dict(self.overlay.changed)
        for path, text in texts.items():
            self.overlay.changed[path] = self.marks[path] + text.encode("utf-8", "surrogatepass")
        after = self.compiler.compile(self.overlay, self.build)
        if is_worse(self.build.handbook, after.handbook):
            self.overlay.changed = kept
            return False
        self.build = after
        for path, text in texts.items():
            self.seen[path].add(text)
        self.made.update(found.code for found in fixes)
        return True


def apply(text: str, edits: Iterable[Edit]) -> str:
    """A text with edits made that do not overlap."""
    parts: list[str] = []
    at = 0
    for edit in sorted(edits):
        parts += (text[at : edit.span.start], edit.text)
        at = edit.span.end
    return "".join((*parts, text[at:]))


def touches(one: Edit, other: Edit) -> bool:
    """Whether two edits overlap or meet, so that they cannot be made together."""
    return one.span.start <= other.span.end and other.span.start <= one.span.end


def _key(found: Diagnostic, handbook: Handbook) -> tuple[str, str, str]:
    """What stays the same about a diagnostic when lines above it change."""
    return (
        found.path,
        found.code,
        handbook.pages[found.path].source.line_text(found.start.line) + found.message,
    )


def is_worse(before: Handbook, after: Handbook) -> bool:
    """Whether there are errors, or links that lead nowhere, that were not there before."""
    return bool(_grave(after) - _grave(before))


def _grave(handbook: Handbook) -> Counter[tuple[str, str, str]]:
    return Counter(
        (found.path, found.code, found.message)
        for found in handbook.diagnostics
        if found.severity is Severity.ERROR or found.code in _WORSE
    )


# -- writing


def place_on_disk(source: Source, path: str) -> Path | None:
    """The file that a path of the handbook stands for; `None` where it is no file on the disk (a revision in
    Git).
    """
    if isinstance(source, Overlay):
        return place_on_disk(source.base, path)
    if isinstance(source, MountedSources):
        mounts = [mount for mount in source.mounts if not mount or path.startswith(f"{mount}/")]
        mount = max(mounts, key=len, default=None)
        if mount is None:
            return None
        return place_on_disk(source.sources[mount], path[len(mount) + 1 :] if mount else path)
    if isinstance(source, DirectorySource):
        return source.path if source.path.is_file() else source.path / path
    return None


def write(changes: Iterable[Change], source: Source) -> list[Path]:
    """Write changed files, each at once or not at all; line ends, byte-order mark and mode stay as they are.

    Raises CannotFix for the first file that is not on the disk, was changed by somebody else meanwhile, or
    cannot be written; files before it are written.
    """
    written = []
    for change in changes:
        place = place_on_disk(source, change.path)
        if place is None:
            raise CannotFix(
                f"“{change.path}” is not a file on the disk: a revision in Git cannot be changed.",
                hint="Check a folder instead, or look at the changes with --diff.",
            )
        written.append(_write(Path(os.path.realpath(place)), change))
    return written


_WRITABLE = 0o222
"""A file may be replaced that nobody may write, by whoever may write its folder; its mode says that nobody wants it."""


def _write(place: Path, change: Change) -> Path:
    try:
        if not place.stat().st_mode & _WRITABLE:
            raise CannotFix(f"“{change.path}” is read-only.", hint="Make it writable first: chmod u+w.")
        data = place.read_bytes()
        if decode(data).text != change.before or not is_exact(data, change.before):
            raise CannotFix(
                f"“{change.path}” has changed meanwhile and is left as it is.", hint="Run the command again."
            )
        mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
        _replace(place, mark + change.after.encode("utf-8", "surrogatepass"))
    except OSError as error:
        raise CannotFix(f"“{change.path}” cannot be written: {error.strerror}.") from error
    return place


def _replace(place: Path, data: bytes) -> None:
    """Put new bytes in the place of a file so that whoever opens it sees all of the old ones or all of the
    new.
    """
    found = place.stat()
    handle, name = tempfile.mkstemp(prefix=".", suffix=".trellis", dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            os.fchmod(file.fileno(), found.st_mode & 0o7777)
            with suppress(PermissionError):
                os.fchown(file.fileno(), found.st_uid, found.st_gid)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
