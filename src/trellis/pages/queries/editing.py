"""What somebody needs who changes a page: its text as it is committed, what they began, what the compiler says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from trellis.core.rules import Account
from trellis.handbook.diagnostics import Diagnostic
from trellis.handbook.handbook import Handbook
from trellis.handbook.owning import repository_of
from trellis.handbook.page import Page
from trellis.handbook.repositories import NotWritableError, Repository, checked_path
from trellis.handbook.source import is_data, is_page
from trellis.pages.models import Draft, Proposal
from trellis.pages.queries.current import Edition, try_out
from trellis.pages.queries.reading import rendered
from trellis.pages.queries.remarks import remarks_on
from trellis.pages.queries.surroundings import surroundings_of

LARGEST = 2 * 2**20
"""Bytes of a page that can be changed in the browser."""


@dataclass(frozen=True, slots=True)
class Committed:
    """A file as it is in a commit: its text and how its lines end; `text` is `None` where it does not exist there."""

    repository: Repository
    path: str
    inner: str
    commit: str
    text: str | None

    @property
    def line_end(self) -> str:
        """How most lines of the file end."""
        text = self.text or ""
        return "\r\n" if text.count("\r\n") * 2 > text.count("\n") else "\n"

    def bytes_of(self, written: str) -> bytes:
        """What somebody wrote in a browser, whose lines end in any way, as the bytes of this file.

        In a file whose lines end in several ways, each line that is as it was ends as it did.
        """
        lines = written.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        ends = [self.line_end] * (len(lines) - 1)
        before = _LINE_END.split(self.text or "")
        if not set(before[1::2]) <= {self.line_end}:
            for old, new, size in SequenceMatcher(None, before[::2], lines).get_matching_blocks():
                kept = before[2 * old + 1 : 2 * (old + size) : 2]
                ends[new : new + len(kept)] = kept
        ends = [*ends[: len(lines) - 1], ""]
        ended = "".join(line + end for line, end in zip(lines, ends, strict=True))
        if _LINE_END.split(ended)[::2] != lines:  # A lone return met a new line.
            ended = self.line_end.join(lines)
        return ended.encode("utf-8", "surrogatepass")


_LINE_END = re.compile(r"(\r\n|\r|\n)")


def is_commit(name: str) -> bool:
    """Whether some words are the whole name of a commit: nothing else of what a form sends reaches Git."""
    return _COMMIT.fullmatch(name) is not None


_COMMIT = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")


def committed(edition: Edition, path: str, commit: str = "") -> Committed:
    """A file of the served branch, at its tip unless another commit is named.

    Raises NotWritableError with the reason where the file cannot be changed in the browser.
    """
    if not (is_page(path) or is_data(path)):
        raise NotWritableError(
            _("“%(path)s” is neither a page nor a data file.") % {"path": path},
            hint=_("Change it in the repository itself."),
        )
    checked_path(path)
    if not edition.sees(path):
        raise NotWritableError(
            _("“%(path)s” is not yours to change.") % {"path": path},
            hint=_("Its folder is for other readers. Choose another one."),
        )
    repository, inner = repository_of(edition.whole.handbook.source, path)
    if commit and not _is_held(repository, commit):
        raise NotWritableError(
            _("The text that you began with is not part of the handbook."), hint=_("Open the page again.")
        )
    at = commit or repository.tip()
    if at is None:
        raise NotWritableError(_("The repository has no commit yet."), hint=_("Commit the pages first."))
    data = repository.read(at, inner, LARGEST + 1)
    if data is None:
        return Committed(repository, path, inner, at, None)
    if len(data) > LARGEST:
        raise NotWritableError(
            _("“%(path)s” is larger than two megabytes.") % {"path": path},
            hint=_("Change it in the repository itself."),
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise NotWritableError(
            _("“%(path)s” is not in UTF-8, so that a browser would spoil it.") % {"path": path},
            hint=_("Convert the file first."),
        ) from None
    return Committed(repository, path, inner, at, text)


class Desk(NamedTuple):
    """A page on somebody's desk: the text that they go on with, where it came from, what it will become part of.

    `commit` is what they began with; `behind` says that the page has changed since they began their draft, `is_lost`
    that what they began with is no longer in the repository.
    """

    path: str
    name: str
    text: str
    commit: str
    is_new: bool
    draft: Draft | None
    behind: bool
    proposal: Proposal | None
    title: str = ""
    reason: str = ""
    is_lost: bool = False

    @property
    def is_page(self) -> bool:
        """Whether it is Markdown, not a data file."""
        return is_page(self.path)

    @property
    def is_gone(self) -> bool:
        """Whether somebody has deleted the file since it was begun with."""
        return self.is_new and self.behind


def _is_held(repository: Repository, commit: str) -> bool:
    return is_commit(commit) and repository.is_ancestor(commit, of=commit)


def desk(edition: Edition, author: Account, path: str, proposal: Proposal | None = None) -> Desk:
    """What somebody finds who edits a file: their draft, else the committed text.

    Raises NotWritableError with the reason where the file cannot be changed in the browser.
    """
    now = committed(edition, path, proposal.tip if proposal is not None else "")
    draft = draft_of(author, path, proposal)
    behind = False
    if proposal is None and now.text is not None and now.repository.uncommitted(now.inner):
        raise NotWritableError(
            _("“%(path)s” was changed on the disk and not committed.") % {"path": path},
            hint=_("Commit it there first; otherwise one of the two texts would be lost."),
        )
    is_lost = draft is not None and not _is_held(now.repository, draft.started_from)
    if is_lost:  # somebody replaced the history: what was written is kept, beside the text of now
        behind = True
    elif draft is not None and draft.started_from != now.commit:
        behind = committed(edition, path, draft.started_from).text != now.text
    text = draft.text if draft is not None else now.text or ""
    commit = draft.started_from if draft is not None and behind and not is_lost else now.commit
    page = edition.handbook.pages.get(path)
    name = page.title if page is not None else path.rpartition("/")[2]
    return Desk(path, name, text, commit, now.text is None, draft, behind, proposal, is_lost=is_lost)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a page would be with a text: its HTML (`None` for a data file), its faults, and those of other pages.

    `remarks` are its faults as the editor marks them.
    """

    html: SafeString | None
    own: tuple[Diagnostic, ...]
    elsewhere: tuple[Diagnostic, ...]
    remarks: list[dict[str, Any]]

    @property
    def mendable(self) -> int:
        """How many of the page's own faults can be mended safely."""
        return sum(found.fix is not None for found in self.own)


