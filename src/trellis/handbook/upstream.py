"""The served branch and the branch of an upstream kept in step: fetch, bring together, push; nobody's words are lost.

Three commits tell where things stand: ours, theirs, and the one that both agreed on last (a ref of its own). All that
is done is done again safely: a process that is killed anywhere leaves branches where they were or where they should be.
Where Trellis cannot go on by itself it changes nothing, and says why.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from trellis.handbook import git, joining, remotes
from trellis.handbook.git import GitError
from trellis.handbook.remotes import Remote, RemoteError, Trouble
from trellis.handbook.repositories import Author, MovedError, Repository

INCOMING = "refs/trellis/upstream/incoming"
AGREED = "refs/trellis/upstream/agreed"
PROPOSALS_THERE = "refs/trellis/upstream/proposals"
KEPT = "refs/heads/trellis-kept"
"""Branches on which a line of commits is kept that the served branch has left."""
ROUNDS = 3
"""How often one more fetch and merge is tried when somebody pushes there in the same moment."""
TRELLIS = Author("Trellis", "trellis@localhost")


class State(StrEnum):
    """Where the served branch and the upstream stand."""

    IN_STEP = "in-step"
    UNREACHABLE = "unreachable"
    DENIED = "denied"
    REJECTED = "rejected"
    REPLACED = "replaced"
    GONE = "gone"
    CONFLICT = "conflict"
    UNRELATED = "unrelated"
    LARGE = "large"
    BROKEN = "broken"
    BLOCKED = "blocked"
    BUSY = "busy"


@dataclass(frozen=True, slots=True)
class Standing:
    """What came of one round. `detail` is what Git or the server said, `files` what it is about; `waiting` counts the
    commits that are here and not there.
    """

    state: State
    detail: str = ""
    files: tuple[str, ...] = ()
    ours: str = ""
    theirs: str = ""
    received: int = 0
    waiting: int = 0
    pushed: bool = False


class DecisionError(GitError):
    """What an administrator decided about is no longer so."""

    code = "upstream.decision"


def synchronise(
    repository: Repository,
    remote: Remote,
    *,
    largest: int,
    on_step: Callable[[], None] = lambda: None,
    branches: bool = False,
) -> Standing:
    """Fetch, bring together, push. Never raises for expected trouble: that is a state.

    `largest` is how many bytes a file may have that comes in; `on_step` is called before each conversation;
    `branches` fetches the branches of proposals too.
    """
    whole = replace(repository, prefix="")
    ours = whole.tip() or ""
    try:
        for _round in range(ROUNDS):
            try:
                return _round_of(whole, remote, largest, on_step, branches)
            except RemoteError as error:
                if error.kind is not Trouble.MOVED:
                    raise
            except MovedError:
                pass
        return Standing(State.BUSY, ours=ours, waiting=_waiting(whole))
    except RemoteError as error:
        kind = State(error.kind.value) if error.kind is not Trouble.MOVED else State.BUSY
        return Standing(
            kind, error.message, ours=ours, theirs=_commit(whole, INCOMING), waiting=_waiting(whole)
        )
    except GitError as error:
        detail = remote.redacted(f"{error.message} {error.hint}".strip())
        return Standing(
            State.BLOCKED, detail, ours=ours, theirs=_commit(whole, INCOMING), waiting=_waiting(whole)
        )


def take_theirs(repository: Repository, *, ours: str, theirs: str, at: datetime | None = None) -> str:
    """Serve what the upstream has; our line is kept on a branch of its own, whose name is given back.

    Raises DecisionError where either has moved since it was seen, GitError where files cannot follow.
    """
    whole = _seen(repository, ours, theirs)
    kept = _keep(whole, ours, "ours", at)
    whole.move(whole.branch, theirs, ours)
    _point(whole, AGREED, theirs)
    return kept


def keep_ours(
    repository: Repository, remote: Remote, *, ours: str, theirs: str, at: datetime | None = None
) -> str:
    """Make the upstream what is served here; its line is kept here on a branch of its own, whose name is given back.

    Raises DecisionError where either has moved since it was seen, RemoteError where the upstream refuses.
    """
    whole = _seen(repository, ours, theirs)
    there = _there(whole, remote)
    now = remotes.tips(whole.folder, remote, (there,)).get(there, "")
    if now not in {"", theirs}:
        raise DecisionError("The upstream has changed meanwhile.", hint="Look at what is new, then decide.")
    kept = _keep(whole, theirs, "theirs", at)
    remotes.push(whole.folder, remote, ours, there, instead_of=now)
    _point(whole, AGREED, ours)
    return kept


# -- how


def _round_of(
    whole: Repository, remote: Remote, largest: int, on_step: Callable[[], None], branches: bool
) -> Standing:
    on_step()
    there = _there(whole, remote)
    theirs = _fetched(whole, remote, there, branches)
    ours = whole.tip()
    if ours is None:
        raise GitError("The served branch has no commit yet.", hint="Commit the pages first.")
    agreed = _commit(whole, AGREED)
    if not theirs:
        if agreed:
            return Standing(State.GONE, ours=ours, theirs=_commit(whole, INCOMING), waiting=_waiting(whole))
        return _pushed(whole, remote, there, ours, on_step, Standing(State.IN_STEP, ours=ours))
    found = Standing(State.IN_STEP, ours=ours, theirs=theirs, waiting=_waiting(whole))
    if whole.is_ancestor(theirs, ours) and (not agreed or whole.is_ancestor(agreed, theirs)):
        return _pushed(whole, remote, there, ours, on_step, found)
    received = joining.count(whole, theirs, ours)
    large = joining.larger_than(whole, largest, theirs, [ours, *filter(None, [agreed])])
    if large:
        files = tuple(f"{file.path} ({file.size / 2**20:.1f} MB)" for file in large[:20])
        return replace(found, state=State.LARGE, files=files)
    if whole.is_ancestor(ours, theirs):
        whole.move(whole.branch, theirs, ours)
        _point(whole, AGREED, theirs)
        return replace(found, ours=theirs, received=received, waiting=0)
    if agreed and not whole.is_ancestor(agreed, theirs):
        return replace(found, state=State.REPLACED)
    return _together(whole, remote, there, on_step, replace(found, received=received))


def _together(
    whole: Repository, remote: Remote, there: str, on_step: Callable[[], None], found: Standing
) -> Standing:
    """Both have moved: a merge commit by Trellis where the changes fit, else the files in conflict."""
    if git.run(whole.folder, "merge-base", found.ours, found.theirs).returncode == 1:
        return replace(found, state=State.UNRELATED, received=0)
    joined = joining.join(whole, found.ours, found.theirs)
    if joined.conflicts:
        return replace(found, state=State.CONFLICT, files=joined.conflicts[:50], received=0)
    message = f"Bring in what was committed upstream\n\n{found.received} commits of {_short(there)}.\n"
    made = whole.commit_tree(
        joined.tree, (found.ours, found.theirs), author=TRELLIS, committer=TRELLIS, message=message
    )
    whole.move(whole.branch, made, found.ours)
    return _pushed(whole, remote, there, made, on_step, replace(found, ours=made))


def _pushed(
    whole: Repository, remote: Remote, there: str, ours: str, on_step: Callable[[], None], found: Standing
) -> Standing:
    if found.theirs != ours:
        on_step()
        remotes.push(whole.folder, remote, ours, there)
    _point(whole, INCOMING, ours)
    _point(whole, AGREED, ours)
    return replace(found, ours=ours, theirs=ours, waiting=0, pushed=found.theirs != ours)


def _fetched(whole: Repository, remote: Remote, there: str, branches: bool) -> str:
    """The upstream's commit, with everything it needs here; empty where the upstream has no such branch."""
    patterns = (there, "refs/heads/trellis/*") if branches else (there,)
    tips = remotes.tips(whole.folder, remote, patterns)
    known = whole.tips(PROPOSALS_THERE)
    wanted = {}
    theirs = tips.get(there, "")
    if theirs and _commit(whole, INCOMING) != theirs:
        wanted[there] = INCOMING
    for name, commit in tips.items():
        mirrored = f"{PROPOSALS_THERE}/{name.removeprefix('refs/heads/trellis/')}"
        if name != there and known.get(mirrored) != commit:
            wanted[name] = mirrored
    if wanted:
        remotes.fetch(whole.folder, remote, wanted)
    return _commit(whole, INCOMING) if theirs else ""


