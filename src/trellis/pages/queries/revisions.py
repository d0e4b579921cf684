"""The history of a page: the commits that touched it, and the archive that they are read from.

What a commit says never changes, so answers are remembered by commit, a bounded number of them. The commits of a page
come from an index of the whole history where it is known (see `learn`), else from Git.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.handbook import githistory
from trellis.handbook.commits import Commit
from trellis.handbook.directory import DirectorySource
from trellis.handbook.githistory import MOST_BYTES, NAME, Archive, Entry, Touch, readable
from trellis.handbook.gitindex import Index, index_of
from trellis.handbook.source import MountedSources, SourceError
from trellis.pages.queries.current import Edition

T = TypeVar("T")

PAGE_SIZE = 50
REMEMBERED = {
    "sizes": 20_000,
    "commits": 20_000,
    "differences": 256,
    "past": 256,
    "blame": 128,
    "commit-files": 20_000,
    "meanings": 256,
    "papers": 16,
}
"""How many answers of each sort a process keeps."""

_WORD = re.compile(r"\w+")
_guard = threading.Lock()


class WordCount(NamedTuple):
    """How many words a change added and took away; words that only moved do not count."""

    added: int
    removed: int


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit as one page sees it: `how` is a constant of `githistory`, `other` the other name of a rename.

    `path` is what the page was called then. Of what is not committed yet, `commit` and `touch` are `None`. `words` is
    `None` until `measured` has read both texts.
    """

    commit: Commit | None
    path: str
    how: str
    other: str
    words: WordCount | None = None
    touch: Touch | None = None

    @property
    def id(self) -> str:
        """The identifier of the commit, empty where there is none yet."""
        return self.commit.id if self.commit is not None else ""


@dataclass(frozen=True, slots=True)
class Past:
    """A page's past: where it is read from, and what its path is called there.

    `path` is the path in the handbook, `inner` that in its archive, `mount` what is before it (empty, or with a slash
    at its end); `is_on_disk` says that readers see files of a folder, which may not be committed.
    """

    edition: Edition
    path: str
    inner: str
    mount: str
    archive: Archive
    is_on_disk: bool

    def outer(self, inner: str) -> str:
        """A path of the archive as the handbook knows it; empty where another source covers it, or its readers may
        not see it.
        """
        path = f"{self.mount}{inner}"
        if not inner or not self.edition.sees(path):
            return ""
        source = self.edition.whole.handbook.source
        if not isinstance(source, MountedSources):
            return path
        mount, _inner = source.owner(path)
        return path if mount == self.mount.rstrip("/") else ""

    def touches(self) -> Iterator[Touch]:
        """What touched the page, the newest first, over its names; never what another source covers now."""
        index = _index(self.edition, self.archive)
        for touch in (index or self.archive).touches(self.inner):
            if not self.outer(touch.path):
                return
            yield touch if self.outer(touch.other) or not touch.other else touch._replace(other="")

    @property
    def is_indexed(self) -> bool:
        """Whether the commits of a page are known without looking for them."""
        return _index(self.edition, self.archive) is not None

    def names(self) -> tuple[str, ...]:
        """All paths that the page had in its archive, the newest first."""
        return tuple(dict.fromkeys((self.inner, *(touch.path for touch in self.touches()))))

    def commit(self, name: str) -> Commit | None:
        """The commit of a name that an address gives; `None` unless it belongs to what is served."""
        if not NAME.fullmatch(name):
            return None
        index = _index(self.edition, self.archive)
        if index is not None and name in index.reachable:
            return self.commits([name]).get(name)
        found = [each for each in self.archive.named(name) if self._is_reachable(each, index)]
        return self.commits(found).get(found[0]) if len(found) == 1 else None

    def commits(self, ids: list[str]) -> dict[str, Commit]:
        """Commits by their identifiers, remembered."""
        known: dict[str, Commit] = self.edition.kept("commits")
        missing = [identifier for identifier in ids if identifier not in known]
        fresh = self.archive.commits(missing) if missing else {}
        found = {each: known.get(each) or fresh.get(each) for each in ids}
        keep(self.edition, "commits", fresh)
        return self._told({identifier: commit for identifier, commit in found.items() if commit is not None})

    def _told(self, commits: dict[str, Commit]) -> dict[str, Commit]:
        """Commits as these readers may know them: what is said of files that are not for them is left out."""
        edition = self.edition
        if edition is edition.whole or not commits:
            return commits
        known: dict[str, tuple[str, ...]] = edition.kept("commit-files")
        fresh = self.archive.files_of(commit for each, commit in commits.items() if each not in known)
        files = {each: known.get(each) or fresh.get(each, ()) for each in commits}
        keep(edition, "commit-files", fresh)
        return {
            each: commit
            if all(edition.sees(f"{self.mount}{name}") for name in files[each])
            else commit._replace(subject=_("A change that also touches other pages"), body="")
            for each, commit in commits.items()
        }

    def found_at(self, commit: str) -> tuple[str, Entry | None]:
        """What the page is called in a commit, and what it is there; what lies at its address comes first."""
        there = self.archive.entry(commit, self.inner)
        if there is not None:
            return self.inner, there
        older = ((name, self.archive.entry(commit, name)) for name in self.names() if name != self.inner)
        return next(((name, entry) for name, entry in older if entry is not None), ("", None))

    def bytes_at(self, commit: str) -> bytes | None:
        """What lies at the page's address in a commit, cut if it is too large; `None` where nothing does."""
        entry = self.archive.entry(commit, self.inner)
        return self.archive.contents([entry.id]).get(entry.id, b"") if entry is not None else None

    def last_before(self, day: date) -> str | None:
        """The commit that readers saw at the end of a day in the site's time zone."""
        try:
            end = datetime.combine(day + timedelta(days=1), time(), timezone.get_default_timezone())
        except OverflowError:
            return self.archive.tip
        return (_index(self.edition, self.archive) or self.archive).before(end)

    def _is_reachable(self, commit: str, index: Index | None) -> bool:
        return commit in index.reachable if index is not None else self.archive.has(commit)


