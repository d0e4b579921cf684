"""Proposals: which there are, what one changes, what the compiler says of it, and what it still waits for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.core import granted
from trellis.core import queries as accounts
from trellis.core.definitions.permissions import ADMINISTER
from trellis.core.definitions.rightskind import FILES as RIGHTS_FILES
from trellis.core.objects import Described
from trellis.core.rules import Account
from trellis.handbook import destinations
from trellis.handbook.diagnostics import Severity
from trellis.handbook.errors import TrellisError
from trellis.handbook.handbook import Handbook
from trellis.handbook.merging import Conflict
from trellis.handbook.repositories import Merge, Repository, repository_of
from trellis.handbook.source import MountedSources
from trellis.pages.audience import audience_of
from trellis.pages.definitions import owners
from trellis.pages.definitions.permissions import APPROVE
from trellis.pages.models import Comment, Proposal, Review
from trellis.pages.queries.current import Edition, current_edition, try_out
from trellis.pages.queries.editing import LARGEST, Difference, difference
from trellis.pages.queries.files import SHOWN
from trellis.pages.rules import can_propose, reader_for
from trellis.pages.touching import Touched, touched_by

BRANCHES = "refs/heads/trellis"
MOST_ASKED = 50
"""People who are asked at once to decide about a proposal."""

LOOKED_AT_AHEAD = 5
"""Open proposals that are compiled in advance for each edition: no more than a workspace keeps tries of."""

REMEMBERED = 200
"""Proposals of which a process keeps what they change."""


def proposals(*, state: str = "", author: str = "", text: str = "") -> QuerySet[Proposal]:
    """The proposals that whoever asks may see, with those who wrote and ended them, the one that changed last first.

    `author` is the identifier of an account; one that there is none of leaves nothing.
    """
    found = (
        _seen()
        .select_related("author", "ended_by")
        .annotate(said=Count("comments", filter=Q(comments__resolved_at=None), distinct=True))
    )
    if state in Proposal.State.values:
        found = found.filter(state=state)
    if author:
        found = found.filter(author_id=UUID(author)) if is_identifier(author) else found.none()
    for word in text.split():
        if word.lstrip("#").isdecimal():
            found = found.filter(Q(number=int(word.lstrip("#"))) | Q(title__icontains=word))
        else:
            found = found.filter(
                Q(title__icontains=word) | Q(reason__icontains=word) | Q(author__name__icontains=word)
            )
    return found.order_by("-updated_at", "-number")


def described(keys: Collection[UUID]) -> dict[UUID, Described]:
    """How feeds name these proposals and where they lead, of those that whoever asks may see."""
    found = _seen(keys).values_list("pk", "number", "title")
    return {
        key: Described(f"#{number} {title}", reverse("pages:proposal", args=[number]))
        for key, number, title in found
    }


def counts_by_state() -> dict[str, int]:
    """How many proposals there are in each state."""
    counted = _seen().values_list("state").annotate(n=Count("pk")).order_by()
    return {state: n for state, n in counted}  # noqa: C416 - a queryset is no mapping


def counts_by_author() -> list[tuple[UUID, str, int]]:
    """Who has written how many proposals: identifiers, names and numbers."""
    counted = _seen().values_list("author_id", "author__name").annotate(n=Count("pk"))
    return list(counted.order_by("author__name", "author_id"))


def is_identifier(text: str) -> bool:
    """Whether a text may name a record."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def open_count(request: Any) -> int:
    """How many proposals are open, for the side bar of those who may take part."""
    if not can_propose(getattr(request, "user", None)):
        return 0
    return _seen().filter(state=Proposal.State.OPEN).count()


def proposal_by_number(number: int) -> Proposal | None:
    """A proposal with its author; `None` also where whoever asks may not see all that it changes."""
    found = Proposal.objects.select_related("author", "ended_by").filter(number=number).first()
    return found if found is not None and _is_seen(current_edition(), found) else None


