"""Writes of proposals. Git holds the text, the database what people say of it.

A branch moves first, then the records follow in one transaction. Whatever is killed between the two, `settle` brings
the records up to the branch: nothing that was acknowledged is lost, and nothing is done twice.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core.rules import Account
from trellis.core.services.events import publish
from trellis.handbook.errors import TrellisError
from trellis.handbook.repositories import Author, MovedError, Repository, checked_path
from trellis.pages import rules
from trellis.pages.events import (
    ProposalChanged,
    ProposalCommented,
    ProposalEnded,
    ProposalMade,
    ProposalReopened,
    ProposalReviewed,
)
from trellis.pages.models import Comment, Draft, Proposal, Review
from trellis.pages.queries import proposals as queries
from trellis.pages.queries.current import Edition, follow
from trellis.pages.queries.editing import Committed, committed, draft_of, is_commit
from trellis.pages.services.drafts import NotAllowedError, checked_text

_TRIES = 3


class ProposalError(TrellisError):
    """The proposal cannot be made, changed or merged like this."""

    code = "proposal"


class ConflictError(ProposalError):
    """The served branch has changed the same places meanwhile."""

    code = "proposal.conflict"


# -- making and changing


def propose(
    edition: Edition,
    *,
    author: Account,
    path: str,
    text: str | None,
    started_from: str,
    title: str,
    reason: str = "",
) -> Proposal:
    """Propose a page in other words, a new page, or (`text` is `None`) to take a page away.

    `started_from` is the commit whose text the author began with: what others changed since then stays. The author's
    draft of the page goes. Raises NotAllowedError, ProposalError where there is nothing to propose, TextError, and
    NotWritableError where the handbook cannot be changed.
    """
    _require(rules.can_propose(author), _("Only contributors can propose changes."))
    title = checked_title(title)
    before = committed(edition, path, started_from)
    check_base(before, started_from)
    files = {before.inner: changed_bytes(before, text), **_pictures(before, draft_of(author, path), text)}
    number = (Proposal.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    for _attempt in range(_TRIES):
        branch = f"{queries.BRANCHES}/{number}-{secrets.token_hex(3)}"
        try:
            with transaction.atomic():
                proposal = Proposal.objects.create(
                    number=number, title=title, reason=reason.strip(), author_id=author.pk, branch=branch,
                    mount=queries.mount_of(edition, path), base=before.commit, tip=before.commit,
                )  # fmt: skip
                proposal.tip = commit_files(before.repository, proposal, author, files, title, reason)
                proposal.save(update_fields=["tip"])
                Draft.objects.filter(author_id=author.pk, path=path, proposal=None).delete()
                publish(ProposalMade(proposal.pk, author.pk, (path,)))
        except IntegrityError:
            number += 1  # Somebody else took the number just now.
        else:
            return proposal
    raise ProposalError(_("Many proposals are being made right now."), hint=_("Try again."))


def change(
    edition: Edition,
    proposal: Proposal,
    *,
    by: Account,
    path: str,
    text: str | None,
    started_from: str,
    message: str,
) -> Proposal:
    """Change a proposal further: one more commit on its branch, with a file in other words (`None`: taken away).

    `started_from` is the commit of the branch that `by` saw. Raises NotAllowedError, ConflictError where somebody
    changed the same file on the branch meanwhile, ProposalError where nothing changes, TextError.
    """
    proposal = settle(edition, proposal)
    _require(rules.can_change(by, proposal), _("Only its author and approvers can change a proposal."))
    seen = committed(edition, path, started_from)
    now = committed(edition, path, proposal.tip)
    if now.text != seen.text:
        raise ConflictError(
            _("“%(path)s” was changed on this proposal while you wrote.") % {"path": path},
            hint=_("Your text is kept as a draft. Look at what is new, then bring it in."),
        )
    files = {now.inner: changed_bytes(now, text), **_pictures(now, draft_of(by, path, proposal), text)}
    summary = " ".join(message.split())[:200] or f"Change {path}"
    tip = commit_files(now.repository, proposal, by, files, summary, "", onto=proposal.tip)
    _moved(proposal, tip, by)
    Draft.objects.filter(author_id=by.pk, path=path, proposal=proposal).delete()
    return proposal


def describe(proposal: Proposal, *, by: Account, title: str, reason: str) -> Proposal:
    """Give a proposal another title and reason. Raises NotAllowedError, ProposalError for an empty title."""
    _require(rules.can_change(by, proposal), _("Only its author and approvers can change a proposal."))
    proposal.title, proposal.reason = checked_title(title), reason.strip()
    proposal.updated_at = timezone.now()
    with transaction.atomic():  # what the search notes of it goes with it
        proposal.save(update_fields=["title", "reason", "updated_at"])
    return proposal


def bring_up_to_date(
    edition: Edition,
    proposal: Proposal,
    *,
    by: Account,
    target: str,
    resolved: Mapping[str, Sequence[str] | None],
) -> Proposal:
    """Bring what is new on the served branch into a proposal.

    `target` is the commit of the served branch that `by` saw. `resolved` gives, for each file in conflict, the texts
    chosen for its conflicting pieces in order; for a file without pieces its whole text, or `None` to take it away.
    Raises NotAllowedError, and ConflictError where a conflict is left open or the branch has moved on meanwhile.
    """
    proposal = settle(edition, proposal)
    _require(rules.can_change(by, proposal), _("Only its author and approvers can change a proposal."))
    repository = queries.repository_for(edition, proposal)
    if repository.tip() != target:
        raise ConflictError(
            _("The handbook has changed again meanwhile."), hint=_("Look at the conflicts once more.")
        )
    merge = repository.merge(target, proposal.tip)
    changes = dict(merge.changes)
    for conflict in merge.conflicts:
        if conflict.path not in resolved:
            raise ConflictError(
                _("“%(path)s” still has two versions.") % {"path": conflict.path},
                hint=_("Choose one, or write a third."),
            )
        chosen = resolved[conflict.path]
        if chosen is None:
            changes[conflict.path] = None
            continue
        text = (
            conflict.resolved([_lines(each) for each in chosen])
            if conflict.pieces
            else _lines("".join(chosen))
        )
        changes[conflict.path] = checked_text(text).encode("utf-8")
    tip = repository.commit(
        proposal.branch, changes, parents=(proposal.tip, target), tree_of=target, author=_author(by),
        committer=_author(by), message=f"Bring “{proposal.title}” up to date\n", expected=proposal.tip,
    )  # fmt: skip
    _moved(proposal, tip, by)
    return proposal


# -- ending


def merge(edition: Edition, proposal: Proposal, *, by: Account, tip: str) -> Proposal:
    """Make a proposal part of the handbook: a merge commit on the served branch.

    `tip` is the commit that `by` saw; what came after it is not merged unseen. Raises NotAllowedError, and
    ProposalError that names what stands in the way. This process serves the merged text when it returns, the others
    as soon as they see that the files have changed.
    """
    proposal = settle(edition, proposal)
    if proposal.state == Proposal.State.MERGED:
        return proposal
    _require(rules.can_merge(by, proposal), _("Only its author and approvers can merge a proposal."))
    if proposal.tip != tip:
        raise ProposalError(
            _("The proposal has changed since you opened it."), hint=_("Look at what is new first.")
        )
    standing = queries.standing_of(edition, proposal)
    if standing.blockers:
        raise ProposalError(_("This cannot be merged yet."), hint=" ".join(standing.blockers))
    repository = queries.repository_for(edition, proposal)
    target = standing.changes.target
    message = f"Merge #{proposal.number}: {proposal.title}\n\n{proposal.reason}".rstrip() + "\n"
    made = repository.commit(
        repository.branch, standing.changes.merge.changes, parents=(target, tip), author=_author(proposal.author),
        committer=_author(by), message=message, expected=target,
    )  # fmt: skip
    merged = _ended(proposal, Proposal.State.MERGED, by, base=standing.changes.merge.base, merged_as=made)
    follow(standing.changes.paths)
    return merged


def close(proposal: Proposal, *, by: Account) -> Proposal:
    """Close a proposal without merging it; its branch stays. Again changes nothing. Raises NotAllowedError."""
    _require(rules.can_close(by, proposal), _("Only its author and approvers can close a proposal."))
    if proposal.state == Proposal.State.MERGED:
        raise ProposalError(_("It is merged already."), hint=_("Propose to take it back instead."))
    return (
        proposal if proposal.state == Proposal.State.CLOSED else _ended(proposal, Proposal.State.CLOSED, by)
    )


def reopen(proposal: Proposal, *, by: Account) -> Proposal:
    """Open a closed proposal again. Raises NotAllowedError, ProposalError for a merged one."""
    _require(rules.can_close(by, proposal), _("Only its author and approvers can open a proposal again."))
    if proposal.state == Proposal.State.MERGED:
        raise ProposalError(_("It is merged already."), hint=_("Propose a new change."))
    return _reopened(proposal, by)


def revert(edition: Edition, proposal: Proposal, *, by: Account) -> Proposal:
    """Propose to take back what a merged proposal has changed; what others changed since then stays.

    Raises NotAllowedError, and ConflictError where later changes touch the same places.
    """
    _require(rules.can_revert(by, proposal), _("Only merged proposals can be taken back, by contributors."))
    repository = queries.repository_for(edition, proposal)
    now = repository.tip() or proposal.merged_as
    undone = repository.reversed(proposal.merged_as, now)
    if undone.conflicts:
        paths = ", ".join(f"“{conflict.path}”" for conflict in undone.conflicts)
        raise ConflictError(
            _("%(paths)s has changed since then in the same places.") % {"paths": paths},
            hint=_("Change it by hand."),
        )
    if not undone.changes:
        raise ProposalError(_("Nothing of it is left to take back."))
    title = f"Take back: {proposal.title}"[:200]
    with transaction.atomic():
        number = (Proposal.objects.aggregate(last=Max("number"))["last"] or 0) + 1
        made = Proposal.objects.create(
            number=number, title=title, reason=f"Takes back #{proposal.number}.", author_id=by.pk,
            branch=f"{queries.BRANCHES}/{number}-{secrets.token_hex(3)}", mount=proposal.mount, base=now, tip=now,
        )  # fmt: skip
        made.tip = commit_files(repository, made, by, undone.changes, title, made.reason)
        made.save(update_fields=["tip"])
        publish(ProposalMade(made.pk, by.pk, tuple(undone.changes)))
    return made


def settle(edition: Edition, proposal: Proposal) -> Proposal:
    """Bring a proposal's record up to its branch: after a crash, or after somebody pushed to the branch themselves."""
    if not proposal.is_open:
        return _with_paths(edition, proposal)
    repository = queries.repository_for(edition, proposal)
    tip = repository.tip(proposal.branch)
    if tip is None:
        raise ProposalError(
            _("The branch of proposal #%(number)s is gone from the repository.")
            % {"number": proposal.number},
            hint=_("Close the proposal, or restore the branch."),
        )
    if tip != proposal.tip:
        _moved(proposal, tip)
    target = repository.tip()
    if target and tip != proposal.base and repository.is_ancestor(tip, target):
        made = repository.merged_by(tip, target)
        base = repository.merge_base(repository.first_parent(made), tip)
        if tip in {made, base}:  # The branch was moved on to it, without a merge commit.
            made, base = tip, proposal.base
        _ended(proposal, Proposal.State.MERGED, proposal.author, base=base, merged_as=made)
    return _with_paths(edition, proposal)


