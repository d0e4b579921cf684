"""What is said and decided about a proposal."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core.rules import Account
from trellis.core.services.events import publish
from trellis.handbook.repositories import checked_path
from trellis.pages import rules
from trellis.pages.events import (
    ProposalCommented,
    ProposalReviewed,
)
from trellis.pages.models import Comment, Proposal, Review
from trellis.pages.queries.current import Edition
from trellis.pages.queries.editing import committed
from trellis.pages.services.branching import ConflictError, ProposalError, commit_files, moved, require, touch
from trellis.pages.services.drafts import checked_text
from trellis.pages.services.ending import settle


def review(
    edition: Edition, proposal: Proposal, *, by: Account, verdict: str, tip: str, text: str = ""
) -> Review:
    """Approve a proposal as it is at `tip`, or ask for changes.

    Raises NotAllowedError for one's own, ProposalError where it has changed meanwhile, or where changes are asked for
    without a word.
    """
    proposal = settle(edition, proposal)
    require(
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
        touch(proposal)
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
    require(rules.can_comment(by, proposal), _("Only contributors can comment."))
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
        touch(proposal)
        publish(ProposalCommented(proposal.pk, made.pk, by.pk))
    return made


def apply_suggestion(edition: Edition, found: Comment, *, by: Account) -> Proposal:
    """Put a suggestion into the proposal, as a commit by whoever suggested it; a second time changes nothing.

    Raises NotAllowedError, ConflictError where the lines have changed since.
    """
    proposal = settle(edition, found.proposal)
    require(rules.can_change(by, proposal), _("Only its author and approvers can change a proposal."))
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
        moved(proposal, tip, by)
        found.applied_as, found.resolved_at, found.resolved_by_id = tip, timezone.now(), by.pk
        found.save(update_fields=["applied_as", "resolved_at", "resolved_by"])
    return proposal


def resolve(found: Comment, *, by: Account, resolved: bool = True) -> Comment:
    """Mark a thread as settled, or open it again. Raises NotAllowedError."""
    require(rules.can_resolve(by, found), _("Only those who take part can settle this."))
    found.resolved_at = timezone.now() if resolved else None
    found.resolved_by_id = by.pk if resolved else None
    found.save(update_fields=["resolved_at", "resolved_by"])
    return found
