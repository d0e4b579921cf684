"""A discussion as a page shows it: the newest threads first, the answers in order, a bounded number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db.models import Count, F, Max, Model, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils.safestring import SafeString

from trellis.core.rules import Account
from trellis.discussions import anchoring, rules
from trellis.discussions.anchoring import Anchor
from trellis.discussions.models import Comment, CommentDraft, Following, Reaction, Word
from trellis.discussions.queries.places import Place
from trellis.discussions.wording import html_of, quoted

Row = TypeVar("Row", bound=Model)
THREADS = 10
"""Threads on a page."""
REPLIES = 5
"""The latest answers that a thread shows among others."""
REPLIES_ALONE = 30
"""Answers on a page that shows one thread."""
MOST_NAMED = 12
"""Names of people that a reaction tells."""


@dataclass(frozen=True, slots=True)
class Reacted:
    """A reaction to a comment: how many people, of whom some by name, and whether the reader is one of them."""

    word: str
    label: str
    count: int
    names: tuple[str, ...]
    mine: bool

    @property
    def more(self) -> int:
        """How many people are not named."""
        return self.count - len(self.names)


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment as one reader sees it."""

    comment: Comment
    name: str
    html: SafeString
    is_new: bool
    reactions: tuple[Reacted, ...]
    may_edit: bool
    may_delete: bool
    may_hide: bool
    anchor: Anchor | None

    @property
    def used(self) -> tuple[Reacted, ...]:
        """The reactions that somebody chose."""
        return tuple(each for each in self.reactions if each.count)

    @property
    def unused(self) -> tuple[Reacted, ...]:
        """The reactions that nobody chose yet."""
        return tuple(each for each in self.reactions if not each.count)


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment and the answers to it; `earlier` counts those that are not shown, `draft` is the reader's own."""

    first: Remark
    replies: tuple[Remark, ...]
    total: int
    earlier: int
    may_settle: bool
    draft: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of a discussion is asked for: a page of threads, or one thread; `quote` is a comment to answer."""

    page: int = 1
    thread: UUID | None = None
    quote: UUID | None = None


@dataclass(frozen=True, slots=True)
class Discussion:
    """All that a page shows of a discussion."""

    place: Place
    threads: tuple[Thread, ...]
    alone: bool
    count: int
    new: int
    number: int
    pages: int
    state: str
    may_say: bool
    draft: str
    quotation: str
    seen_until: datetime | None
    newest: datetime | None
    thread_query: str

    @property
    def here(self) -> str:
        """The query of what is shown now."""
        return f"{self.thread_query}talk={self.number}"


def discussion(place: Place, who: Account, wanted: Wanted) -> Discussion:
    """The discussion of an object that somebody may see; four queries at most, however long it is."""
    every = Comment.objects.filter(kind=place.kind, object=place.key)
    standing = _standing_of(place, who, every)
    alone = wanted.thread is not None
    pages = 1 if alone else max(1, -(-standing.threads // THREADS))
    number = wanted.page if alone else min(max(wanted.page, 1), pages)
    shown, replies = _shown(every, who, wanted.thread, number) if standing.threads else ([], {})
    if alone and shown:
        total = replies[shown[0].pk][0]
        pages = max(1, -(-total // REPLIES_ALONE))
        number = min(max(number, 1), pages)
    seen_until = standing.seen_until
    every_shown = [*shown, *(each for _total, found in replies.values() for each in found)]
    remarks = _remarks(every_shown, who, seen_until)
    threads = tuple(
        Thread(
            first=remarks[each.pk],
            replies=tuple(remarks[reply.pk] for reply in replies[each.pk][1]),
            total=replies[each.pk][0],
            earlier=replies[each.pk][0] - len(replies[each.pk][1]),
            may_settle=rules.can_settle(who, each),
            draft=each.draft or "",  # type: ignore[attr-defined]  # annotated
        )
        for each in shown
    )
    return Discussion(
        place=place, threads=threads, alone=alone, count=standing.every, new=standing.new, number=number,
        pages=pages, state=standing.state or "", may_say=rules.can_say(who),
        draft=standing.draft or "", quotation=_quotation(every_shown, who, wanted.quote), seen_until=seen_until,
        newest=max((each.created_at for each in every_shown), default=None),
        thread_query=f"thread={wanted.thread}&" if alone else "",
    )  # fmt: skip


def count_of(kind: str, key: UUID) -> int:
    """How much was said about an object; ask first whether the reader may see it."""
    return Comment.objects.filter(kind=kind, object=key, deleted_at=None).count()


def with_count(rows: QuerySet[Row, Row], kind: str) -> QuerySet[Row, Row]:
    """Objects of a kind with how much was said about each, as `remarks`."""
    said = Comment.objects.filter(kind=kind, object=OuterRef("pk"), deleted_at=None)
    counted = said.order_by().values("object").annotate(n=Count("pk")).values("n")
    found: QuerySet[Any, Any] = rows.annotate(remarks=Coalesce(Subquery(counted), 0))
    return found


@dataclass(frozen=True, slots=True)
class Open:
    """How many threads on an object are not settled, and when something was said in one of them last."""

    count: int
    newest: datetime


def open_threads(kind: str, keys: Iterable[UUID]) -> dict[UUID, Open]:
    """Which of some objects have threads that are not settled; ask first whether the reader may see them. One query."""
    rows = Comment.objects.filter(kind=kind, object__in=list(keys), reply_to=None, settled_at=None)
    values = rows.filter(Q(deleted_at=None) | Q(replies__deleted_at=None, replies__isnull=False)).order_by()
    found = values.values_list("object").annotate(
        n=Count("pk", distinct=True), last=Max("created_at"), answered=Max("replies__created_at")
    )
    return {key: Open(n, max(last, answered or last)) for key, n, last, answered in found}


def open_beside(kind: str) -> Coalesce:
    """How many threads on each object of a queryset are not settled, to annotate it with; they may be sorted by it."""
    rows = Comment.objects.filter(
        kind=kind, object=OuterRef("pk"), reply_to=None, settled_at=None, deleted_at=None
    )
    counted = rows.order_by().values("object").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def counts(kind: str, keys: Iterable[UUID]) -> dict[UUID, int]:
    """How many threads there are about each of some objects that can be read. One query."""
    rows = Comment.objects.filter(
        kind=kind, object__in=list(keys), reply_to=None, deleted_at=None, hidden_at=None
    )
    return dict(rows.order_by().values_list("object").annotate(n=Count("pk")))


def readable_threads(kind: str, key: UUID) -> QuerySet[Comment]:
    """The threads about an object that can be read, the oldest first, with who began them."""
    rows = Comment.objects.filter(kind=kind, object=key, reply_to=None, deleted_at=None, hidden_at=None)
    return rows.select_related("author").order_by("created_at", "pk")


def speakers_of_open(kind: str, key: UUID) -> list[Account]:
    """Who began the threads about an object that are not settled, each once. One query."""
    rows = Comment.objects.filter(kind=kind, object=key, reply_to=None, settled_at=None, deleted_at=None)
    found = rows.exclude(author=None).select_related("author").order_by("created_at", "pk")
    return list({each.author_id: each.author for each in found if each.author is not None}.values())


def comments_of(kind: str, key: UUID) -> QuerySet[Comment]:
    """All comments on an object, in the order in which they were made."""
    return Comment.objects.filter(kind=kind, object=key).select_related("author").order_by("created_at", "pk")


def history_of(comment: Comment) -> list[tuple[int, datetime, SafeString]]:
    """The words of a comment as they were before, the newest first: version, when they were written, and the words."""
    past = comment.past.order_by("-version").values_list("version", "written_at", "text")
    return [(version, when, html_of(text)) for version, when, text in past]


def reactions_of(comments: Iterable[Comment], who: Account) -> dict[UUID, tuple[Reacted, ...]]:
    """How people react to some comments, each word that somebody used; one query."""
    found: dict[tuple[UUID, str], list[tuple[UUID, str]]] = defaultdict(list)
    keys = [each.pk for each in comments]
    if keys:
        rows = Reaction.objects.filter(comment__in=keys).order_by("created_at", "pk")
        for comment, word, account, name in rows.values_list("comment", "word", "account", "account__name"):
            found[comment, word].append((account, name))
    labels = {word.value: str(word.label) for word in Word}
    return {
        key: tuple(
            Reacted(
                word,
                label,
                len(people),
                tuple(name for _key, name in people[:MOST_NAMED]),
                who.pk in {account for account, _name in people},
            )
            for word, label in labels.items()
            for people in [found.get((key, word), [])]
        )
        for key in keys
    }


class _Standing(NamedTuple):
    """How a discussion stands for one reader."""

    state: str | None
    seen_until: datetime | None
    draft: str | None
    every: int
    threads: int
    new: int


def _standing_of(place: Place, who: Account, every: QuerySet[Comment]) -> _Standing:
    """Whether somebody follows it, what they have not said yet, and how much was said; one query."""
    own = {"account": who, "kind": place.kind, "object": place.key}
    following, drafts = Following.objects.filter(**own), CommentDraft.objects.filter(**own, reply_to=None)
    until = Subquery(following.values("seen_until")[:1])

    def count(rows: QuerySet[Comment]) -> Coalesce:
        counted = rows.order_by().values("kind").annotate(n=Count("pk")).values("n")
        return Coalesce(Subquery(counted), 0)

    found = Account.objects.filter(pk=who.pk).values_list(
        Subquery(following.values("state")[:1]),
        until,
        Subquery(drafts.values("text")[:1]),
        count(every.filter(deleted_at=None)),
        count(every.filter(reply_to=None)),
        count(every.filter(created_at__gt=until).exclude(author=who)),
    )
    return _Standing(*found.get())


def _shown(
    every: QuerySet[Comment], who: Account, thread: UUID | None, number: int
) -> tuple[list[Comment], dict[UUID, tuple[int, list[Comment]]]]:
    """The threads of a page, or one alone, each with its `draft`; and the latest answers to them in order, with how
    many there are. One query.
    """
    roots = every.filter(reply_to=None).order_by("-created_at", "-pk")
    if thread is None:
        start, most, first = (number - 1) * THREADS, REPLIES, 0
        wanted = roots[start : start + THREADS]
    else:
        most, first = REPLIES_ALONE, (max(number, 1) - 1) * REPLIES_ALONE
        wanted = roots.filter(pk=thread)
    keys = wanted.values("pk")
    rows = Comment.objects.filter(Q(pk__in=keys) | Q(reply_to__in=keys)).annotate(
        place=Window(RowNumber(), partition_by="reply_to", order_by=[F("created_at").desc(), F("pk").desc()]),
        total=Window(Count("pk"), partition_by="reply_to"),
        draft=Subquery(CommentDraft.objects.filter(account=who, reply_to=OuterRef("pk")).values("text")[:1]),
    )
    few = rows.filter(Q(reply_to=None) | Q(place__gt=first, place__lte=first + most))
    found: list[Any] = list(few.select_related("author", "settled_by"))
    found.sort(key=lambda each: (each.created_at, each.pk))
    shown = [each for each in reversed(found) if each.reply_to_id is None]
    replies: dict[UUID, tuple[int, list[Comment]]] = {each.pk: (0, []) for each in shown}
    for each in found:
        if each.reply_to_id is not None:
            replies[each.reply_to_id][1].append(each)
            replies[each.reply_to_id] = (each.total, replies[each.reply_to_id][1])
    return shown, replies


def _remarks(comments: Sequence[Comment], who: Account, seen_until: datetime | None) -> dict[UUID, Remark]:
    reactions = reactions_of(comments, who)
    readable = {each.pk for each in comments if rules.can_read_words(who, each)}
    anchors = anchoring.anchors_of(who, comments[0].kind, readable) if comments else {}
    return {
        each.pk: Remark(
            comment=each,
            name=each.author.name if each.author is not None else "",
            html=html_of(each.text) if each.pk in readable else SafeString(""),
            is_new=seen_until is not None and each.created_at > seen_until and each.author_id != who.pk,
            reactions=reactions[each.pk],
            may_edit=rules.can_edit(who, each),
            may_delete=rules.can_delete(who, each),
            may_hide=rules.can_hide(who, each),
            anchor=anchors.get(each.pk),
        )
        for each in comments
    }


def _quotation(comments: Iterable[Comment], who: Account, key: UUID | None) -> str:
    for each in comments:
        if each.pk == key and rules.can_read_words(who, each):
            return quoted(each.author.name if each.author is not None else "", each.text)
    return ""
