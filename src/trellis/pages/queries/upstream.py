"""How things stand with the upstream, in sentences: for administrators in full, for contributors in a line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trellis.handbook.errors import TrellisError
from trellis.handbook.joining import Said, only_in
from trellis.handbook.upstream import State
from trellis.pages.models import MergeRequest, Proposal, Upstream
from trellis.pages.queries.current import whole_edition
from trellis.pages.upstreams import UpstreamSettings, configured, place_of, upstream_repository

MOST = 50
"""Merge requests with trouble that the page shows."""
MOST_COMMITS = 10
"""Commits of each line that the page shows."""

_SENTENCES: dict[str, tuple[str, str | Promise, str | Promise]] = {
    "": ("info", _("Not looked at yet"), _("Trellis looks within a few seconds.")),
    State.IN_STEP: (
        "good",
        _("In step"),
        _("What is merged here is there, and what was committed there is here."),
    ),
    State.UNREACHABLE: (
        "problem",
        _("It cannot be reached"),
        _(
            "Trellis tries again by itself. Everything here can be read and changed meanwhile, and is sent later."
        ),
    ),
    State.DENIED: (
        "problem",
        _("It does not let Trellis in"),
        _("Check the token or the key: it may have run out. `trellis doctor` tells more."),
    ),
    State.REJECTED: (
        "problem",
        _("It does not take what is merged here"),
        _("Allow the account of the token to push to the branch, or merge in the merge request there."),
    ),
    State.REPLACED: (
        "problem",
        _("Its history was replaced"),
        _("Somebody pushed there by force. Nothing is lost here; decide which of the two counts."),
    ),
    State.GONE: (
        "problem",
        _("Its branch is gone"),
        _("Somebody deleted it there. Push it again from here, or name another in TRELLIS_UPSTREAM_BRANCH."),
    ),
    State.CONFLICT: (
        "attention",
        _("Both changed the same places"),
        _(
            "Nothing was changed on either side. Solve the conflicts in a proposal, or decide which of the two counts."
        ),
    ),
    State.UNRELATED: (
        "problem",
        _("It is another repository"),
        _("The two have no commit in common. Check TRELLIS_UPSTREAM, or decide which of the two counts."),
    ),
    State.LARGE: (
        "problem",
        _("A file there is too large"),
        _("Nothing was taken over. Take the file out of the history there, or raise TRELLIS_LARGEST_FILE."),
    ),
    State.BROKEN: (
        "problem",
        _("It sent damaged objects"),
        _("Nothing was taken over. Run `git fsck` in the repository there."),
    ),
    State.BLOCKED: (
        "problem",
        _("The repository here stands in the way"),
        _("Nothing was changed. What Git says tells what to mend."),
    ),
    State.BUSY: ("attention", _("Much is pushed there just now"), _("Trellis tries again by itself.")),
}
_DECIDED = {State.REPLACED, State.CONFLICT, State.UNRELATED}


@dataclass(frozen=True, slots=True)
class Shown:
    """The upstream as the page shows it. `can_*` say which decisions there are to make."""

    place: str
    branch: str
    requests: str
    wanted: UpstreamSettings
    row: Upstream
    tone: str
    title: str | Promise
    text: str | Promise
    troubled: tuple[MergeRequest, ...]
    open_requests: int
    only_there: tuple[Said, ...] = ()
    only_here: tuple[Said, ...] = ()

    @property
    def can_choose(self) -> bool:
        """Whether there are two lines of commits, of which one may be made to count."""
        return self.row.state in _DECIDED and bool(self.row.ours and self.row.theirs)

    @property
    def can_push_again(self) -> bool:
        """Whether the branch there may be made anew."""
        return self.row.state == State.GONE and bool(self.row.ours)

    @property
    def can_propose(self) -> bool:
        """Whether a proposal may solve it."""
        return self.row.state == State.CONFLICT and bool(self.row.theirs)

    @property
    def is_retried(self) -> bool:
        """Whether Trellis tries again by itself."""
        return self.row.failures > 0

    @property
    def next_at(self) -> datetime | None:
        """When the next round is due."""
        return self.row.due_at


def shown() -> Shown | None:
    """The upstream as it stands; `None` where there is none. Three queries, and two calls of Git where one decides."""
    wanted = configured()
    if wanted is None:
        return None
    row = Upstream.objects.first() or Upstream()
    tone, title, text = _SENTENCES.get(row.state, _SENTENCES[""])
    troubled = MergeRequest.objects.exclude(trouble="").select_related("proposal")
    found = Shown(
        place=place_of(wanted.remote.url),
        branch=wanted.remote.branch,
        requests=wanted.access.kind if wanted.access is not None else "",
        wanted=wanted,
        row=row,
        tone=tone,
        title=title,
        text=text,
        troubled=tuple(troubled.order_by("proposal__number")[:MOST]),
        open_requests=MergeRequest.objects.filter(state="open").count(),
    )
    return _with_commits(found) if found.can_choose else found


def _with_commits(found: Shown) -> Shown:
    """What each of the two lines has and the other has not, so that whoever decides knows what is at stake."""
    ours, theirs = found.row.ours, found.row.theirs
    try:
        repository = upstream_repository(whole_edition().handbook.source)
        return replace(
            found,
            only_there=only_in(repository, theirs, ours, MOST_COMMITS),
            only_here=only_in(repository, ours, theirs, MOST_COMMITS),
        )
    except TrellisError:  # A damaged repository: the page says the rest.
        return found


def trouble_line() -> str | Promise:
    """What contributors should know of the upstream, in a few words; empty while all is well."""
    if configured() is None:
        return ""
    row = Upstream.objects.only("state", "forge_trouble").first()
    if row is None or row.state in {"", State.IN_STEP, State.BUSY}:
        return ""
    return _SENTENCES[row.state][1] if row.state in _SENTENCES else ""


def waiting_for_decision(request: object) -> int:
    """1 while somebody must do something about the upstream, for the side bar of administrators."""
    if configured() is None:
        return 0
    return 1 if trouble_line() or Upstream.objects.exclude(forge_trouble="").exists() else 0


def request_of(proposal: Proposal) -> MergeRequest | None:
    """The merge request of a proposal, if there is one."""
    return MergeRequest.objects.filter(proposal=proposal).first()
