"""Writes of what Trellis can propose for somebody in one click: safe mends, and that a page was looked at."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from trellis.core.rules import Account
from trellis.handbook import reviews
from trellis.pages import rules
from trellis.pages.models import Proposal
from trellis.pages.queries import mending, proposals
from trellis.pages.queries.current import Edition
from trellis.pages.queries.editing import committed
from trellis.pages.services.branching import ProposalError
from trellis.pages.services.drafts import NotAllowedError
from trellis.pages.services.several import open_for, propose_files


class Proposed(NamedTuple):
    """The proposals for what was asked, one for each repository; how many are new, and how many findings are left."""

    proposals: tuple[Proposal, ...]
    new: int
    left: int


Tell = Callable[[int, int, str], None]
"""Hears how many of how many steps are done, and what comes next."""


def propose_mends(
    edition: Edition, *, author: Account, keys: Collection[str], tell: Tell = lambda at, of, says: None
) -> Proposed:
    """Propose to mend some findings, named by `mending.key_of`, all in one proposal for each repository.

    Asked for the same again, the open proposal is given. Raises NotAllowedError, and ProposalError where nothing of it
    can be mended now.
    """
    if not rules.can_propose(author):
        raise NotAllowedError(_("Only contributors can propose changes."))
    wanted = set(keys)
    findings = [
        found for found in mending.mendable(edition, wanted) if rules.can_change_page(author, found.path)
    ]
    if not findings:
        raise ProposalError(
            _("Nothing of this can be mended now."),
            hint=_("Choose findings that are marked as fixable. The page may have changed meanwhile."),
        )
    tell(0, 2, _("Trying the mends out on a copy"))
    mends = mending.mends_of(edition, findings)
    tell(1, 2, _("Writing the proposal"))
    if not mends.parts:
        raise ProposalError(
            _("Nothing of this can be mended safely here."),
            hint=_("The pages were changed without being committed, or a mend would break something else."),
        )
    made = [
        propose_files(
            edition, author=author, repository=part.repository, mount=part.mount, base=part.base,
            changes=part.changes, title=mending.title_of(edition, part), reason=mending.reason_of(part),
            made_for=part.purpose,
        )
        for part in mends.parts
    ]  # fmt: skip
    return Proposed(tuple(each for each, _new in made), sum(new for _each, new in made), mends.left)


def propose_reviewed(edition: Edition, *, author: Account, path: str, today: date) -> tuple[Proposal, bool]:
    """Propose to write down that a page was read and is still right: it is due again after its usual time.

    Gives the proposal and whether it is new; while one is open, that one. Raises NotAllowedError, ProposalError,
    NotWritableError.
    """
    page = edition.handbook.pages.get(path)
    if not rules.can_change_page(author, path):
        raise NotAllowedError(_("Only contributors can propose changes."))
    if page is None:
        raise ProposalError(_("There is no such page any more."))
    standing = open_for(edition, proposals.review_purpose(path))
    if standing is not None:
        return standing, False
    now = committed(edition, path)
    if now.text is None or now.text.removeprefix("\ufeff") != page.text:
        raise ProposalError(
            _("“%(path)s” was changed on the disk and not committed.") % {"path": path},
            hint=_("Commit it there first."),
        )
    next_day = today + timedelta(days=reviews.days_for(edition.handbook.settings, path) or reviews.USUAL_DAYS)
    text = reviews.with_review(page, next_day)
    if text is None or text == page.text:
        raise ProposalError(
            _("The front matter of “%(title)s” cannot be changed safely.") % {"title": page.title},
            hint=_("Edit the page and set `review` there."),
        )
    mark = "\ufeff" if now.text.startswith("\ufeff") else ""
    return propose_files(
        edition, author=author, repository=now.repository, mount=proposals.mount_of(edition, path), base=now.commit,
        changes={now.inner: (mark + text).encode("utf-8", "surrogatepass")},
        title=_("Reviewed, still right: %(title)s") % {"title": page.title},
        reason=_("Read on %(day)s and found right. The next review is due on %(next)s.")
        % {"day": today.isoformat(), "next": next_day.isoformat()},
        made_for=proposals.review_purpose(path),
    )  # fmt: skip
