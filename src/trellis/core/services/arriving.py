"""What an organisation that arrives from another Trellis needs beside its rows: a log that this place vouches for, and
its files.

The log keeps its places and heads. The key that signed these stayed behind, so that they are compared with the events,
and signed anew with the key of this place (decision 47).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from trellis.core import filekeys, filestore, queries, treeheads, verifying
from trellis.core.import_events import OrganisationBrought
from trellis.core.merkle import Tree
from trellis.core.models import Event, StoredFile, TreeHead
from trellis.core.records import uuid7
from trellis.core.services import tree_heads
from trellis.core.services.events import publish
from trellis.handbook.errors import TrellisError

AT_ONCE = 500


class ArrivalError(TrellisError):
    """What arrived does not hold together."""

    code = "import-all"


def check_log() -> None:
    """Hold the heads of the log against its events. Raises ArrivalError where they do not fit.

    Events that were sealed after the newest head was exported lose their place: they are sealed anew here.
    """
    newest = _newest()
    Event.objects.filter(position__gte=newest.size if newest else 0).update(position=None)
    faults = list(verifying.verify(signatures=False, in_use=False).faults)
    if newest is not None and not _goes_on(newest):
        faults.append("The newest head was changed.")
    if faults:
        raise ArrivalError(
            f"The log of events is not whole: {faults[0]}",
            hint="Look at it where it was exported: trellis doctor. A backup takes it along as it is.",
        )


def sign_log_anew() -> None:
    """Sign the heads with the key of this place; what they say stays, so that each still knows the one before."""
    heads = TreeHead.objects.order_by("size").iterator(chunk_size=AT_ONCE)
    while some := list(islice(heads, AT_ONCE)):
        for head in some:
            head.signature = treeheads.sign(treeheads.text_of(head.size, head.root, head.at, head.previous))
        TreeHead.objects.bulk_update(some, ["signature"])


def say_so(rows: int) -> int:
    """Have the log say up to where it was made elsewhere, and seal that; gives how many events are sealed then."""
    newest, owner = _newest(), queries.first_owner()
    with transaction.atomic():
        publish(
            OrganisationBrought(
                imported=uuid7(),
                by=owner.pk if owner else None,
                rows=rows,
                events=newest.size if newest else 0,
                root=newest.root if newest else "",
            )
        )
    tree_heads.seal(timezone.now())
    sealed = _newest()
    return sealed.size if sealed else 0


@contextmanager
def stored(pieces_of: Callable[[UUID], Iterator[bytes]], count: int) -> Iterator[int]:
    """Put the bytes of so many files into the store, sealed with the keys of this place where they are confidential.

    Gives how many. They are taken away again where the block fails, since the store may lie elsewhere. Raises
    ArrivalError where there are more than records of them, and StoreError.
    """
    put: list[str] = []
    try:
        found = StoredFile.objects.filter(is_kept=True).order_by("pk")
        if found.count() != count:
            raise ArrivalError("There are files that no record has.", hint="Export everything anew.")
        for each in found.iterator(chunk_size=200):
            pieces = pieces_of(each.pk)
            if each.key_print:
                pieces = filekeys.sealed(pieces, each.name)
            with filestore.drafted(pieces) as draft:
                put.append(each.name)
                filestore.store().put(each.name, draft)
        yield len(put)
    except BaseException:
        for name in put:
            with suppress(filestore.StoreError):
                filestore.store().delete(name)
        raise


def _newest() -> TreeHead | None:
    return TreeHead.objects.order_by("-size").first()


def _goes_on(head: TreeHead) -> bool:
    """Whether the tree of the next head can begin with this one."""
    try:
        return Tree(head.size, treeheads.peaks_from(head.peaks)).root.hex() == head.root
    except ValueError:
        return False