def paths_of(edition: Edition, proposal: Proposal) -> tuple[str, ...] | None:
    """The files that a proposal changes, as far as its record knows or else Git; `None` where nobody can tell."""
    if proposal.paths_at == proposal.tip:
        return tuple(proposal.paths)
    try:
        repository = repository_for(edition, proposal)
        target = (repository.tip() or proposal.base) if proposal.is_open else proposal.base
        base = repository.merge_base(target, proposal.tip)
        return tuple(_outside(proposal.mount, path) for path in repository.changed(base, proposal.tip))
    except TrellisError:
        return None


def open_proposals() -> QuerySet[Proposal]:
    """All open proposals with their authors, for what is no reading by anybody: who is told of one is asked then."""
    return Proposal.objects.select_related("author").filter(state=Proposal.State.OPEN).order_by("-updated_at")


def _is_seen(edition: Edition, proposal: Proposal) -> bool:
    """Whether the readers of an edition may see every file that a proposal changes."""
    if edition is edition.whole:
        return True
    paths = paths_of(edition, proposal)
    return paths is not None and all(edition.sees(path) for path in paths)


def seen_among(keys: Collection[UUID]) -> QuerySet[Proposal]:
    """Those of some proposals that whoever asks may see."""
    return _seen(keys)


def _seen(keys: Collection[UUID] | None = None) -> QuerySet[Proposal]:
    """The proposals that whoever asks may see: all, or some, but those that change a file which is not for them."""
    edition = current_edition()
    every = Proposal.objects.all() if keys is None else Proposal.objects.filter(pk__in=keys)
    if edition is edition.whole:
        return every
    fields = ("pk", "number", "state", "mount", "branch", "base", "tip", "paths", "paths_at")
    return every.exclude(pk__in=[each.pk for each in every.only(*fields) if not _is_seen(edition, each)])


def review_purpose(path: str) -> str:
    """What a proposal is for that says of a page that it was looked at."""
    return f"review:{path}"


def mount_of(edition: Edition, path: str) -> str:
    """The folder of the handbook whose source a file belongs to."""
    source = edition.whole.handbook.source
    return source.owner(path)[0] if isinstance(source, MountedSources) else ""


def open_for(made_for: str) -> Proposal | None:
    """The open proposal that Trellis wrote for a purpose."""
    found = Proposal.objects.select_related("author").filter(state=Proposal.State.OPEN, made_for=made_for)
    return found.first() if made_for else None


def repository_for(edition: Edition, proposal: Proposal) -> Repository:
    """The repository that a proposal's branch is in. Raises NotWritableError where it is no longer served."""
    return repository_of(edition.whole.handbook.source, _outside(proposal.mount, "x"))[0]


# -- what it changes


@dataclass(frozen=True, slots=True)
class FileChange:
    """What a proposal does to one file: its text before and after, `None` where there is none."""

    path: str
    title: str
    before: str | None
    after: str | None

    @property
    def is_picture(self) -> bool:
        """Whether it is shown as a picture instead of as lines of text."""
        extension = destinations.file_extension(self.path)
        return extension in SHOWN and extension != "svg"

    @property
    def is_new(self) -> bool:
        """Whether the proposal adds the file."""
        return self.before is None

    @property
    def is_gone(self) -> bool:
        """Whether the proposal takes the file away."""
        return self.after is None


@dataclass(frozen=True)
class Changes:
    """What a proposal changes, at one tip of its branch and of the served one."""

    tip: str
    target: str
    files: tuple[FileChange, ...]
    merge: Merge
    mount: str
    is_open: bool = True

    @property
    def paths(self) -> tuple[str, ...]:
        """The files that differ."""
        return tuple(change.path for change in self.files)

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """The files that the served branch has changed in the same places."""
        return self.merge.conflicts

    @cached_property
    def before(self) -> Handbook:
        """The handbook without it: the served one, in which what was merged is taken out again."""
        if self.is_open:
            return current_edition().handbook
        texts = {change.path: change.before for change in self.files if not change.is_picture}
        return try_out({path: None if text is None else text.encode("utf-8") for path, text in texts.items()})

    @cached_property
    def after(self) -> Handbook:
        """The served handbook as it would be once this is merged; files in conflict are taken as proposed."""
        changed: dict[str, bytes | None] = {
            _outside(self.mount, path): data for path, data in self.merge.changes.items()
        }
        for conflict in self.conflicts:
            text = conflict.theirs
            changed[_outside(self.mount, conflict.path)] = None if text is None else text.encode("utf-8")
        return try_out(changed)


