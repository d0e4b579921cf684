"""What became of a page between two commits: as readers see it, as text, and in sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple, TypeVar

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trellis.core.kinds import registered
from trellis.handbook.commits import Commit
from trellis.handbook.compiler import Compiler
from trellis.handbook.files import read_page
from trellis.handbook.handbook import Handbook
from trellis.handbook.page import Page
from trellis.handbook.source import MemorySource, is_page
from trellis.pages import meaning
from trellis.pages.marking import Marked, marked
from trellis.pages.meaning import Told
from trellis.pages.queries.past_pages import rendered_then
from trellis.pages.queries.revisions import Past, WordCount, recall, words_changed
from trellis.pages.retelling import retold
from trellis.web.diffs import Row, diff_rows

T = TypeVar("T")

MOST_OFFERED = 100
"""Revisions that are offered to compare with."""

_SETTINGS = ("handbook.yml", "handbook.yaml")


class Side(NamedTuple):
    """A page at a commit; without a `commit` before the first of all, without `data` where it is not there."""

    commit: Commit | None
    path: str
    data: bytes | None

    @property
    def text(self) -> str:
        """The text as a reader of the source sees it."""
        return (self.data or b"").decode("utf-8", "replace").removeprefix("\ufeff")

    @property
    def page(self) -> Page:
        """The page as the compiler reads it; an empty one where it is not there."""
        return read_page(self.path, self.data or b"").page


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of a page from one commit to another.

    `is_own` says that it is what the commit itself changed: that `old` is its parent.
    """

    past: Past
    old: Side
    new: Side
    is_own: bool
    words: WordCount

    @property
    def commit(self) -> Commit:
        """The newer commit, which always is one."""
        assert self.new.commit is not None
        return self.new.commit

    @property
    def is_page(self) -> bool:
        """Whether it can be rendered: data files cannot."""
        return is_page(self.new.path or self.old.path)

    @property
    def is_same(self) -> bool:
        """Whether nothing differs, not even the name."""
        return self.old[1:] == self.new[1:]

    # -- in three views

    def rows(self) -> tuple[Row, ...]:
        """The lines that differ."""
        return self._recalled("source", lambda: tuple(diff_rows(self.old.text, self.new.text)))

    def marked(self) -> Marked:
        """Both as one page with marks."""
        key = (self.past.edition.handbook.revision, get_language())
        return self._recalled(("rendered", key), lambda: marked(self._html(self.old), self._html(self.new)))

    def told(self) -> tuple[Told, ...]:
        """What it means, as far as the compiler and the kinds can tell."""
        return self._recalled(("told", get_language()), lambda: tuple(self._told()))

    def _html(self, side: Side) -> str:
        return str(rendered_then(self.past, side.page).html) if side.data is not None else ""

    def _told(self) -> Iterator[Told]:
        if self.old.data is None or self.new.data is None:
            yield Told(
                (self.new if self.old.data is None else self.old).page.title
                if self.is_page
                else self.past.path,
                (_("The page is new.") if self.old.data is None else _("The page is gone."),),
            )
        elif self.is_page:
            sentences = retold(self.old.page, self.new.page)
            if sentences:
                yield Told(self.new.page.title, sentences)
        paths = [side.path for side in (self.old, self.new) if side.path]
        yield from meaning.told(self._alone(self.old), self._alone(self.new), paths)

    def _alone(self, side: Side) -> Handbook:
        """A handbook of this page alone, with the settings of today: enough to read what it defines."""
        files: dict[str, str | bytes] = {}
        for name in _SETTINGS:
            settings = self.past.edition.handbook.data.get(name)
            if settings is not None:
                files[name] = settings.source.text
        if side.data is not None:
            files[side.path] = side.data
        return Compiler(registered(), checks=(), link_checks=()).compile(MemorySource(files)).handbook

    def _recalled(self, view: object, build: Callable[[], T]) -> T:
        key = (view, self.old.path, self.new.path, self.old.data, self.new.data)
        return recall(self.past.edition, "differences", key, build)


class Offered(NamedTuple):
    """A revision that one can compare with."""

    commit: Commit
    current: bool


def difference_of(past: Past, to: str, start: str = "") -> Difference | None:
    """What a commit did to a page, or what became of it since another one, named by `start`.

    `None` where a name belongs to no commit of what is served, or neither side has the page.
    """
    newer = past.commit(to)
    older = past.commit(start or (newer.parent if newer is not None else ""))
    if newer is None or (older is None and start):
        return None
    old, new = _sides(past, older, newer)
    if new.data is None and old.data is None:
        return None
    is_own = older is None or older.id == newer.parent
    return Difference(past, old, new, is_own, words_changed(old.text, new.text))


def offered(past: Past, difference: Difference) -> tuple[Offered, ...]:
    """The revisions of the page that one can compare with, the newest first, and the one that is compared with."""
    ids = [touch.commit for touch in islice(past.touches(), MOST_OFFERED)]
    current = difference.old.commit
    found = past.commits(ids)
    return tuple(
        Offered(found[each], current is not None and not difference.is_own and each == current.id)
        for each in ids
        if each in found and each != difference.commit.id
    )


def _sides(past: Past, *commits: Commit | None) -> list[Side]:
    """The page at some commits; contents are read together."""
    found = [past.found_at(commit.id) if commit is not None else ("", None) for commit in commits]
    contents = past.archive.contents(entry.id for _name, entry in found if entry is not None)
    return [
        Side(commit, past.outer(name), contents.get(entry.id, b"") if entry is not None else None)
        for commit, (name, entry) in zip(commits, found, strict=True)
    ]