def past_of(edition: Edition, path: str) -> Past | None:
    """The past of a file, whether it is there now or not; `None` for what can be no page or data file, or is not for
    these readers.

    Raises GitError where Git knows nothing, with the reason: a plain folder, no commit yet.
    """
    if not readable(path) or not edition.sees(path):
        return None
    source = edition.whole.handbook.source
    mount = ""
    if isinstance(source, MountedSources):
        try:
            mount, inner = source.owner(path)
        except SourceError:
            return None
        source, mount, path_there = source.sources[mount], f"{mount}/" if mount else "", inner
    else:
        path_there = path
    archive, inner = githistory.archive_of(source, path_there)
    return Past(edition, path, inner, mount, archive, isinstance(source, DirectorySource))


def revisions_of(past: Past, page: int = 1) -> tuple[tuple[Revision, ...], bool]:
    """The revisions of a page, `PAGE_SIZE` at a time, and whether there are older ones."""
    skip = (page - 1) * PAGE_SIZE
    touches = list(islice(past.touches(), skip, skip + PAGE_SIZE + 1))
    return measured(past, made_of(past, touches[:PAGE_SIZE])), len(touches) > PAGE_SIZE


def revisions_between(past: Past, start: int, end: int) -> tuple[Revision, ...]:
    """The revisions of a page between two places, counted from the newest; what is not committed is none."""
    return measured(past, made_of(past, list(islice(past.touches(), start, end))))


def made_of(past: Past, touches: Sequence[Touch]) -> list[Revision]:
    """Touches as revisions, without their words: those of many are made at once, the words cost reading each text."""
    commits = past.commits([touch.commit for touch in touches])
    return [
        Revision(
            commits[touch.commit],
            past.outer(touch.path),
            touch.how,
            past.outer(touch.other),
            touch=touch,
        )
        for touch in touches
        if touch.commit in commits
    ]


def measured(past: Past, rows: Iterable[Revision]) -> tuple[Revision, ...]:
    """Revisions with how many words each changed."""
    several = tuple(rows)
    sizes = _sizes(past, [each.touch for each in several if each.touch is not None])
    return tuple(
        replace(each, words=sizes[each.touch]) if each.touch is not None else each for each in several
    )