def changes_of(edition: Edition, proposal: Proposal) -> Changes:
    """What a proposal changes now; for a merged one, what it has changed. Raises GitError where its branch is gone."""
    repository = repository_for(edition, proposal)
    tip = proposal.tip
    target = (repository.tip() or proposal.base) if proposal.is_open else proposal.base
    memory: dict[Any, Changes] = edition.kept("proposals")
    key = (proposal.pk, tip, target, proposal.is_open)
    found = memory.get(key)
    if found is None:
        if len(memory) >= REMEMBERED:
            memory.clear()
        found = memory[key] = _changes(edition, repository, proposal, tip, target)
    return found


def _changes(edition: Edition, repository: Repository, proposal: Proposal, tip: str, target: str) -> Changes:
    merge = repository.merge(target, tip)
    files = []
    for path in repository.changed(merge.base, tip):
        before, after = (_text(repository.read(commit, path, LARGEST)) for commit in (merge.base, tip))
        outside = _outside(proposal.mount, path)
        page = edition.handbook.pages.get(outside)
        files.append(
            FileChange(outside, page.title if page is not None else _title_in(after, outside), before, after)
        )
    return Changes(tip, target, tuple(files), merge, proposal.mount, proposal.is_open)


def _title_in(text: str | None, path: str) -> str:
    from trellis.handbook.files import read_page  # noqa: PLC0415 - only for pages that are new
    from trellis.handbook.source import is_page  # noqa: PLC0415 - likewise

    return read_page(path, (text or "").encode("utf-8")).page.title if is_page(path) else path


def _text(data: bytes | None) -> str | None:
    return None if data is None else data.decode("utf-8", "replace")


def _outside(mount: str, path: str) -> str:
    return f"{mount}/{path}" if mount else path


# -- what it waits for


@dataclass(frozen=True, slots=True)
class Approval:
    """An approval that a proposal needs: of whom, for which files, and by whom it was given.

    `owner` is empty where no rule names anybody: then any approver will do. `stands_in` says that nobody else holds the
    role, so that any approver may decide in its place.
    """

    owner: str
    paths: tuple[str, ...]
    holders: tuple[str, ...]
    stands_in: bool
    given_by: Review | None


