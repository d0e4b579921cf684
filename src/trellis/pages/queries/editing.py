"""What somebody needs who changes a page: its text as it is committed, what they began, what the compiler says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from trellis.core.rules import Account
from trellis.handbook.diagnostics import Diagnostic
from trellis.handbook.handbook import Handbook
from trellis.handbook.repositories import NotWritableError, Repository, checked_path, repository_of
from trellis.handbook.source import is_data, is_page
from trellis.pages.models import Draft, Proposal
from trellis.pages.queries.current import Edition

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
        """What somebody wrote in a browser, whose lines end in any way, as the bytes of this file."""
        lines = written.replace("\r\n", "\n").replace("\r", "\n")
        return lines.replace("\n", self.line_end).encode("utf-8", "surrogatepass")


def committed(edition: Edition, path: str, commit: str = "") -> Committed:
    """A file of the served branch, at its tip unless another commit is named.

    Raises NotWritableError with the reason where the file cannot be changed in the browser.
    """
    if not (is_page(path) or is_data(path)):
        raise NotWritableError(
            f"“{path}” is neither a page nor a data file.", hint="Change it in the repository itself."
        )
    checked_path(path)
    repository, inner = repository_of(edition.handbook.source, path)
    at = commit or repository.tip()
    if at is None:
        raise NotWritableError("The repository has no commit yet.", hint="Commit the pages first.")
    data = repository.read(at, inner, LARGEST + 1)
    if data is None:
        return Committed(repository, path, inner, at, None)
    if len(data) > LARGEST:
        raise NotWritableError(
            f"“{path}” is larger than two megabytes.", hint="Change it in the repository itself."
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise NotWritableError(
            f"“{path}” is not in UTF-8, so that a browser would spoil it.", hint="Convert the file first."
        ) from None
    return Committed(repository, path, inner, at, text)


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
    return Difference(
        _not_among(after.diagnostics, before.diagnostics), _not_among(before.diagnostics, after.diagnostics)
    )


def _not_among(found: Iterable[Diagnostic], others: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    left = Counter((each.path, each.code, each.message) for each in others)
    kept = []
    for each in found:
        key = (each.path, each.code, each.message)
        if left[key]:
            left[key] -= 1
        else:
            kept.append(each)
    return tuple(kept)
