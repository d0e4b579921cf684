"""What all writes of proposals share: refusals, and how files become a commit on a branch."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core.rules import Account
from trellis.core.services.events import publish
from trellis.handbook.errors import TrellisError
from trellis.handbook.repositories import Author, MovedError, Repository
from trellis.pages.events import (
    ProposalChanged,
)
from trellis.pages.models import Draft, Proposal
from trellis.pages.queries import proposals as queries
from trellis.pages.queries.current import Edition
from trellis.pages.queries.editing import Committed, is_commit
from trellis.pages.services.drafts import NotAllowedError, checked_text


class ProposalError(TrellisError):
    """The proposal cannot be made, changed or merged like this."""

    code = "proposal"


class ConflictError(ProposalError):
    """The served branch has changed the same places meanwhile."""

    code = "proposal.conflict"


def require(allowed: bool, otherwise: str) -> None:
    """Raise NotAllowedError with a reason unless something is allowed."""
    if not allowed:
        raise NotAllowedError(otherwise)


def checked_title(title: str) -> str:
    """A title in one line, cut to what fits. Raises ProposalError for an empty one."""
    plain = " ".join(title.split())
    if not plain:
        raise ProposalError(_("A proposal needs a title."), hint=_("Say in a few words what it changes."))
    return plain[:200]


def changed_bytes(before: Committed, text: str | None) -> bytes | None:
    """The bytes to commit; raises ProposalError where they would change nothing."""
    if text is None:
        if before.text is None:
            raise ProposalError(
                _("“%(path)s” does not exist.") % {"path": before.path},
                hint=_("Somebody may have deleted it meanwhile."),
            )
        return None
    data = before.bytes_of(checked_text(text))
    if before.text is not None and data == before.text.encode("utf-8"):
        raise ProposalError(_("Nothing has changed yet."), hint=_("Change the text first."))
    return data


def pictures_of(page: Committed, draft: Draft | None, text: str | None) -> dict[str, bytes]:
    """The pictures of a draft that its text shows, by their paths in the repository; the others are forgotten."""
    if draft is None or text is None:
        return {}
    mount = page.path.removesuffix(page.inner)
    return {
        picture.path.removeprefix(mount): bytes(picture.data)
        for picture in draft.pictures.all()
        if picture.path.rpartition("/")[2] in text
    }


def check_base(before: Committed, started_from: str) -> None:
    """That a commit is part of the served branch. Raises ProposalError."""
    tip = before.repository.tip()
    if tip is None or not is_commit(started_from) or not before.repository.is_ancestor(before.commit, tip):
        raise ProposalError(
            _("The text that you began with is not part of the handbook."), hint=_("Open the page again.")
        )


def commit_files(
    repository: Repository,
    proposal: Proposal,
    author: Account,
    changes: Mapping[str, bytes | None],
    summary: str,
    body: str,
    *,
    onto: str = "",
    by: Account | None = None,
) -> str:
    """Commit files onto a proposal's branch: a new one, or `onto` its tip. Raises ConflictError where it has moved."""
    message = f"{summary}\n\n{body.strip()}".rstrip() + "\n"
    try:
        return repository.commit(
            proposal.branch, changes, parents=(onto or proposal.base,), author=as_author(author),
            committer=as_author(by or author), message=message, expected=onto or None,
        )  # fmt: skip
    except MovedError:
        raise ConflictError(
            _("Somebody else changed this proposal in the same moment."),
            hint=_("Look at what is new, then try again."),
        ) from None


def as_author(who: Account) -> Author:
    """Somebody as Git names them."""
    return Author(who.name, who.email)


def with_paths(edition: Edition, proposal: Proposal) -> Proposal:
    """The proposal with the files that it changes noted, if its branch has moved since they were."""
    if proposal.paths_at != proposal.tip:
        paths = queries.paths_of(edition, proposal)
        if paths is not None:
            proposal.paths, proposal.paths_at = list(paths), proposal.tip
            proposal.save(update_fields=["paths", "paths_at"])
    return proposal


def touch(proposal: Proposal) -> None:
    """Note that something happened to a proposal."""
    proposal.updated_at = timezone.now()
    proposal.save(update_fields=["updated_at"])


def moved(proposal: Proposal, tip: str, by: Account | None = None) -> None:
    """Note that a proposal's branch has another tip, moved by somebody or from outside."""
    proposal.tip, proposal.updated_at = tip, timezone.now()
    with transaction.atomic():
        proposal.save(update_fields=["tip", "updated_at"])
        publish(ProposalChanged(proposal.pk, by.pk if by is not None else None))