def uncommitted(past: Past) -> Revision | None:
    """What readers see of a page and no commit has; `None` where the last commit has the same."""
    if not past.is_on_disk:
        return None
    now, then = served_bytes(past), past.bytes_at(past.archive.tip)
    if now == then:
        return None
    how = githistory.ADDED if then is None else githistory.DELETED if now is None else githistory.CHANGED
    size = words_changed(*((data or b"").decode("utf-8", "replace") for data in (then, now)))
    return Revision(None, past.path, how, "", size)


def served_bytes(past: Past) -> bytes | None:
    """The page as readers see it now; `None` where the handbook has none."""
    handbook = past.edition.handbook
    if past.path not in handbook.pages and past.path not in handbook.data:
        return None
    return handbook.source.read([past.path], MOST_BYTES)[past.path]


def words_changed(old: str, new: str) -> WordCount:
    """How many words one text has that the other does not."""
    before, after = _unlike(old, new)
    gone, come = Counter(_WORD.findall(before)), Counter(_WORD.findall(after))
    return WordCount((come - gone).total(), (gone - come).total())


def recall(edition: Edition, sort: str, key: object, build: Callable[[], T]) -> T:
    """An answer that never changes, made once and kept until so many others of its sort were asked for since."""
    memory: dict[object, T] = edition.kept(sort)
    with _guard:
        if key in memory:
            memory[key] = memory.pop(key)
            return memory[key]
    made = build()
    keep(edition, sort, {key: made})
    return made


def keep(edition: Edition, sort: str, answers: Mapping[Any, object]) -> None:
    """Remember answers; those go that nobody has asked for the longest."""
    memory = edition.kept(sort)
    with _guard:
        memory.update(answers)
        while len(memory) > REMEMBERED[sort]:
            del memory[next(iter(memory))]


# -- the index


def learn(edition: Edition) -> Iterator[tuple[str, Index]]:
    """Make or bring forward the index of every repository of an edition; gives each that is new, with its mount.

    Takes seconds for a long history: for a thread.
    """
    source = edition.whole.handbook.source
    parts = source.sources if isinstance(source, MountedSources) else {"": source}
    for mount, part in parts.items():
        try:
            archive, _path = githistory.archive_of(part, "")
            known = edition.kept("indexes").get(_key(archive))
            index = _index(edition, archive) or index_of(archive)
        except SourceError:
            continue
        if index is not None and index is not known:
            edition.kept("indexes")[_key(archive)] = index
            yield f"{mount}/" if mount else "", index


def _index(edition: Edition, archive: Archive) -> Index | None:
    """The index as of the archive's tip, brought forward if commits were added; `None` where it is not known."""
    indexes: dict[object, Index] = edition.kept("indexes")
    index = indexes.get(_key(archive))
    if index is None or index.archive.tip == archive.tip:
        return index
    forward = index.forward(archive)
    if forward is not None:
        indexes[_key(archive)] = forward
    return forward


def _key(archive: Archive) -> object:
    return (str(archive.folder), archive.prefix)


# -- how


def _sizes(past: Past, touches: list[Touch]) -> dict[Touch, WordCount]:
    """How many words each touch changed; contents that are not known are read together."""
    known: dict[object, WordCount] = past.edition.kept("sizes")
    unknown = [touch for touch in touches if (touch.old, touch.new) not in known]
    ids = dict.fromkeys(each for touch in unknown for each in (touch.old, touch.new) if each)
    texts = {each: data.decode("utf-8", "replace") for each, data in past.archive.contents(ids).items()}

    sizes = {
        (touch.old, touch.new): words_changed(texts.get(touch.old, ""), texts.get(touch.new, ""))
        for touch in unknown
    }
    found = {touch: known.get((touch.old, touch.new)) for touch in touches}
    keep(past.edition, "sizes", sizes)
    return {touch: size or sizes[touch.old, touch.new] for touch, size in found.items()}


def _unlike(old: str, new: str) -> tuple[str, str]:
    """What is left of two texts without the lines that they begin and end with in common."""
    before, after = old.split("\n"), new.split("\n")
    shorter = min(len(before), len(after))
    start = next((at for at in range(shorter) if before[at] != after[at]), shorter)
    end = next((at for at in range(shorter - start) if before[-1 - at] != after[-1 - at]), shorter - start)
    return "\n".join(before[start : len(before) - end]), "\n".join(after[start : len(after) - end])
