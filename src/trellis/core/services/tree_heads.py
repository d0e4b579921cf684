"""The sealer: it takes the events that were committed since, and signs the tree of all.

Writers of events never wait for it or for each other: a place in the log is given here, later, and to a thousand at a
time. Of two processes that seal at once, one wins, and the other does nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from trellis.core import rounds
from trellis.core.merkle import Tree
from trellis.core.models import Event, TreeHead
from trellis.core.treeheads import (
    COPY,
    HASHED,
    NO_HEAD,
    copy_of_head,
    digest_of,
    entry_of,
    peaks_as_text,
    peaks_from,
    sign,
    text_of,
)

MOST_AT_ONCE = 1000


def seal(now: datetime) -> int:
    """Seal all events that are not yet; gives how many."""
    return sum(_sealed())


def seal_on(now: datetime) -> int:
    """Seal for as long as a round may last; gives how many events. Called in each round."""
    return rounds.by_steps(_sealed())


def _sealed() -> Iterator[int]:
    while Event.objects.filter(position=None).exists():
        try:
            done = _seal_some()
        except IntegrityError:  # another process has sealed these at this moment
            return
        if not done:
            return
        yield done


def _seal_some() -> int:
    with transaction.atomic():
        # Whoever seals at the same time waits here, and finds then that the next head stands already.
        before = TreeHead.objects.select_for_update().order_by("-size").first()
        tree = Tree(before.size, peaks_from(before.peaks)) if before else Tree()
        rows = Event.objects.filter(position=None).order_by("pk").values_list(*HASHED)[:MOST_AT_ONCE]
        places = []
        for row in rows:
            places.append((tree.size, row[0]))
            tree.append(entry_of(*row))
        if not places:
            return 0
        _place(places)
        previous = (
            digest_of(text_of(before.size, before.root, before.at, before.previous)) if before else NO_HEAD
        )
        at, root = timezone.now(), tree.root.hex()
        head = TreeHead.objects.create(
            size=tree.size,
            root=root,
            peaks=peaks_as_text(tree.peaks),
            previous=previous,
            at=at,
            signature=sign(text_of(tree.size, root, at, previous)),
        )
        transaction.on_commit(lambda: _keep_copy(head))
    return len(places)


def _place(places: list[tuple[int, UUID]]) -> None:
    """Give events their places.

    PostgreSQL takes all of them in one statement, SQLite one statement for each without being asked anew; `bulk_update`
    takes ten times as long in either.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "UPDATE core_event SET position = given.position"
                " FROM unnest(%s::bigint[], %s::uuid[]) AS given (position, id) WHERE core_event.id = given.id",
                [list(each) for each in zip(*places, strict=True)],
            )
        else:
            key = Event._meta.get_field("id")
            rows = [(position, key.get_db_prep_value(pk, connection)) for position, pk in places]
            cursor.executemany("UPDATE core_event SET position = %s WHERE id = %s", rows)


def _keep_copy(head: TreeHead) -> None:
    folder = Path(settings.TRELLIS_DATA)
    folder.mkdir(parents=True, exist_ok=True)
    made = folder / f"{COPY}.{os.getpid()}"
    made.write_text(copy_of_head(head.size, head.root), encoding="utf-8")
    made.replace(folder / COPY)
