"""Watching: compile again when files change.

The operating system tells of changes (by way of watchfiles) where it can; elsewhere, and for revisions in Git,
the source is looked at every so often. Either way `Workspace.refresh` decides whether anything has changed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from trellis.handbook.directory import DirectorySource
from trellis.handbook.errors import TrellisError
from trellis.handbook.handbook import Handbook
from trellis.handbook.source import MountedSources, Source, is_skipped_name
from trellis.handbook.workspace import Workspace

POLL_SECONDS = 1.0
QUIET_MOMENTS = 30
QUIET_SECONDS = 2.0
"""After this long without a change everything is looked at, and saved for the next process; then every 30th time."""


def watch(
    workspace: Workspace,
    on_change: Callable[[Handbook], None],
    *,
    stop: threading.Event | None = None,
    on_trouble: Callable[[TrellisError], None] | None = None,
    poll_seconds: float = POLL_SECONDS,
    force_polling: bool = False,
) -> None:
    """Call `on_change` with each new handbook until `stop` is set.

    A source that cannot be read for a while (a folder that is being replaced) is told to `on_trouble` once, and tried
    again. Runs in the caller's thread; saves the result in quiet moments and at the end.
    """
    stop = stop or threading.Event()
    workspace.prepare()
    current, troubled = workspace.handbook, False
    try:
        for changed in _wakes(workspace.source, stop, poll_seconds, force_polling):
            try:
                found = workspace.refresh(changed)
            except TrellisError as error:
                if not troubled and on_trouble is not None:
                    on_trouble(error)
                troubled = True
                continue
            troubled = False
            if found is current and not changed:
                workspace.save()
            elif found is not current:
                current = found
                on_change(found)
    finally:
        workspace.save()


def folders_of(source: Source) -> list[Path]:
    """The folders on the disk that a source reads, as far as the operating system can watch them."""
    if isinstance(source, MountedSources):
        return [folder for inner in source.sources.values() for folder in folders_of(inner)]
    if isinstance(source, DirectorySource):
        return [source.path if source.path.is_dir() else source.path.parent]
    return []


def _can_watch(source: Source) -> bool:
    inner = source.sources.values() if isinstance(source, MountedSources) else [source]
    return all(isinstance(each, DirectorySource) for each in inner)


def _wakes(
    source: Source, stop: threading.Event, poll_seconds: float, force_polling: bool
) -> Iterator[set[str] | None]:
    """When to look, and the paths that have changed if these are known; in quiet moments all is looked at."""
    if not force_polling and _can_watch(source):
        try:
            yield from _told(folders_of(source), stop)
        except (OSError, RuntimeError, ImportError):
            # No more watches to be had, a network folder, a platform without support.
            pass
        else:
            return
    while not stop.wait(poll_seconds):
        yield None


def _told(folders: list[Path], stop: threading.Event) -> Iterator[set[str] | None]:
    import watchfiles  # noqa: PLC0415 - a compiled extension that only watching needs

    def is_ours(change: watchfiles.Change, path: str) -> bool:
        return not any(is_skipped_name(part) for folder in folders for part in _inside(path, folder))

    changes = watchfiles.watch(
        *folders,
        watch_filter=is_ours,
        stop_event=stop,
        debounce=50,
        step=20,
        rust_timeout=int(QUIET_SECONDS * 1000),
        yield_on_timeout=True,
        raise_interrupt=True,
    )
    quiet = 0
    for batch in changes:
        quiet = 0 if batch else quiet + 1
        if batch:
            yield {path for _, path in batch}
        elif quiet % QUIET_MOMENTS == 1:
            yield None


def _inside(path: str, folder: Path) -> tuple[str, ...]:
    """The parts of a path below a folder; nothing where it lies elsewhere."""
    try:
        return Path(path).relative_to(folder.resolve()).parts
    except ValueError:
        return ()
