"""Proposals that Trellis writes for somebody: several files at once, made once for one purpose."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from trellis.core.rules import Account
from trellis.core.services.events import publish
from trellis.handbook.repositories import Repository
from trellis.pages import rules
from trellis.pages.events import ProposalMade
from trellis.pages.models import Proposal
from trellis.pages.queries import proposals as queries
from trellis.pages.queries.current import Edition
from trellis.pages.queries.editing import committed
from trellis.pages.services import branching, ending
from trellis.pages.services.drafts import NotAllowedError

_TRIES = 3


def propose_files(
    edition: Edition,
    *,
    author: Account,
    repository: Repository,
    mount: str,
    base: str,
    changes: Mapping[str, bytes | None],
    title: str,
    reason: str,
    made_for: str,
) -> tuple[Proposal, bool]:
    """Propose several files of one repository in other words; gives the proposal, and whether it is new.

    `changes` are the bytes of the files by their paths in the repository, `base` the commit that they were made from.
    While a proposal for the same purpose (`made_for`) is open, it is given and nothing is written. Raises
    NotAllowedError, ProposalError, GitError.
    """
    if not rules.can_propose(author):
        raise NotAllowedError(_("Only contributors can propose changes."))
    for _attempt in range(_TRIES):
        standing = open_for(edition, made_for)
        if standing is not None:
            return standing, False
        number = (Proposal.objects.aggregate(last=Max("number"))["last"] or 0) + 1
        try:
            with transaction.atomic():
                made = Proposal.objects.create(
                    number=number, title=title[:200], reason=reason, author_id=author.pk, mount=mount, base=base,
                    branch=f"{queries.BRANCHES}/{number}-{secrets.token_hex(3)}", tip=base, made_for=made_for,
                )  # fmt: skip
                made.tip = branching.commit_files(repository, made, author, changes, title[:200], reason)
                made.save(update_fields=["tip"])
                publish(ProposalMade(made.pk, author.pk, tuple(changes)))
        except IntegrityError:
            continue  # Somebody else took the number, or did the same, just now.
        return made, True
    raise branching.ProposalError(_("Many proposals are being made right now."), hint=_("Try again."))


def propose_texts(
    edition: Edition,
    *,
    author: Account,
    texts: Mapping[str, str | None],
    started_from: str,
    title: str,
    reason: str,
) -> Proposal:
    """Propose several files of one source in other words (`None`: taken away), as they are at one commit.

    Raises NotAllowedError, ProposalError where there is nothing to propose, TextError, and NotWritableError where a
    file cannot be changed.
    """
    if not rules.can_propose(author):
        raise NotAllowedError(_("Only contributors can propose changes."))
    title = branching.checked_title(title)
    before = [committed(edition, path, started_from) for path in texts]
    if len({queries.mount_of(edition, path) for path in texts}) != 1:
        raise branching.ProposalError(
            _("These files do not belong to one source."), hint=_("Make a proposal for each source.")
        )
    first = before[0]
    branching.check_base(first, first.commit)
    made, _is_new = propose_files(
        edition, author=author, repository=first.repository, mount=queries.mount_of(edition, first.path),
        base=first.commit, changes={each.inner: branching.changed_bytes(each, texts[each.path]) for each in before},
        title=title, reason=reason.strip(), made_for="",
    )  # fmt: skip
    return made


def open_for(edition: Edition, made_for: str) -> Proposal | None:
    """The open proposal that was made for a purpose, if there is one."""
    found = queries.open_for(made_for)
    if found is None:
        return None
    found = ending.settle(edition, found)
    return found if found.is_open else None