def _there(whole: Repository, remote: Remote) -> str:
    return f"refs/heads/{remote.branch}" if remote.branch else whole.branch


def _seen(repository: Repository, ours: str, theirs: str) -> Repository:
    whole = replace(repository, prefix="")
    if not ours or whole.tip() != ours or _commit(whole, INCOMING) != theirs:
        raise DecisionError("One of the two has changed meanwhile.", hint="Look at what is new, then decide.")
    return whole


def _keep(whole: Repository, commit: str, whose: str, at: datetime | None) -> str:
    """A branch for a line of commits that is left; twice is once."""
    day = (at or datetime.now(UTC)).strftime("%Y-%m-%d")
    branch = f"{KEPT}/{day}-{whose}-{commit[:10]}"
    if whole.tip(branch) is None:
        whole.move(branch, commit, None)
    return branch.removeprefix("refs/heads/")


def _commit(whole: Repository, ref: str) -> str:
    return whole.tip(ref) or ""


def _waiting(whole: Repository) -> int:
    agreed, ours = _commit(whole, AGREED), whole.tip()
    try:
        return joining.count(whole, ours, agreed) if agreed and ours else 0
    except GitError:  # A damaged repository: what matters is told elsewhere.
        return 0


def _point(whole: Repository, ref: str, commit: str) -> None:
    done = git.run(whole.folder, "update-ref", ref, commit)
    if done.returncode != 0:
        said = " ".join(done.stderr.decode("utf-8", "replace").split())[:300]
        raise GitError(f"Git cannot note what was agreed: {said}", hint="Remove the lock that it names.")


def _short(branch: str) -> str:
    return branch.removeprefix("refs/heads/")
