"""Rounds with the upstream: one process at a time, what came of it kept for people to see, and what they decide."""

from __future__ import annotations

import os
import secrets
import socket
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core.rules import Account, can_administer
from trellis.handbook import upstream as meeting
from trellis.handbook.errors import TrellisError
from trellis.handbook.upstream import Standing, State
from trellis.pages.forges.opening import forge_for
from trellis.pages.models import Proposal, Upstream
from trellis.pages.queries import proposals as proposal_queries
from trellis.pages.queries.current import Edition, whole_edition
from trellis.pages.services import merge_requests
from trellis.pages.services.drafts import NotAllowedError
from trellis.pages.upstreams import UpstreamSettings, configured, mount_of, upstream_repository

LEASE = timedelta(minutes=5)
"""How long a process that was killed keeps the others from going on; longer than any conversation with the server."""
FIRST_PAUSE, LONGEST_PAUSE = 30, 3600
"""Seconds until what failed is tried again: doubled each time, up to an hour."""
_PASSING = {State.UNREACHABLE, State.DENIED, State.REJECTED, State.BUSY, State.BROKEN, State.BLOCKED}
_MOST_DETAIL = 1000


class UpstreamError(TrellisError):
    """There is no upstream, or what was decided about it cannot be done."""

    code = "upstream"


class BusyError(UpstreamError):
    """Another process is at it."""

    code = "upstream.busy"


def ask() -> None:
    """Have a round soon, by whichever process looks after the upstream; nothing where there is none."""
    if configured() is not None:
        _row()
        Upstream.objects.update(asked_at=timezone.now())


def ask_by_hand(*, by: Account) -> None:
    """Have a round soon because an administrator wants it. Raises NotAllowedError."""
    _require(by)
    ask()


def is_due(now: datetime) -> bool:
    """Whether a round is due or asked for, and nobody is at it. One query."""
    wanted = configured()
    if wanted is None:
        return False
    row = Upstream.objects.first()
    if row is None or (row.asked_at is None and row.looked_at is None):
        return True
    if row.lease_until is not None and row.lease_until > now:
        return False
    return row.asked_at is not None or (row.due_at is not None and row.due_at <= now)


def synchronise() -> Upstream:
    """One round: fetch, bring together, push, and what there is to say of merge requests.

    What goes wrong is a state of the record. Raises UpstreamError where no upstream is configured, BusyError where
    another process is at it.
    """
    wanted = _wanted()
    holder, started = _take_lease(), timezone.now()
    try:
        standing, trouble = _round(wanted, holder)
        return _note(wanted, standing, trouble, started)
    finally:
        Upstream.objects.filter(holder=holder).update(holder="", lease_until=None)


def take_theirs(*, by: Account, ours: str, theirs: str) -> str:
    """Serve the upstream's line from now on; ours is kept on a branch, whose name is given back.

    Raises NotAllowedError, DecisionError where either has moved since it was seen, GitError.
    """
    return _decided(by, lambda repository, _wanted: meeting.take_theirs(repository, ours=ours, theirs=theirs))


def keep_ours(*, by: Account, ours: str, theirs: str) -> str:
    """Make the upstream what is served here; its line is kept on a branch here, whose name is given back.

    Raises NotAllowedError, DecisionError where either has moved since it was seen, RemoteError where it refuses.
    """
    return _decided(
        by,
        lambda repository, wanted: meeting.keep_ours(repository, wanted.remote, ours=ours, theirs=theirs),
    )


