"""Several files of one folder on somebody's desk at once: their drafts, and the handbook as they would make it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from trellis.core.rules import Account
from trellis.handbook.diagnostics import Diagnostic
from trellis.handbook.handbook import Handbook
from trellis.pages.audience import Audience
from trellis.pages.models import Draft, DraftPicture, Proposal
from trellis.pages.queries import changing, proposals
from trellis.pages.queries.current import Edition, try_out
from trellis.pages.queries.editing import committed, difference


class KeptFile(NamedTuple):
    """A picture, recording or file with captions that is kept with a draft: where it will lie, and how large it is."""

    path: str
    content_type: str
    size: int
    draft: str


@dataclass(frozen=True)
class Bench:
    """What somebody has begun in a folder, in a proposal or for a new one."""

    edition: Edition
    author: Account
    folder: str
    proposal: Proposal | None
    drafts: Mapping[str, Draft]
    files: tuple[KeptFile, ...]

    @cached_property
    def handbook(self) -> Handbook:
        """The handbook with all of it. Compiled where anything is different."""
        changes = self._changes()
        return try_out(changes) if changes else self.edition.handbook

    def handbook_for(self, audience: Audience) -> Handbook:
        """The same, as an audience sees it that sees no more than whoever has begun it."""
        seen = {path: text for path, text in self._changes().items() if audience.sees(path)}
        return try_out(seen, audience)

    def _changes(self) -> dict[str, bytes | None]:
        changes: dict[str, bytes | None] = {}
        if self.proposal is not None:
            changes |= changing.changes_of(self.edition, self.proposal).outcome
        changes |= {each.path: b"" for each in self.files if each.path not in self.edition.handbook.assets}
        changes |= {
            path: plain(draft.text).encode("utf-8", "surrogatepass") for path, draft in self.drafts.items()
        }
        return changes

    @cached_property
    def own(self) -> tuple[Diagnostic, ...]:
        """What the compiler says of the files of the folder."""
        below = f"{self.folder}/"
        return tuple(each for each in self.handbook.diagnostics if each.path.startswith(below))

    @cached_property
    def elsewhere(self) -> tuple[Diagnostic, ...]:
        """What it says of other files that it did not say before."""
        if self.handbook is self.edition.handbook:
            return ()
        below = f"{self.folder}/"
        found = difference(self.edition.handbook, self.handbook).new
        return tuple(each for each in found if not each.path.startswith(below))

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """The files that are different from the handbook."""
        begun = tuple(self.drafts) + tuple(each.path for each in self.files)
        proposed = changing.changes_of(self.edition, self.proposal).paths if self.proposal is not None else ()
        return tuple(dict.fromkeys((*proposed, *begun)))

    def behind(self) -> tuple[str, ...]:
        """The files that others have changed since they were begun."""
        tip = self.proposal.tip if self.proposal is not None else ""
        found = []
        for path, draft in self.drafts.items():
            now = committed(self.edition, path, tip)
            if (
                draft.started_from != now.commit
                and committed(self.edition, path, draft.started_from).text != now.text
            ):
                found.append(path)
        return tuple(found)


def bench(edition: Edition, author: Account, folder: str, proposal: Proposal | None = None) -> Bench:
    """What somebody has begun below a folder. Two queries."""
    below = f"{folder}/"
    found = Draft.objects.filter(author_id=author.pk, proposal=proposal, path__startswith=below).order_by(
        "path"
    )
    drafts = {each.path: each for each in found if edition.sees(each.path)}
    pictures = (
        DraftPicture.objects.filter(
            draft__author_id=author.pk, draft__proposal=proposal, draft__path__startswith=below
        )
        .order_by("path")
        .values_list("path", "content_type", "size", "draft__path")
    )
    return Bench(edition, author, folder, proposal, drafts, tuple(KeptFile(*each) for each in pictures))


def folders_begun(author: Account, root: str) -> dict[tuple[str, int], int]:
    """The folders right below a root in which somebody has drafts: how many in each, by its name and the number of the
    proposal that they belong to (0: none).
    """
    found: dict[tuple[str, int], int] = {}
    rows = Draft.objects.filter(author_id=author.pk, path__startswith=f"{root}/").values_list(
        "path", "proposal__number"
    )
    for path, number in rows:
        name, _, rest = path.removeprefix(f"{root}/").partition("/")
        if rest:
            found[name, number or 0] = found.get((name, number or 0), 0) + 1
    return found


def open_below(edition: Edition, root: str) -> list[tuple[Proposal, tuple[str, ...]]]:
    """The open proposals that whoever asks may see and that change files below a root, with its folders."""
    found = []
    for proposal in proposals.proposals(state=Proposal.State.OPEN):
        paths = proposals.paths_of(edition, proposal) or ()
        below = [path.removeprefix(f"{root}/") for path in paths if path.startswith(f"{root}/")]
        names = tuple(dict.fromkeys(each.partition("/")[0] for each in below if "/" in each))
        if names:
            found.append((proposal, names))
    return found


def plain(text: str) -> str:
    """A text with its lines ended as the compiler reads them."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