def ended_elsewhere(edition: Edition, proposal: Proposal, *, merged_as: str = "") -> Proposal:
    """Note that a proposal was merged at the upstream, as a commit of the served branch, or closed there."""
    if not proposal.is_open:
        return proposal
    if not merged_as:
        return _ended(proposal, Proposal.State.CLOSED, None)
    repository = queries.repository_for(edition, proposal)
    base = repository.merge_base(repository.first_parent(merged_as), proposal.tip)
    if proposal.tip in {merged_as, base}:
        base = proposal.base
    _ended(proposal, Proposal.State.MERGED, None, base=base, merged_as=merged_as)
    return _with_paths(edition, proposal)


def reopened_elsewhere(proposal: Proposal) -> Proposal:
    """Note that somebody at the upstream opened a closed proposal again."""
    return _reopened(proposal, None) if proposal.state == Proposal.State.CLOSED else proposal


# -- deciding and talking


def review(
    edition: Edition, proposal: Proposal, *, by: Account, verdict: str, tip: str, text: str = ""
) -> Review:
    """Approve a proposal as it is at `tip`, or ask for changes.

    Raises NotAllowedError for one's own, ProposalError where it has changed meanwhile, or where changes are asked for
    without a word.
    """
    proposal = settle(edition, proposal)
    _require(
        rules.can_review(by, proposal),
        _("You cannot decide about this proposal: it is yours, or you are no approver."),
    )
    if verdict not in Review.Verdict.values:
        raise ProposalError(_("Choose whether you approve or ask for changes."))
    if tip != proposal.tip:
        raise ProposalError(
            _("The proposal has changed since you opened it."), hint=_("Look at what is new first.")
        )
    if verdict == Review.Verdict.CHANGES and not text.strip():
        raise ProposalError(_("Say what should change."), hint=_("A sentence is enough."))
    with transaction.atomic():
        made = Review.objects.create(
            proposal=proposal, reviewer_id=by.pk, verdict=verdict, tip=tip, text=text.strip()
        )
        _touch(proposal)
        publish(ProposalReviewed(proposal.pk, made.pk, by.pk))
    return made


