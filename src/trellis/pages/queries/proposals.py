"""Which proposals there are, and which of them whoever asks may see."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.urls import reverse

from trellis.core.objects import Described
from trellis.core.prepared import Prepared
from trellis.discussions.queries import threads
from trellis.handbook.errors import TrellisError
from trellis.handbook.owning import repository_of
from trellis.handbook.repositories import Repository
from trellis.handbook.source import MountedSources
from trellis.pages.models import Proposal
from trellis.pages.queries.current import Edition, current_edition
from trellis.pages.rules import can_propose
from trellis.web import navigation

BRANCHES = "refs/heads/trellis"
_TO_BE_SEEN = ("pk", "number", "state", "mount", "branch", "base", "tip", "paths", "paths_at")


def proposals(*, state: str = "", author: str = "", text: str = "") -> QuerySet[Proposal]:
    """The proposals that whoever asks may see, with those who wrote and ended them, the one that changed last first.

    `author` is the identifier of an account; one that there is none of leaves nothing.
    """
    found = _seen().select_related("author", "ended_by").annotate(said=threads.open_beside("proposal"))
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


def open_count(request: Any) -> navigation.Tally | None:
    """How many proposals are open, for the side bar of those who may take part.

    Who does not see the whole handbook is not told of what they do not see: where any is open, that is one query more.
    """
    if not can_propose(getattr(request, "user", None)):
        return None
    edition = current_edition()
    if edition is edition.whole:
        return navigation.Tally(_OPEN_COUNT, {})
    return navigation.Tally(
        _OPEN_COUNT, {}, lambda found: sum(_is_seen(edition, each) for each in _OPEN.all()) if found else 0
    )


_OPEN_COUNT = Prepared(
    lambda: (
        Proposal.objects.filter(state=Proposal.State.OPEN)
        .order_by()
        .values_list("state")
        .annotate(n=Count("pk"))
    )
)
_OPEN = Prepared(lambda: Proposal.objects.filter(state=Proposal.State.OPEN).order_by().only(*_TO_BE_SEEN))


def proposal_by_number(number: int) -> Proposal | None:
    """A proposal with its author, its merge request and how much was said (`said_of`); `None` also where whoever asks
    may not see all that it changes.
    """
    rows = Proposal.objects.select_related("author", "ended_by", "merge_request")
    found = threads.with_count(rows, "proposal").filter(number=number).first()
    return found if found is not None and _is_seen(current_edition(), found) else None


def said_of(proposal: Proposal) -> int:
    """How much was said about a proposal; no query where it was loaded with that."""
    known: int | None = getattr(proposal, "remarks", None)
    return threads.count_of("proposal", proposal.pk) if known is None else known


def paths_of(edition: Edition, proposal: Proposal) -> tuple[str, ...] | None:
    """The files that a proposal changes, as far as its record knows or else Git; `None` where nobody can tell."""
    if proposal.paths_at == proposal.tip:
        return tuple(proposal.paths)
    try:
        repository = repository_for(edition, proposal)
        target = (repository.tip() or proposal.base) if proposal.is_open else proposal.base
        base = repository.merge_base(target, proposal.tip)
        return tuple(full_path(proposal.mount, path) for path in repository.changed(base, proposal.tip))
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
    return every.exclude(pk__in=_hidden(edition, every))


def _hidden(edition: Edition, rows: QuerySet[Proposal]) -> list[UUID]:
    """Those of some proposals that the readers of an edition may not see."""
    asked = doubtful(edition, rows).order_by().only(*_TO_BE_SEEN)
    return [each.pk for each in asked if not _is_seen(edition, each)]


def doubtful(edition: Edition, rows: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """Those of some proposals of which it has to be looked at whether the readers of an edition may see them.

    The database leaves out those whose files are known and of which none can be hidden: nearly all, where a few folders
    are closed.
    """
    marks = edition.audience.marks()
    if marks is None:
        return rows
    held = ~Q(paths_at=F("tip"))
    for mark in marks:
        held |= Q(written__icontains=mark)
    return rows.annotate(written=Cast("paths", TextField())).filter(held)


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
    return repository_of(edition.whole.handbook.source, full_path(proposal.mount, "x"))[0]


def full_path(mount: str, path: str) -> str:
    """Where a file of a repository stands in the handbook, whose folder `mount` the repository is."""
    return f"{mount}/{path}" if mount else path