def propose_theirs(edition: Edition, *, by: Account, theirs: str) -> Proposal:
    """Make a proposal of what was committed at the upstream, so that its conflicts are solved and approved like any.

    The same again gives the same proposal. Raises NotAllowedError, UpstreamError where the handbook is but a folder of
    its repository, DecisionError where the upstream has moved since.
    """
    _require(by)
    _wanted()
    repository = upstream_repository(edition.whole.handbook.source)
    if repository.prefix:
        raise UpstreamError(
            _("The handbook is one folder of its repository, so that a proposal cannot hold all of it."),
            hint=_("Merge the two branches with Git."),
        )
    if repository.tip(meeting.INCOMING) != theirs:
        raise meeting.DecisionError(
            _("The upstream has changed meanwhile."), hint=_("Look at what is new first.")
        )
    mount = mount_of(edition.whole.handbook.source)
    there = Proposal.objects.filter(tip=theirs, mount=mount, state=Proposal.State.OPEN).first()
    if there is not None:
        return there
    base = repository.merge_base(repository.tip() or theirs, theirs)
    number = (Proposal.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    branch = f"{proposal_queries.BRANCHES}/{number}-{secrets.token_hex(3)}"
    try:
        with transaction.atomic():
            made = Proposal.objects.create(
                number=number, title="Bring in what was committed upstream", author=by, branch=branch, mount=mount,
                base=base, tip=theirs, reason="Both the handbook here and the upstream changed the same places.",
            )  # fmt: skip
            repository.move(branch, theirs, None)
    except IntegrityError:
        raise UpstreamError(_("A proposal is being made right now."), hint=_("Try again.")) from None
    return made


# -- how


def _wanted() -> UpstreamSettings:
    wanted = configured()
    if wanted is None:
        raise UpstreamError(
            _("No upstream is configured."), hint=_("Set TRELLIS_UPSTREAM to the address of a repository.")
        )
    return wanted


def _require(by: Account) -> None:
    if not can_administer(by):
        raise NotAllowedError(_("Only administrators decide about the upstream."))


def _row() -> Upstream:
    return Upstream.objects.get_or_create(key="one")[0]


def _take_lease() -> str:
    """A name under which this process has the upstream to itself. Raises BusyError."""
    _row()
    holder = f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(4)}"
    now = timezone.now()
    free = Upstream.objects.filter(Q(lease_until=None) | Q(lease_until__lt=now))
    if not free.update(holder=holder, lease_until=now + LEASE):
        raise BusyError(
            _("Another process is speaking with the upstream."), hint=_("Look again in a minute.")
        )
    return holder


def _renew(holder: str) -> None:
    if not Upstream.objects.filter(holder=holder).update(lease_until=timezone.now() + LEASE):
        raise BusyError(_("Another process has taken over."))


def _round(wanted: UpstreamSettings, holder: str) -> tuple[Standing, str]:
    edition = whole_edition()
    try:
        repository = upstream_repository(edition.handbook.source)
    except TrellisError as error:
        return Standing(State.BLOCKED, f"{error.message} {error.hint}".strip()), ""

    def on_step() -> None:
        _renew(holder)

    standing = meeting.synchronise(
        repository, wanted.remote, largest=wanted.largest, on_step=on_step, branches=wanted.access is not None
    )
    if wanted.access is None or standing.state in {State.UNREACHABLE, State.DENIED}:
        return standing, ""
    trouble = merge_requests.reflect(
        edition, repository, wanted, forge_for(wanted.access), mount_of(edition.handbook.source), on_step
    )
    return standing, trouble


def _note(wanted: UpstreamSettings, standing: Standing, trouble: str, started: datetime) -> Upstream:
    now, row = timezone.now(), _row()
    failed = standing.state in _PASSING or bool(trouble)
    failures = row.failures + 1 if failed else 0
    pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(failures - 1, 10)) if failed else wanted.interval
    reached = standing.state not in {State.UNREACHABLE, State.DENIED, State.BROKEN, State.BLOCKED}
    values: dict[str, Any] = {
        "state": standing.state.value, "detail": standing.detail[:_MOST_DETAIL], "files": list(standing.files),
        "ours": standing.ours, "theirs": standing.theirs, "waiting": standing.waiting,
        "forge_trouble": trouble[:_MOST_DETAIL], "failures": failures, "looked_at": now,
        "since": row.since if row.since and row.state == standing.state else now,
        "fetched_at": now if reached else row.fetched_at,
        "pushed_at": now if standing.pushed else row.pushed_at,
        "due_at": now + timedelta(seconds=pause) if pause else None,
    }  # fmt: skip
    Upstream.objects.filter(pk=row.pk).update(**values)
    # What was asked for while this round was on its way is for the next one.
    Upstream.objects.filter(pk=row.pk, asked_at__lte=started).update(asked_at=None)
    return _row()


def _decided(by: Account, act: Any) -> str:
    _require(by)
    wanted = _wanted()
    holder = _take_lease()
    try:
        kept: str = act(upstream_repository(whole_edition().handbook.source), wanted)
    finally:
        Upstream.objects.filter(holder=holder).update(holder="", lease_until=None)
    # How things stand now, the next round tells.
    Upstream.objects.update(kept=kept, state="", detail="", files=[], asked_at=timezone.now())
    return kept