def comment(
    proposal: Proposal,
    *,
    by: Account,
    text: str,
    path: str = "",
    lines: tuple[int, int] | None = None,
    suggestion: str | None = None,
    reply_to: Comment | None = None,
) -> Comment:
    """Say something about a proposal, about lines of a file as it is at its tip, or in answer.

    A suggestion is what the lines should be instead. Raises NotAllowedError, ProposalError for an empty comment.
    """
    _require(rules.can_comment(by, proposal), _("Only contributors can comment."))
    if not text.strip() and suggestion is None:
        raise ProposalError(_("The comment is empty."), hint=_("Write what you want to say."))
    if suggestion is not None and (lines is None or not path):
        raise ProposalError(_("A suggestion needs the lines that it replaces."))
    if lines is not None:
        checked_path(path)
    first, last = lines or (None, None)
    if reply_to is not None and reply_to.reply_to is not None:
        reply_to = reply_to.reply_to
    with transaction.atomic():
        made = Comment.objects.create(
            proposal=proposal, author_id=by.pk, text=checked_text(text.strip()), path=path, line=first, last_line=last,
            suggests=suggestion is not None, suggestion=checked_text(suggestion or ""),
            reply_to=reply_to, tip=proposal.tip,
        )  # fmt: skip
        _touch(proposal)
        publish(ProposalCommented(proposal.pk, made.pk, by.pk))
    return made