def preview(edition: Edition, path: str, text: str, pictures: Iterable[str] = ()) -> Preview:
    """Compile the handbook with a text that nobody has saved: what it would look like, and what is new to say of it.

    `pictures` are files that will come with it: what links to them is right.
    """
    text = text.replace("\r\n", "\n")
    changes: dict[str, bytes | None] = {path: text.encode("utf-8", "surrogatepass")}
    changes |= {picture: b"" for picture in pictures if picture not in edition.handbook.assets}
    after = try_out(changes)
    own = tuple(found for found in after.diagnostics if found.path == path)
    others = tuple(found for found in difference(edition.handbook, after).new if found.path != path)
    page = after.pages.get(path)
    html = None
    if page is not None:
        html = rendered(Edition(after), surroundings_of(Edition(after), page)).html
    return Preview(
        html, own, others[:MOST_ELSEWHERE], remarks_on(page.text if page is not None else text, own)
    )


def mended(path: str, text: str) -> str:
    """A text with everything mended that the compiler can mend safely, and nothing else.

    What a mend brings to light is mended as well, up to a bound. A mend that would bring a new fault is not made.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    after = try_out({path: text.encode("utf-8", "surrogatepass")})
    for _round in range(_ROUNDS):
        candidate = _with_edits(text, after.diagnostics_of(path))
        tried = try_out({path: candidate.encode("utf-8", "surrogatepass")}) if candidate != text else after
        if candidate == text or len(tried.diagnostics) >= len(after.diagnostics):
            break
        text, after = candidate, tried
    return text


_ROUNDS = 5


def _with_edits(text: str, diagnostics: Iterable[Diagnostic]) -> str:
    """A text with the edits of all fixes that do not overlap; of two that do, the first counts."""
    taken = 0
    parts: list[str] = []
    fixes = [found.fix for found in diagnostics if found.fix is not None]
    for edit in sorted((edit for fix in fixes for edit in fix.edits), key=lambda edit: edit.span):
        if edit.span.start >= taken:
            parts += [text[taken : edit.span.start], edit.text]
            taken = edit.span.end
    return "".join((*parts, text[taken:]))


MOST_ELSEWHERE = 20
"""Faults of other pages that an edit shows; the proposal shows all."""


def folders(edition: Edition) -> tuple[str, ...]:
    """The folders that hold pages, in order."""
    found = {""}
    for path in edition.handbook.pages:
        while "/" in path:
            path = path.rpartition("/")[0]
            found.add(path)
    return tuple(sorted(found))


def new_path(edition: Edition, folder: str, name: str, title: str, ending: str = ".md") -> str:
    """The path of a new page, or data file.

    Raises GitError or NotWritableError where none can be there, or is there already.
    """
    if not title:
        raise NotWritableError(_("A page needs a title."), hint=_("Say what it is about."))
    if not name.removesuffix(ending):
        raise NotWritableError(_("A page needs a name for its file."), hint=_("Letters, digits and hyphens."))
    path = "/".join(part for part in (folder, f"{name.removesuffix(ending)}{ending}") if part)
    checked_path(path)
    if path in edition.handbook.pages or path in edition.whole.handbook.data:
        raise NotWritableError(
            _("There is a page at “%(path)s” already.") % {"path": path},
            hint=_("Choose another name, or edit that one."),
        )
    return path


def links_to(edition: Edition, path: str) -> tuple[Page, ...]:
    """The pages that link to one."""
    return tuple(edition.handbook.pages[source] for source in edition.handbook.backlinks(path))


def draft_of(author: Account, path: str, proposal: Proposal | None = None) -> Draft | None:
    """What somebody has written of a page and not yet proposed."""
    return Draft.objects.filter(author_id=author.pk, path=path, proposal=proposal).first()


def drafts_of(author: Account) -> list[Draft]:
    """All texts that somebody has begun, the last one first."""
    return list(
        Draft.objects.filter(author_id=author.pk).select_related("proposal").order_by("-updated_at", "pk")
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """What a change does to the diagnostics: those that it brings and those that it mends."""

    new: tuple[Diagnostic, ...]
    solved: tuple[Diagnostic, ...]


def difference(before: Handbook, after: Handbook) -> Difference:
    """The diagnostics of two handbooks compared; a fault that only moved to another line is the same."""
    old, new = before.diagnostics_by_path, after.diagnostics_by_path
    return Difference(_added(old, new), _added(new, old))


def _added(
    old: Mapping[str, Sequence[Diagnostic]], new: Mapping[str, Sequence[Diagnostic]]
) -> tuple[Diagnostic, ...]:
    """The diagnostics of one handbook that another has not, file by file: after an edit most files have the same."""
    return tuple(
        each
        for path, several in new.items()
        if several != old.get(path, ())
        for each in _not_among(several, old.get(path, ()))
    )


def _not_among(found: Iterable[Diagnostic], others: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    left = Counter((each.code, each.message) for each in others)
    kept = []
    for each in found:
        key = (each.code, each.message)
        if left[key]:
            left[key] -= 1
        else:
            kept.append(each)
    return tuple(kept)
