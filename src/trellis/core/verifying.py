"""Whether the log of events is as it was sealed: nothing taken away, changed, added or in another order."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from trellis.core.merkle import Tree
from trellis.core.models import Event, TreeHead
from trellis.core.treeheads import COPY, HASHED, NO_HEAD, digest_of, entry_of, is_signed, peaks_from, text_of

LATE = timedelta(hours=1)
"""An event that is not sealed by then tells of a sealer that does not run."""
MOST_FAULTS = 20
CHUNK = 5000
Row = tuple[int, UUID, str, str, UUID, UUID | None, datetime, str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What looking at the whole log gave: how many events are sealed and wait, and each fault as a sentence."""

    sealed: int
    waiting: int
    faults: tuple[str, ...]


def newest_head(using: str = "default") -> dict[str, Any]:
    """The newest signed head of the log as a document, with how many events wait to be sealed; for a backup."""
    head = TreeHead.objects.using(using).order_by("-size").first()
    waiting = Event.objects.using(using).filter(position=None).count()
    if head is None:
        return {"size": 0, "waiting": waiting}
    return {
        "size": head.size,
        "root": head.root,
        "at": head.at.isoformat(),
        "previous": head.previous,
        "signature": head.signature,
        "waiting": waiting,
    }


def verify(*, signatures: bool = True, in_use: bool = True) -> Verdict:
    """Hash all sealed events again and compare every head. A million events take half a minute and little memory.

    Each stretch between two heads is judged by itself, so that one fault does not hide where the next one is. Without
    `signatures`, it is not asked who has signed the heads, where the secret key is another one by now; where the
    log is not `in_use` yet, nobody can be late to seal it, and there is no copy of its newest head.
    """
    heads = list(TreeHead.objects.order_by("size"))
    faults = _faults_of_chain(heads, signatures=signatures)
    faults += _faults_of_copy(heads) if in_use else []
    faults += _faults_of_events(heads)
    waiting = Event.objects.filter(position=None)
    if in_use and waiting.filter(at__lt=timezone.now() - LATE).exists():
        faults.append("Events wait for more than an hour to be sealed: no process of Trellis seals them.")
    return Verdict(heads[-1].size if heads else 0, waiting.count(), tuple(faults[:MOST_FAULTS]))


def _faults_of_chain(heads: list[TreeHead], *, signatures: bool) -> list[str]:
    faults = []
    expected = NO_HEAD
    for head in heads:
        text = text_of(head.size, head.root, head.at, head.previous)
        if signatures and not is_signed(text, head.signature):
            faults.append(
                f"The head of the first {head.size} events is not signed with a secret key of this site."
            )
        if head.previous != expected:
            faults.append(f"The head before the one of {head.size} events was taken away or changed.")
        expected = digest_of(text)
    return faults


def _faults_of_copy(heads: list[TreeHead]) -> list[str]:
    try:
        kept: dict[str, Any] = json.loads((Path(settings.TRELLIS_DATA) / COPY).read_text(encoding="utf-8"))
        size, root = int(kept["size"]), str(kept["root"])
    except FileNotFoundError:
        return []
    except (ValueError, KeyError, TypeError):
        return [f"The copy of the newest head, {COPY}, cannot be read."]
    if any(head.size == size and head.root == root for head in heads):
        return []
    return [
        f"The database does not hold the {size} events of {COPY}: it is older, or events were taken away."
    ]


def _faults_of_events(heads: list[TreeHead]) -> list[str]:
    faults: list[str] = []
    sealed = Event.objects.filter(position__isnull=False).order_by("position")
    rows = iter(sealed.values_list("position", *HASHED).iterator(chunk_size=CHUNK))
    row: Row | None = next(rows, None)
    for before, head in pairwise([None, *heads]):
        assert head is not None
        start = before.size if before else 0
        tree = _tree_at(before)
        trouble = "" if tree.size == start else f"The head of the first {start} events was changed."
        while row is not None and row[0] < head.size:
            if row[0] != tree.size and not trouble:
                trouble = f"Event {tree.size + 1} was taken away."
            tree.append(entry_of(*row[1:]))
            row = next(rows, None)
        if tree.size != head.size and not trouble:
            trouble = f"Event {tree.size + 1} was taken away."
        if not trouble and tree.root.hex() != head.root:
            trouble = f"Of the events {start + 1} to {head.size}, some were changed or put in another order."
        if trouble:
            faults.append(trouble)
    if row is not None:
        faults.append(
            f"Event {row[0] + 1} and those after it have a place in the log, but no head seals them."
        )
    return faults


def _tree_at(head: TreeHead | None) -> Tree:
    """The tree that goes on from a head; an empty one where the head is not whole."""
    if head is None:
        return Tree()
    try:
        tree = Tree(head.size, peaks_from(head.peaks))
    except ValueError:
        return Tree()
    return tree if tree.root.hex() == head.root else Tree()
