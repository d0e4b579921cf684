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
from trellis.pages import rules
from trellis.pages.events import (
    ProposalMade,
)
from trellis.pages.models import Draft, Proposal
from trellis.pages.queries import proposals as queries
from trellis.pages.queries.current import Edition
from trellis.pages.queries.editing import committed, draft_of
from trellis.pages.services.branching import (
    ConflictError,
    ProposalError,
    as_author,
    changed_bytes,
    check_base,
    checked_title,
    commit_files,
    moved,
    pictures_of,
    require,
)
from trellis.pages.services.drafts import checked_text
from trellis.pages.services.ending import settle

_TRIES = 3


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
    require(rules.can_propose(author), _("Only contributors can propose changes."))
    title = checked_title(title)
    before = committed(edition, path, started_from)
    check_base(before, started_from)
    files = {before.inner: changed_bytes(before, text), **pictures_of(before, draft_of(author, path), text)}
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
    require(rules.can_change(by, proposal), _("Only its author and approvers can change a proposal."))
    seen = committed(edition, path, started_from)
    now = committed(edition, path, proposal.tip)
    if now.text != seen.text:
        raise ConflictError(
            _("“%(path)s” was changed on this proposal while you wrote.") % {"path": path},
            hint=_("Your text is kept as a draft. Look at what is new, then bring it in."),
        )
    files = {now.inner: changed_bytes(now, text), **pictures_of(now, draft_of(by, path, proposal), text)}
    summary = " ".join(message.split())[:200] or f"Change {path}"
    tip = commit_files(now.repository, proposal, by, files, summary, "", onto=proposal.tip)
    moved(proposal, tip, by)
    Draft.objects.filter(author_id=by.pk, path=path, proposal=proposal).delete()
    return proposal


def describe(proposal: Proposal, *, by: Account, title: str, reason: str) -> Proposal:
    """Give a proposal another title and reason. Raises NotAllowedError, ProposalError for an empty title."""
    require(rules.can_change(by, proposal), _("Only its author and approvers can change a proposal."))
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
    require(rules.can_change(by, proposal), _("Only its author and approvers can change a proposal."))
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
        proposal.branch, changes, parents=(proposal.tip, target), tree_of=target, author=as_author(by),
        committer=as_author(by), message=f"Bring “{proposal.title}” up to date\n", expected=proposal.tip,
    )  # fmt: skip
    moved(proposal, tip, by)
    return proposal


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
