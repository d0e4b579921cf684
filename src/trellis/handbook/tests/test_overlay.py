"""What a handbook would be after a change that nobody has saved."""

from __future__ import annotations

from trellis.handbook.source import MemorySource
from trellis.handbook.workspace import Workspace

FILES = {"a.md": "# A\n\nSee [B](/b/).\n", "b.md": "# B\n", "handbook.yml": "complete: true\n"}


def codes(handbook) -> list[str]:
    return [found.code for found in handbook.diagnostics if found.code.startswith("HB2")]


def test_a_change_is_tried_without_being_made():
    workspace = Workspace(MemorySource(FILES))
    before = workspace.handbook

    tried = workspace.tried({"b.md": None, "c.md": b"# C\n"})

    assert sorted(tried.pages) == ["a.md", "c.md"]
    assert codes(tried) == ["HB200"]
    assert sorted(workspace.handbook.pages) == ["a.md", "b.md"]
    assert workspace.refresh() == before


def test_a_tried_handbook_is_the_one_that_the_change_would_make():
    source = MemorySource(FILES)
    workspace = Workspace(source)
    tried = workspace.tried({"a.md": b"# A\n\nSee [[the the B](/b/#x).\n"})

    source.write("a.md", "# A\n\nSee [[the the B](/b/#x).\n")
    made = workspace.refresh()

    assert tried.diagnostics == made.diagnostics
    assert tried.pages["a.md"].text == made.pages["a.md"].text
    assert tried.revision.endswith("+changes")