@dataclass(frozen=True)
class Standing:
    """Where an open proposal stands: what it brings and mends, who must still decide, what keeps it from merging.

    `lacks_administrator` says that it changes who may do what, and no administrator stands behind it: whoever may
    merge must not become more by it.
    """

    changes: Changes
    difference: Difference
    approvals: tuple[Approval, ...]
    objections: tuple[Review, ...]
    alone: bool
    lacks_administrator: bool = False

    @property
    def new_errors(self) -> int:
        """How many errors it would bring."""
        return sum(found.severity is Severity.ERROR for found in self.difference.new)

    @property
    def blockers(self) -> tuple[str, ...]:
        """What keeps it from being merged, each as a sentence; nothing where it can be."""
        return (*self.obstacles, *self._missing_approvals())

    @property
    def obstacles(self) -> tuple[str, ...]:
        """What keeps it from being merged besides approvals that are not given yet."""
        found = []
        if not self.changes.files:
            found.append(_("It changes nothing any more."))
        if self.changes.conflicts:
            found.append(
                ngettext(
                    "%(n)d file was changed in the same place meanwhile.",
                    "%(n)d files were changed in the same places meanwhile.",
                    len(self.changes.conflicts),
                )
                % {"n": len(self.changes.conflicts)}
            )
        if self.new_errors:
            found.append(
                ngettext("It brings %(n)d new error.", "It brings %(n)d new errors.", self.new_errors)
                % {"n": self.new_errors}
            )
        found += [
            _("%(name)s asked for changes.") % {"name": review.reviewer.name} for review in self.objections
        ]
        return tuple(found)

    def _missing_approvals(self) -> Iterable[str]:
        for approval in self.approvals:
            if approval.given_by is None and approval.owner:
                yield _("It waits for the approval of %(owner)s.") % {"owner": approval.owner}
            elif approval.given_by is None:
                yield _("It waits for an approval.")
        if self.lacks_administrator:
            yield _("It changes rights.yml: an administrator must have proposed or approved it.")

    def waits_for(self, who: Account, titles: Iterable[str]) -> bool:
        """Whether an approval is missing that this reader can give."""
        known = {title.casefold() for title in titles} | {who.email.casefold()}
        return any(
            approval.given_by is None
            and (not approval.owner or approval.stands_in or approval.owner.casefold() in known)
            for approval in self.approvals
        )


def standing_of(edition: Edition, proposal: Proposal) -> Standing:
    """Where an open proposal stands. Compiles the handbook as it would be, which takes as long as an edit does; then
    remembered.
    """
    changes = changes_of(edition, proposal)
    reviews = latest_reviews(proposal)
    found: Difference = edition.remember(
        ("difference", proposal.pk, changes.tip, changes.target),
        lambda: difference(edition.handbook, changes.after),
    )
    alone = (
        not accounts.active().filter(granted.whom_may(APPROVE.name)).exclude(pk=proposal.author_id).exists()
    )
    return Standing(
        changes,
        found,
        () if alone else tuple(_approvals(edition, proposal, changes, reviews)),
        tuple(review for review in reviews if review.verdict == Review.Verdict.CHANGES),
        alone,
        _lacks_administrator(proposal, changes, reviews),
    )


def _lacks_administrator(proposal: Proposal, changes: Changes, reviews: Sequence[Review]) -> bool:
    if not any(path.rpartition("/")[2] in RIGHTS_FILES for path in changes.paths):
        return False
    approved = {
        review.reviewer_id
        for review in reviews
        if review.verdict == Review.Verdict.APPROVE and review.tip == changes.tip
    }
    behind = accounts.active().filter(pk__in={proposal.author_id, *approved})
    return not behind.filter(granted.whom_may(ADMINISTER.name)).exists()


def look_ahead(edition: Edition) -> None:
    """Compile what the open proposals that changed last would make of an edition, before anybody asks.

    For a thread in the background: after a merge each takes as long as an edit.
    """
    for proposal in open_proposals()[:LOOKED_AT_AHEAD]:
        try:
            standing_of(edition, proposal)
        except TrellisError:  # Its branch is gone; the page of the proposal says so.
            continue


def _approvals(
    edition: Edition, proposal: Proposal, changes: Changes, reviews: Sequence[Review]
) -> Iterable[Approval]:
    given = [
        review for review in reviews if review.verdict == Review.Verdict.APPROVE and review.tip == changes.tip
    ]
    named = owners.owned(owners.rules_of(edition.whole.handbook), changes.paths)
    unowned = set(changes.paths) - {path for owner in named for path in owner.paths}
    for owner, paths in named:
        holders = [
            each
            for each in accounts.holders_of(owner).filter(granted.whom_may(APPROVE.name))
            if each.pk != proposal.author_id
        ]
        keys = {holder.pk for holder in holders}
        by = next((review for review in given if not keys or review.reviewer_id in keys), None)
        yield Approval(owner, paths, tuple(holder.name for holder in holders), not holders, by)
    if unowned or not named:
        yield Approval("", tuple(sorted(unowned)), (), stands_in=False, given_by=next(iter(given), None))


