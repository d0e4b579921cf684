"""What a proposal changes: its files, and what the compiler says of the handbook with it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from trellis.handbook import destinations
from trellis.handbook.handbook import Handbook
from trellis.handbook.merging import Conflict
from trellis.handbook.repositories import Merge, Repository
from trellis.pages.models import Proposal
from trellis.pages.queries.current import Edition, current_edition, try_out
from trellis.pages.queries.editing import LARGEST
from trellis.pages.queries.files import SHOWN
from trellis.pages.queries.proposals import full_path, repository_for

REMEMBERED = 200
"""Proposals of which a process keeps what they change."""


@dataclass(frozen=True, slots=True)
class FileChange:
    """What a proposal does to one file: its text before and after, `None` where there is none."""

    path: str
    title: str
    before: str | None
    after: str | None

    @property
    def is_picture(self) -> bool:
        """Whether it is shown as a picture instead of as lines of text."""
        extension = destinations.file_extension(self.path)
        return extension in SHOWN and extension != "svg"

    @property
    def is_new(self) -> bool:
        """Whether the proposal adds the file."""
        return self.before is None

    @property
    def is_gone(self) -> bool:
        """Whether the proposal takes the file away."""
        return self.after is None


@dataclass(frozen=True)
class Changes:
    """What a proposal changes, at one tip of its branch and of the served one."""

    tip: str
    target: str
    files: tuple[FileChange, ...]
    merge: Merge
    mount: str
    is_open: bool = True

    @property
    def paths(self) -> tuple[str, ...]:
        """The files that differ."""
        return tuple(change.path for change in self.files)

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """The files that the served branch has changed in the same places."""
        return self.merge.conflicts

    @cached_property
    def before(self) -> Handbook:
        """The handbook without it: the served one, in which what was merged is taken out again."""
        if self.is_open:
            return current_edition().handbook
        texts = {change.path: change.before for change in self.files if not change.is_picture}
        return try_out({path: None if text is None else text.encode("utf-8") for path, text in texts.items()})

    @cached_property
    def after(self) -> Handbook:
        """The served handbook as it would be once this is merged; files in conflict are taken as proposed."""
        return try_out(self.outcome)

    @property
    def outcome(self) -> dict[str, bytes | None]:
        """The files as they would be once this is merged, by path (`None`: gone)."""
        changed: dict[str, bytes | None] = {
            full_path(self.mount, path): data for path, data in self.merge.changes.items()
        }
        for conflict in self.conflicts:
            text = conflict.theirs
            changed[full_path(self.mount, conflict.path)] = None if text is None else text.encode("utf-8")
        return changed


def changes_of(edition: Edition, proposal: Proposal) -> Changes:
    """What a proposal changes now; for a merged one, what it has changed. Raises GitError where its branch is gone."""
    repository = repository_for(edition, proposal)
    tip = proposal.tip
    target = (repository.tip() or proposal.base) if proposal.is_open else proposal.base
    memory: dict[Any, Changes] = edition.kept("proposals")
    key = (proposal.pk, tip, target, proposal.is_open)
    found = memory.get(key)
    if found is None:
        if len(memory) >= REMEMBERED:
            memory.clear()
        found = memory[key] = _changes(edition, repository, proposal, tip, target)
    return found


def _changes(edition: Edition, repository: Repository, proposal: Proposal, tip: str, target: str) -> Changes:
    merge = repository.merge(target, tip)
    files = []
    for path in repository.changed(merge.base, tip):
        before, after = (decoded(repository.read(commit, path, LARGEST)) for commit in (merge.base, tip))
        full = full_path(proposal.mount, path)
        page = edition.handbook.pages.get(full)
        files.append(
            FileChange(full, page.title if page is not None else _title_in(after, full), before, after)
        )
    return Changes(tip, target, tuple(files), merge, proposal.mount, proposal.is_open)


def _title_in(text: str | None, path: str) -> str:
    from trellis.handbook.files import read_page  # noqa: PLC0415 - only for pages that are new
    from trellis.handbook.source import is_page  # noqa: PLC0415 - likewise

    return read_page(path, (text or "").encode("utf-8")).page.title if is_page(path) else path


def decoded(data: bytes | None) -> str | None:
    """The text of a file; None where there is none."""
    return None if data is None else data.decode("utf-8", "replace")