def apply_suggestion(edition: Edition, found: Comment, *, by: Account) -> Proposal:
    """Put a suggestion into the proposal, as a commit by whoever suggested it; a second time changes nothing.

    Raises NotAllowedError, ConflictError where the lines have changed since.
    """
    proposal = settle(edition, found.proposal)
    _require(rules.can_change(by, proposal), _("Only its author and approvers can change a proposal."))
    if found.applied_as:
        return proposal
    if not found.suggests or found.line is None or found.last_line is None:
        raise ProposalError(_("This comment suggests no text."))
    seen, now = (committed(edition, found.path, commit) for commit in (found.tip, proposal.tip))
    text = (seen.text or "").splitlines(keepends=True)
    wanted = "".join(text[found.line - 1 : found.last_line])
    lines = (now.text or "").splitlines(keepends=True)
    places = [
        at for at in range(len(lines)) if "".join(lines[at : at + found.last_line - found.line + 1]) == wanted
    ]
    at = found.line - 1
    if at not in places and len(places) == 1:
        at = places[0]
    if at not in places or not wanted:
        raise ConflictError(
            _("These lines have changed since."), hint=_("Suggest it again for the text as it is now.")
        )
    end = now.line_end
    new = found.suggestion.replace("\r\n", "\n").rstrip("\n").replace("\n", end)
    tail = end if wanted.endswith(("\n", "\r")) and found.suggestion else ""
    lines[at : at + found.last_line - found.line + 1] = [new + tail] if found.suggestion else []
    data = "".join(lines).encode("utf-8")
    summary = f"Apply the suggestion of {found.author.name}"
    tip = commit_files(
        now.repository, proposal, found.author, {now.inner: data}, summary, "", onto=proposal.tip, by=by
    )
    with transaction.atomic():
        _moved(proposal, tip, by)
        found.applied_as, found.resolved_at, found.resolved_by_id = tip, timezone.now(), by.pk
        found.save(update_fields=["applied_as", "resolved_at", "resolved_by"])
    return proposal


