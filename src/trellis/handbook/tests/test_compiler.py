"""The compiler as a whole: what a handbook holds, and what spans its pages."""

from __future__ import annotations

import gc
import time

import pytest

from trellis.handbook.compiler import Compiler, collector_paused, compile_handbook
from trellis.handbook.filecodes import FILE_CODES
from trellis.handbook.source import Limits, MemorySource, MountedSources, SourceError
from trellis.handbook.tests.kinds import Note, NoteKind

FILES = {
    "handbook.yml": "organisation: Example\n",
    "index.md": "# Home\n\n[Notes](notes/one.md)\n",
    "notes/one.md": "---\ntitle: One\nkind: note\n---\n\n- first\n\n[home](/)\n",
    "notes/two.markdown": "---\nkind: note\n---\n# Two\n",
    "old.html.md.erb": "# Old\n\n<%= partial %>\n",
    "plain.txt": "Only text\n",
    "grades.yaml": "- 4\n- 5\n",
    "logo.png": b"\x89PNG",
    "README": "no page",
}


def codes(files: dict[str, str | bytes], **options: object) -> list[tuple[str, str]]:
    handbook = compile_handbook(MemorySource(files), **options)  # type: ignore[arg-type]
    return [(d.path, d.code) for d in handbook.diagnostics if d.code.startswith("HB0")]


def test_handbook_holds_pages_data_assets_definitions_and_links() -> None:
    handbook = compile_handbook(MemorySource(FILES), kinds=[NoteKind()])

    assert {path: page.url for path, page in handbook.pages.items()} == {
        "index.md": "/",
        "notes/one.md": "/notes/one/",
        "notes/two.markdown": "/notes/two/",
        "old.html.md.erb": "/old/",
        "plain.txt": "/plain/",
    }
    assert sorted(handbook.data) == ["grades.yaml", "handbook.yml"]
    assert sorted(handbook.assets) == ["README", "logo.png"]
    assert handbook.settings.organisation == "Example"
    assert handbook.definitions["note"]["notes/two.markdown"] == Note("notes/two.markdown", "Two", ())
    assert sorted(handbook.assembled["note"]) == ["notes/one.md", "notes/two.markdown"]
    assert [link.target for link in handbook.links["index.md"]] == ["notes/one.md"]
    assert [d.path for d in handbook.diagnostics if d.code == "JF999"] == ["notes/two.markdown"]


def test_pages_are_found_by_address_and_by_who_links_to_them() -> None:
    handbook = compile_handbook(MemorySource(FILES))

    for url in ("/notes/one/", "notes/one", "/notes/one"):
        assert handbook.page_by_url(url) is handbook.pages["notes/one.md"]
    assert handbook.page_by_url("/none/") is None
    assert handbook.backlinks("notes/one.md") == ("index.md",)
    assert handbook.backlinks("none.md") == ()


def test_diagnostics_stand_in_the_order_of_a_report() -> None:
    handbook = compile_handbook(
        MemorySource({"b.md": "# B\n\nthe the\n", "a.md": "# A\n\nx\x00\n\nthe the a an\n"})
    )

    keys = [(d.path, d.start.line, d.start.column) for d in handbook.diagnostics]

    assert keys == sorted(keys)
    assert handbook.diagnostics_of("a.md") == tuple(d for d in handbook.diagnostics if d.path == "a.md")


def test_two_files_with_one_address_are_both_named() -> None:
    assert codes({"a.md": "# One\n", "a/index.md": "# Two\n"}) == [("a.md", "HB030"), ("a/index.md", "HB030")]
    assert codes({"A.md": "# One\n", "a.md": "# Two\n"}) == [("A.md", "HB030"), ("a.md", "HB030")]


def test_the_second_page_of_a_title_is_named() -> None:
    page = "---\ntitle: Same\n---\n"

    assert codes({"a.md": page, "b/a.md": page, "c.md": "# Same\n"}) == [("b/a.md", "HB031")]


def test_pages_of_two_kinds_may_have_one_title() -> None:
    page, note = "---\ntitle: Same\n---\n", "---\ntitle: Same\nkind: note\n---\n"
    files = {"a.md": page, "b.md": note, "c.md": note}

    found = compile_handbook(MemorySource(files), kinds=(NoteKind(),)).diagnostics

    assert [(each.path, each.message) for each in found if each.code == "HB031"] == [
        ("c.md", "The title “Same” is that of “b.md” as well.")
    ]


