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


def test_what_was_tried_is_not_compiled_again_when_it_is_asked_for_again_or_made():
    source = MemorySource(FILES)
    workspace = Workspace(source)
    tried = workspace.tried({"a.md": b"# A\n\nSee [[the the B](/b/#x).\n"})

    again = workspace.tried({"a.md": b"# A\n\nSee [[the the B](/b/#x).\n", "b.md": b"# B\n"})
    source.write("a.md", "# A\n\nSee [[the the B](/b/#x).\n")
    made = workspace.refresh()

    assert again is tried
    assert made.pages["a.md"] is tried.pages["a.md"]
    assert made.diagnostics_by_path == tried.diagnostics_by_path
    assert not made.revision.endswith("+changes")
    assert made.source is source


def test_a_picture_that_was_tried_with_a_text_is_not_there_when_the_text_alone_is():
    source = MemorySource(FILES)
    workspace = Workspace(source)
    text = "# A\n\n![A house](/house.png)\n"
    tried = workspace.tried({"a.md": text.encode(), "house.png": b"PNG"})

    alone = workspace.tried({"a.md": text.encode()})
    source.write("a.md", text)
    made = workspace.refresh()

    assert codes(tried) == []
    assert codes(alone) == codes(made) != []


def test_what_is_tried_covers_the_handbook_that_readers_see_now():
    source = MemorySource(FILES)
    workspace = Workspace(source)
    before = workspace.handbook

    source.write("b.md", "# Another B\n")
    tried = workspace.tried({"a.md": b"# A\n"})

    assert tried.pages["b.md"] is before.pages["b.md"]
