"""Writes of how healthy the handbook was: one record for each day, of the last edition that was served on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from trellis.core.kinds import registered
from trellis.handbook.compiler import Compiler
from trellis.handbook.directory import DirectorySource
from trellis.handbook.errors import TrellisError
from trellis.handbook.git import GitSource
from trellis.handbook.handbook import Handbook
from trellis.handbook.source import MountedSources, Source
from trellis.pages.models import HealthDay
from trellis.pages.queries import revisions, trend
from trellis.pages.queries.current import Edition


def record_day(handbook: Handbook, day: date) -> HealthDay:
    """Write down what the compiler says of a handbook as that of a day; again on the same day takes its place."""
    severities = Counter(found.severity.value for found in handbook.diagnostics)
    with transaction.atomic():
        made, _new = HealthDay.objects.update_or_create(
            day=day,
            defaults={
                "revision": handbook.revision[:200], "pages": len(handbook.pages),
                "errors": severities["error"], "warnings": severities["warning"], "notes": severities["note"],
                "by_code": dict(sorted(Counter(found.code for found in handbook.diagnostics).items())),
            },
        )  # fmt: skip
    return made


def fill(
    edition: Edition,
    *,
    today: date,
    days: int,
    every: int,
    tell: Callable[[str], object] = lambda _line: None,
) -> int:
    """Compile the handbook as it was on past days that are not known, and write them down; gives how many.

    `every` so many days, back to `days` ago. Takes as long as a compilation for each; `tell` is told how far it is.
    Days before the first commit are left out. Raises TrellisError where the handbook is not kept in Git.
    """
    known = trend.known_days(today - timedelta(days=days), today)
    wanted = [today - timedelta(days=back) for back in range(every, days + 1, every)]
    missing = [day for day in wanted if day not in known]
    compiler, made = Compiler(registered()), 0
    before, build = "", None
    for at, day in enumerate(missing, start=1):
        source = _on(edition, edition.whole.handbook.source, "", day)
        if source is None:
            tell(f"{day.isoformat()}: before the first commit; done.")
            break
        if build is None or source.name != before:
            build, before = compiler.compile(source, build), source.name
        record_day(build.handbook, day)
        made += 1
        tell(f"{at} of {len(missing)}: {day.isoformat()}, {len(build.handbook.diagnostics):,} findings")
    return made


def _on(edition: Edition, source: Source, mount: str, day: date) -> Source | None:
    """A source as it was at the end of a day; `None` where it was not there yet."""
    if isinstance(source, MountedSources):
        parts = dict(_parts(edition, source, day))
        return MountedSources(parts) if parts else None
    past = revisions.past_of(edition, f"{mount}/index.md" if mount else "index.md")
    commit = past.last_before(day) if past is not None else None
    if commit is None:
        return None
    if isinstance(source, DirectorySource):
        return GitSource(source.path if source.path.is_dir() else source.path.parent, commit)
    if isinstance(source, GitSource):
        return GitSource(source.path, commit, source.limits)
    raise TrellisError(_("This handbook is not kept in Git."), code="handbook.no-git")


def _parts(edition: Edition, source: MountedSources, day: date) -> Iterator[tuple[str, Source]]:
    for mount, part in source.sources.items():
        then = _on(edition, part, mount, day)
        if then is not None:
            yield mount, then
