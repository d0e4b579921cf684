"""Watching tells of each change once, survives trouble, and stops when told."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from trellis.handbook.directory import DirectorySource
from trellis.handbook.errors import TrellisError
from trellis.handbook.handbook import Handbook
from trellis.handbook.source import MemorySource, MountedSources
from trellis.handbook.watch import folders_of, watch
from trellis.handbook.workspace import Workspace

WAIT = 20


class Watching:
    """A watcher in a thread, and what it told."""

    def __init__(self, workspace: Workspace, polling: bool) -> None:
        self.told: queue.Queue[Handbook] = queue.Queue()
        self.trouble: queue.Queue[TrellisError] = queue.Queue()
        self.stop = threading.Event()
        self.thread = threading.Thread(
            target=watch,
            args=(workspace, self.told.put),
            kwargs={
                "stop": self.stop,
                "on_trouble": self.trouble.put,
                "poll_seconds": 0.02,
                "force_polling": polling,
            },
        )
        self.thread.start()

    def close(self) -> None:
        self.stop.set()
        self.thread.join(WAIT)
        assert not self.thread.is_alive()


@pytest.fixture(params=[True, False], ids=["polling", "told by the system"])
def watching(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Watching, Path]]:
    root = tmp_path / "book"
    root.mkdir()
    (root / "a.md").write_text("# One\n")
    workspace = Workspace(DirectorySource(root))
    workspace.prepare()
    made = Watching(workspace, request.param)
    if not request.param:
        # The system's watch is set up in the thread; nothing tells when it is.
        made.stop.wait(0.5)
    yield made, root
    made.close()


@pytest.mark.slow
def test_change_is_told_with_the_new_handbook(watching: tuple[Watching, Path]) -> None:
    made, root = watching

    (root / "a.md").write_text("# Two\n")

    assert made.told.get(timeout=WAIT).pages["a.md"].title == "Two"


@pytest.mark.slow
def test_folder_that_vanishes_is_said_and_comes_back(watching: tuple[Watching, Path]) -> None:
    made, root = watching

    root.rename(root.parent / "away")
    (root.parent / "away/a.md").write_text("# Back\n")
    (root.parent / "away").rename(root)
    (root / "b.md").write_text("# New\n")

    # The system's watch follows the folder, the poll sees it again: either way the end is the same.
    while made.told.get(timeout=WAIT).pages.keys() != {"a.md", "b.md"}:
        pass


def test_trouble_is_told_once_and_survived() -> None:
    class Failing(MemorySource):
        fails = False

        def list(self):  # type: ignore[no-untyped-def]
            if self.fails:
                raise TrellisError("It is gone.")
            return super().list()

    source = Failing({"a.md": "# One\n"})
    workspace = Workspace(source)
    workspace.prepare()
    made = Watching(workspace, polling=True)

    source.fails = True
    assert str(made.trouble.get(timeout=WAIT)) == "It is gone."
    source.write("a.md", "# Two\n")
    source.fails = False

    assert made.told.get(timeout=WAIT).pages["a.md"].title == "Two"
    assert made.trouble.empty()
    made.close()


def test_folders_to_watch_are_those_on_disk(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("x")
    sources = MountedSources(
        {"a": DirectorySource(tmp_path), "b": MemorySource(), "c": DirectorySource(page)}
    )

    assert folders_of(sources) == [tmp_path, tmp_path]
