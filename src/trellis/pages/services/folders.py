"""Writes of several files of one folder that belong together: proposed as one, put into a proposal as one commit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from trellis.core.rules import Account
from trellis.pages import rules
from trellis.pages.models import Draft, Proposal
from trellis.pages.queries import proposals as queries
from trellis.pages.queries.current import Edition
from trellis.pages.queries.editing import Committed, committed, draft_of
from trellis.pages.queries.folders import plain
from trellis.pages.services import branching, drafts, ending
from trellis.pages.services.drafts import NotAllowedError, checked_text
from trellis.pages.services.several import propose_files


class _File(NamedTuple):
    draft: Draft
    began: Committed
    now: Committed

    @property
    def is_different(self) -> bool:
        return self.began.text is None or plain(self.draft.text) != plain(self.began.text)


def propose_folder(
    edition: Edition, *, author: Account, folder: str, title: str, reason: str = "", keep: str = ""
) -> Proposal:
    """Propose all that somebody has begun in a folder as one proposal; their drafts there go.

    What others changed meanwhile stays. `keep` is the page whose files are all taken along; those of other drafts only
    where their page shows them. Raises NotAllowedError, ProposalError where there is nothing to propose, ConflictError
    where the drafts were begun at texts that never stood side by side, TextError, NotWritableError.
    """
    if not rules.can_propose(author):
        raise NotAllowedError(_("Only contributors can propose changes."))
    title = branching.checked_title(title)
    with transaction.atomic():
        files = _files(edition, author, folder, None)
        changed = [each for each in files if each.is_different]
        attached = {each.draft.path: _attached(each, keep) for each in files}
        if not changed and not any(attached.values()):
            raise branching.ProposalError(_("Nothing has changed yet."), hint=_("Change something first."))
        if len({queries.mount_of(edition, each.draft.path) for each in files}) != 1:
            raise branching.ProposalError(
                _("These files do not belong to one source."), hint=_("Make a proposal for each source.")
            )
        base = _base(edition, files)
        first = committed(edition, files[0].draft.path, base)
        branching.check_base(first, base)
        changes: dict[str, bytes | None] = {}
        for each in changed:
            before = committed(edition, each.draft.path, base)
            changes[before.inner] = before.bytes_of(checked_text(each.draft.text))
        for several in attached.values():
            changes |= several
        made, _is_new = propose_files(
            edition, author=author, repository=first.repository, mount=queries.mount_of(edition, first.path),
            base=base, changes=changes, title=title, reason=reason.strip(), made_for="",
        )  # fmt: skip
        Draft.objects.filter(pk__in=[each.draft.pk for each in files]).delete()
    return ending.settle(edition, made)


def put_into(
    edition: Edition, proposal: Proposal, *, by: Account, folder: str, message: str, keep: str = ""
) -> Proposal:
    """Put all that somebody has begun in a folder into a proposal, as one commit; their drafts go.

    Raises NotAllowedError, ConflictError where somebody changed one of the files on the branch meanwhile, ProposalError
    where nothing changes, TextError.
    """
    proposal = ending.settle(edition, proposal)
    if not rules.can_change(by, proposal):
        raise NotAllowedError(_("Only its author and approvers can change a proposal."))
    with transaction.atomic():
        files = _files(edition, by, folder, proposal)
        for each in files:
            if each.now.text != each.began.text:
                raise branching.ConflictError(
                    _("“%(path)s” was changed on this proposal while you wrote.") % {"path": each.draft.path},
                    hint=_("Your text is kept as a draft. Look at what is new, then bring it in."),
                )
        changes: dict[str, bytes | None] = {
            each.now.inner: each.now.bytes_of(checked_text(each.draft.text))
            for each in files
            if each.is_different
        }
        for each in files:
            changes |= _attached(each, keep)
        if not changes:
            raise branching.ProposalError(_("Nothing has changed yet."), hint=_("Change something first."))
        summary = " ".join(message.split())[:200] or f"Change {folder}"
        tip = branching.commit_files(
            files[0].now.repository, proposal, by, changes, summary, "", onto=proposal.tip
        )
        branching.moved(proposal, tip, by)
        Draft.objects.filter(pk__in=[each.draft.pk for each in files]).delete()
    return ending.settle(edition, proposal)


def discard_folder(*, author: Account, folder: str, proposal: Proposal | None = None) -> int:
    """Throw away all that somebody has begun in a folder; how many files it was."""
    found = Draft.objects.filter(author_id=author.pk, proposal=proposal, path__startswith=f"{folder}/")
    paths = list(found.values_list("path", flat=True))
    for path in paths:
        drafts.discard_draft(author=author, path=path, proposal=proposal)
    return len(paths)


def forget_file(*, author: Account, draft: str, path: str, proposal: Proposal | None = None) -> bool:
    """Take a picture or recording away from a draft; whether there was one."""
    found = draft_of(author, draft, proposal)
    gone, _each = found.pictures.filter(path=path).delete() if found is not None else (0, {})
    return bool(gone)


def _files(edition: Edition, author: Account, folder: str, proposal: Proposal | None) -> list[_File]:
    found = (
        Draft.objects.filter(author_id=author.pk, proposal=proposal, path__startswith=f"{folder}/")
        .prefetch_related("pictures")
        .order_by("path")
    )
    tip = proposal.tip if proposal is not None else ""
    return [
        _File(each, committed(edition, each.path, each.started_from), committed(edition, each.path, tip))
        for each in found
    ]


def _base(edition: Edition, files: Sequence[_File]) -> str:
    """A commit at which every file has the text that its draft began with: the newest, or one that a draft names."""

    def fits(commit: str) -> bool:
        return all(committed(edition, each.draft.path, commit).text == each.began.text for each in files)

    for commit in _distinct([files[0].now.commit, *(each.draft.started_from for each in files)]):
        if fits(commit):
            return commit
    late = [each.draft.path for each in files if each.began.text != each.now.text]
    raise branching.ConflictError(
        _("Others have changed %(paths)s since you began, at different times.")
        % {"paths": ", ".join(f"“{path}”" for path in late)},
        hint=_("Nothing is lost: propose that page by itself in the editor, then the rest here."),
    )


def _distinct(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _attached(each: _File, keep: str) -> dict[str, bytes]:
    if each.draft.path != keep:
        return branching.pictures_of(each.now, each.draft, each.draft.text)
    mount = each.now.path.removesuffix(each.now.inner)
    return {picture.path.removeprefix(mount): bytes(picture.data) for picture in each.draft.pictures.all()}
