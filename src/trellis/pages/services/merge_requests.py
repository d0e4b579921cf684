"""Merge requests at the upstream's server: each open proposal has one, and what happens there is reflected here.

Nothing is done twice: a request is looked for before it is opened, and what the server was told last is remembered.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.handbook import git, joining, remotes
from trellis.handbook.errors import TrellisError
from trellis.handbook.repositories import Repository
from trellis.handbook.upstream import INCOMING, PROPOSALS_THERE
from trellis.pages.forges.forge import Forge, ForgeError, Request, RequestState
from trellis.pages.models import MergeRequest, Proposal
from trellis.pages.queries.current import Edition
from trellis.pages.queries.proposals import BRANCHES
from trellis.pages.services import ending
from trellis.pages.upstreams import UpstreamSettings

MOST = 200
"""Proposals that one round speaks about."""
REMEMBERED = timedelta(days=7)
"""How long a closed proposal is looked after, in case somebody opens it again there."""
_HOPELESS = {"upstream.api.401", "upstream.api.403", "upstream.api.404", "upstream.api.429", "upstream.api"}


def reflect(
    edition: Edition,
    repository: Repository,
    wanted: UpstreamSettings,
    forge: Forge,
    mount: str,
    on_step: Callable[[], None],
) -> str:
    """Speak about each proposal once. Gives what went wrong; trouble with one request is in its record."""
    trouble = ""
    for proposal in _concerned(mount):
        on_step()
        try:
            _Talk(edition, repository, wanted, forge, proposal).reflect()
        except ForgeError as error:
            if error.code in _HOPELESS:
                return f"{error.message} {error.hint}".strip()
            trouble = _note_trouble(proposal, error) or trouble
        except TrellisError as error:
            trouble = _note_trouble(proposal, error) or trouble
    return trouble


def text_of(proposal: Proposal) -> str:
    """What a merge request says: the reason, who proposes, and the way back here.

    The reason is quoted: GitLab takes a line that begins with a slash for a command, to be run with our token.
    """
    quoted = "\n".join(f"> {line}".rstrip() for line in proposal.reason.splitlines())
    site = getattr(settings, "TRELLIS_URL", "")
    where = f"{site}/proposals/{proposal.number}/" if site else f"proposal #{proposal.number}"
    name = " ".join(proposal.author.name.split())
    return "\n\n".join(part for part in (quoted, f"Proposed by {name} in Trellis: {where}") if part)


# -- how


class _Talk:
    """What is said about one proposal in one round."""

    def __init__(
        self,
        edition: Edition,
        repository: Repository,
        wanted: UpstreamSettings,
        forge: Forge,
        proposal: Proposal,
    ) -> None:
        self.edition, self.repository, self.remote = edition, repository, wanted.remote
        self.largest, self.forge, self.proposal = wanted.largest, forge, proposal
        self.source = proposal.branch.removeprefix("refs/heads/")
        self.target = wanted.remote.branch or repository.branch.removeprefix("refs/heads/")

    def reflect(self) -> None:
        record = MergeRequest.objects.filter(proposal=self.proposal).first()
        if record is None:
            if self.proposal.is_open:
                self._open()
            return
        try:
            there = self.forge.look(record.number)
        except ForgeError as error:
            if error.code != "upstream.api.404":
                raise
            record.delete()  # Somebody deleted the request there; where the project is gone, the search says so.
            self._open()
            return
        if there.state is RequestState.OPEN and self.proposal.is_open:
            self._bring_branch(record)
        there = self._settle(record, there)
        told = self._digest()
        if there.state is RequestState.OPEN and record.told != told:
            there = self.forge.describe(record.number, self.proposal.title, text_of(self.proposal))
            record.told = told
        self._save(record, there)

    def _open(self) -> None:
        ending.settle(self.edition, self.proposal)
        served = self.repository.tip(INCOMING)
        if not self.proposal.is_open or (served and self.repository.is_ancestor(self.proposal.tip, served)):
            return  # It changes nothing there: it is new and empty, or it brings here what is there.
        pushed = self._push()
        there = self.forge.find(self.source, self.target) or self.forge.open(
            self.source, self.target, self.proposal.title, text_of(self.proposal)
        )
        made = MergeRequest(
            proposal=self.proposal, number=there.number, state=there.state, told=self._digest(), pushed=pushed
        )
        self._save(made, there)

    def _settle(self, record: MergeRequest, there: Request) -> Request:
        """Bring the two states together: what changed since the last round counts, there before here."""
        proposal, known = self.proposal, record.state
        if there.state is RequestState.MERGED and proposal.is_open:
            commit = self._merged_as(there)
            if commit:
                ending.ended_elsewhere(self.edition, proposal, merged_as=commit)
        elif there.state is RequestState.CLOSED and proposal.is_open:
            if known == RequestState.CLOSED:
                return self.forge.reopen(record.number)
            ending.ended_elsewhere(self.edition, proposal)
        elif there.state is RequestState.OPEN and proposal.state == Proposal.State.CLOSED:
            if known == RequestState.OPEN:
                return self.forge.end(record.number)
            ending.reopened_elsewhere(proposal)
        return there

    def _merged_as(self, there: Request) -> str:
        """The commit of the served branch that brought the proposal in, once it has been fetched."""
        served = self.repository.tip()
        for commit in (*there.merged_as, self.proposal.tip):
            found = git.is_object_name(commit) and self.repository.tip(commit)
            if found and served and self.repository.is_ancestor(commit, served):
                return commit
        return ""

    def _bring_branch(self, record: MergeRequest) -> None:
        """The branch of the proposal here and there: who is behind follows; two that differ stay as they are."""
        repository, branch = self.repository, self.proposal.branch
        theirs, ours = repository.tip(self._mirror()), repository.tip(branch)
        if ours is None or theirs == ours:
            return
        if theirs and repository.is_ancestor(ours, theirs):
            large = joining.larger_than(repository, self.largest, theirs, [ours])
            if large:
                raise ForgeError(
                    _("“%(path)s” in the branch at the upstream is larger than a file may be.")
                    % {"path": large[0].path},
                    hint=_("Take it out of the branch there."),
                    code="upstream.large",
                )
            repository.move(branch, theirs, ours)
        elif theirs and not repository.is_ancestor(theirs, ours):
            raise ForgeError(
                _("The branch at the upstream and the proposal here have parted."),
                hint=_("Merge the two with Git, or close the merge request there."),
                code="upstream.parted",
            )
        else:
            record.pushed = self._push()
        ending.settle(self.edition, self.proposal)

    def _push(self) -> str:
        tip = self.proposal.tip
        remotes.push(self.repository.folder, self.remote, tip, self.proposal.branch)
        git.run(self.repository.folder, "update-ref", self._mirror(), tip)
        return tip

    def _mirror(self) -> str:
        return f"{PROPOSALS_THERE}/{self.proposal.branch.removeprefix(f'{BRANCHES}/')}"

    def _digest(self) -> str:
        return hashlib.sha256(f"{self.proposal.title}\0{text_of(self.proposal)}".encode()).hexdigest()

    def _save(self, record: MergeRequest, there: Request) -> None:
        if there.state is RequestState.OPEN:
            record.approved_by = list(self.forge.approvals(there.number))[:50]
        record.number, record.url, record.state = there.number, there.url, there.state.value
        if there.state is RequestState.MERGED and self.proposal.is_open:
            record.state = (
                RequestState.OPEN.value
            )  # Until its commit has been fetched, it is not merged here.
        record.ended_by = there.by if there.state is not RequestState.OPEN else ""
        record.trouble, record.updated_at = "", timezone.now()
        record.save()


def _concerned(mount: str) -> QuerySet[Proposal]:
    """Open proposals, those that have ended here and not there, and closed ones, which may be opened again there."""
    open_there = Q(merge_request__state=RequestState.OPEN)
    closed = Q(
        state=Proposal.State.CLOSED, merge_request__isnull=False, updated_at__gt=timezone.now() - REMEMBERED
    )
    found = Proposal.objects.filter(Q(state=Proposal.State.OPEN) | open_there | closed, mount=mount)
    return found.select_related("author").order_by("-updated_at")[:MOST]


def _note_trouble(proposal: Proposal, error: TrellisError) -> str:
    """Keep the trouble with a request; where there is none yet, give it to be told of the upstream."""
    text = f"{error.message} {error.hint}".strip()[:1000]
    kept = MergeRequest.objects.filter(proposal=proposal).update(trouble=text, updated_at=timezone.now())
    return "" if kept else f"#{proposal.number}: {text}"