def who_may_see(edition: Edition, proposal: Proposal, people: Iterable[Account]) -> list[Account]:
    """Those of some people who may see every file that a proposal changes; `edition` is the whole one.

    Where rules of visibility are set, one query for each of the people.
    """
    settings = edition.whole.handbook.settings
    if not settings.visibility:
        return list(people)
    paths = paths_of(edition, proposal)
    if paths is None:
        return []
    return [each for each in people if all(map(audience_of(settings, reader_for(each)).sees, paths))]


def asked_next(edition: Edition, proposal: Proposal) -> list[Account]:
    """The people whose turn it is to decide: those who hold the first role in order that has not approved.

    Where nobody is named, or nobody holds the role, any approver may: then all are asked. Nobody once all have.
    """
    changes = changes_of(edition, proposal)
    for approval in _approvals(edition, proposal, changes, latest_reviews(proposal)):
        if approval.given_by is not None:
            continue
        able = accounts.active().filter(granted.whom_may(APPROVE.name)).exclude(pk=proposal.author_id)
        if approval.owner and not approval.stands_in:
            able = able.filter(pk__in=accounts.holders_of(approval.owner).order_by().values("pk"))
        return list(able.order_by("name", "pk")[:MOST_ASKED])
    if _lacks_administrator(proposal, changes, latest_reviews(proposal)):
        able = accounts.active().filter(granted.whom_may(ADMINISTER.name)).exclude(pk=proposal.author_id)
        return list(able.order_by("name", "pk")[:MOST_ASKED])
    return []


def speakers(thread: Any) -> list[Account]:
    """Everybody who said something in a thread, named by its first comment."""
    said = Comment.objects.filter(Q(pk=thread) | Q(reply_to=thread))
    return list(accounts.active().filter(pk__in=said.values("author")))


def latest_reviews(proposal: Proposal) -> list[Review]:
    """The last decision of each reader, in order."""
    latest: dict[Any, Review] = {}
    for review in proposal.reviews.select_related("reviewer").order_by("created_at", "pk"):
        latest.pop(review.reviewer_id, None)
        latest[review.reviewer_id] = review
    return list(latest.values())


def touched(edition: Edition, changes: Changes) -> list[tuple[str | Promise, tuple[Touched, ...]]]:
    """What a proposal touches besides its own files, in groups."""
    return edition.remember(
        ("touched", changes.tip, changes.target),
        lambda: touched_by(edition.handbook, changes.after, changes.paths),
    )


# -- what was said


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment with the answers to it."""

    comment: Comment
    replies: tuple[Comment, ...]


def threads_of(proposal: Proposal) -> list[Thread]:
    """Everything said about a proposal, by thread, in order."""
    comments = proposal.comments.select_related("author", "resolved_by").order_by("created_at", "pk")
    replies: dict[Any, list[Comment]] = {}
    first: list[Comment] = []
    for comment in comments:
        (first if comment.reply_to_id is None else replies.setdefault(comment.reply_to_id, [])).append(
            comment
        )
    return [Thread(comment, tuple(replies.get(comment.pk, ()))) for comment in first]


def comment_of(proposal: Proposal, key: Any) -> Comment | None:
    """A comment of a proposal by its identifier."""
    return proposal.comments.select_related("author", "proposal").filter(pk=key).first()


def quoted(edition: Edition, proposal: Proposal, said: Comment) -> tuple[tuple[int, str], ...]:
    """The lines that a comment is about, as they were when it was made, with their numbers."""
    if said.line is None or said.last_line is None:
        return ()
    try:
        repository, inner = repository_of(edition.whole.handbook.source, said.path)
        lines = (_text(repository.read(said.tip, inner, LARGEST)) or "").splitlines()
    except TrellisError:  # The commit may be gone from the repository since; what was said stays.
        return ()
    return tuple(
        (number, lines[number - 1]) for number in range(said.line, min(said.last_line, len(lines)) + 1)
    )
