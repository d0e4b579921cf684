"""`trellis reindex`: the index of the search, made again of the records."""

from __future__ import annotations

import os
from collections.abc import Callable

from trellis.config.serving import SETTINGS


def run(*, tell: Callable[[str], object]) -> int:
    """Note every record as it is now; gives how many entries differed. Starts Django.

    Raises TrellisError where the database cannot be used.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django  # takes longer than all of `trellis --help`

    django.setup()
    from trellis.config import preparing
    from trellis.core.services import search_index

    def told(kind: str, done: int, total: int) -> None:
        if done == total or done % 5_000 == 0:
            tell(f"{kind}: {done:,} of {total:,}")

    with preparing.alone():
        preparing.migrate()
    return search_index.rebuild(told)
