"""What is said and decided about a proposal."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from trellis.core.rules import Account
from trellis.core.services.events import publish
from trellis.discussions.rules import Comment
from trellis.discussions.services import comments
from trellis.handbook.repositories import checked_path
from trellis.pages import rules
from trellis.pages.events import ProposalReviewed
from trellis.pages.models import LineNote, Proposal, Review
from trellis.pages.queries.current import Edition
from trellis.pages.queries.editing import committed
from trellis.pages.services.branching import ConflictError, ProposalError, commit_files, moved, require, touch
from trellis.pages.services.drafts import checked_text
from trellis.pages.services.ending import settle

PROPOSAL = "proposal"
"""What discussions know proposals by."""


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
    """Say something about a proposal, in answer, or about lines of a file as it is at its tip.

    A suggestion is what the lines should be instead. Raises NotAllowedError, ProposalError, as `comments.say`.
    """
    if lines is None or not path:
        if suggestion is not None:
            raise ProposalError(_("A suggestion needs the lines that it replaces."))
        return comments.say(kind=PROPOSAL, key=proposal.pk, text=text, by=by, reply_to=reply_to)
    require(rules.can_suggest(by, proposal), _("Only contributors can comment on lines."))
    words = text if text.strip() or suggestion is None else _("I suggest other words.")
    with transaction.atomic():
        made = comments.say(kind=PROPOSAL, key=proposal.pk, text=words, by=by)
        LineNote.objects.create(
            comment=made, proposal=proposal, path=checked_path(path), line=lines[0], last_line=lines[1],
            tip=proposal.tip, suggests=suggestion is not None, suggestion=checked_text(suggestion or ""),
        )  # fmt: skip
    return made


def apply_suggestion(edition: Edition, note: LineNote, *, by: Account) -> Proposal:
    """Put a suggestion into the proposal, as a commit by whoever suggested it; a second time changes nothing.

    Raises NotAllowedError, ConflictError where the lines have changed since.
    """
    proposal = settle(edition, note.proposal)
    require(rules.can_change(by, proposal), _("Only its author and approvers can change a proposal."))
    if note.applied_as:
        return proposal
    said = note.comment
    if not note.suggests or note.line is None or note.last_line is None or not said.is_readable:
        raise ProposalError(_("This comment suggests no text."))
    seen, now = (committed(edition, note.path, commit) for commit in (note.tip, proposal.tip))
    data = _with_suggestion(note, seen.text or "", now.text or "", now.line_end)
    author = said.author or by
    tip = commit_files(
        now.repository, proposal, author, {now.inner: data}, f"Apply the suggestion of {author.name}", "",
        onto=proposal.tip, by=by,
    )  # fmt: skip
    with transaction.atomic():
        moved(proposal, tip, by)
        note.applied_as = tip
        note.save(update_fields=["applied_as"])
        comments.settle(comment=said, by=by)
    return proposal


def forget_suggestion(comment: UUID) -> None:
    """Take back what somebody suggested together with what they said; which lines it was about stays."""
    LineNote.objects.filter(comment=comment, applied_as="").update(suggests=False, suggestion="")


def heard(proposal: UUID) -> None:
    """Note that something was said about a proposal."""
    touch(Proposal.objects.get(pk=proposal))


def _with_suggestion(note: LineNote, seen: str, now: str, line_end: str) -> bytes:
    """The text as it is now, with the lines that were seen in other words. Raises ConflictError where they are gone."""
    assert note.line is not None and note.last_line is not None  # noqa: PT018 - asked before
    count = note.last_line - note.line + 1
    wanted = "".join(seen.splitlines(keepends=True)[note.line - 1 : note.last_line])
    lines = now.splitlines(keepends=True)
    places = [at for at in range(len(lines)) if "".join(lines[at : at + count]) == wanted]
    at = note.line - 1
    if at not in places and len(places) == 1:
        at = places[0]
    if at not in places or not wanted:
        raise ConflictError(
            _("These lines have changed since."), hint=_("Suggest it again for the text as it is now.")
        )
    new = note.suggestion.replace("\r\n", "\n").rstrip("\n").replace("\n", line_end)
    tail = line_end if wanted.endswith(("\n", "\r")) and note.suggestion else ""
    lines[at : at + count] = [new + tail] if note.suggestion else []
    return "".join(lines).encode("utf-8")