def resolve(found: Comment, *, by: Account, resolved: bool = True) -> Comment:
    """Mark a thread as settled, or open it again. Raises NotAllowedError."""
    _require(rules.can_resolve(by, found), _("Only those who take part can settle this."))
    found.resolved_at = timezone.now() if resolved else None
    found.resolved_by_id = by.pk if resolved else None
    found.save(update_fields=["resolved_at", "resolved_by"])
    return found


# -- how


def _require(allowed: bool, otherwise: str) -> None:
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


def _pictures(page: Committed, draft: Draft | None, text: str | None) -> dict[str, bytes]:
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
            proposal.branch, changes, parents=(onto or proposal.base,), author=_author(author),
            committer=_author(by or author), message=message, expected=onto or None,
        )  # fmt: skip
    except MovedError:
        raise ConflictError(
            _("Somebody else changed this proposal in the same moment."),
            hint=_("Look at what is new, then try again."),
        ) from None


def _author(who: Account) -> Author:
    return Author(who.name, who.email)


def _with_paths(edition: Edition, proposal: Proposal) -> Proposal:
    """The proposal with the files that it changes noted, if its branch has moved since they were."""
    if proposal.paths_at != proposal.tip:
        paths = queries.paths_of(edition, proposal)
        if paths is not None:
            proposal.paths, proposal.paths_at = list(paths), proposal.tip
            proposal.save(update_fields=["paths", "paths_at"])
    return proposal


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _touch(proposal: Proposal) -> None:
    proposal.updated_at = timezone.now()
    proposal.save(update_fields=["updated_at"])


def _moved(proposal: Proposal, tip: str, by: Account | None = None) -> None:
    proposal.tip, proposal.updated_at = tip, timezone.now()
    with transaction.atomic():
        proposal.save(update_fields=["tip", "updated_at"])
        publish(ProposalChanged(proposal.pk, by.pk if by is not None else None))


def _ended(
    proposal: Proposal, state: str, by: Account | None, *, base: str = "", merged_as: str = ""
) -> Proposal:
    proposal.state, proposal.ended_by, proposal.merged_as = state, by, merged_as
    proposal.base = base or proposal.base
    proposal.ended_at = proposal.updated_at = timezone.now()
    with transaction.atomic():
        proposal.save(update_fields=["state", "ended_by", "merged_as", "base", "ended_at", "updated_at"])
        publish(ProposalEnded(proposal.pk, by.pk if by is not None else None))
    return proposal


def _reopened(proposal: Proposal, by: Account | None) -> Proposal:
    proposal.state, proposal.ended_at, proposal.ended_by = Proposal.State.OPEN, None, None
    proposal.made_for = ""  # Another one may have been made for the same meanwhile.
    proposal.updated_at = timezone.now()
    with transaction.atomic():
        proposal.save(update_fields=["state", "ended_at", "ended_by", "made_for", "updated_at"])
        publish(ProposalReopened(proposal.pk, by.pk if by is not None else None))
    return proposal