def test_too_large_page_has_a_title_only() -> None:
    files = {
        "handbook.yml": "limits: {page_bytes: 200}\n",
        "a.md": "---\ntitle: Big\n---\n\n# Top\n\n" + "[x](/y/) word " * 100,
    }

    handbook = compile_handbook(MemorySource(files))
    page = handbook.pages["a.md"]

    assert (page.title, page.links, page.text.endswith("# Top\n")) == ("Big", (), True)
    assert [(d.path, d.code) for d in handbook.diagnostics if d.code.startswith("HB0")] == [("a.md", "HB002")]


def test_too_large_data_file_is_not_read() -> None:
    handbook = compile_handbook(MemorySource({"a.yml": "- x\n" * 100}), limits=Limits(data_bytes=50))

    assert handbook.data["a.yml"].node is None
    assert [d.code for d in handbook.diagnostics] == ["HB002"]


def test_bytes_of_all_files_are_bounded() -> None:
    source = MemorySource({"a.md": "# A\n" * 10, "b.md": "# B\n" * 10, "c.md": "# C\n" * 10})

    handbook = compile_handbook(source, limits=Limits(total_bytes=90), checks=())

    assert list(handbook.pages) == ["a.md", "b.md"]
    assert [(d.path, d.code) for d in handbook.diagnostics] == [("c.md", "HB002")]


def test_settings_of_a_mounted_handbook_count() -> None:
    source = MountedSources(
        {"x": MemorySource({"a.md": "# A\n"}), "y": MemorySource({"handbook.yml": "organisation: Why\n"})}
    )

    handbook = compile_handbook(source)

    assert (handbook.settings.organisation, handbook.settings.path) == ("Why", "y/handbook.yml")
    assert handbook.mounts == ("x", "y")


def test_selection_of_the_caller_goes_before_that_of_the_handbook() -> None:
    source = MemorySource({"handbook.yml": "ignore: [HB0, HB1]\n", "a.md": "# A\0\n"})

    assert compile_handbook(source).diagnostics == ()
    assert [d.code for d in compile_handbook(source, ignore=["HB1"]).diagnostics] == ["HB004"]


def test_source_that_cannot_be_read_is_an_error() -> None:
    class Gone(MemorySource):
        def list(self):  # type: ignore[no-untyped-def]
            raise SourceError("Gone.")

    with pytest.raises(SourceError, match="Gone"):
        compile_handbook(Gone())


def test_file_that_vanishes_while_reading_is_reported() -> None:
    class Vanishing(MemorySource):
        def read(self, paths, limit):  # type: ignore[no-untyped-def]
            return {
                path: None if path == "a.md" else data for path, data in super().read(paths, limit).items()
            }

    handbook = compile_handbook(Vanishing({"a.md": "# A\n", "b.md": "# B\n"}), checks=())

    assert list(handbook.pages) == ["b.md"]
    assert [(d.path, d.code) for d in handbook.diagnostics] == [("a.md", "HB001")]


def test_revision_is_that_of_the_contents() -> None:
    one, same, other = (
        compile_handbook(MemorySource({"a.md": text, "b.md": "x"})).revision
        for text in ("# A\n", "# A\n", "# B\n")
    )

    assert one == same != other


def test_collector_is_put_back() -> None:
    for _ in range(200):  # a handbook that another test left open may be compiling in its thread
        if gc.isenabled():
            break
        time.sleep(0.05)
    with collector_paused():
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ZeroDivisionError), collector_paused():
        raise ZeroDivisionError
    assert gc.isenabled()


def test_same_page_gives_the_same_result_in_any_order() -> None:
    forwards = Compiler([NoteKind()]).compile(MemorySource(dict(FILES))).handbook
    backwards = Compiler([NoteKind()]).compile(MemorySource(dict(reversed(FILES.items())))).handbook

    assert forwards.diagnostics == backwards.diagnostics
    assert list(forwards.pages) == list(backwards.pages)
    assert forwards.revision == backwards.revision


@pytest.mark.parametrize("code", FILE_CODES, ids=lambda code: code.id)
def test_examples_of_file_codes_show_them(code) -> None:  # type: ignore[no-untyped-def]
    bad = [d.code for d in compile_handbook(MemorySource(code.bad.files)).diagnostics]
    good = [d.code for d in compile_handbook(MemorySource(code.good.files)).diagnostics]

    assert code.id in bad
    assert code.id not in good
